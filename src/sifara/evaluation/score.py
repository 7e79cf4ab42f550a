"""Scoring: predictions of one system on one task and split become a result."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sifara.errors import UsageError
from sifara.evaluation import predictions, tasks
from sifara.evaluation.examples import examples
from sifara.evaluation.result import (
    Answered,
    Data,
    Model,
    Population,
    Resampling,
    Result,
    Score,
    Slice,
    rounded,
    sha256_of,
)
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.stats.resampling import Interval, intervals
from sifara.evaluation.stats.units import Stories, StoryPairs, Units
from sifara.evaluation.tasks.task import Measured, Subset, Task

#: Replicates of the bootstrap.
REPLICATES = 10_000

#: Nominal coverage of the intervals.
LEVEL = 0.95

#: Slices with fewer rows, or rows of fewer stories, are marked as small.
SMALL_ROWS = 30
SMALL_STORIES = 5


def evaluate(
    task: str,
    predicted: Any,
    *,
    split: str,
    model: Model | str = "unnamed",
    fit: str | None = None,
    folder: Path | str | None = None,
    seed: int = 0,
) -> Result:
    """Scores predictions, or a model, on one split.

    Args:
        task: Name of a task, such as ``topic_classification``.
        predicted: One of

            * a file of predictions (JSONL, CSV, Parquet),
            * records such as ``{"id": …, "topic": …}``, a data frame of them, or a mapping from row
              id to answer,
            * an object with ``predict``, such as a scikit-learn pipeline: it is given the texts
              (topic tasks) or the visible rows (entity tasks) of the split, in one list,
            * a callable that is given one visible row and returns the answer.

            Labels may be given by their numbers in the release, sets of labels also as a matrix of
            0 and 1.
        split: A split of the release.
        model: Name or description of the system.
        fit: Split on which to call ``predicted.fit(inputs, gold)`` first.
        folder: Release folder, by default the one of the package.
        seed: Seed of the bootstrap.

    Returns:
        The result, with ``table()``, ``slices``, ``errors()`` and ``save()``.

    Raises:
        UsageError: For an unknown task or split, or what is none of the above.
        PredictionError: When predictions are missing, repeated, unknown or of a wrong form.
    """
    which = tasks.get(task)
    if not isinstance(model, Model):
        model = Model(model)
    gold = examples(which.config, split, folder)
    if fit is not None:
        if not hasattr(predicted, "fit") or isinstance(predicted, type):
            raise UsageError(
                f"fit={fit!r} needs an object with fit and predict, found {predicted!r}"
            )
        train = examples(which.config, fit, folder)
        predicted.fit(predictions.inputs(which, train), train.column(which.gold))
        if not model.trained_on:
            model = replace(model, trained_on=(fit,))
    return score(which, predicted, gold, model, seed)


def score(task: Task, predicted: Any, gold: Examples, model: Model, seed: int = 0) -> Result:
    """Scores predictions, or a fitted model, against given examples.

    Args:
        task: The task.
        predicted: What :func:`evaluate` takes.
        gold: Examples of the task's config, of this data or in its form.
        model: Description of the system.
        seed: Seed of the bootstrap.

    Raises:
        PredictionError: When predictions are missing, repeated, unknown or of a wrong form.
    """
    gold = task.of(gold)
    answers = predictions.align(predictions.gathered(predicted, task, gold), task, gold)
    measured = task.measure(gold, answers)
    return Result(
        task=task,
        split=gold.split,
        data=Data(gold.version, gold.content_sha256, len(gold.ids)),
        model=model,
        resampling=Resampling(REPLICATES, LEVEL, seed),
        predictions_sha256=sha256_of(predictions.lines(task, gold, answers)),
        populations=tuple(
            _population(task, gold, answers, subset, seed) for subset in measured.subsets
        ),
        slices=tuple(_slices(task, gold, measured)),
        detail=rounded(measured.detail),
        answered=Answered(gold, answers),
    )


def units_of(stories: list[tuple[str, ...]], rows: NDArray[np.bool_]) -> Units:
    """The stories of some rows, as resampling wants them."""
    kept = [story for story, keep in zip(stories, rows, strict=True) if keep]
    if kept and len(kept[0]) > 1:
        return StoryPairs.of([left for left, _ in kept], [right for _, right in kept])
    return Stories.of([story for (story,) in kept])


def _population(
    task: Task, gold: Examples, answers: Answers, subset: Subset, seed: int
) -> Population:
    units = units_of(gold.stories, subset.rows)
    values: dict[str, float] = {}
    ranges: dict[str, Interval] = {}
    for scores in subset.scores:
        values |= scores.values()
        ranges |= intervals(scores, units, replicates=REPLICATES, level=LEVEL, seed=seed)
    return Population(
        name=subset.name,
        rows=int(subset.rows.sum()),
        stories=units.size,
        metrics={
            metric.name: _score(values[metric.name], ranges.get(metric.name))
            for metric in task.metrics
            if metric.needs is None or metric.needs in answers.optional
        },
    )


def _score(value: float, interval: Interval | None) -> Score:
    if interval is not None:
        interval = replace(interval, low=rounded(interval.low), high=rounded(interval.high))
    return Score(rounded(value), interval)


def _slices(task: Task, gold: Examples, measured: Measured) -> list[Slice]:
    """Slices of the ranked rows, by how much more of the error they hold than of the rows."""
    ranked = measured.subsets[0].rows
    errors = measured.errors[ranked]
    stories = [s for s, keep in zip(gold.stories, ranked, strict=True) if keep]
    found = []
    # An outside set has some of the properties alone.
    for name in (each.name for each in task.slices if each.name in gold.properties):
        values = [v for v, keep in zip(gold.properties[name], ranked, strict=True) if keep]
        present = sorted({value for row in values for value in row})
        if len(present) > 1:
            for value in present:
                member = np.array([value in row for row in values], dtype=bool)
                found.append(_slice(name, value, member, errors, stories, measured))
    found.sort(key=lambda s: (s.row_share - s.error_share, s.property, s.value))
    return [Slice(**rounded(asdict(part))) for part in found]


def _slice(
    name: str,
    value: str,
    member: NDArray[np.bool_],
    errors: NDArray[np.float64],
    stories: list[tuple[str, ...]],
    measured: Measured,
) -> Slice:
    rows, wrong, all_wrong = int(member.sum()), float(errors[member].sum()), float(errors.sum())
    own = {story for row, keep in zip(stories, member, strict=True) if keep for story in row}
    metric = measured.slice_metric.name
    return Slice(
        property=name,
        value=value,
        rows=rows,
        stories=len(own),
        small=rows < SMALL_ROWS or len(own) < SMALL_STORIES,
        metric=metric,
        score=measured.sliced.take(member).values()[metric],
        error_rate=wrong / rows,
        row_share=rows / len(errors),
        error_share=wrong / all_wrong if all_wrong else 0.0,
    )
