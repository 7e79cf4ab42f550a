"""Candidate pairs of mentions for entity matching, derived from the gold by a fixed rule.

A pair is two mentions of one type from two documents of one split. Positives are mentions of one
entity. Negatives come from a blocking that makes them hard: for every surface the nearest surfaces
that share a word, a head or many letters, and the same surface standing for another entity; and a
stated share of easy ones. Of every two surfaces at most two pairs a label are kept, so that
frequent names do not drown the rest. Everything is ordered by hashes of ids, so that the same
documents give the same pairs; a new document can push a pair of two frequent surfaces out.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from sifara.gold import arabic

#: Rows kept for one (surface, surface, label).
ROWS_PER_SURFACES = 2

#: Hard negative surfaces kept for one surface, the nearest first.
HARD_NEIGHBOURS = 4

#: Easy negatives, as a share of the hard ones.
EASY_SHARE = 0.1

#: Overlap of letter trigrams (Jaccard) from which two surfaces have similar letters.
SIMILAR_LETTERS = 0.4

#: Words that say nothing about who is named: "servant of", "to"; shorter ones are left out anyway.
_EMPTY_WORDS = frozenset({"عبد", "الي"})
_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class MentionInSplit:
    """What the rule sees of a mention.

    Attributes:
        id: Mention id.
        document: Document id.
        surface: The surface as written.
        type: Mention type.
        cluster: Entity id.
        variation: Its variation tags.
    """

    id: str
    document: str
    surface: str
    type: str
    cluster: str
    variation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two mentions, ordered by id, with the reasons why they are hard or easy."""

    left: MentionInSplit
    right: MentionInSplit
    match: bool
    phenomena: tuple[str, ...]

    @property
    def id(self) -> str:
        """The derived, stable id."""
        return f"{self.left.id}~{self.right.id}"


def pairs(mentions: Iterable[MentionInSplit]) -> list[Pair]:
    """The candidate pairs of one split, sorted by id.

    Args:
        mentions: All mentions of the split.
    """
    by_type: dict[str, list[MentionInSplit]] = defaultdict(list)
    for mention in mentions:
        by_type[mention.type].append(mention)
    found = [pair for group in by_type.values() for pair in _pairs_of_type(group)]
    return sorted(found, key=lambda pair: pair.id)


def _pairs_of_type(mentions: list[MentionInSplit]) -> Iterator[Pair]:
    by_surface: dict[str, list[MentionInSplit]] = defaultdict(list)
    for mention in mentions:
        by_surface[mention.surface].append(mention)
    for group in by_surface.values():
        group.sort(key=lambda mention: _order(mention.id))
    yield from _positives(by_surface)
    blocked = _blocked(by_surface)
    hard = [
        pair
        for (a, b), reason in sorted(blocked.items())
        for pair in _rows(by_surface[a], by_surface[b], match=False, reason=reason)
    ]
    yield from hard
    yield from _easy(by_surface, blocked, round(EASY_SHARE * len(hard)))


def _order(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def _positives(by_surface: dict[str, list[MentionInSplit]]) -> Iterator[Pair]:
    surfaces_of: dict[str, set[str]] = defaultdict(set)
    for surface, group in by_surface.items():
        for mention in group:
            surfaces_of[mention.cluster].add(surface)
    together = {(a, b) for names in surfaces_of.values() for a in names for b in names if a <= b}
    for a, b in sorted(together):
        yield from _rows(by_surface[a], by_surface[b], match=True, reason=())


def _rows(
    first: list[MentionInSplit],
    second: list[MentionInSplit],
    *,
    match: bool,
    reason: tuple[str, ...],
) -> Iterator[Pair]:
    """At most :data:`ROWS_PER_SURFACES` pairs of two surfaces with one label.

    The walk shifts the second list against the first, so that the rows differ in both mentions.
    """
    seen: set[frozenset[str]] = set()

    def candidates() -> Iterator[Pair]:
        for shift in range(len(second)):
            for index, one in enumerate(first):
                other = second[(index + shift) % len(second)]
                both = frozenset((one.id, other.id))
                if (
                    one.document != other.document
                    and (one.cluster == other.cluster) == match
                    and both not in seen
                ):
                    seen.add(both)
                    yield _pair(one, other, match, reason)

    return islice(candidates(), ROWS_PER_SURFACES)


def _pair(one: MentionInSplit, other: MentionInSplit, match: bool, reason: tuple[str, ...]) -> Pair:
    left, right = sorted((one, other), key=lambda mention: mention.id)
    phenomena = set(reason)
    if match:
        phenomena = {*one.variation, *other.variation}
        if one.surface == other.surface:
            phenomena.add("same_surface")
    elif "adjective" in one.variation or "adjective" in other.variation:
        phenomena.add("adjective")
    return Pair(left, right, match, tuple(sorted(phenomena)))


def _trigrams(key: str) -> frozenset[str]:
    padded = f"  {key} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What blocking compares of a surface."""

    words: frozenset[str]
    head: str
    trigrams: frozenset[str]

    @classmethod
    def of(cls, surface: str) -> _Shape:
        words = [arabic.without_article(word) for word in arabic.words(surface)]
        shared = frozenset(w for w in words if len(w) >= _SHORTEST_WORD and w not in _EMPTY_WORDS)
        head = words[0] if words and words[0] in shared else ""
        return cls(shared, head, _trigrams("".join(words)))

    def reason(self, other: _Shape) -> tuple[str, ...]:
        reasons = []
        if self.head and self.head == other.head:
            reasons.append("shared_head")
        if self.words & other.words:
            reasons.append("shared_word")
        if self.similarity(other) >= SIMILAR_LETTERS:
            reasons.append("similar_letters")
        return tuple(reasons)

    def similarity(self, other: _Shape) -> float:
        shared = len(self.trigrams & other.trigrams)
        return shared / (len(self.trigrams) + len(other.trigrams) - shared)


def _blocked(
    by_surface: dict[str, list[MentionInSplit]],
) -> dict[tuple[str, str], tuple[str, ...]]:
    """Hard pairs of surfaces that can give a negative, with the reason for each."""
    shapes = {surface: _Shape.of(surface) for surface in by_surface}
    clusters = {s: {m.cluster for m in group} for s, group in by_surface.items()}
    index: dict[str, list[str]] = defaultdict(list)
    for surface, shape in shapes.items():
        for trigram in shape.trigrams:
            index[trigram].append(surface)
        for word in shape.words:
            index[f"word {word}"].append(surface)
    blocked: dict[tuple[str, str], tuple[str, ...]] = {}
    for surface, shape in shapes.items():
        if len(clusters[surface]) > 1:
            blocked[surface, surface] = ("same_surface",)
        keys = [*shape.trigrams, *(f"word {word}" for word in shape.words)]
        others = {other for key in keys for other in index[key]} - {surface}
        ranked = sorted(
            (-shape.similarity(shapes[other]), other)
            for other in others
            if len(clusters[surface] | clusters[other]) > 1 and shape.reason(shapes[other])
        )
        for _, other in ranked[:HARD_NEIGHBOURS]:
            a, b = sorted((surface, other))
            blocked[a, b] = shape.reason(shapes[other])
    return blocked


def _easy(
    by_surface: dict[str, list[MentionInSplit]],
    blocked: dict[tuple[str, str], tuple[str, ...]],
    count: int,
) -> Iterator[Pair]:
    """Negatives with nothing in common, taken in the order of a hash."""
    surfaces = sorted(by_surface, key=_order)
    found = (
        pair
        for shift in range(1, len(surfaces))
        for a, b in zip(surfaces, surfaces[shift:], strict=False)
        if (min(a, b), max(a, b)) not in blocked and not _Shape.of(a).reason(_Shape.of(b))
        for pair in islice(_rows(by_surface[a], by_surface[b], match=False, reason=("easy",)), 1)
    )
    return islice(found, count)
