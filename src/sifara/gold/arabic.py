"""Arabic spelling: keys under which spelling variants of one name are equal.

The raw texts are never normalised; these keys only compare. Each function is a pure map from
string to string and says what it folds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

_TATWEEL = "\u0640"
_LETTERS = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ئ": "ي",
    "ؤ": "و",
    "ة": "ه",
    "ک": "ك",
    _TATWEEL: "",
}


class _Folds(dict[int, str]):
    """What becomes of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = _LETTERS.get(chr(code), chr(code))
        category = unicodedata.category(character) if character else ""
        if category in ("Mn", "Cf"):
            character = ""
        elif category == "Nd":
            character = str(unicodedata.digit(character))
        self[code] = character
        return character


_FOLDS = _Folds()
_WORD = re.compile(r"[^\W_]+")
_ARTICLE_TWO = 2  # letters of the definite article
_SHORTEST_STEM = 3

_LIGHT_PREFIXES = ("بال", "كال", "فال", "ال", "لل")
_LIGHT_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


@lru_cache(maxsize=65536)
def normalize(text: str) -> str:
    """The orthographic key of a text.

    Folds compatibility and presentation forms (NFKC), hamza carriers, alef maqsura, ta marbuta and
    Persian letters, Arabic-Indic digits and case; drops diacritics, tatweel and invisible
    characters; runs of white space become one space.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_FOLDS)
    return " ".join(folded.casefold().split())


def words(text: str) -> tuple[str, ...]:
    """The words of a text under :func:`normalize`, punctuation left out."""
    return tuple(_WORD.findall(normalize(text)))


def without_article(word: str) -> str:
    """A normalised word without the definite article; short words stay whole."""
    if word.startswith("ال") and len(word) >= _ARTICLE_TWO + 2:
        return word[_ARTICLE_TWO:]
    return word


def name_key(text: str) -> str:
    """The words of a name without articles, run together: equal under spacing and articles too."""
    return "".join(without_article(word) for word in words(text))


def light_stem(word: str) -> str:
    """The light10 stem of a word: one proclitic group and suffixes taken off.

    Larkey, Ballesteros and Connell (2007), "Light Stemming for Arabic Information Retrieval",
    section 3: prefixes w-, al-, bal-, kal-, fal-, ll-; suffixes ha, an, at, wn, yn, yh, h, y (two
    more are folded into these by :func:`normalize`); no cut that leaves fewer than two letters.
    """
    word = normalize(word)
    if word.startswith("و") and len(word) > _SHORTEST_STEM:
        word = word[1:]
    for prefix in _LIGHT_PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + 2:
            word = word[len(prefix) :]
            break
    for suffix in _LIGHT_SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word[: -len(suffix)]
    return word


def is_letter(character: str) -> bool:
    """Whether a character is a letter or a mark on one, of any script."""
    return unicodedata.category(character)[0] in "LM"


def has_proclitic(text: str, start: int) -> bool:
    """Whether the span that starts here is written together with the letter before it."""
    return start > 0 and is_letter(text[start - 1])


def full_spelling(text: str, start: int, end: int, own: Collection[str] = ()) -> str:
    """The surface as it would be written alone.

    The article loses its alef after the preposition li-, so that the span in
    للجامعة
    is written
    لجامعة
    and spells the name
    الجامعة
    Where the span begins with a word that has the lam by itself, it is spelled as it stands.

    Args:
        text: The raw text.
        start: First code point of the span.
        end: End of the span.
        own: Words, under :func:`normalize`, that begin with lam by themselves.
    """
    surface = text[start:end]
    cut = has_proclitic(text, start) and text[start - 1] == "ل" and surface.startswith("ل")
    return "ا" + surface if cut and words(surface)[0] not in own else surface
