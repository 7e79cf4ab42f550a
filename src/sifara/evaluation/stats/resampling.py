"""Uncertainty of scores: how far they would move had other stories been sampled.

The unit is the story, because documents on one event share their words, names and errors; rows are
never resampled alone. Four cases follow from the form of the scores and from how many stories a
row belongs to:

==================  ===========================  ==============================
scores              rows of one story            rows of two stories (pairs)
==================  ===========================  ==============================
`Decomposable`      story bootstrap              pair bootstrap
`Joint`             jackknife                    pair jackknife
==================  ===========================  ==============================

**Width and shape.** Every interval has the width of the delete-one-story jackknife standard error
(Efron & Tibshirani 1993, ch. 11) and the tails of Student's t with one degree of freedom less than
there are stories, on the logit scale of the score's bounds, where the error of a score depends
least on the score; for a difference this is Fisher's z. Bootstrap percentiles alone undercover
with the 20 to 70 stories of a split: their spread is too small by √((n-1)/n), their tails are
those of a normal (Hesterberg 2015), and a replicate without a rare label or entity hides what
varies most. What the bootstrap adds is the skew: its replicates, standardised and cut at the normal
probabilities of the t quantiles, take the place of the symmetric ones.

**Pairs** carry the product of the weights of their two stories, since a resample that holds story
i twice and story j three times holds their pairs six times (Owen 2007; Davezies, D'Haultfœuille &
Guyonvarch 2021). A pair of documents within one story carries the weight of that story *once*: the
copies of a story stand for different stories of the same kind, each with its own inner pairs, and
pairs between two copies would match a story with itself. In the variance, the product counts the
noise of a single pair of stories three times and the jackknife twice. Both are corrected to the
dyadic variance, where pairs are correlated if and only if they share a story (Fafchamps & Gubert
2007), but never below the variance of independent pairs of stories.

**Clusters across stories.** What one story adds to a cluster changes the scores of mentions in
others, and a story drawn twice would be matched by its own copy. Hence no bootstrap of clusterings
but the jackknife, which recomputes the clusters without each story (Efron & Stein 1981: it does
not underestimate on average).

**Undefined scores.** A replicate in which a score is undefined is no replicate of it. A score that
is undefined without one of the stories rests on that story alone and has no interval.

**Too few stories** (fewer than `FEW_UNITS`) allow no interval of a known level. What is returned
is the range of the leave-one-out scores, under that name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from sifara.evaluation.metrics.ratios import FloatArray
from sifara.evaluation.metrics.scores import Decomposable, Joint, Scores
from sifara.evaluation.stats.units import StoryPairs, Units

FEW_UNITS = 10
"""With fewer stories than this no interval and no p-value is given."""

REPLICATES = 10_000
"""Resamples drawn by default."""

CHUNK = 250_000
"""How many numbers a chunk of replicates may hold (2 MB, within the cache of a processor)."""

_STILL = 1e-12  # differences of a score up to this are those of rounding

_Value = TypeVar("_Value", float, FloatArray)

Kind = Literal[
    "story bootstrap",
    "pair bootstrap",
    "jackknife",
    "pair jackknife",
    "rule of three",
    "leave-one-out range",
]


@dataclass(frozen=True, slots=True)
class Interval:
    """What a score may have been.

    Attributes:
        low: Lower end.
        high: Upper end.
        kind: How it was computed. A ``leave-one-out range`` is no confidence interval.
        level: Nominal coverage; None for a range, which has none.
        units: Number of stories.
    """

    low: float
    high: float
    kind: Kind
    level: float | None
    units: int


@dataclass(frozen=True, slots=True)
class Spread:
    """How some scores move when stories are left out or drawn again.

    The spread of a difference is the difference of two spreads, so that many systems are compared
    after each has been taken apart once.

    Attributes:
        units: Number of stories.
        kind: How the intervals come about.
        values: The scores.
        left_out: Each score with each story left out in turn; of pairs, all that touch the story.
        influence: By how much each score falls without each pair of stories; empty for rows of
            one story.
        across: Which pairs are of two different stories.
        drawn: Each score in the replicates of the bootstrap; empty for a jackknife.
    """

    units: int
    kind: Kind
    values: Mapping[str, float]
    left_out: Mapping[str, FloatArray]
    influence: Mapping[str, FloatArray]
    across: NDArray[np.bool_]
    drawn: Mapping[str, FloatArray]

    def minus(self, other: Spread) -> Spread:
        """Return the spread of the differences from another system's scores of the same rows."""
        return replace(
            self,
            values=_differences(self.values, other.values),
            left_out=_differences(self.left_out, other.left_out),
            influence=_differences(self.influence, other.influence),
            drawn=_differences(self.drawn, other.drawn),
        )

    def standard_errors(self) -> dict[str, float]:
        """Return the jackknife standard error of each score; NaN if undefined without a story."""
        variances = {n: (self.units - 1) * float(np.var(x)) for n, x in self.left_out.items()}
        for name, influence in self.influence.items():
            variances[name] = _dyadic_variance(
                variances[name], influence**2, self.across, self.units
            )
        return {
            name: 0.0 if np.ptp(self.left_out[name]) < _STILL else variance**0.5
            for name, variance in variances.items()
        }

    def intervals(
        self, level: float = 0.95, bounds: tuple[float, float] = (0.0, 1.0)
    ) -> dict[str, Interval]:
        """Return an interval for each score.

        Args:
            level: Nominal coverage.
            bounds: Least and greatest value that the scores can have.

        Returns:
            Intervals by score; none where there are fewer than two stories, so that nothing varies,
            and none for a score that is undefined without one of them.
        """
        defined = {
            name: values for name, values in self.left_out.items() if not np.isnan(values).any()
        }
        if self.units < FEW_UNITS:
            return {
                name: Interval(*_ends(x.min(), x.max()), self.kind, None, self.units)
                for name, x in defined.items()
            }
        errors = self.standard_errors()

        def interval(name: str, value: float) -> Interval:
            if errors[name] == 0:
                return _unvaried(value, self.kind, level, self.units, bounds)
            cuts = _cuts(student_t(level, self.units), self.drawn.get(name))
            ends = _on_logit_scale(value, errors[name], cuts, bounds)
            return Interval(*_ends(*ends), self.kind, level, self.units)

        return {
            name: interval(name, self.values[name])
            for name in defined
            if not np.isnan(errors[name])
        }


def spread(scores: Scores, units: Units, *, replicates: int = REPLICATES, seed: int = 0) -> Spread:
    """Return how scores move with the stories.

    Args:
        scores: Scores of some rows.
        units: The story, or the two stories, of each of these rows.
        replicates: Number of bootstrap replicates; a jackknife needs none.
        seed: Seed of the bootstrap; one seed and number of stories give one set of weights.
    """
    pairs = isinstance(units, StoryPairs)
    drawn: Mapping[str, FloatArray] = {}
    if units.size < FEW_UNITS:
        kind: Kind = "leave-one-out range"
    elif isinstance(scores, Joint):
        kind = "pair jackknife" if pairs else "jackknife"
    else:
        kind = "pair bootstrap" if pairs else "story bootstrap"
        drawn = bootstrap(scores, units, replicates, seed)
    return Spread(
        units=units.size,
        kind=kind,
        values=scores.values(),
        left_out=leave_one_out(scores, units) if units.size > 1 else {},
        influence=(
            _cell_influence(scores, units)
            if isinstance(units, StoryPairs) and units.size >= FEW_UNITS
            else {}
        ),
        across=units.across if isinstance(units, StoryPairs) else np.zeros(0, dtype=bool),
        drawn=drawn,
    )


def intervals(
    scores: Scores,
    units: Units,
    *,
    replicates: int = REPLICATES,
    level: float = 0.95,
    seed: int = 0,
    bounds: tuple[float, float] = (0.0, 1.0),
) -> dict[str, Interval]:
    """Return an interval for each score: see `spread` and `Spread.intervals`."""
    return spread(scores, units, replicates=replicates, seed=seed).intervals(level, bounds)


def leave_one_out(scores: Scores, units: Units) -> dict[str, FloatArray]:
    """Return each score with each story left out in turn, one number a story.

    Of pairs, all that touch the story are left out.
    """
    if len(units) != len(scores):
        raise ValueError(f"scores of {len(scores)} rows, but the stories of {len(units)}")
    if isinstance(scores, Joint):
        return _values_of(scores, units.without_each())
    sums = units.sums(scores.statistics)
    return dict(scores.finish(sums.sum(axis=0) - units.by_story(sums)))


def bootstrap(
    scores: Decomposable, units: Units, replicates: int = REPLICATES, seed: int = 0
) -> dict[str, FloatArray]:
    """Return the scores of resampled stories, one number a replicate.

    Each replicate draws as many stories as there are, with replacement, and weighs the sums of
    the stories, or of their pairs, by how often it drew them.
    """
    sums = units.sums(scores.statistics)
    step = max(1, CHUNK // max(*sums.shape, units.size))
    parts = [
        scores.finish(units.weights(drawn) @ sums)
        for drawn in _draws(np.random.default_rng(seed), units.size, replicates, step)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def student_t(level: float, units: int) -> float:
    """Return the t quantile that bounds the central ``level`` for a number of stories."""
    from scipy.special import stdtrit

    return float(stdtrit(units - 1, (1 + level) / 2))


def _draws(
    random: np.random.Generator, size: int, replicates: int, step: int
) -> Iterator[FloatArray]:
    """Yield how often each replicate draws each story, some replicates at a time.

    The counts are multinomial, and plain draws are the fastest way to them. Counting by weights
    of 1 gives floats, which spares a conversion of the largest array.
    """
    first, ones = np.arange(step)[:, None] * size, np.ones(step * size)
    for done in range(0, replicates, step):
        rows = min(step, replicates - done)
        draws = random.integers(0, size, (rows, size))
        draws += first[:rows]
        counts = np.bincount(draws.ravel(), ones[: draws.size], draws.size)
        yield counts.astype(np.float64, copy=False).reshape(rows, size)


def _differences(mine: Mapping[str, _Value], others: Mapping[str, _Value]) -> dict[str, _Value]:
    return {name: value - others[name] for name, value in mine.items() if name in others}


def _cell_influence(scores: Scores, units: StoryPairs) -> dict[str, FloatArray]:
    """Return by how much each score falls without each pair of stories."""
    if isinstance(scores, Joint):
        left_out: Mapping[str, FloatArray] = _values_of(scores, units.without_each_cell())
    else:
        sums = units.sums(scores.statistics)
        left_out = scores.finish(sums.sum(axis=0) - sums)
    return {name: value - left_out[name] for name, value in scores.values().items()}


def _dyadic_variance(
    jackknife: float, squared: FloatArray, across: NDArray[np.bool_], n: int
) -> float:
    """Return the variance in which pairs are correlated if and only if they share a story.

    If stories contribute S to the variance and single pairs of stories P, the jackknife over
    stories gives S + 2P and the squared influences of the n(n-1)/2 pairs add up to S/(n-1) + P.
    Solved for S + P; no less than if all pairs of stories were independent.
    """
    single = max(0.0, ((n - 1) * float(squared[across].sum()) - jackknife) / max(n - 3, 1))
    return max(jackknife - single, float(squared.sum()))


def _values_of(scores: Joint, masks: Iterator[NDArray[np.bool_]]) -> dict[str, FloatArray]:
    found = [scores.take(mask).values() for mask in masks]
    return {name: np.array([values[name] for values in found]) for name in found[0]}


def _cuts(reach: float, drawn: FloatArray | None) -> FloatArray:
    """Return the ends in standard errors from the score, as skewed as the replicates, if any."""
    from scipy.special import ndtr

    drawn = None if drawn is None else drawn[~np.isnan(drawn)]
    if drawn is None or drawn.size < 2 or np.ptp(drawn) == 0:
        return np.array([-reach, reach])
    tail = float(ndtr(-reach))
    cuts: FloatArray = np.quantile((drawn - drawn.mean()) / drawn.std(ddof=1), [tail, 1 - tail])
    return cuts


def _on_logit_scale(
    value: float, error: float, cuts: FloatArray, bounds: tuple[float, float]
) -> FloatArray:
    """Return the ends that lie so many errors from the score on the logit scale of the bounds."""
    from scipy.special import expit, logit

    width = bounds[1] - bounds[0]
    share = (value - bounds[0]) / width
    if not 0 < share < 1:
        return np.clip(value + error * cuts, *bounds)
    slope = share * (1 - share)
    ends: FloatArray = expit(logit(share) + error / width / slope * cuts)
    return bounds[0] + width * ends


def _unvaried(
    value: float, kind: Kind, level: float, units: int, bounds: tuple[float, float]
) -> Interval:
    """Return the interval of a score that no story changes.

    If it is perfect or nil, nothing has gone wrong (or right) in n stories, which a story could
    still do with a probability of up to 1 - ((1 - level) / 2)^(1/n) (Hanley & Lippman-Hand 1983).
    """
    unseen = (bounds[1] - bounds[0]) * (1 - ((1 - level) / 2) ** (1 / units))
    if value >= bounds[1]:
        return Interval(bounds[1] - unseen, bounds[1], "rule of three", level, units)
    if value <= bounds[0]:
        return Interval(bounds[0], bounds[0] + unseen, "rule of three", level, units)
    return Interval(value, value, kind, level, units)


def _ends(low: float, high: float) -> tuple[float, float]:
    return float(low), float(high)
