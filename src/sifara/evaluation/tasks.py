"""The tasks as data: one registry that scoring, command line, baselines and report read.

A task names the config and field that hold its gold, the fields of a prediction, its metrics with
the primary one first, its slices, and how its rows become scores
(:mod:`sifara.evaluation.measures`). Adding a task means adding one entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sifara.errors import UsageError, nearest
from sifara.evaluation import measures

if TYPE_CHECKING:
    from sifara.evaluation.examples import Examples
    from sifara.evaluation.measures import Measured
    from sifara.evaluation.predictions import Answers

#: What the value of a prediction field has to be.
LABEL, LABELS, KEY, LINK, NUMBER, RANKING = (
    "label",
    "labels",
    "key",
    "link",
    "number",
    "ranking",
)

_MENTION_SLICES = (
    "seen",
    "ambiguous",
    "form",
    "variation",
    "type",
    "kind",
    "register",
    "noise",
    "source",
)


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the benchmark.

    Attributes:
        name: Name of the task.
        title: What it asks, for people.
        config: Config of the release that holds the rows.
        gold: Field with the gold answer.
        answer: Field of a prediction with the answer, and what its value has to be.
        optional: Further fields of a prediction that are used when every row has them.
        metrics: Metrics in the order in which they are shown; the first is the primary one.
        slices: Properties of rows by which the scores are broken down.
        inputs: Field that a model with ``predict`` is given; None for the whole visible row.
        measure: Turns examples and answers into scores.
    """

    name: str
    title: str
    config: str
    gold: str
    answer: tuple[str, str]
    optional: tuple[tuple[str, str], ...]
    metrics: tuple[str, ...]
    slices: tuple[str, ...]
    inputs: str | None
    measure: Callable[[Examples, Answers], Measured]

    @property
    def primary(self) -> str:
        """The metric by which systems are ranked."""
        return self.metrics[0]


TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        Task(
            name="topic_classification",
            title="What is this segment about, in one topic?",
            config="topics",
            gold="topic",
            answer=("topic", LABEL),
            optional=(),
            metrics=("macro_f1", "accuracy"),
            slices=("topic", "kind", "topics_per_segment", "register", "noise", "source"),
            inputs="text",
            measure=measures.topic_classification,
        ),
        Task(
            name="topic_tagging",
            title="Which topics does this segment have?",
            config="topics",
            gold="topics",
            answer=("topics", LABELS),
            optional=(),
            metrics=("macro_f1", "micro_f1", "subset_accuracy", "jaccard"),
            slices=("topic", "kind", "topics_per_segment", "register", "noise", "source"),
            inputs="text",
            measure=measures.topic_tagging,
        ),
        Task(
            name="entity_pairs",
            title="Do these two mentions name the same entity?",
            config="entity_pairs",
            gold="label",
            answer=("label", LABEL),
            optional=(("score", NUMBER),),
            metrics=(
                "f1",
                "precision",
                "recall",
                "average_precision",
                "oracle_best_threshold_f1",
            ),
            slices=("seen", "phenomena", "type", "register", "noise", "source"),
            inputs=None,
            measure=measures.entity_pairs,
        ),
        Task(
            name="entity_clustering",
            title="Which mentions of the split name the same entity?",
            config="mentions",
            gold="cluster",
            answer=("cluster", KEY),
            optional=(),
            metrics=(
                "conll_f1",
                "muc_f1",
                "b_cubed_f1",
                "b_cubed_precision",
                "b_cubed_recall",
                "ceaf_e_f1",
                "lea_f1",
                "pairwise_f1",
            ),
            slices=_MENTION_SLICES,
            inputs=None,
            measure=measures.entity_clustering,
        ),
        Task(
            name="entity_linking",
            title="Which entity of the knowledge base does this mention name, or none (NIL)?",
            config="mentions",
            gold="entity",
            answer=("entity", LINK),
            optional=(("candidates", RANKING),),
            metrics=(
                "accuracy",
                "macro_accuracy",
                "in_kb_accuracy",
                "nil_f1",
                "nil_precision",
                "nil_recall",
                "recall_at_1",
                "recall_at_5",
                "recall_at_10",
            ),
            slices=_MENTION_SLICES,
            inputs=None,
            measure=measures.entity_linking,
        ),
    )
}


def get(name: str) -> Task:
    """The task of a name.

    Raises:
        UsageError: When there is none; the message names the nearest one.
    """
    if name not in TASKS:
        raise UsageError(f"unknown task {name!r}{nearest(name, TASKS)}")
    return TASKS[name]


def metric(task: Task, name: str | None, known: Iterable[str] = ()) -> str:
    """A metric of a task, the primary one by default.

    Args:
        task: The task.
        name: The metric's name, or None.
        known: Metrics that are defined beyond those of the task.

    Raises:
        UsageError: When the task has no such metric; the message names the nearest one.
    """
    options = [*task.metrics, *known]
    if name is not None and name not in options:
        raise UsageError(f"unknown metric {name!r} of {task.name}{nearest(name, options)}")
    return name or task.primary
