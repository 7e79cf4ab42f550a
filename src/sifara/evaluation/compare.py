"""Comparing systems on the same rows: which is better, by how much, and where.

All figures are paired by story. With too few stories there is a range of the difference and no
p-value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from sifara.errors import UsageError
from sifara.evaluation.kept import Kept
from sifara.evaluation.metrics.scores import Scores
from sifara.evaluation.result import Result, opener, read
from sifara.evaluation.score import LEVEL, REPLICATES, units_of
from sifara.evaluation.stats.resampling import Spread, spread
from sifara.evaluation.stats.significance import Difference, differences, holm, rank_ranges
from sifara.evaluation.stats.units import Units
from sifara.evaluation.wrong_rows import RIGHT, seen

#: Systems that are shown beside the others and never take part in a ranking, by their names: the
#: second annotation pass, which made labels of the data, and probes (``probe_…``), which read what
#: no model may read.
CEILING, PROBE = "second_pass", "probe_"


class ComparisonError(UsageError):
    """Results that cannot be compared, with the reason."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two systems on one metric.

    Attributes:
        first: Name of the first system.
        second: Name of the second.
        metric: What is compared, over the ranked population.
        difference: Difference, interval, p-value and the smallest detectable difference.
        adjusted_p: The p-value with Holm's correction over all pairs compared at once.
        pairs: Number of these pairs.
        only_first: Rows that only the first gets right.
        only_second: Rows that only the second gets right.
    """

    first: str
    second: str
    metric: str
    difference: Difference
    adjusted_p: float | None
    pairs: int
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


def compare(
    results: Sequence[Result | Path | str],
    metric: str | None = None,
    *,
    folder: Path | str | None = None,
    kept: Kept | None = None,
) -> list[Comparison]:
    """Compares every two of some results.

    Args:
        results: Two or more results on one task, split and release, or their files.
        metric: The metric, by default the primary one.
        folder: Release folder for results that are read, by default the one of the package.
        kept: Differences that were found before; new ones are added.

    Raises:
        ComparisonError: When there are fewer than two, two of one name, or of different tasks,
            splits or data, or the metric is undefined for one.
        ResultError: When a result cannot be read.
        UsageError: For an unknown metric.
    """
    open_ = opener(folder)
    opened = [open_(r if isinstance(r, Result) else read(r)) for r in results]
    _check(opened)
    name = opened[0].task.metric(metric).name
    sides = {result.name: _side(result, name) for result in opened}
    found = _differences(opened, name, sides.__getitem__, kept)
    adjusted = holm([difference.p_value for difference in found.values()])
    return [
        Comparison(
            first=first,
            second=second,
            metric=name,
            difference=difference,
            adjusted_p=p,
            pairs=len(found),
            only_first=_rows(sides[first], sides[second]),
            only_second=_rows(sides[second], sides[first]),
        )
        for ((first, second), difference), p in zip(found.items(), adjusted, strict=True)
    ]


def role(result: Result) -> str:
    """What a system is where it is no rival of the others: ``ceiling``, ``probe`` or ``""``."""
    if result.name == CEILING:
        return "ceiling"
    return "probe" if result.name.startswith(PROBE) else ""


def ranks(
    results: Sequence[Result],
    open_: Callable[[Result], Result] = lambda result: result,
    kept: Kept | None = None,
) -> dict[str, tuple[int, int]]:
    """The best and the worst rank that each system may have, by the primary metric.

    The one rule for every table: ceiling and probes take no part, nor do systems whose score is
    undefined.

    Args:
        results: Results on one task, split and release.
        open_: Adds the rows to a result, asked only for what is compared anew.
        kept: Differences that were found before; new ones are added.

    Returns:
        Ranks by the name of the system; empty where there are too few stories for a test, or fewer
        than two rivals.
    """
    rivals = [result for result in results if not role(result) and result.value is not None]
    if len(rivals) < 2:
        return {}
    _check(rivals)
    metric = rivals[0].task.primary.name
    sides: dict[str, _Side] = {}
    by_name = {result.name: result for result in rivals}

    def side(name: str) -> _Side:
        if name not in sides:
            sides[name] = _side(open_(by_name[name]), metric)
        return sides[name]

    found = _differences(rivals, metric, side, kept)
    if all(difference.p_value is None for difference in found.values()):
        return {}
    return rank_ranges(list(by_name), found, LEVEL)


def _differences(
    results: Sequence[Result],
    metric: str,
    side: Callable[[str], _Side],
    kept: Kept | None = None,
) -> dict[tuple[str, str], Difference]:
    """The difference of every two results, those that are kept without looking at a row."""
    kept = {} if kept is None else kept
    found = {}
    for a, b in combinations(results, 2):
        key = " ".join(
            (
                a.task.name,
                metric,
                a.data.content_sha256,
                a.split,
                a.predictions_sha256,
                b.predictions_sha256,
            )
        )
        if key not in kept:
            first, second = side(a.name), side(b.name)
            kept[key] = differences(
                first.scores,
                second.scores,
                first.units,
                replicates=REPLICATES,
                level=LEVEL,
                spreads=(first.spread, second.spread),
            )[metric]
        found[a.name, b.name] = kept[key]
    return found


def _check(results: Sequence[Result]) -> None:
    if len(results) < 2:
        raise ComparisonError(f"found {len(results)} result, expected two or more")
    for field, value in (
        ("task", lambda r: r.task.name),
        ("split", lambda r: r.split),
        ("version of the data", lambda r: f"{r.data.version} {r.data.content_sha256[:12]}"),
    ):
        values = sorted({value(result) for result in results})
        if len(values) > 1:
            raise ComparisonError(f"results of more than one {field}: {', '.join(values)}")
    names = [result.name for result in results]
    for name in names:
        if names.count(name) > 1:
            files = ", ".join(str(r.path or "not from a file") for r in results if r.name == name)
            raise ComparisonError(
                f"two results of one model name {name!r} ({files}); score one of them again under "
                "another name, with --model NAME"
            )


def _side(result: Result, metric: str) -> _Side:
    ranked = result.measured.subsets[0]
    having = [scores for scores in ranked.scores if metric in scores.values()]
    if not having:
        raise ComparisonError(f"{result.name} has no {metric}: its predictions lack what it needs")
    if np.isnan(having[0].values()[metric]):
        raise ComparisonError(f"{metric} is undefined for {result.name}: nothing to measure")
    units = units_of(result.examples.stories, ranked.rows)
    return _Side(
        result=result,
        scores=having[0],
        units=units,
        spread=spread(having[0], units, replicates=REPLICATES),
        right=list(np.where(ranked.rows, result.measured.errors, 1.0) <= RIGHT),
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
            "predicted": {winner.result.name: ours, loser.result.name: theirs},
        }
        for row, ours, theirs, right, other_right in answers
        if right and not other_right
    ]
