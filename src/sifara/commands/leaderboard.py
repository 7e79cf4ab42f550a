"""``sifara leaderboard``: all results in one table for each task and split."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.repository import find_repository

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
    from sifara.report.leaderboard import leaderboard_markdown, leaderboard_text, standings
    from sifara.results import ResultError, reader

    paths = args.results or [find_repository(args.root).results]
    files = [file for path in paths for file in _result_files(path)]
    try:
        read = reader(args.root and args.root / "data" / "release")
        results = [read(file) for file in files]
    except ResultError as error:
        print(f"sifara: {error}", file=sys.stderr)
        return 1
    shown = [
        result
        for result in results
        if args.task in (None, result.record["task"])
        and args.split in (None, result.record["split"])
    ]
    if not shown:
        print("sifara: no results to show", file=sys.stderr)
        return 1
    written = leaderboard_markdown if args.format == "markdown" else leaderboard_text
    print(written(standings(shown)))
    return 0


def _result_files(path: Path) -> list[Path]:
    """A result file itself, or those in a folder: JSON files with predictions beside them.

    Results on outside sets (``tracks/``) are left out: their gold is not part of the release.
    """
    if path.is_file():
        return [path]
    found = (file for file in sorted(path.rglob("*.json")) if "tracks" not in file.parts)
    return [file for file in found if file.with_suffix(".jsonl").is_file()]
