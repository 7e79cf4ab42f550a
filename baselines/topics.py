"""From a classifier to predictions for the two topic tasks.

A classifier has ``fit(rows, labels)`` and ``predict(rows)``; a row is what a model may see of a
segment: ``text`` and ``context``. One that answers ``sets(rows)`` itself needs no one-vs-rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baselines.tagging import Tagger
from sifara.evaluation.examples import Examples

Rows = Sequence[Mapping[str, Any]]


def classifier(model: Any, train: Examples | None) -> Any:
    """The model fitted on the primary topics of train; as it is where it learns nothing.

    Args:
        model: The classifier.
        train: Examples to fit it on; None for one that learns nothing.
    """
    if train is not None:
        model.fit(seen(model, train), train.column("topic"))
    return model


def tagger(model: Any, train: Examples | None, validation: Examples | None) -> Any:
    """The model ready for sets of topics: its own way, or one-vs-rest.

    Args:
        model: The classifier.
        train: Examples to fit it on.
        validation: Examples from which the threshold comes.

    Raises:
        ValueError: When one-vs-rest lacks a split to learn from.
    """
    if train is not None and hasattr(model, "fit_sets"):
        model.fit_sets(seen(model, train), train.column("topics"))
    if hasattr(model, "sets"):
        return model
    if train is None or validation is None:
        raise ValueError("one-vs-rest needs the splits train and validation")
    found = Tagger(model, train.labels).fit(seen(model, train), train.column("topics"))
    return found.tune(seen(model, validation), validation.column("topics"))


def answers(model: Any, task: str, rows: Rows) -> list[Any]:
    """The answers of a fitted model to rows, for one of the two tasks."""
    if task == "topic_classification":
        return list(model.predict(rows))
    sets = model.sets(rows) if hasattr(model, "sets") else model.predict(rows)
    return [sorted(found) for found in sets]


def seen(model: Any, examples: Examples) -> list[dict[str, Any]]:
    """What a model is given of examples: the visible row, or all of it for a probe."""
    inner = getattr(model, "model", model)
    return examples.rows if getattr(inner, "probe", False) else examples.visible()
