"""Arabic spelling: keys under which spelling variants of one name are equal.

The raw texts are never normalised; these keys only compare. Each function is a pure map from
string to string and says what it folds.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

#: Each key with the letters that it stands for. Arabic writes some of them for each other: hamza
#: carriers, alef maqsura, ta marbuta. The others come from keyboards and fonts of neighbouring
#: languages and look like the letter that is meant. A letter with a sound of its own, such as the
#: Persian gaf, keeps its key. The last row has no key: tatweel, the high hamza and small letters.
LETTERS = {
    "ا": "أإآٱٲٳ",
    "ه": "ةۃھہەۀۂ",
    "و": "ؤ",
    "ي": "ىئیےۓ",
    "ك": "کڪ",
    "": "ـٴۥۦ",
}

_KEYS = {letter: key for key, letters in LETTERS.items() for letter in letters}


class _Folds(dict[int, str]):
    """What becomes of each code point, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Mn", "Cf"):
            key = ""
        elif category == "Nd":
            key = str(unicodedata.digit(character))
        else:
            key = _KEYS.get(character, character)
        self[code] = key
        return key


_FOLDS = _Folds()
_WORD = re.compile(r"[^\W_]+")
_LAM = "ل"
_ARTICLE = "ال"
_SHORTEST = 2  # letters that must be left of a word

_LIGHT_PREFIXES = ("بال", "كال", "فال", "ال", "لل")
_LIGHT_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


@lru_cache(maxsize=65536)
def normalize(text: str) -> str:
    """The orthographic key of a text.

    Folds compatibility and presentation forms (NFKC), case, letters as :data:`LETTERS` says, and
    digits of all scripts; drops diacritics, tatweel and invisible characters; runs of white space
    become one space. A key is its own key.
    """
    cased = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(unicodedata.normalize("NFC", cased.translate(_FOLDS)).split())


def words(text: str) -> tuple[str, ...]:
    """The words of a text under :func:`normalize`, punctuation left out."""
    return tuple(_WORD.findall(normalize(text)))


def without_article(word: str) -> str:
    """A normalised word without the definite article; short words stay whole."""
    if word.startswith(_ARTICLE) and len(word) >= len(_ARTICLE) + _SHORTEST:
        return word.removeprefix(_ARTICLE)
    return word


def name_key(text: str) -> str:
    """The words of a name without articles, run together: equal under spacing and articles too."""
    return "".join(without_article(word) for word in words(text))


def light_stem(word: str) -> str:
    """The light10 stem of a word: one proclitic group and suffixes taken off.

    Larkey, Ballesteros and Connell (2007), "Light Stemming for Arabic Information Retrieval",
    section 3: prefixes w-, al-, bal-, kal-, fal-, ll-; suffixes ha, an, at, wn, yn, yh, h, y (two
    more are folded into these by :func:`normalize`); no cut that leaves fewer than two letters, and
    w- only from a word that leaves three.
    """
    word = normalize(word)
    if word.startswith("و") and len(word) > 1 + _SHORTEST:
        word = word[1:]
    for prefix in _LIGHT_PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + _SHORTEST:
            word = word[len(prefix) :]
            break
    for suffix in _LIGHT_SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + _SHORTEST:
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
    Marks and tatweel between the two lams change nothing. Where the span begins with a word that
    has the lam by itself, it is spelled as it stands.

    Args:
        text: The raw text.
        start: First code point of the span.
        end: End of the span.
        own: Words, under :func:`normalize`, that begin with lam by themselves.
    """
    surface = text[start:end]
    before = start
    while has_proclitic(text, before) and not _FOLDS[ord(text[before - 1])]:
        before -= 1
    if not has_proclitic(text, before) or normalize(text[before - 1]) != _LAM:
        return surface
    first = next(iter(words(surface)), "")
    return "ا" + surface if first.startswith(_LAM) and first not in own else surface
