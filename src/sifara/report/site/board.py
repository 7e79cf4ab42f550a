"""Results as the explorer shows them: read once, measured once, compared once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sifara.errors import UsageError
from sifara.evaluation.compare import Comparison, compare, ranks, role
from sifara.evaluation.examples import Examples
from sifara.evaluation.find import result_files
from sifara.evaluation.kept import Kept
from sifara.evaluation.result import Result, ResultError, Score, opener, read
from sifara.evaluation.tasks import TASKS
from sifara.evaluation.wrong_rows import RIGHT
from sifara.gold.records import HELD_OUT, SPLITS
from sifara.report.leaderboard import Standings, ordered
from sifara.report.site.writing import slug

#: Our own splits, the one that ranks systems first.
_SPLITS = (*HELD_OUT, *(name for name in reversed(SPLITS) if name not in HELD_OUT))

Key = tuple[str, str]


@dataclass(frozen=True)
class System:
    """One result.

    Attributes:
        result: The result, with the rows unless its set is not in the release.
        errors: How wrong each row is, 0 to 1, in the order of the examples.
        track: The outside set that was scored; empty for our own.
    """

    result: Result
    errors: Sequence[float] = ()
    track: str = ""

    @property
    def table(self) -> str:
        """Outside set, task and split as one name, for anchors and files."""
        parts = (self.track, self.result.task.name, self.result.split)
        return ".".join(part for part in parts if part)

    @property
    def name(self) -> str:
        """Name of the system."""
        return self.result.name

    @property
    def ceiling(self) -> bool:
        """Whether it is the ceiling row."""
        return role(self.result) == "ceiling"

    @property
    def page(self) -> str:
        """Path of its page for this task and split."""
        return f"results/{slug(f'{self.table}.{self.name}')}.html"

    @property
    def primary(self) -> Score:
        """Value and interval of the primary metric over the ranked population."""
        return self.result.primary

    def right(self, row: int) -> bool:
        """Whether a row is answered rightly."""
        return self.errors[row] <= RIGHT


@dataclass(frozen=True)
class Table:
    """The systems of one task and split.

    Attributes:
        standings: Results with rank ranges.
        systems: The systems in that order, the ceiling first.
        compared: Every two of them, the ceiling left out.
    """

    standings: Standings
    systems: tuple[System, ...]
    compared: tuple[Comparison, ...]

    @property
    def key(self) -> Key:
        """Task and split."""
        return self.standings.task.name, self.standings.split

    @property
    def name(self) -> str:
        """Outside set, task and split as one name, for anchors and files."""
        return self.systems[0].table

    @property
    def gold(self) -> Examples | None:
        """The rows that were answered."""
        return next((s.result.examples for s in self.systems if s.result.answered), None)


@dataclass
class Board:
    """All tables.

    Attributes:
        tables: By task and split, in the order of the registry of tasks.
        outside: Tables of outside sets, by the name of the set.
        left_out: Result files that were not used, with the reason.
    """

    tables: dict[Key, Table] = field(default_factory=dict)
    outside: dict[str, list[Table]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[Table]:
        """All tables, those of outside sets last."""
        return [*self.tables.values(), *(t for group in self.outside.values() for t in group)]


def read_board(
    folder: Path | None, release: Path, progress: Callable[[str], None] = lambda text: None
) -> Board:
    """Reads, measures and compares all results of a folder.

    Args:
        folder: Folder of result files, or None.
        release: Release that they were scored on.
        progress: Told what is being done.
    """
    board = Board()
    if folder is None or not folder.is_dir():
        return board
    opened = opener(release)
    groups: dict[tuple[str, Key], dict[str, System]] = {}
    for path, track in result_files(folder):
        progress(f"reading {path.stem}")
        try:
            result = read(path)
            group = groups.setdefault((track, (result.task.name, result.split)), {})
            if result.name in group:
                raise ResultError(f"{path}: another result has the name {result.name!r}")
            if track:
                group[result.name] = System(result, track=track)
            else:
                result = opened(result)
                group[result.name] = System(result, result.measured.errors.tolist())
        except UsageError as error:
            board.left_out.append(str(error))
    for track, key in sorted(groups, key=lambda item: (item[0], _order(item[1]))):
        if group := groups[track, key]:
            progress(f"comparing the systems of {' on '.join(key)}")
            if track:
                board.outside.setdefault(track, []).append(_table(group))
            else:
                board.tables[key] = _table(group)
    return board


def _order(key: Key) -> tuple[int, int, str]:
    task, split = key
    place = _SPLITS.index(split) if split in _SPLITS else len(_SPLITS)
    return list(TASKS).index(task), place, split


def _table(by_name: Mapping[str, System]) -> Table:
    results = ordered(system.result for system in by_name.values())
    rivals = [r for r in results if role(r) != "ceiling" and r.answered and r.value is not None]
    kept: Kept = {}
    compared = compare(rivals, kept=kept) if len(rivals) > 1 else []
    return Table(
        standings=Standings(tuple(results), ranks(rivals, kept=kept)),
        systems=tuple(
            sorted((by_name[r.name] for r in results), key=lambda system: not system.ceiling)
        ),
        compared=tuple(compared),
    )
