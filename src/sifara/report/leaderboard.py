"""The leaderboard: one table for each task and split, from result files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sifara import tasks
from sifara.records import SPLITS
from sifara.report.scores import interval_text
from sifara.report.terminal import rendered_table

Record = Mapping[str, Any]

_RELATION = {"yes": "made the data", "no": "", "unknown": "relation unknown"}


def grouped(records: Iterable[Record]) -> list[tuple[str, str, list[Record]]]:
    """Results by task and split, in the order of the registry, the best first.

    Returns:
        Task, split, and the results sorted by the primary metric and then by name.
    """
    groups: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        groups.setdefault((record["task"], record["split"]), []).append(record)
    order = list(tasks.TASKS)
    keys = sorted(groups, key=lambda key: (order.index(key[0]), SPLITS.index(key[1])))
    return [
        (task, split, sorted(groups[task, split], key=lambda r: (-primary(r), model_name(r))))
        for task, split in keys
    ]


def primary(record: Record) -> float:
    """The primary metric over the ranked population."""
    metric = tasks.get(record["task"]).primary
    return float(record["populations"][0]["metrics"][metric]["value"])


def model_name(record: Record) -> str:
    """Name of the system."""
    return str(record["model"]["name"])


def learnt_from(record: Record) -> str:
    """What a system has learnt from, and whether its family made the data."""
    trained = ", ".join(record["model"]["trained_on"]) or "nothing"
    relation = _RELATION[record["model"]["wrote_or_labelled_the_data"]]
    return f"{trained}; {relation}" if relation else trained


def rows(records: Sequence[Record]) -> list[list[str]]:
    """Cells of one table: system, primary metric, interval, two more metrics, training."""
    task = tasks.get(records[0]["task"])
    cells = []
    for record in records:
        metrics = record["populations"][0]["metrics"]
        first = metrics[task.primary]
        cells.append(
            [
                model_name(record),
                f"{first['value']:.3f}",
                interval_text(first["interval"]),
                *(_value(metrics, name) for name in task.metrics[1:3]),
                learnt_from(record),
            ]
        )
    return cells


def _value(metrics: Mapping[str, Any], name: str) -> str:
    return f"{metrics[name]['value']:.3f}" if name in metrics else "–"


def columns(task: tasks.Task) -> list[str]:
    """Headings of :func:`rows`."""
    return ["system", task.primary, "interval", *task.metrics[1:3], "learns from"]


def leaderboard_text(records: Iterable[Record]) -> str:
    """All tables as text for a terminal."""
    tables = []
    for name, split, group in grouped(records):
        task = tasks.get(name)
        head = columns(task)
        size, stories = group[0]["data"]["rows"], group[0]["populations"][0]["stories"]
        tables.append(
            rendered_table(
                head,
                rows(group),
                title=f"{name} · {split} · {size} rows, {stories} stories",
                numeric=[head[1], *head[3:5]],
            )
        )
    return "\n\n".join(tables)
