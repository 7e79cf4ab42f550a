"""``sifara leaderboard``: all results in one table for each task and split."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.errors import UsageError, nearest
from sifara.gold.repository import find_repository

HELP = "show the leaderboard from result files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument(
        "results",
        nargs="*",
        type=Path,
        metavar="PATH",
        help="result files or folders (default: results/ of the checkout)",
    )
    parser.add_argument("--task", help="one task only")
    parser.add_argument("--split", help="one split only")
    parser.add_argument("--format", choices=("text", "markdown"), default="text")


def run(args: argparse.Namespace) -> int:
    """Prints the leaderboard."""
    from sifara.evaluation import tasks
    from sifara.evaluation.result import ResultError, reader
    from sifara.report.leaderboard import leaderboard_markdown, leaderboard_text, standings
    from sifara.report.tables import tracked

    task = None if args.task is None else tasks.get(args.task).name
    paths = args.results or [find_repository(args.root).results]
    try:
        files = _chosen([file for path in paths for file in _result_files(path)], task, args.split)
        read = reader(args.root and args.root / "data" / "release")
        results = [read(file) for file in tracked(files, "reading results")]
    except ResultError as error:
        print(f"sifara: {error}", file=sys.stderr)
        return 1
    if not results:
        print("sifara: no results to show", file=sys.stderr)
        return 1
    written = leaderboard_markdown if args.format == "markdown" else leaderboard_text
    print(written(standings(results)))
    return 0


def _chosen(files: list[Path], task: str | None, split: str | None) -> list[Path]:
    """The result files of a task and split."""
    from sifara.evaluation.result import read_record

    if task is None and split is None:
        return files
    records = [read_record(file) for file in files]
    splits = sorted({record["split"] for record in records})
    if split is not None and split not in splits:
        raise UsageError(f"no result on split {split!r}{nearest(split, splits)}")
    return [
        file
        for file, record in zip(files, records, strict=True)
        if task in (None, record["task"]) and split in (None, record["split"])
    ]


def _result_files(path: Path) -> list[Path]:
    """A result file itself, or those in a folder: JSON files with predictions beside them.

    Results on outside sets (``tracks/``) are left out: their gold is not part of the release.
    """
    if path.is_file():
        return [path]
    found = (file for file in sorted(path.rglob("*.json")) if "tracks" not in file.parts)
    return [file for file in found if file.with_suffix(".jsonl").is_file()]
