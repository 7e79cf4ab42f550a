"""Is one system really better than another: paired tests, corrections, and what can be seen at all.

All comparisons are paired: both systems answer the same rows, so that what makes a story hard for
both cancels out of the difference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sifara.evaluation.metrics.ratios import FloatArray
from sifara.evaluation.metrics.scores import Decomposable, Scores
from sifara.evaluation.stats.resampling import (
    CHUNK,
    FEW_UNITS,
    REPLICATES,
    Interval,
    Spread,
    spread,
    student_t,
)
from sifara.evaluation.stats.units import Stories, Units

Test = Literal["story permutation", "jackknife t", "pair jackknife t"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One score of two systems on the same rows.

    Attributes:
        value: Score of the first system less that of the second.
        interval: Interval of the difference; None with fewer than two stories.
        p_value: Of the hypothesis that the systems are equally good; None with too few stories.
        least_p: The smallest p-value that this test can give: one that small says "at most".
        test: How the p-value was computed; None where there is none.
        detectable: The smallest true difference that a test at this level would find with the
            given power on this split; None with too few stories.
        units: Number of stories.
    """

    value: float
    interval: Interval | None
    p_value: float | None
    least_p: float | None
    test: Test | None
    detectable: float | None
    units: int


def differences(
    first: Scores,
    second: Scores,
    units: Units,
    *,
    replicates: int = REPLICATES,
    level: float = 0.95,
    power: float = 0.8,
    seed: int = 0,
    spreads: tuple[Spread, Spread] | None = None,
) -> dict[str, Difference]:
    """Return the difference in each score that two systems have on the same rows.

    Scores that are sums over the rows of stories are tested by `permutation_test`. Others have no
    exchangeable parts: a clustering with half of its stories taken from another system is the
    output of neither, and swapping the answers on a pair of stories is a swap for neither story.
    Their difference is divided by its paired jackknife standard error and referred to Student's t.

    Args:
        first: Scores of one system.
        second: The same scores of the other, of the same rows.
        units: The story, or the two stories, of each row.
        replicates: Number of bootstrap replicates and of permutations.
        level: Nominal coverage of the interval; 1 - level is the level of the test.
        power: Probability with which a `detectable` difference is found.
        seed: Seed of the bootstrap and of the permutations.
        spreads: The results of `spread` for both, if they are at hand.

    Raises:
        TypeError: If one system's scores are `Decomposable` and the other's are not.
    """
    if type(first) is not type(second):
        raise TypeError(
            f"{type(first).__name__} scores compared with {type(second).__name__} scores: "
            "two systems are compared on the same score"
        )
    mine, others = spreads or (
        spread(scores, units, replicates=replicates, seed=seed) for scores in (first, second)
    )
    apart = mine.minus(others)
    spans, n = apart.intervals(level, bounds=(-1.0, 1.0)), apart.units
    if n < FEW_UNITS:
        return {
            name: Difference(value, spans.get(name), None, None, None, None, n)
            for name, value in apart.values.items()
        }
    errors = apart.standard_errors()
    if (
        isinstance(first, Decomposable)
        and isinstance(second, Decomposable)
        and isinstance(units, Stories)
    ):
        test: Test = "story permutation"
        least = 1 / (replicates + 1)
        p_values = permutation_test(first, second, units, replicates, seed)
    else:
        test = "jackknife t" if isinstance(units, Stories) else "pair jackknife t"
        least = 2.0 ** (1 - n)
        p_values = {name: _t_test(value, errors[name], n) for name, value in apart.values.items()}
    reach = student_t(level, n) + student_t(2 * power - 1, n)
    return {
        name: Difference(value, spans[name], p_values[name], least, test, reach * errors[name], n)
        if name in spans
        else Difference(value, None, None, None, None, None, n)
        for name, value in apart.values.items()
    }


def permutation_test(
    first: Decomposable,
    second: Decomposable,
    stories: Stories,
    replicates: int = REPLICATES,
    seed: int = 0,
) -> dict[str, float]:
    """Return the two-sided p-value of each difference under swaps of whole stories.

    If the systems are equally good, which of them gave the answers to a story is arbitrary; each
    permutation swaps them story by story with probability one half (Noreen 1989; Yeh 2000). The
    observed assignment counts as one of the permutations, so that no p-value is 0.
    """
    if first.statistics.shape != second.statistics.shape:
        raise ValueError(
            f"statistics of shapes {first.statistics.shape} and {second.statistics.shape}: "
            "two systems are tested on the same score of the same rows"
        )
    random = np.random.default_rng(seed)
    mine, others = stories.sums(first.statistics), stories.sums(second.statistics)
    both, gain = mine.sum(axis=0) + others.sum(axis=0), mine - others
    observed = first.minus(second).values()
    as_extreme = dict.fromkeys(observed, 1)
    step = max(1, CHUNK // max(*gain.shape))
    for at in range(0, replicates, step):
        signs = random.integers(0, 2, (min(step, replicates - at), stories.size)) * 2.0 - 1
        swapped: FloatArray = signs @ gain
        upper, lower = first.finish((both + swapped) / 2), first.finish((both - swapped) / 2)
        for name, value in observed.items():
            # Sums in another order differ in their last bits; such ties count as extreme, and so
            # does a swap that leaves a score undefined.
            less = np.abs(upper[name] - lower[name]) < abs(value) - 1e-12
            as_extreme[name] += int((~less).sum())
    return {name: count / (replicates + 1) for name, count in as_extreme.items()}


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p-values adjusted for their number by the step-down method of Holm (1979).

    Rejecting what is at most α keeps the probability of any false rejection at most α, however
    the tests depend on one another. None, where no test was possible, stays None and is not
    counted.
    """
    tested = sorted((p, at) for at, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    reached = 0.0
    for done, (p, at) in enumerate(tested):
        reached = max(reached, min(1.0, p * (len(tested) - done)))
        adjusted[at] = reached
    return adjusted


def rank_ranges(
    systems: Sequence[str],
    found: Mapping[tuple[str, str], Difference],
    level: float = 0.95,
) -> dict[str, tuple[int, int]]:
    """Return the best and the worst rank that each system may have, from 1.

    A system ranks below those that are significantly better and above those that are
    significantly worse, by all pairwise comparisons with Holm's correction; so all ranges hold
    together with the given confidence (Mogstad et al. 2024). Overlapping intervals say nothing of
    the kind. Pairs without a difference or a p-value leave the order of the two open.

    Args:
        systems: Names of the systems.
        found: Difference of two systems by their names, each pair in one order.
        level: Confidence that all ranges are right.
    """
    adjusted = holm([difference.p_value for difference in found.values()])
    better = dict.fromkeys(systems, 0)
    worse = dict.fromkeys(systems, 0)
    for ((first, second), difference), p in zip(found.items(), adjusted, strict=True):
        if p is None or p > 1 - level or difference.value == 0:
            continue
        winner, loser = (first, second) if difference.value > 0 else (second, first)
        better[loser] += 1
        worse[winner] += 1
    return {name: (1 + better[name], len(systems) - worse[name]) for name in systems}


def _t_test(difference: float, error: float, units: int) -> float:
    """Return the two-sided p-value, no less than a test that flips n signs can give."""
    from scipy.special import stdtr

    if error == 0:
        return 1.0 if difference == 0 else 2.0 ** (1 - units)
    return max(2.0 ** (1 - units), float(2 * stdtr(units - 1, -abs(difference) / error)))
