"""Sentences that two stories share, found in one pass over each text.

Every sentence leaves two keys: its first four words and its last four words, in a coarse spelling
that costs microseconds. Sentences that share a key are candidates; the two texts are then read
again and compared word by word in the spelling of :mod:`sifara.gold.arabic`. A sentence in which
one word was changed, added or taken out keeps its first or its last four, so that near duplicates
are candidates too; for short sentences, where the two would overlap, keys of three words are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise
from typing import Any
from zlib import adler32, crc32

from sifara.gold import arabic
from sifara.gold.text import Line

#: Kinds of segment whose sentences belong to the story; the rest is the furniture of a site.
STORY_KINDS = frozenset({"headline", "deck", "subheading", "body"})

#: Words that two stories may share in a row.
MOST_SHARED = 6

#: Share of equal words at which two sentences are near duplicates.
NEAR = 0.8

_EDGE = 4
_SHORT_EDGE = 3
_SHORT = 9  # words up to which a change may touch both the first and the last four
_FEWEST = 5  # coarse words that make a candidate: digits and odd letters are lost to the spelling
_STOPS = ".!?\u061f\u061b"
_STOP = re.compile(f"[{re.escape(_STOPS)}]")
_BREAK = b"\x1e"


@cache
def _table() -> bytes:
    """One byte for one byte of Windows-1256: letters folded, stops one, all else a blank."""
    table = bytearray(b" " * 256)
    for code in range(256):
        character = bytes([code]).decode("cp1256")
        if character.isalnum():
            folded = arabic.normalize(character)
            table[code] = folded.encode("cp1256", "replace")[0] if len(folded) == 1 else code
    for stop in _STOPS:
        table[stop.encode("cp1256")[0]] = _BREAK[0]
    table[ord("\n")] = ord("\n")
    return bytes(table)


_DROPPED = "\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u200e\u200f".encode("cp1256")


def key(data: bytes) -> int:
    """A key of 63 bits that is the same in every process; equal keys are candidates, no more."""
    return crc32(data) << 31 | adler32(data) >> 1


def keys(text: str, segments: list[dict[str, Any]]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Yields the number of each sentence of the story's text that has keys, and its keys.

    Args:
        text: The raw text.
        segments: The segments of the document.
    """
    rows = text.encode("cp1256", "ignore").translate(_table(), _DROPPED).split(b"\n")
    number = -1
    for segment in segments:
        if segment["kind"] not in STORY_KINDS:
            continue
        for sentence in rows[segment["line"] - 1].split(_BREAK):
            number += 1
            words = sentence.split()
            if len(words) > _SHORT:
                yield number, _edges(words, _EDGE)
            elif len(words) >= _FEWEST:
                yield number, _edges(words, _EDGE) + _edges(words, _SHORT_EDGE)


def _edges(words: list[bytes], length: int) -> tuple[int, int]:
    """The keys of the first and of the last words; what is last is told by a mark."""
    return key(b" ".join(words[:length])), key(b"> " + b" ".join(words[-length:]))


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: its words in normal spelling and its span, trimmed."""

    words: tuple[str, ...]
    start: int
    end: int


def sentences(text: str, lines: list[Line], segments: list[dict[str, Any]]) -> list[Sentence]:
    """The sentences of the story's text, numbered as :func:`keys` numbers them."""
    kinds = {segment["line"]: segment["kind"] for segment in segments}
    offsets = [0]
    for physical in text.split("\n"):
        offsets.append(offsets[-1] + len(physical) + 1)
    found = []
    for line in lines:
        if kinds[line.number] not in STORY_KINDS:
            continue
        start, end = offsets[line.number - 1], offsets[line.number] - 1
        cuts = [start, *(match.end() for match in _STOP.finditer(text, start, end)), end + 1]
        for low, high in pairwise(cuts):
            piece = text[low : high - 1]
            left = low + len(piece) - len(piece.lstrip())
            found.append(Sentence(arabic.words(piece), left, left + len(piece.strip())))
    return found


def likeness(one: Sentence, other: Sentence) -> float:
    """Share of equal words of two sentences in the same order, 1 when all are equal.

    Short sentences share nothing: below the limit any two may be equal.
    """
    if min(len(one.words), len(other.words)) <= MOST_SHARED:
        return 0.0
    if one.words == other.words:
        return 1.0
    return SequenceMatcher(None, one.words, other.words, autojunk=False).ratio()
