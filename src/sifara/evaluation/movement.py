"""How the scores of systems moved between two sets of results, and what moved them.

Predictions are compared on the rows that both releases have with the same content. Where they are
the same, the model stood still and whatever else moved the score is the data. A result on neither
of the two releases says nothing about them, and is said to be so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sifara.evaluation import find, kinds, tasks
from sifara.evaluation.result import Result, predictions_file
from sifara.release.diff import Changes

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Movement:
    """The score of one system on one task and split, before and after.

    Attributes:
        task: Name of the task.
        split: Name of the split.
        model: Name of the system.
        metric: The primary metric of the task.
        old: The score before, None for a system that is new.
        new: The score after, None for a system that is gone.
        cause: What moved it.
    """

    task: str
    split: str
    model: str
    metric: str
    old: float | None
    new: float | None
    cause: str

    @property
    def difference(self) -> float | None:
        """New score minus old score."""
        return None if self.old is None or self.new is None else self.new - self.old


def movements(old: Path, new: Path, changes: Changes) -> Iterator[Movement]:
    """Compares two folders of results.

    Args:
        old: Results on the old release.
        new: Results on the new release.
        changes: What changed between the two releases.

    Yields:
        One movement a task, split and system of either, in the order of the registry of tasks.

    Raises:
        ResultError: When a file is no result.
    """
    before, after = (
        {(r.task.name, r.split, r.name): r for r in find.results(folder)} for folder in (old, new)
    )
    order = list(tasks.TASKS)
    for key in sorted(before.keys() | after.keys(), key=lambda k: (order.index(k[0]), *k[1:])):
        was, now = before.get(key), after.get(key)
        yield Movement(
            *key,
            metric=tasks.get(key[0]).primary.name,
            old=was.value if was else None,
            new=now.value if now else None,
            cause=_cause(was, now, changes) if was and now else ("new" if now else "gone"),
        )


def _cause(old: Result, new: Result, changes: Changes) -> str:
    if other := _on_other_data(old, new, changes):
        return other
    same_score = old.value == new.value
    if old.data.content_sha256 == new.data.content_sha256:
        if old.predictions_sha256 != new.predictions_sha256:
            return "code: the model answers otherwise on the same data"
        return "unchanged" if same_score else "code: the scorer, on the same answers"
    config = new.task.config
    differ, shared = _other_answers(old, new, _touched(changes, config))
    if not differ and not shared:
        return "data, perhaps also code: no row is the same in both releases"
    if not differ and same_score:
        return "unchanged"
    if not differ:
        return f"data: the same answers on all {shared} unchanged rows"
    if old.model != new.model:
        reason = "data and code (the model has another version or other settings)"
    elif new.model.trained_on:
        reason = "data that it learnt from, or code"
    elif config == "mentions":
        reason = "data around the rows, or code"
    else:
        reason = "data and code"
    return f"{reason}: {differ} of {shared} unchanged rows answered otherwise"


def _on_other_data(old: Result, new: Result, changes: Changes) -> str | None:
    """What is said of a result that was made on neither of the two releases."""
    for side, result, release in (
        ("before", old, changes.old_sha256),
        ("after", new, changes.new_sha256),
    ):
        if result.data.content_sha256 != release:
            return f"unknown: the score {side} is on another release, data {result.data.version}"
    return None


def _touched(changes: Changes, config: str) -> set[str]:
    """Ids of the rows of a config that were edited or moved."""
    own = [c for c in changes.configs if c.config == config]
    return {row.id for c in own for row in c.edited} | {row.id for c in own for row in c.moved}


def _other_answers(old: Result, new: Result, touched: set[str]) -> tuple[int, int]:
    """Number of unchanged rows with another answer, and of unchanged rows."""
    before, after = _answers(old), _answers(new)
    shared = [row for row in before if row in after and row not in touched]
    columns = [[side[row] for row in shared] for side in (before, after)]
    if new.task.answer.kind is kinds.KEY:
        columns = [_first_members(column, shared) for column in columns]
    return sum(a != b for a, b in zip(*columns, strict=True)), len(shared)


def _first_members(keys: list[Any], rows: list[str]) -> list[Any]:
    """Cluster keys replaced by the first row of the cluster, so that names do not matter."""
    first: dict[Any, str] = {}
    return [first.setdefault(key, row) for key, row in zip(keys, rows, strict=True)]


def _answers(result: Result) -> dict[str, Any]:
    """The answers of a result by row, as they are: the gold may be that of another release."""
    text = predictions_file(result).read_text(encoding="utf-8")
    rows = (json.loads(line) for line in text.split("\n") if line)
    return {row["id"]: row.get(result.task.answer.name) for row in rows}
