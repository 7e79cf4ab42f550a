"""What a learned matcher compares of two names: letters, words, type and context."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from baselines.names.spelling import Name, companions, context_stems, core_stems, stems
from baselines.names.string_matchers import LETTERS, WORDS

#: Mention types in the order of their columns.
TYPES = ("PERS", "ORG", "GPE", "LOC", "FAC", "EVENT")

#: Names of the columns.
COLUMNS = (
    "jaro_winkler",
    "token_set",
    "stem_jaccard",
    "left_in_right",
    "right_in_left",
    "same_head",
    "same_last",
    "fewest_words",
    "most_words",
    "same_document",
    "context_overlap",
    "full_name_in_other_context",
    "rest_in_other_context",
    "companion_overlap",
    "companion_in_name",
    *TYPES,
)


def features(left: Name, right: Name) -> list[float]:
    """The features of one pair, in the order of :data:`COLUMNS`; symmetric up to the two shares."""
    if len(stems(left.surface)) > len(stems(right.surface)):
        left, right = right, left
    a, b = set(core_stems(left.surface)), set(core_stems(right.surface))
    shared = len(a & b)
    head_a, head_b = stems(left.surface)[:1], stems(right.surface)[:1]
    last_a, last_b = stems(left.surface)[-1:], stems(right.surface)[-1:]
    near_a, near_b = (companions(name.surface, name.context) for name in (left, right))
    return [
        LETTERS(left.surface, right.surface),
        WORDS(left.surface, right.surface),
        shared / max(len(a | b), 1),
        shared / max(len(a), 1),
        shared / max(len(b), 1),
        float(head_a == head_b),
        float(last_a == last_b),
        float(min(len(a), len(b))),
        float(max(len(a), len(b))),
        float(left.context == right.context),
        _overlap(context_stems(left.context), context_stems(right.context)),
        float(right.surface in left.context),
        _share(b - a, context_stems(left.context)),
        _overlap(near_a, near_b),
        _share(near_a, frozenset(b)),
        *(float(left.type == kind) for kind in TYPES),
    ]


def matrix(lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
    """The features of many pairs, one row a pair."""
    rows = [features(left, right) for left, right in zip(lefts, rights, strict=True)]
    return np.array(rows, dtype=np.float64).reshape(-1, len(COLUMNS))


def _overlap(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(min(len(a), len(b)), 1)


def _share(words: set[str] | frozenset[str], among: frozenset[str]) -> float:
    return len(words & among) / len(words) if words else 1.0
