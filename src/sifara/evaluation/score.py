"""Scoring: predictions of one system on one task and split become a result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sifara.evaluation import predictions, tasks
from sifara.evaluation.examples import Examples, examples
from sifara.evaluation.measures import Measured, Population
from sifara.evaluation.metrics.scores import Scores
from sifara.evaluation.result import Model, Result, prediction_lines, rounded, sha256_of
from sifara.evaluation.stats.resampling import Interval, Stories, StoryPairs, Units, intervals

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
    folder: Path | None = None,
    seed: int = 0,
) -> Result:
    """Scores predictions, or a model, on one split.

    Args:
        task: Name of a task, such as ``topic_classification``.
        predicted: One of

            * a file of predictions (JSONL, CSV, Parquet),
            * records such as ``{"id": …, "topic": …}``, or a mapping from row id to answer,
            * an object with ``predict``, such as a scikit-learn pipeline: it is given the texts
              (topic tasks) or the visible rows (entity tasks) of the split, in one list,
            * a callable that is given one visible row and returns the answer.
        split: A split of the release.
        model: Name or description of the system.
        fit: Split on which to call ``predicted.fit(inputs, gold)`` first.
        folder: Release folder, by default the one of the package.
        seed: Seed of the bootstrap.

    Returns:
        The result, with ``table()``, ``slices()``, ``errors()`` and ``save()``.

    Raises:
        UsageError: For an unknown task or split.
        PredictionError: When predictions are missing, repeated, unknown or of a wrong form.
    """
    which = tasks.get(task)
    gold = examples(which.config, split, folder)
    description = Model(model) if isinstance(model, str) else model
    if fit is not None:
        train = examples(which.config, fit, folder)
        predicted.fit(_inputs(which, train), train.column(which.gold))
        if not description.trained_on:
            description = replace(description, trained_on=(fit,))
    return score(which, predicted, gold, description, seed)


def score(task: tasks.Task, predicted: Any, gold: Examples, model: Model, seed: int = 0) -> Result:
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
    answers = predictions.align(_located(task, predicted, gold), task, gold)
    measured = task.measure(gold, answers)
    lines = prediction_lines(task, gold, answers)
    record = {
        "task": task.name,
        "split": gold.split,
        "data": {
            "version": gold.version,
            "content_sha256": gold.content_sha256,
            "rows": len(gold.ids),
        },
        "model": {
            "name": model.name,
            "version": model.version,
            "parameters": dict(model.parameters),
            "trained_on": list(model.trained_on),
            "wrote_or_labelled_the_data": model.wrote_or_labelled_the_data,
        },
        "resampling": {"replicates": REPLICATES, "level": LEVEL, "seed": seed},
        "predictions_sha256": sha256_of(lines),
        "populations": [_population(task, gold, p, seed) for p in measured.populations],
        "slices": _slices(task, gold, measured),
        "detail": measured.detail,
    }
    return Result(rounded(record), gold, answers)


def _inputs(task: tasks.Task, gold: Examples) -> list[Any]:
    return gold.column(task.inputs) if task.inputs else gold.visible()


def _located(task: tasks.Task, predicted: Any, gold: Examples) -> Iterable[predictions.Located]:
    if isinstance(predicted, str | Path):
        return predictions.read(Path(predicted))
    if hasattr(predicted, "predict"):
        answers = list(predicted.predict(_inputs(task, gold)))
    elif callable(predicted):
        answers = [predicted(row) for row in gold.visible()]
    else:
        return predictions.from_python(predicted, task)
    if len(answers) != len(gold.ids):
        raise predictions.PredictionError(
            [f"the model gave {len(answers)} answers to {len(gold.ids)} rows"]
        )
    plain = (_plain(answer, gold.labels) for answer in answers)
    return predictions.from_python(dict(zip(gold.ids, plain, strict=True)), task)


def _plain(answer: Any, labels: tuple[str, ...]) -> Any:
    """An answer without NumPy types; class indices and indicator rows become label names."""
    if (
        isinstance(answer, np.ndarray)
        and answer.dtype.kind in "biuf"
        and len(answer) == len(labels)
    ):
        return [label for label, chosen in zip(labels, answer, strict=True) if chosen]
    if isinstance(answer, np.ndarray | np.generic):
        answer = answer.tolist()
    if isinstance(answer, set | frozenset | tuple):
        answer = sorted(answer)
    if labels and isinstance(answer, int | bool) and 0 <= answer < len(labels):
        return labels[answer]
    return answer


def units_of(stories: list[tuple[str, ...]], rows: NDArray[np.bool_]) -> Units:
    """The stories of some rows, as resampling wants them."""
    kept = [story for story, keep in zip(stories, rows, strict=True) if keep]
    if kept and len(kept[0]) > 1:
        return StoryPairs.of([left for left, _ in kept], [right for _, right in kept])
    return Stories.of([story for (story,) in kept])


def _population(
    task: tasks.Task, gold: Examples, population: Population, seed: int
) -> dict[str, Any]:
    units = units_of(gold.stories, population.rows)
    found: dict[str, dict[str, Any]] = {}
    for scores in population.scores:
        ranges = intervals(scores, units, replicates=REPLICATES, level=LEVEL, seed=seed)
        for name, value in scores.values().items():
            found.setdefault(name, {"value": value, "interval": _interval(ranges.get(name))})
    return {
        "name": population.name,
        "rows": int(population.rows.sum()),
        "stories": units.size,
        "metrics": {name: found[name] for name in task.metrics if name in found},
    }


def _interval(interval: Interval | None) -> dict[str, Any] | None:
    if interval is None:
        return None
    return {
        "low": interval.low,
        "high": interval.high,
        "kind": interval.kind,
        "level": interval.level,
        "units": interval.units,
    }


def _slices(task: tasks.Task, gold: Examples, measured: Measured) -> list[dict[str, Any]]:
    """Slices of the ranked population, by how much more of the error they hold than of the rows."""
    ranked = measured.populations[0].rows
    errors = measured.errors[ranked]
    stories = [s for s, keep in zip(gold.stories, ranked, strict=True) if keep]
    found = []
    for name in (name for name in task.slices if name in gold.properties):
        values = [v for v, keep in zip(gold.properties[name], ranked, strict=True) if keep]
        present = sorted({value for row in values for value in row})
        if len(present) > 1:
            for value in present:
                member = np.array([value in row for row in values], dtype=bool)
                found.append(_slice(name, value, member, errors, stories, measured))
    return sorted(found, key=_by_excess)


def _by_excess(entry: Mapping[str, Any]) -> tuple[float, str, str]:
    return (entry["row_share"] - entry["error_share"], entry["property"], entry["value"])


def _slice(
    name: str,
    value: str,
    member: NDArray[np.bool_],
    errors: NDArray[np.float64],
    stories: list[tuple[str, ...]],
    measured: Measured,
) -> dict[str, Any]:
    rows, wrong, all_wrong = int(member.sum()), float(errors[member].sum()), float(errors.sum())
    own = {story for row, keep in zip(stories, member, strict=True) if keep for story in row}
    scores: Scores = measured.sliced.take(member)
    return {
        "property": name,
        "value": value,
        "rows": rows,
        "stories": len(own),
        "small": rows < SMALL_ROWS or len(own) < SMALL_STORIES,
        "metric": measured.slice_metric,
        "score": scores.values()[measured.slice_metric],
        "error_rate": wrong / rows,
        "row_share": rows / len(errors),
        "error_share": wrong / all_wrong if all_wrong else 0.0,
    }
