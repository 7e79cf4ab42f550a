"""One topic a segment."""

from __future__ import annotations

from typing import Any

import numpy as np

from sifara.evaluation.kinds import LABEL
from sifara.evaluation.metrics.classification import (
    ACCURACY,
    MACRO_F1,
    PerLabel,
    classification,
    confusion,
    per_label,
)
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.properties import ORIGIN, Property, of_row
from sifara.evaluation.tasks.task import Field, Measured, Task, subsets

#: What segments are sliced by.
OF_SEGMENTS = (
    of_row("topic"),
    of_row("kind"),
    Property("topics_per_segment", lambda found: [(str(len(r["topics"])),) for r in found.rows]),
    *ORIGIN,
)


def label_table(labels: tuple[str, ...], scores: PerLabel) -> list[dict[str, Any]]:
    """The scores of every label that gold or predictions have, ready for JSON."""
    return [
        {
            "label": label,
            "precision": float(scores.precision[i]),
            "recall": float(scores.recall[i]),
            "f1": float(scores.f1[i]),
            "support": int(scores.support[i]),
            "predicted": int(scores.predicted[i]),
        }
        for i, label in enumerate(labels)
        if scores.support[i] or scores.predicted[i]
    ]


def _measure(examples: Examples, answers: Answers) -> Measured:
    code = {label: number for number, label in enumerate(examples.labels)}
    gold, predicted = (
        np.array([code[label] for label in labels], dtype=np.int64)
        for labels in (examples.column("topic"), answers.values)
    )
    scores = classification(gold, predicted, len(code))
    cells = confusion(gold, predicted, len(code))
    return Measured(
        subsets=subsets([scores], all=np.ones(len(gold), dtype=bool)),
        errors=(gold != predicted).astype(np.float64),
        sliced=scores,
        slice_metric=MACRO_F1,
        detail={
            "labels": label_table(examples.labels, per_label(gold, predicted, len(code))),
            "confusion": [
                {"gold": examples.labels[i], "predicted": examples.labels[j], "rows": int(n)}
                for (i, j), n in np.ndenumerate(cells)
                if n
            ],
        },
    )


TASK = Task(
    name="topic_classification",
    place=1,
    title="What is this segment about, in one topic?",
    config="topics",
    gold="topic",
    answer=Field("topic", LABEL),
    example={"id": "web-000.s01", "topic": "peace-process"},
    metrics=(MACRO_F1, ACCURACY),
    slices=OF_SEGMENTS,
    inputs="text",
    measure=_measure,
)
