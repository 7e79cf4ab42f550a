"""From a classifier to predictions for the two topic tasks.

A classifier has ``fit(rows, labels)`` and ``predict(rows)``; a row is what a model may see of a
segment: ``text`` and ``context``. One that answers ``sets(rows)`` itself needs no one-vs-rest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from baselines.tagging import Tagger
from sifara.examples import Examples

Rows = Sequence[Mapping[str, Any]]


def classify(model: Any, train: Examples | None, target: Examples, rows: Rows) -> list[Any]:
    """The topic of every row of a target.

    Args:
        model: The classifier.
        train: Examples to fit it on; None for one that learns nothing.
        target: The examples to answer.
        rows: What it sees of them.
    """
    if train is not None:
        model.fit(seen(model, train), train.column("topic"))
    return list(model.predict(rows))


def tag(
    model: Any,
    train: Examples | None,
    validation: Examples | None,
    target: Examples,
    rows: Rows,
) -> list[list[str]]:
    """The topics of every row of a target; the threshold comes from validation."""
    if train is not None and hasattr(model, "fit_sets"):
        model.fit_sets(seen(model, train), train.column("topics"))
    if hasattr(model, "sets"):
        return [sorted(found) for found in model.sets(rows)]
    if train is None or validation is None:
        raise ValueError("one-vs-rest needs the splits train and validation")
    tagger = Tagger(model, target.labels).fit(seen(model, train), train.column("topics"))
    tagger.tune(seen(model, validation), validation.column("topics"))
    return tagger.predict(rows)


def seen(model: Any, examples: Examples) -> list[dict[str, Any]]:
    """What a model is given of examples: the visible row, or all of it for a probe."""
    return examples.rows if getattr(model, "probe", False) else examples.visible()
