"""Names as matchers see them: a surface of one type in its context, and the keys to compare by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sifara.gold import arabic

#: Words before a name that are no part of it: titles, and what kind of thing it is. Generic for
#: Arabic news; no word names a person, organisation or place.
TITLES = frozenset(
    {
        *("دكتور", "سيد", "سيده", "معالي", "سعاده", "سمو", "فخامه", "دوله", "امير", "شيخ"),
        *("وزير", "وزيره", "سفير", "سفيره", "رييس", "رييسه", "مبعوث", "مدير", "مديره", "نايب"),
        *("وكيل", "وكيله", "لواء", "عميد", "مستشار", "مستشاره", "ناطق", "متحدث", "متحدثه"),
        *("قال", "قالت", "اكد", "اكدت", "اضاف", "اضافت", "مع", "بين", "عن", "من", "ان"),
    }
)
GENERIC_HEADS = frozenset(
    {
        *("مدينه", "محافظه", "منطقه", "ولايه", "اماره", "قضاء", "مديريه", "حي", "قريه", "بلده"),
        *("دوله", "جمهوريه", "مملكه", "سلطنه"),
    }
)
_NAME_PARTS = frozenset({"بن", "ابن", "بنت", "ال", "ولد", "بو", "ابو", "ام"})
_PROCLITIC = re.compile(r"^(?:وال|بال|كال|فال|ولل|لل|ال)(?=\w{3})")
_NISBA = re.compile(r"(?<=\w{3})(?:يون|يين|يات|يه|يا|ي|ه|ا)$")


@dataclass(frozen=True, slots=True)
class Name:
    """A mention as a matcher sees it.

    Attributes:
        surface: The span, spelled as it would stand alone.
        type: Mention type.
        context: The whole text of the document.
    """

    surface: str
    type: str
    context: str


def of_rows(rows: Sequence[Mapping[str, Any]]) -> list[Name]:
    """The names of mentions that are matched together.

    Behind an attached lam a span that begins with lam may have lost the alef of its article, or be
    a name that begins with lam by itself. It is the second where its first word begins another of
    the spans, one that nothing is attached to.

    Args:
        rows: Rows of ``mentions``, or sides of pairs with their type.
    """
    own = {
        word
        for row in rows
        if not arabic.has_proclitic(row["context"], row["start"])
        for word in arabic.words(row["surface"])[:1]
    }
    return [
        Name(
            arabic.full_spelling(row["context"], row["start"], row["end"], own),
            row["type"],
            row["context"],
        )
        for row in rows
    ]


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A normalised word without article, attached preposition and nisba ending.

    A country and its nisba have one stem.
    """
    return _NISBA.sub("", _PROCLITIC.sub("", word))


_NO_FIRST_NAMES = frozenset(map(stem, TITLES)) | _NAME_PARTS


@lru_cache(maxsize=65536)
def joined(surface: str) -> str:
    """The words of a name run together: equal under spelling, articles and spacing."""
    return arabic.name_key(surface)


@lru_cache(maxsize=65536)
def stems(surface: str) -> tuple[str, ...]:
    """The stems of a name in order."""
    return tuple(stem(word) for word in arabic.words(surface))


@lru_cache(maxsize=65536)
def core_stems(surface: str) -> tuple[str, ...]:
    """The stems of a name without titles and generic heads, unless nothing else is left."""
    words = arabic.words(surface)
    kept = [w for w in words if arabic.without_article(w) not in GENERIC_HEADS | TITLES]
    return tuple(stem(word) for word in (kept or words))


@lru_cache(maxsize=65536)
def spelled(surface: str) -> str:
    """The core of a name as one string."""
    return " ".join(core_stems(surface))


@lru_cache(maxsize=4096)
def context_words(context: str) -> tuple[str, ...]:
    """The stems of a text in order."""
    return stems(context)


@lru_cache(maxsize=4096)
def context_stems(context: str) -> frozenset[str]:
    """The distinct stems of a text."""
    return frozenset(context_words(context))


@lru_cache(maxsize=65536)
def companions(surface: str, context: str) -> frozenset[str]:
    """Words that stand before a one-word name anywhere in its context: first names, often."""
    own = stems(surface)
    if len(own) != 1:
        return frozenset()
    words = context_words(context)
    before = {words[i - 1] for i in range(1, len(words)) if words[i] == own[0]}
    return frozenset(word for word in before if word.removeprefix("و") not in _NO_FIRST_NAMES)


def without_proclitic(word: str, vocabulary: frozenset[str]) -> str:
    """A stem without an attached one-letter conjunction or preposition.

    The letter is taken off when the rest is a stem of another name, so that the first letter of a
    name is never lost on a guess.

    Args:
        word: A stem.
        vocabulary: The stems of all names to be matched.
    """
    rest = word[1:]
    return rest if word[:1] in "وفبلك" and stem(rest) in vocabulary else word
