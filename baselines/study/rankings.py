"""Whether a ranking of systems holds on another set: Kendall's τ, and what may be said of it.

A verdict asks two things of chance: would other stories have given another ranking, and would other
systems? Stories of both sets are resampled, and so are families of systems, because near-clones
rise and fall together.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples
from sifara.evaluation.metrics.ratios import mean_where, ratio
from sifara.evaluation.metrics.scores import Decomposable, Scores, Statistics
from sifara.evaluation.result import Result, read
from sifara.evaluation.score import units_of
from sifara.evaluation.stats.resampling import leave_one_out
from sifara.files import write_text

#: A set with fewer stories than this allows no verdict.
FEWEST_STORIES = 20

#: Nor do fewer families: with two or three, most draws hold one family alone.
FEWEST_FAMILIES = 5

#: A ranking is established when the low end of τ's interval lies above this. At 0.3, who picks the
#: better of two systems by one set picks the worse one of the other set in 35 of 100 cases.
LOWEST = 0.3

#: Draws of stories and families.
REPLICATES = 2000

#: Coverage of the interval.
LEVEL = 0.95

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """The score of one system on one set, and without each story of it.

    Attributes:
        value: The score.
        without: The score with each story left out, in the order of their names.
    """

    value: float
    without: FloatArray

    @classmethod
    def of(cls, scores: Scores, metric: str, stories: list[tuple[str, ...]], rows: Any) -> Scored:
        """The score of some rows of examples.

        Args:
            scores: Scores of the rows, among them the metric.
            metric: Its name.
            stories: The stories of all examples.
            rows: Which of the examples the rows are.
        """
        without = leave_one_out(scores, units_of(stories, rows))
        return cls(scores.values()[metric], without[metric])


def of_result(result: Result, labels: Sequence[str] = ()) -> Scored:
    """The primary score of a result, or the mean F1 of some labels alone."""
    gold, primary = result.examples, result.task.primary.name
    if labels:
        scores = label_f1(result, labels)
        return Scored.of(scores, "f1", gold.stories, np.ones(len(gold.ids), dtype=bool))
    ranked = result.measured.subsets[0]
    (scores, *_) = (found for found in ranked.scores if primary in found.values())
    return Scored.of(scores, primary, gold.stories, ranked.rows)


def label_f1(result: Result, labels: Sequence[str]) -> Decomposable:
    """The mean ``f1`` of some labels, over those that the gold of a sample has."""
    gold, predicted = (
        np.array([[label in row for label in labels] for row in map(_as_set, column)])
        for column in (result.examples.column(result.task.gold), result.answers.values)
    )
    statistics = Statistics.dense(*(gold & predicted).T, *gold.T, *predicted.T)

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        right, support, found = np.split(sums, 3, axis=-1)
        return {"f1": mean_where(ratio(2 * right, support + found), support > 0)}

    return Decomposable(statistics, finish)


def labels_of(gold: Examples, task: tasks.Task) -> set[str]:
    """The labels that rows of a set have; none where a task has keys."""
    if not gold.labels or task.config != "topics":
        return set()
    return set().union(*map(_as_set, gold.column(task.gold)))


def _as_set(value: str | Sequence[str]) -> set[str]:
    return {value} if isinstance(value, str) else set(value)


def sidecar(result: Path) -> Path:
    """Where a result on an outside set keeps its score without each story.

    The gold of an outside set is no part of the project, so that this cannot be computed again
    without it.
    """
    return result.with_suffix(".csv")


def write_sidecar(result: Result, path: Path) -> None:
    """Writes the score of a result without each story beside it."""
    stories = sorted({story for (story,) in result.examples.stories})
    found = of_result(result)
    lines = zip(stories, found.without.tolist(), strict=True)
    text = "".join(f"{story},{value:.6f}\n" for story, value in lines)
    write_text(sidecar(path), f"story,{result.task.primary.name}\n{text}")


def read_sidecar(path: Path) -> Scored:
    """The score of a result file on an outside set, and without each story."""
    result = read(path)
    with sidecar(path).open(encoding="utf-8", newline="") as file:
        without = [float(row[result.task.primary.name]) for row in csv.DictReader(file)]
    return Scored(result.value or 0.0, np.array(without))


def kendall(ours: FloatArray, theirs: FloatArray, times: FloatArray) -> FloatArray:
    """Kendall's τ-b of scores along the last axis (Kendall 1945), NaN where one side is all ties.

    Args:
        ours: Scores of the systems on one set.
        theirs: Their scores on the other.
        times: How often each system is there.
    """
    a, b = (np.sign(x[..., :, None] - x[..., None, :]) for x in (ours, theirs))
    pairs = times[..., :, None] * times[..., None, :]
    untied = [(pairs * sign**2).sum(axis=(-2, -1)) for sign in (a, b)]
    with np.errstate(invalid="ignore"):
        found: FloatArray = (pairs * a * b).sum(axis=(-2, -1)) / np.sqrt(untied[0] * untied[1])
    return found


def compared(
    ours: Mapping[str, Scored], theirs: Mapping[str, Scored], families: Mapping[str, str]
) -> dict[str, Any]:
    """Kendall's τ between two sets over the systems that both have, and what may be said of it.

    Args:
        ours: Systems on the set that ranks.
        theirs: Systems on the other set.
        families: The family of each system to be compared; others are left out.

    Returns:
        Numbers of systems, families and stories, ``tau``, ``low`` and ``high`` (None where there
        are too few stories or families), and ``verdict``.
    """
    systems = sorted(ours.keys() & theirs.keys() & families.keys())
    sides = [[side[name] for name in systems] for side in (ours, theirs)]
    stories = [side[0].without.size for side in sides]
    kinds, family = np.unique([families[name] for name in systems], return_inverse=True)
    values = [np.array([scored.value for scored in side]) for side in sides]
    low = high = None
    if min(stories) < FEWEST_STORIES:
        verdict = "none: too few stories"
    elif kinds.size < FEWEST_FAMILIES:
        verdict = "none: too few families"
    else:
        random = np.random.default_rng(0)
        times = random.multinomial(kinds.size, np.ones(kinds.size) / kinds.size, REPLICATES)
        drawn = [_drawn(side, random) for side in sides]
        found = kendall(*drawn, times[:, family].astype(np.float64))
        tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
        low, high = (round(float(x), 6) for x in np.nanquantile(found, tails))
        verdict = "established" if low > LOWEST else "not established"
    tau = float(kendall(*values, np.ones(len(systems))))
    return {
        "systems": len(systems),
        "families": int(kinds.size),
        "stories": stories,
        "tau": round(tau, 6),
        "low": low,
        "high": high,
        "verdict": verdict,
    }


def _drawn(side: Iterable[Scored], random: np.random.Generator) -> FloatArray:
    """Scores of systems under resampled stories, one row a draw.

    Each story moves a score by what it moves when it is left out. A linear approximation, because
    a clustering cannot be resampled: a story drawn twice would match its own copy (Efron &
    Tibshirani 1993, ch. 11).
    """
    scored = list(side)
    stories = scored[0].without.size
    times = random.multinomial(stories, np.ones(stories) / stories, REPLICATES)
    without = np.array([each.without for each in scored])
    moves = (without.mean(axis=1, keepdims=True) - without) * (stories - 1) / stories
    values = np.array([each.value for each in scored])
    drawn: FloatArray = values + (times - 1) @ moves.T
    return drawn
