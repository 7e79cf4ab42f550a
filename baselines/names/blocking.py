"""Blocking: which pairs of names are compared at all, and what that loses and saves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from baselines.names.spelling import Name, core_stems

#: A key that more names share than this blocks nothing: it would compare everything.
MOST_SHARED = 400

#: Letters of the piece of a word by which damaged names still meet.
PIECE = 4


@dataclass(frozen=True, slots=True)
class BlockingScore:
    """What a blocking keeps.

    Attributes:
        pair_completeness: Share of the matching pairs that are compared.
        reduction_ratio: Share of all pairs that are never compared.
    """

    pair_completeness: float
    reduction_ratio: float


def keys(name: Name) -> set[tuple[str, str]]:
    """The blocking keys of a name: its stems, and pieces of long ones."""
    found = {(name.type, word) for word in core_stems(name.surface)}
    joined = "".join(core_stems(name.surface))
    pieces = {joined[i : i + PIECE] for i in range(len(joined) - PIECE + 1)}
    return found | {(name.type, f"~{piece}") for piece in pieces}


def blocks(names: Sequence[Name]) -> Iterator[tuple[int, int]]:
    """Yields the pairs of names of one type to compare, as sorted indices."""
    index: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, name in enumerate(names):
        for key in keys(name):
            index[key].append(number)
    pairs = {
        (members[i], members[j])
        for members in index.values()
        if len(members) <= MOST_SHARED
        for i in range(len(members))
        for j in range(i + 1, len(members))
    }
    return iter(sorted(pairs))


def score(names: Sequence[Name], clusters: Sequence[str]) -> BlockingScore:
    """How much of the matching pairs a blocking keeps and how many comparisons it saves.

    Pair completeness and reduction ratio after Christen (2012), "Data Matching", section 7.2.
    """
    kept = matching = total = 0
    pairs = set(blocks(names))
    for i in range(len(names)):
        for j in range(i + 1, len(names)):
            total += 1
            if clusters[i] == clusters[j] and names[i].type == names[j].type:
                matching += 1
                kept += (i, j) in pairs
    return BlockingScore(kept / matching if matching else 1.0, 1 - len(pairs) / max(total, 1))
