"""From a classifier to answers for the two topic tasks.

A classifier has ``fit(rows, labels)`` and ``predict(rows)``; a row is what a model may see of a
segment: ``text`` and ``context``. One that answers ``sets(rows)`` itself needs no one-vs-rest; it
may learn from sets, with ``fit_sets(rows, sets)``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from baselines.registry import Baseline
from sifara.evaluation.examples import Examples
from sifara.release.parquet import read_manifest, read_rows

#: Most topics a segment may have.
MOST_TOPICS = 3


def seen(baseline: Baseline, target: Examples, folder: Path) -> list[dict[str, Any]]:
    """What a baseline is given of examples: the visible rows; a probe the whole rows and pages.

    Args:
        baseline: The baseline.
        target: The examples, of config ``topics``.
        folder: The release that they are from, where a probe finds their documents.
    """
    if baseline.role != "probe":
        return target.visible()
    pages = _pages(folder)
    return [{**row, "page": pages[row["document"]]} for row in target.rows]


@cache
def _pages(folder: Path) -> dict[str, dict[str, Any]]:
    splits = read_manifest(folder)["configs"]["documents"]
    return {row["id"]: row for split in splits for row in read_rows(folder, "documents", split)}


def fitted(
    baseline: Baseline, task: str, train: Examples, validation: Examples, folder: Path
) -> Any:
    """The model of a baseline that learns, for one of the topic tasks.

    Args:
        baseline: The baseline.
        task: The task.
        train: Examples to fit it on.
        validation: Examples from which the threshold of one-vs-rest comes.
        folder: The release that they are from.
    """
    model, rows = baseline.build(), seen(baseline, train, folder)
    if task == "topic_classification":
        return model.fit(rows, train.column("topic"))
    if hasattr(model, "fit_sets"):
        return model.fit_sets(rows, train.column("topics"))
    from baselines.topics.tagging import Tagger

    tagger = Tagger(model, train.labels).fit(rows, train.column("topics"))
    return tagger.tune(seen(baseline, validation, folder), validation.column("topics"))


def answers(model: Any, task: str, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The answers of a fitted model to rows, for one of the two tasks."""
    if task == "topic_classification":
        return list(model.predict(rows))
    sets = model.sets(rows) if hasattr(model, "sets") else model.predict(rows)
    return [sorted(found) for found in sets]
