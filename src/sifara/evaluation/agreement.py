"""Agreement of two independent annotation passes over the same documents.

What is measured says nothing of who made the passes; a report has to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sifara.evaluation.metrics.ratios import FloatArray, harmonic_mean, ratio
from sifara.evaluation.metrics.scores import Decomposable, Statistics
from sifara.evaluation.result import rounded
from sifara.evaluation.stats.resampling import intervals
from sifara.evaluation.stats.units import Stories
from sifara.gold.records import Document, Mention, Segment, primary_topic

Labels = frozenset[str]


@dataclass(frozen=True, slots=True)
class Passes:
    """One document as two passes annotated it."""

    first: Document
    second: Document


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> Decomposable:
    """Cohen's κ of one label an item, ``kappa``, and the raw ``agreement``.

    Cohen (1960), "A Coefficient of Agreement for Nominal Scales": observed agreement beyond that
    of two raters who label at random with their own frequencies, as a share of what is possible.

    Args:
        first: Labels of the first pass.
        second: Labels of the second, of the same items.
    """
    labels = sorted({*first, *second})
    code = {label: number for number, label in enumerate(labels)}
    size = len(labels)
    cells = np.array(
        [code[a] * size + code[b] for a, b in zip(first, second, strict=True)], dtype=np.int64
    )

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        table = sums.reshape(*sums.shape[:-1], size, size)
        items = table.sum(axis=(-2, -1))
        observed = ratio(np.trace(table, axis1=-2, axis2=-1), items)
        expected = ratio((table.sum(axis=-1) * table.sum(axis=-2)).sum(axis=-1), items**2)
        return {"kappa": ratio(observed - expected, 1 - expected), "agreement": observed}

    return Decomposable(Statistics.one_hot(cells, size * size), finish)


def masi_distance(first: Labels, second: Labels) -> float:
    """The MASI distance of two sets, from 0 to 1.

    Passonneau (2006), "Measuring Agreement on Set-valued Items (MASI) for Semantic and Pragmatic
    Annotation", section 3: one minus Jaccard times monotonicity, which is 1 for equal sets, 2/3
    when one holds the other, 1/3 when they overlap and 0 otherwise.
    """
    if first == second:
        return 0.0
    shared = len(first & second)
    if not shared:
        return 1.0
    monotonicity = 2 / 3 if first <= second or second <= first else 1 / 3
    return 1 - shared / len(first | second) * monotonicity


def krippendorff_alpha(first: Sequence[Labels], second: Sequence[Labels]) -> Decomposable:
    """Krippendorff's α of one set of labels an item, ``alpha``, with the MASI distance.

    Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability", section E, for two observers
    without missing data: 1 - (n - 1) Σ o(v,w) d(v,w) / Σ n(v) n(w) d(v,w).

    Args:
        first: Sets of the first pass.
        second: Sets of the second, of the same items.
    """
    values = sorted({*first, *second}, key=sorted)
    code = {value: number for number, value in enumerate(values)}
    distance = np.array([[masi_distance(a, b) for b in values] for a in values])
    ours = np.array([code[value] for value in first], dtype=np.int64)
    theirs = np.array([code[value] for value in second], dtype=np.int64)
    statistics = Statistics.dense(distance[ours, theirs]).beside(
        Statistics.one_hot(ours, len(values)), Statistics.one_hot(theirs, len(values))
    )

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        counts = sums[..., 1 : 1 + len(values)] + sums[..., 1 + len(values) :]
        items = counts.sum(axis=-1)
        # Each item gives two ordered pairs to the coincidence matrix.
        observed = 2 * sums[..., 0]
        expected = np.einsum("...v,vw,...w->...", counts, distance, counts)
        return {"alpha": 1 - ratio((items - 1) * observed, expected)}

    return Decomposable(statistics, finish)


def span_agreement(passes: Sequence[Passes]) -> Decomposable:
    """F1 of the spans of the second pass against the first, ``exact_f1`` and ``overlap_f1``.

    A mention overlaps when any mention of the other pass shares a code point with it. F1 is
    symmetric in the two passes; with spans it stands for κ, since the number of spans that neither
    marked is unbounded (Hripcsak and Rothschild 2005).
    """
    rows = np.array([_span_counts(p.first.mentions, p.second.mentions) for p in passes])

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        both, first, second, first_met, second_met = np.moveaxis(sums, -1, 0)
        overlap = harmonic_mean(ratio(second_met, second), ratio(first_met, first))
        return {"exact_f1": ratio(2 * both, first + second), "overlap_f1": overlap}

    return Decomposable(Statistics.dense(*rows.reshape(-1, 5).T), finish)


def _span_counts(first: Sequence[Mention], second: Sequence[Mention]) -> list[int]:
    ours, theirs = ({(m.start, m.end) for m in mentions} for mentions in (first, second))
    return [
        len(ours & theirs),
        len(ours),
        len(theirs),
        sum(any(a < d and c < b for c, d in theirs) for a, b in ours),
        sum(any(a < d and c < b for c, d in ours) for a, b in theirs),
    ]


def share(equal: Sequence[bool]) -> Decomposable:
    """The share of items on which two passes agree, ``agreement``."""

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        return {"agreement": ratio(sums[..., 0], sums[..., 1])}

    same = np.array(equal, dtype=np.float64)
    return Decomposable(Statistics.dense(same, np.ones(len(same))), finish)


def report(passes: Sequence[Passes], priority: dict[str, int]) -> dict[str, Any]:
    """Agreement of two passes with intervals over stories.

    Args:
        passes: Documents with both annotations.
        priority: Rank of each topic.

    Returns:
        Counts and, for each measure, its value and interval, ready for JSON.
    """
    segments = [
        (p.first.story, a, b)
        for p in passes
        for a, b in zip(p.first.segments, p.second.segments, strict=True)
    ]
    topics = [(s, a, b) for s, a, b in segments if a.topics and b.topics]
    spans = [(p.first.story, a, b) for p in passes for a, b in _matching(p)]
    measures = {
        "segment_kind": (
            cohen_kappa([a.kind for _, a, _ in segments], [b.kind for _, _, b in segments]),
            [story for story, _, _ in segments],
        ),
        "primary_topic": (
            cohen_kappa(
                *([primary_topic(x.topics, priority) for x in side] for side in _sides(topics))
            ),
            [story for story, _, _ in topics],
        ),
        "topic_set_masi": (
            krippendorff_alpha(*([frozenset(x.topics) for x in side] for side in _sides(topics))),
            [story for story, _, _ in topics],
        ),
        "spans": (span_agreement(passes), [p.first.story for p in passes]),
        **{
            f"mention_{field}": (
                share([getattr(a, field) == getattr(b, field) for _, a, b in spans]),
                [story for story, _, _ in spans],
            )
            for field in ("type", "form", "entity")
        },
    }
    return {
        "documents": len(passes),
        "stories": len({p.first.story for p in passes}),
        "segments": len(segments),
        "mentions": [sum(len(d.mentions) for d in side) for side in _documents(passes)],
        "measures": {
            f"{name}.{metric}": value
            for name, (scores, stories) in measures.items()
            for metric, value in _with_intervals(scores, stories).items()
        },
    }


def _documents(passes: Sequence[Passes]) -> tuple[list[Document], list[Document]]:
    return [p.first for p in passes], [p.second for p in passes]


def _sides(items: Sequence[tuple[str, Segment, Segment]]) -> tuple[list[Segment], list[Segment]]:
    return [a for _, a, _ in items], [b for _, _, b in items]


def _matching(passes: Passes) -> list[tuple[Mention, Mention]]:
    """Mentions that both passes mark with the same span."""
    theirs = {(m.start, m.end): m for m in passes.second.mentions}
    return [
        (m, theirs[m.start, m.end]) for m in passes.first.mentions if (m.start, m.end) in theirs
    ]


def _with_intervals(scores: Decomposable, stories: Sequence[str]) -> dict[str, Any]:
    names: NDArray[np.str_] = np.array(stories, dtype=np.str_)
    found = intervals(scores, Stories.of(names), bounds=(-1.0, 1.0))
    return {
        name: {
            "value": rounded(value),
            "low": rounded(found[name].low) if name in found else None,
            "high": rounded(found[name].high) if name in found else None,
            "kind": found[name].kind if name in found else None,
        }
        for name, value in scores.values().items()
    }
