"""What a task is. Every other file of this folder describes one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sifara.errors import UsageError, nearest
from sifara.evaluation.kinds import Kind
from sifara.evaluation.metrics.metric import Metric
from sifara.evaluation.metrics.scores import IntArray, Scores
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.properties import BoolArray, Property

__all__ = ["BoolArray", "Field", "IntArray", "Measured", "Subset", "Task", "subsets"]


class Field(NamedTuple):
    """A field of a prediction and what its value has to be."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Subset:
    """Some rows of the examples and the scores over them.

    Attributes:
        name: ``all``, ``names_and_nominals``, ``adjectives``, …
        rows: Which rows of the examples belong.
        scores: Sets of scores over those rows, in their order.
    """

    name: str
    rows: BoolArray
    scores: tuple[Scores, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a task measures of one system.

    Attributes:
        subsets: The rows that are scored together; systems are ranked by the first.
        errors: How wrong the answer to each row is, from 0 to 1.
        sliced: The scores of the first subset that a part of its rows has too.
        slice_metric: The metric among those that slices show.
        detail: Tables beyond the scores, ready for JSON.
    """

    subsets: tuple[Subset, ...]
    errors: NDArray[np.float64]
    sliced: Scores
    slice_metric: Metric
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the benchmark.

    How it is put to a language model is not part of it: ``baselines.llm.forms`` has a form under
    the same name, which reads ``title``, ``config`` and the fields from here.

    Attributes:
        name: Name of the task.
        place: Its place among the tasks where they are listed.
        title: What it asks, for people.
        config: Config of the release that holds the rows.
        gold: Field with the gold answer, which no model sees.
        answer: The field of a prediction with the answer.
        example: A prediction, for people.
        metrics: Metrics in the order in which they are shown; the first is the primary one.
        slices: Properties of rows by which the scores are broken down.
        measure: Turns examples and answers into scores.
        optional: Further fields of a prediction that are used when every row has them.
        properties: Properties that are needed and not shown as slices.
        inputs: Field that a model with ``predict`` is given; None for the whole visible row.
        labels: The labels that answers may use; None for those of the config.
    """

    name: str
    place: int
    title: str
    config: str
    gold: str
    answer: Field
    example: Mapping[str, Any]
    metrics: tuple[Metric, ...]
    slices: tuple[Property, ...]
    measure: Callable[[Examples, Answers], Measured]
    optional: tuple[Field, ...] = ()
    properties: tuple[Property, ...] = ()
    inputs: str | None = None
    labels: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        names = [metric.name for metric in self.metrics]
        fields = {field.name for field in self.optional}
        if len(set(names)) < len(names):
            raise ValueError(f"{self.name}: a metric stands twice among {', '.join(names)}")
        if self.primary.needs:
            raise ValueError(f"{self.name}: not every answer has {names[0]}, the primary metric")
        if missing := {metric.needs for metric in self.metrics if metric.needs} - fields:
            raise ValueError(f"{self.name}: a metric needs the unknown field {missing.pop()!r}")

    @property
    def primary(self) -> Metric:
        """The metric by which systems are ranked."""
        return self.metrics[0]

    def of(self, examples: Examples) -> Examples:
        """Examples of the config as this task sees them, with its own labels."""
        return examples if self.labels is None else replace(examples, labels=self.labels)

    def metric(self, name: str | None) -> Metric:
        """A metric by its name, the primary one by default.

        Raises:
            UsageError: When the task has no such metric; the message names the nearest one.
        """
        known = {metric.name: metric for metric in self.metrics}
        if name is not None and name not in known:
            raise UsageError(f"unknown metric {name!r} of {self.name}{nearest(name, known)}")
        return known[name] if name is not None else self.primary


def subsets(scores: Sequence[Scores], **rows: BoolArray) -> tuple[Subset, ...]:
    """The subsets of some scores, by name; all but the first are left out where they are empty."""
    return tuple(
        Subset(name, mask, tuple(part.take(mask) for part in scores))
        for place, (name, mask) in enumerate(rows.items())
        if place == 0 or mask.any()
    )
