"""The baselines as data: what each is, what it has learnt from and why it exists."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sifara.suggestions import nearest
from sifara.usage import UsageError

#: The tasks that one matcher serves.
ENTITY_TASKS = ("entity_pairs", "entity_clustering", "entity_linking")


@dataclass(frozen=True, slots=True)
class Baseline:
    """One rung of the ladder.

    Attributes:
        name: Name on the leaderboard.
        module: Module below ``baselines`` that has ``predict(task, split, **parameters)``.
        tasks: The tasks that it serves.
        reason: Why it exists, in a line.
        parameters: Settings, recorded in every result.
        trained_on: Splits that it learns from; empty for a baseline that learns nothing.
        version: Raised when its predictions change on the same data.
    """

    name: str
    module: str
    tasks: tuple[str, ...]
    reason: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    trained_on: tuple[str, ...] = ()
    version: str = "1"

    def predict(self, task: str, split: str) -> list[dict[str, Any]]:
        """The predictions for one task and split."""
        module = importlib.import_module(f"baselines.{self.module}")
        predictions: list[dict[str, Any]] = module.predict(task, split, **self.parameters)
        return predictions


BASELINES: tuple[Baseline, ...] = (
    Baseline(
        name="constant",
        module="topic_classification.constant",
        tasks=("topic_classification", "topic_tagging"),
        parameters={"topic": "bilateral-relations"},
        reason="the floor: one label for everything",
    ),
    Baseline(
        name="lexicon",
        module="topic_classification.lexicon",
        tasks=("topic_classification", "topic_tagging"),
        parameters={"fallback": "bilateral-relations"},
        reason="what the definitions of the topics give away without any training",
    ),
    Baseline(
        name="exact",
        module="entity_matching.exact",
        tasks=ENTITY_TASKS,
        reason="the floor: names match when every code point does",
    ),
    Baseline(
        name="normalized",
        module="entity_matching.normalized",
        tasks=ENTITY_TASKS,
        reason="what folding Arabic spelling solves",
    ),
)


def named(names: list[str]) -> list[Baseline]:
    """The baselines of some names, or all of them.

    Raises:
        UsageError: For an unknown name; the message names the nearest one.
    """
    known = {baseline.name: baseline for baseline in BASELINES}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown baseline {name!r}{nearest(name, known)}")
    return [known[name] for name in names] if names else list(BASELINES)
