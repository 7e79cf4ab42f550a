"""Comparing systems on the same rows: which is better, by how much, and where.

All figures are paired by story. With too few stories there is a range of the difference and no
p-value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.metrics.scores import Scores
from sifara.evaluation.result import Result
from sifara.evaluation.score import LEVEL, REPLICATES, units_of
from sifara.evaluation.stats.resampling import Spread, spread
from sifara.evaluation.stats.significance import Comparison, compare, holm, rank_ranges
from sifara.evaluation.stats.units import Units
from sifara.evaluation.wrong_rows import seen

#: An answer that is this wrong, or less, counts as right.
_RIGHT = 1e-9


class ComparisonError(UsageError):
    """Results that cannot be compared, with the reason."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Two systems on one metric.

    Attributes:
        first: Name of the first system.
        second: Name of the second.
        metric: What is compared, over the ranked population.
        comparison: Difference, interval, p-value and the smallest detectable difference.
        adjusted_p: The p-value with Holm's correction over all pairs compared at once.
        only_first: Rows that only the first gets right.
        only_second: Rows that only the second gets right.
    """

    first: str
    second: str
    metric: str
    comparison: Comparison
    adjusted_p: float | None
    only_first: list[dict[str, Any]]
    only_second: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class _Side:
    """What comparing needs of one result, measured once."""

    result: Result
    scores: Scores
    units: Units
    spread: Spread
    right: list[bool]


def compare_results(results: Sequence[Result], metric: str | None = None) -> list[Compared]:
    """Compares every two of some results.

    Args:
        results: Two or more results on one task, split and release.
        metric: The metric, by default the primary one.

    Raises:
        ComparisonError: When there are fewer than two, two of one name, or of different tasks,
            splits or data.
        ValueError: For an unknown metric.
    """
    _check(results)
    name = tasks.metric(results[0].task, metric)
    sides = [_side(result, name) for result in results]
    found = {
        (a.result.model, b.result.model): compare(
            a.scores,
            b.scores,
            a.units,
            replicates=REPLICATES,
            level=LEVEL,
            spreads=(a.spread, b.spread),
        )[name]
        for a, b in combinations(sides, 2)
    }
    adjusted = holm([comparison.p_value for comparison in found.values()])
    return [
        Compared(
            first=a.result.model,
            second=b.result.model,
            metric=name,
            comparison=found[a.result.model, b.result.model],
            adjusted_p=p,
            only_first=_rows(a, b),
            only_second=_rows(b, a),
        )
        for (a, b), p in zip(combinations(sides, 2), adjusted, strict=True)
    ]


def ranks(compared: Sequence[Compared]) -> dict[str, tuple[int, int]]:
    """The best and the worst rank that each of the compared systems may have."""
    systems = dict.fromkeys(name for pair in compared for name in (pair.first, pair.second))
    comparisons = {(pair.first, pair.second): pair.comparison for pair in compared}
    return rank_ranges(list(systems), comparisons, LEVEL)


def _check(results: Sequence[Result]) -> None:
    if len(results) < 2:
        raise ComparisonError(f"found {len(results)} result, expected two or more")
    for field in ("task", "split"):
        values = sorted({result.record[field] for result in results})
        if len(values) > 1:
            raise ComparisonError(f"results of different {field}s: {', '.join(values)}")
    names = [result.model for result in results]
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise ComparisonError(f"two results of one model name: {', '.join(sorted(repeated))}")


def _side(result: Result, metric: str) -> _Side:
    measured = result.task.measure(result.examples, result.answers)
    ranked = measured.populations[0]
    having = [scores for scores in ranked.scores if metric in scores.values()]
    if not having:
        raise ComparisonError(f"{result.model} has no {metric}: its predictions lack what it needs")
    units = units_of(result.examples.stories, ranked.rows)
    return _Side(
        result=result,
        scores=having[0],
        units=units,
        spread=spread(having[0], units, replicates=REPLICATES),
        right=list(np.where(ranked.rows, measured.errors, 1.0) <= _RIGHT),
    )


def _rows(winner: _Side, loser: _Side) -> list[dict[str, Any]]:
    """The rows that one side gets right and the other does not."""
    task = winner.result.task
    answers = zip(
        winner.result.examples.rows,
        winner.result.answers.values,
        loser.result.answers.values,
        winner.right,
        loser.right,
        strict=True,
    )
    return [
        {
            "id": row["id"],
            **seen(row),
            "gold": row[task.gold],
            winner.result.model: ours,
            loser.result.model: theirs,
        }
        for row, ours, theirs, right, other_right in answers
        if right and not other_right
    ]
