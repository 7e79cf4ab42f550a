"""A set of topics a segment."""

from __future__ import annotations

from typing import Any

import numpy as np

from sifara.evaluation.kinds import LABELS
from sifara.evaluation.metrics.classification import (
    JACCARD,
    MACRO_F1,
    MICRO_F1,
    SUBSET_ACCURACY,
    jaccard,
    per_tag,
    tagging,
)
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.task import BoolArray, Field, Measured, Task, subsets
from sifara.evaluation.tasks.topic_classification import OF_SEGMENTS, label_table


def _indicators(labels: tuple[str, ...], sets: list[Any]) -> BoolArray:
    rows = [[label in members for label in labels] for members in sets]
    return np.array(rows, dtype=bool).reshape(-1, len(labels))


def _measure(examples: Examples, answers: Answers) -> Measured:
    gold = _indicators(examples.labels, examples.column("topics"))
    predicted = _indicators(examples.labels, answers.values)
    scores = tagging(gold, predicted)
    return Measured(
        subsets=subsets([scores], all=np.ones(len(gold), dtype=bool)),
        errors=1 - jaccard(gold, predicted),
        sliced=scores,
        slice_metric=MACRO_F1,
        detail={"labels": label_table(examples.labels, per_tag(gold, predicted))},
    )


TASK = Task(
    name="topic_tagging",
    place=2,
    title="Which topics does this segment have?",
    config="topics",
    gold="topics",
    answer=Field("topics", LABELS),
    example={"id": "web-000.s01", "topics": ["multilateral-coordination", "peace-process"]},
    metrics=(MACRO_F1, MICRO_F1, SUBSET_ACCURACY, JACCARD),
    slices=OF_SEGMENTS,
    inputs="text",
    measure=_measure,
)
