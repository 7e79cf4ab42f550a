"""Results as the explorer shows them: read once, measured once, compared once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sifara.evaluation import tasks
from sifara.evaluation.compare import Compared, compare_results, ranks
from sifara.evaluation.examples import Examples, examples
from sifara.evaluation.predictions import PredictionError
from sifara.evaluation.result import Result, ResultError, answered, read_record
from sifara.gold.records import HELD_OUT, SPLITS
from sifara.release.parquet import read_manifest
from sifara.report.leaderboard import Standings
from sifara.report.site.writing import slug

#: The system that answers with the labels of the second annotation pass: a ceiling, not a rival.
CEILING = "second_pass"

#: An answer that is this wrong, or less, counts as right.
_RIGHT = 1e-9

#: Our own splits, the one that ranks systems first.
_SPLITS = (*HELD_OUT, *(name for name in reversed(SPLITS) if name not in HELD_OUT))

Key = tuple[str, str]


@dataclass(frozen=True)
class System:
    """One result.

    Attributes:
        record: The content of the result file.
        result: The result with gold and answers; None for a set that is not in the release.
        errors: How wrong each row is, 0 to 1, in the order of the examples.
        track: The outside set that was scored; empty for our own.
    """

    record: Mapping[str, Any]
    result: Result | None = None
    errors: Sequence[float] = ()
    track: str = ""

    @property
    def table(self) -> str:
        """Outside set, task and split as one name, for anchors and files."""
        parts = (self.track, self.record["task"], self.record["split"])
        return ".".join(part for part in parts if part)

    @property
    def name(self) -> str:
        """Name of the system."""
        return str(self.record["model"]["name"])

    @property
    def ceiling(self) -> bool:
        """Whether it is the ceiling row."""
        return self.name == CEILING

    @property
    def page(self) -> str:
        """Path of its page for this task and split."""
        return f"results/{slug(f'{self.table}.{self.name}')}.html"

    @property
    def primary(self) -> Mapping[str, Any]:
        """Value and interval of the primary metric over the ranked population."""
        metric: Mapping[str, Any] = self.record["populations"][0]["metrics"][
            tasks.get(self.record["task"]).primary
        ]
        return metric

    def right(self, row: int) -> bool:
        """Whether a row is answered rightly."""
        return self.errors[row] <= _RIGHT


@dataclass(frozen=True)
class Table:
    """The systems of one task and split.

    Attributes:
        standings: Records with rank ranges, without the ceiling.
        systems: The systems in that order, the ceiling first.
        compared: Every two of them, the ceiling left out.
    """

    standings: Standings
    systems: tuple[System, ...]
    compared: tuple[Compared, ...]

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
        return next((s.result.examples for s in self.systems if s.result), None)


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


def result_files(folder: Path) -> list[Path]:
    """The result files in a folder: JSON files with predictions beside them."""
    return [p for p in sorted(folder.rglob("*.json")) if p.with_suffix(".jsonl").is_file()]


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
    manifest = read_manifest(release)
    gold: dict[Key, Examples] = {}
    groups: dict[Key, list[System]] = {}
    outside: dict[tuple[str, Key], list[System]] = {}
    for path in result_files(folder):
        progress(f"reading {path.stem}")
        try:
            record = read_record(path)
            key = str(record["task"]), str(record["split"])
            config = tasks.get(key[0]).config
            track = _track(path.relative_to(folder))
            if track:
                outside.setdefault((track, key), []).append(System(record, track=track))
                continue
            _same_data(path, record, manifest)
            if (config, key[1]) not in gold:
                gold[config, key[1]] = examples(config, key[1], release)
            result = answered(path, record, gold[config, key[1]])
        except (ResultError, PredictionError) as error:
            board.left_out.append(str(error))
            continue
        measured = result.task.measure(result.examples, result.answers)
        groups.setdefault(key, []).append(System(record, result, measured.errors.tolist()))
    for key in sorted(groups, key=_order):
        progress(f"comparing the systems of {' on '.join(key)}")
        board.tables[key] = _table(groups[key])
    for track, key in sorted(outside, key=lambda item: (item[0], _order(item[1]))):
        board.outside.setdefault(track, []).append(_table(outside[track, key]))
    return board


def _track(path: Path) -> str | None:
    """Name of the outside set, where the file is one of ``tracks/NAME/``."""
    return path.parts[1] if path.parts[0] == "tracks" and len(path.parts) > 2 else None


def _order(key: Key) -> tuple[int, int, str]:
    task, split = key
    place = _SPLITS.index(split) if split in _SPLITS else len(_SPLITS)
    return list(tasks.TASKS).index(task), place, split


def _same_data(path: Path, record: Mapping[str, Any], manifest: Mapping[str, Any]) -> None:
    if record["data"]["content_sha256"] != manifest["content_sha256"]:
        raise ResultError(
            f"{path.name} ({record['task']}, {record['split']}): scored on other data than this "
            f"release ({record['data']['content_sha256'][:12]}…); score the predictions again"
        )


def _table(systems: Iterable[System]) -> Table:
    ordered = sorted(systems, key=lambda s: (not s.ceiling, -s.primary["value"], s.name))
    rivals = [s for s in ordered if not s.ceiling]
    results = [s.result for s in rivals if s.result is not None]
    compared = compare_results(results) if len(results) > 1 else []
    tested = any(pair.adjusted_p is not None for pair in compared)
    shown = rivals or ordered
    return Table(
        standings=Standings(
            task=tasks.get(ordered[0].record["task"]),
            split=str(ordered[0].record["split"]),
            records=tuple(s.record for s in shown),
            ranks=ranks(compared) if tested else {},
        ),
        systems=tuple(ordered),
        compared=tuple(compared),
    )
