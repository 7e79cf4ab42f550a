"""Sentences that two stories share.

Every sentence leaves two keys: its first four words and its last four words, in the spelling of
:mod:`sifara.gold.arabic`. Sentences that share a key are compared word by word. A sentence in which
one word was changed, added or taken out keeps its first or its last four, so that near duplicates
are compared too. In a short sentence one change may touch both, so keys of three words are added.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher

from sifara.gold import arabic
from sifara.gold.records import Segment
from sifara.gold.text import lines

#: Kinds of segment whose sentences belong to the story; the rest is the furniture of a site.
STORY_KINDS = frozenset({"headline", "deck", "subheading", "body"})

#: Words that two stories may share in a row.
MOST_SHARED = 6

#: Share of equal words at which two sentences are near duplicates.
NEAR = 0.8

_EDGE = 4
_SHORT_EDGE = 3
_SHORT = 9  # words up to which a change may touch both the first and the last four
_SENTENCE = re.compile("[^.!?\u061f\u061b]+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text: its words in normal spelling and its span, trimmed."""

    words: tuple[str, ...]
    start: int
    end: int


def sentences(text: str, segments: Iterable[Segment]) -> list[Sentence]:
    """The sentences of a story's text, in its order."""
    kinds = {segment.line: segment.kind for segment in segments}
    found = []
    for line in lines(text):
        if kinds[line.number] in STORY_KINDS:
            for match in _SENTENCE.finditer(text, line.start, line.end):
                start = match.start() + len(match[0]) - len(match[0].lstrip())
                end = start + len(match[0].strip())
                found.append(Sentence(arabic.words(match[0]), start, end))
    return found


def keys(sentence: Sentence) -> set[tuple[str, ...]]:
    """The runs of words by which a sentence is found; none for one that is too short to share."""
    words = sentence.words
    if len(words) <= MOST_SHARED:
        return set()
    edges = (_EDGE,) if len(words) > _SHORT else (_EDGE, _SHORT_EDGE)
    return {run for edge in edges for run in (words[:edge], words[-edge:])}


def likeness(one: Sentence, other: Sentence) -> float:
    """Share of equal words of two sentences in the same order, 1 when all are equal.

    Short sentences share nothing: below the limit any two may be equal.
    """
    if min(len(one.words), len(other.words)) <= MOST_SHARED:
        return 0.0
    if one.words == other.words:
        return 1.0
    return SequenceMatcher(None, one.words, other.words, autojunk=False).ratio()
