"""How the scores of systems moved between two sets of results, and what moved them.

Predictions are compared on the rows that both releases have with the same content. Where they are
the same, the model stood still and whatever else moved the score is the data. A result on neither
of the two releases says nothing about them, and is said to be so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sifara.evaluation import tasks
from sifara.evaluation.result import read_record
from sifara.release.diff import Changes

Key = tuple[str, str, str]
Record = Mapping[str, Any]


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


def result_files(folder: Path) -> list[Path]:
    """The result files of a folder, ``TASK/SPLIT/NAME.json``, sorted."""
    return sorted(folder.glob("*/*/*.json"))


def _by_key(folder: Path) -> dict[Key, tuple[Path, dict[str, Any]]]:
    records = ((path, read_record(path)) for path in result_files(folder))
    return {(r["task"], r["split"], r["model"]["name"]): (path, r) for path, r in records}


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
    before, after = _by_key(old), _by_key(new)
    order = list(tasks.TASKS)
    for key in sorted(before.keys() | after.keys(), key=lambda k: (order.index(k[0]), *k[1:])):
        was, now = before.get(key), after.get(key)
        yield Movement(
            *key,
            metric=tasks.get(key[0]).primary,
            old=_score(was[1]) if was else None,
            new=_score(now[1]) if now else None,
            cause=_cause(was, now, changes) if was and now else ("new" if now else "gone"),
        )


def _score(record: Mapping[str, Any]) -> float:
    metric = tasks.get(record["task"]).primary
    return float(record["populations"][0]["metrics"][metric]["value"])


def _cause(
    was: tuple[Path, dict[str, Any]], now: tuple[Path, dict[str, Any]], changes: Changes
) -> str:
    old, new = was[1], now[1]
    if other := _on_other_data(old, new, changes):
        return other
    same_score = _score(old) == _score(new)
    if old["data"]["content_sha256"] == new["data"]["content_sha256"]:
        if old["predictions_sha256"] != new["predictions_sha256"]:
            return "code: the model answers otherwise on the same data"
        return "unchanged" if same_score else "code: the scorer, on the same answers"
    config = tasks.get(new["task"]).config
    differ, shared = _other_answers(was, now, _touched(changes, config))
    if not differ and not shared:
        return "data, perhaps also code: no row is the same in both releases"
    if not differ and same_score:
        return "unchanged"
    if not differ:
        return f"data: the same answers on all {shared} unchanged rows"
    if old["model"] != new["model"]:
        reason = "data and code (the model has another version or other settings)"
    elif new["model"]["trained_on"]:
        reason = "data that it learnt from, or code"
    elif config == "mentions":
        reason = "data around the rows, or code"
    else:
        reason = "data and code"
    return f"{reason}: {differ} of {shared} unchanged rows answered otherwise"


def _on_other_data(old: Record, new: Record, changes: Changes) -> str | None:
    """What is said of a result that was made on neither of the two releases."""
    for side, record, release in (
        ("before", old, changes.old_sha256),
        ("after", new, changes.new_sha256),
    ):
        data = record["data"]
        if data["content_sha256"] != release:
            return f"unknown: the score {side} is on another release, data {data['version']}"
    return None


def _touched(changes: Changes, config: str) -> set[str]:
    """Ids of the rows of a config that were edited or moved."""
    own = [c for c in changes.configs if c.config == config]
    return {row.id for c in own for row in c.edited} | {row.id for c in own for row in c.moved}


def _other_answers(
    was: tuple[Path, dict[str, Any]], now: tuple[Path, dict[str, Any]], touched: set[str]
) -> tuple[int, int]:
    """Number of unchanged rows with another answer, and of unchanged rows."""
    answers = _answers(was[0]), _answers(now[0])
    shared = [row for row in answers[0] if row in answers[1] and row not in touched]
    name, kind = tasks.get(now[1]["task"]).answer
    columns = [[side[row].get(name) for row in shared] for side in answers]
    if kind == tasks.KEY:
        columns = [_first_members(column, shared) for column in columns]
    return sum(a != b for a, b in zip(*columns, strict=True)), len(shared)


def _first_members(keys: list[Any], rows: list[str]) -> list[Any]:
    """Cluster keys replaced by the first row of the cluster, so that names do not matter."""
    first: dict[Any, str] = {}
    return [first.setdefault(key, row) for key, row in zip(keys, rows, strict=True)]


def _answers(path: Path) -> dict[str, dict[str, Any]]:
    beside = path.with_suffix(".jsonl")
    if not beside.is_file():
        return {}
    with beside.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return {row["id"]: row for row in rows}
