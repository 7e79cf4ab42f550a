"""The leaderboard: one table for each task and split.

Ranks are ranges from pairwise comparisons with Holm's correction, not from intervals that overlap
or do not: a system can rank anywhere that no comparison rules out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sifara.evaluation.compare import ranks, role
from sifara.evaluation.kept import Kept
from sifara.evaluation.result import Result
from sifara.evaluation.tasks import TASKS
from sifara.evaluation.tasks.task import Task
from sifara.gold.records import SPLITS
from sifara.report import markdown
from sifara.report.scores import interval_text
from sifara.report.tables import rendered_table

_RELATION = {"yes": "made the data", "no": "", "unknown": "relation to the data unknown"}


@dataclass(frozen=True, slots=True)
class Standings:
    """The systems of one task and split, the best first.

    Attributes:
        results: The results, sorted by the primary metric and then by name; one at least.
        ranks: Best and worst rank of each rival; empty where there are too few stories to rank.
    """

    results: tuple[Result, ...]
    ranks: Mapping[str, tuple[int, int]]

    @property
    def task(self) -> Task:
        """The task."""
        return self.results[0].task

    @property
    def split(self) -> str:
        """The split."""
        return self.results[0].split

    @property
    def columns(self) -> list[str]:
        """Headings: rank, system, primary metric, interval, two more metrics, training."""
        primary, *more = (metric.name for metric in self.task.metrics[:3])
        return ["rank", "system", primary, "interval", *more, "learns from"]

    @property
    def numeric(self) -> list[str]:
        """The headings of numbers."""
        return [name for name in self.columns if name not in ("system", "learns from")]

    @property
    def title(self) -> str:
        """Name of the table with the number of rows and stories."""
        ranked = self.results[0].ranked
        return (
            f"{self.task.name} · {self.split} · {ranked.rows} rows ({ranked.name}), "
            f"{ranked.stories} stories"
        )

    def rank_text(self, result: Result) -> str:
        """The rank of a system, or what it is where it takes no part."""
        if result.name not in self.ranks:
            return role(result) or "–"
        best, worst = self.ranks[result.name]
        return str(best) if best == worst else f"{best}–{worst}"

    def cells(self) -> list[list[str]]:
        """The cells of every row."""
        return [
            [
                self.rank_text(result),
                result.name,
                self.task.primary.text(result.value),
                interval_text(result.primary.interval),
                *(
                    metric.text(found.value)
                    if (found := result.ranked.metrics.get(metric.name))
                    else "–"
                    for metric in self.task.metrics[1:3]
                ),
                learnt_from(result),
            ]
            for result in self.results
        ]


def standings(
    results: Iterable[Result],
    open_: Callable[[Result], Result] = lambda result: result,
    kept: Kept | None = None,
) -> list[Standings]:
    """Results by task and split, in the order of the tasks.

    Args:
        results: The results.
        open_: Adds the rows to a result, asked only for what is compared anew.
        kept: Differences that were found before; new ones are added.

    Raises:
        ComparisonError: When two results of one task and split have one name, or other data.
    """
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        groups.setdefault((result.task.name, result.split), []).append(result)
    order = list(TASKS)
    found = []
    for key in sorted(groups, key=lambda k: (order.index(k[0]), _place(k[1]), k[1])):
        best = ordered(groups[key])
        found.append(Standings(tuple(best), ranks(best, open_, kept)))
    return found


def ordered(results: Iterable[Result]) -> list[Result]:
    """Results from the best down, those without a score last; equals by name."""
    return sorted(results, key=lambda r: (r.value is None, -(r.value or 0), r.name))


def _place(split: str) -> int:
    """Our own splits in their order, then those of outside sets."""
    return SPLITS.index(split) if split in SPLITS else len(SPLITS)


def learnt_from(result: Result) -> str:
    """What a system has learnt from, and whether its family made the data."""
    trained = ", ".join(result.model.trained_on) or "nothing"
    relation = _RELATION[result.model.wrote_or_labelled_the_data]
    return f"{trained}; {relation}" if relation else trained


def leaderboard_text(found: Iterable[Standings]) -> str:
    """All tables as text for a terminal."""
    return "\n\n".join(
        rendered_table(table.columns, table.cells(), title=table.title, numeric=table.numeric)
        for table in found
    )


def leaderboard_markdown(found: Iterable[Standings]) -> str:
    """All tables as Markdown."""
    return "\n\n".join(
        f"**{table.task.title}** {table.title}\n\n"
        + markdown.table(table.columns, table.cells(), table.numeric)
        for table in found
    )


def best_markdown(found: Iterable[Standings], most: int = 3) -> str:
    """One table with the best systems of every task, as Markdown.

    Args:
        found: The standings, all of one split.
        most: Number of systems a task.
    """
    rows = []
    for table in found:
        best = [result for result in table.results if not role(result)][:most]
        for number, result in enumerate(best):
            rows.append(
                [
                    "" if number else f"`{table.task.name}`",
                    table.rank_text(result),
                    f"`{result.name}`",
                    table.task.primary.text(result.value),
                    interval_text(result.primary.interval),
                    "" if number else table.task.primary.name,
                ]
            )
    columns = ["task", "rank", "system", "score", "interval", "ranked by"]
    return markdown.table(columns, rows, ["rank", "score", "interval"])
