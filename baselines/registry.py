"""The baselines as data: what each is, what it has learnt from and why it exists.

They stand in ``registry.toml``, classifiers of topics and matchers of names.
"""

from __future__ import annotations

import importlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sifara.errors import UsageError, nearest
from sifara.gold.records import SPLITS
from sifara.gold.repository import Repository

#: The checkout that this code stands in.
CHECKOUT = Repository(Path(__file__).resolve().parents[1])

#: The tasks of a classifier of segments.
TOPIC_TASKS = ("topic_classification", "topic_tagging")

#: The tasks that one matcher serves.
ENTITY_TASKS = ("entity_pairs", "entity_clustering", "entity_linking")

#: Splits of what is fitted on the first with settings, or a threshold, chosen on the second too.
TUNED = SPLITS[:2]

#: Splits on which baselines are scored where the release has them.
SCORED_SPLITS = SPLITS[1:]

#: The split that ranks systems, and the one with real articles.
RANKED, REAL = SPLITS[2:]

#: Settings chosen by story-grouped cross-validation on train and validation (``baselines.tune``).
SETTINGS = Path(__file__).with_name("settings.json")


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """One rung of the ladder.

    Attributes:
        name: Name on the leaderboard.
        builder: What is called with the settings, by its place below ``baselines``.
        tasks: The tasks that it serves.
        reason: Why it exists, in a line.
        parameters: Settings that are fixed.
        grid: Settings among which cross-validation chooses; the choice is in ``settings.json``.
        trained_on: The splits that it learns from, be it a threshold.
        family: Systems that rise and fall together: near-clones, or variants of one.
        role: ``system``; ``trivial``, a floor that nobody would use; or ``probe``, which reads
            what no model may read, to find shortcuts. Rankings compare systems alone.
        portable: Whether it can run on an outside set: it knows none of our topics, and needs
            neither the text around a line nor the context of news.
        version: Raised when its predictions change on the same data.
    """

    name: str
    builder: str
    tasks: tuple[str, ...]
    reason: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    grid: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    trained_on: tuple[str, ...] = ()
    family: str = ""
    role: Literal["system", "trivial", "probe"] = "system"
    portable: bool = True
    version: str = "1"

    @property
    def settings(self) -> dict[str, Any]:
        """All parameters: the fixed ones and those that cross-validation chose."""
        return {**self.parameters, **(_chosen()[self.name] if self.grid else {})}

    def build(self, **settings: Any) -> Any:
        """The model, with its own settings unless others are given."""
        module, _, name = self.builder.rpartition(".")
        builder = getattr(importlib.import_module(f"baselines.{module}"), name)
        return builder(**(settings or self.settings))


@cache
def _chosen() -> dict[str, dict[str, Any]]:
    settings: dict[str, dict[str, Any]] = json.loads(SETTINGS.read_text(encoding="utf-8"))
    return settings


def _baselines(group: str, tasks: tuple[str, ...], entry: dict[str, Any]) -> Iterator[Baseline]:
    """The baselines of an entry; what has a grid learns from the splits that it chooses on."""
    for variant in entry.pop("variants", [{}]):
        fields = entry | variant
        grid = {name: _values(tried) for name, tried in fields.pop("grid", {}).items()}
        yield Baseline(
            builder=f"{group}.{fields.pop('builder')}",
            tasks=tuple(fields.pop("tasks", tasks)),
            trained_on=tuple(fields.pop("trained_on", TUNED if grid else ())),
            grid=grid,
            **fields,
        )


def _values(tried: Any) -> tuple[Any, ...]:
    """The values of a setting: listed, or steps from a first one."""
    if isinstance(tried, list):
        return tuple(tried)
    return tuple(round(tried["first"] + tried["step"] * n, 3) for n in range(tried["count"]))


_ENTRIES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

BASELINES = tuple(
    baseline
    for group, tasks in (("topics", TOPIC_TASKS), ("names", ENTITY_TASKS))
    for entry in _ENTRIES[group]
    for baseline in _baselines(group, tasks, entry)
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
