"""The leaderboard: one table for each task and split.

Ranks are ranges from pairwise comparisons with Holm's correction, not from intervals that overlap
or do not: a system can rank anywhere that no comparison rules out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sifara.evaluation import tasks
from sifara.evaluation.compare import compare_results, ranks
from sifara.evaluation.result import Result
from sifara.gold.records import SPLITS
from sifara.report.scores import interval_text
from sifara.report.tables import rendered_table

_RELATION = {"yes": "made the data", "no": "", "unknown": "relation to the data unknown"}


@dataclass(frozen=True, slots=True)
class Standings:
    """The systems of one task and split, the best first.

    Attributes:
        task: The task.
        split: The split.
        records: Result records, sorted by the primary metric and then by name.
        ranks: Best and worst rank of each system; empty where there are too few stories to rank.
    """

    task: tasks.Task
    split: str
    records: tuple[Mapping[str, Any], ...]
    ranks: Mapping[str, tuple[int, int]]

    @property
    def columns(self) -> list[str]:
        """Headings: rank, system, primary metric, interval, two more metrics, training."""
        return [
            "rank",
            "system",
            self.task.primary,
            "interval",
            *self.task.metrics[1:3],
            "learns from",
        ]

    @property
    def title(self) -> str:
        """Name of the table with the number of rows and stories."""
        first = self.records[0]
        ranked = first["populations"][0]
        return (
            f"{self.task.name} · {self.split} · {ranked['rows']} rows ({ranked['name']}), "
            f"{ranked['stories']} stories"
        )

    def cells(self) -> list[list[str]]:
        """The cells of every row."""
        return [self._row(record) for record in self.records]

    def _row(self, record: Mapping[str, Any]) -> list[str]:
        metrics = record["populations"][0]["metrics"]
        first = metrics[self.task.primary]
        name = record["model"]["name"]
        return [
            _rank_text(self.ranks.get(name)),
            name,
            f"{first['value']:.3f}",
            interval_text(first["interval"]),
            *(
                f"{metrics[m]['value']:.3f}" if m in metrics else "–"
                for m in self.task.metrics[1:3]
            ),
            learnt_from(record),
        ]


def _rank_text(rank: tuple[int, int] | None) -> str:
    if rank is None:
        return "–"
    best, worst = rank
    return str(best) if best == worst else f"{best}–{worst}"


def standings(results: Sequence[Result]) -> list[Standings]:
    """Results by task and split, in the order of the registry of tasks."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.record["task"], result.record["split"]), []).append(result)
    order = list(tasks.TASKS)
    return [
        _standing(groups[key])
        for key in sorted(groups, key=lambda k: (order.index(k[0]), _place(k[1]), k[1]))
    ]


def _place(split: str) -> int:
    """Our own splits in their order, then those of outside sets."""
    return SPLITS.index(split) if split in SPLITS else len(SPLITS)


def _standing(results: list[Result]) -> Standings:
    best = sorted(results, key=lambda result: (-result.value, result.model))
    compared = compare_results(best) if len(best) > 1 else []
    tested = any(pair.adjusted_p is not None for pair in compared)
    return Standings(
        task=best[0].task,
        split=best[0].record["split"],
        records=tuple(result.record for result in best),
        ranks=ranks(compared) if tested else {},
    )


def learnt_from(record: Mapping[str, Any]) -> str:
    """What a system has learnt from, and whether its family made the data."""
    trained = ", ".join(record["model"]["trained_on"]) or "nothing"
    relation = _RELATION[record["model"]["wrote_or_labelled_the_data"]]
    return f"{trained}; {relation}" if relation else trained


def leaderboard_text(found: Iterable[Standings]) -> str:
    """All tables as text for a terminal."""
    return "\n\n".join(
        rendered_table(
            table.columns,
            table.cells(),
            title=table.title,
            numeric=[c for c in table.columns if c not in ("system", "interval", "learns from")],
        )
        for table in found
    )


def leaderboard_markdown(found: Iterable[Standings]) -> str:
    """All tables as Markdown."""
    parts = []
    for table in found:
        aligned = "|".join(["--:", "---", *["--:"] * (len(table.columns) - 3), "---"])
        rows = (f"| {' | '.join(cells)} |" for cells in table.cells())
        parts.append(
            "\n".join(
                [
                    f"**{table.task.title}** {table.title}",
                    "",
                    f"| {' | '.join(table.columns)} |",
                    f"|{aligned}|",
                    *rows,
                ]
            )
        )
    return "\n\n".join(parts)
