"""``sifara leaderboard``: all results in one table for each task and split."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sifara.errors import UsageError, nearest
from sifara.gold.repository import find_repository, package_data

if TYPE_CHECKING:
    from sifara.evaluation.result import Result

HELP = "show the leaderboard from result files"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.epilog = (
        "Systems are compared with each other once. The outcome is kept in build/comparisons.json "
        "of the checkout, or in the cache of the user, until predictions, data or code change."
    )
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
    """Prints the leaderboard; results in a folder that cannot be used are named and left out."""
    from sifara.evaluation import tasks
    from sifara.evaluation.kept import kept_in
    from sifara.evaluation.result import opener
    from sifara.report.leaderboard import leaderboard_markdown, leaderboard_text, standings

    task = None if args.task is None else tasks.get(args.task).name
    release = args.root / "data" / "release" if args.root else package_data("release")
    paths = args.results or [find_repository(args.root).results]
    results, problems = _read(paths, release)
    for problem in problems:
        print(f"sifara: left out: {problem}", file=sys.stderr)
    splits = sorted({result.split for result in results})
    if args.split is not None and args.split not in splits:
        raise UsageError(f"no result on split {args.split!r}{nearest(args.split, splits)}")
    chosen = [
        result
        for result in results
        if task in (None, result.task.name) and args.split in (None, result.split)
    ]
    if not chosen:
        raise UsageError(f"no results to show in {', '.join(map(str, paths))}")
    with kept_in(_kept_file(args.root)) as kept:
        found = standings(chosen, opener(release), kept)
    print((leaderboard_markdown if args.format == "markdown" else leaderboard_text)(found))
    return 0


def _read(paths: Sequence[Path], release: Path) -> tuple[list[Result], list[str]]:
    """The results on a release, and what is wrong with the other files in folders.

    Raises:
        ResultError: When a file that was named itself cannot be used.
    """
    from sifara.evaluation import find
    from sifara.evaluation.result import ResultError, check_data, check_predictions, read
    from sifara.release.parquet import read_manifest

    manifest = read_manifest(release)
    results, problems = [], []
    for path in paths:
        # Results on outside sets are left out: their gold is not part of the release.
        within = (
            [found.path for found in find.result_files(path) if not found.outside]
            if path.is_dir()
            else [path]
        )
        for file in within:
            try:
                result = read(file)
                check_data(result, manifest["version"], manifest["content_sha256"])
                check_predictions(result)
            except ResultError as error:
                if file is path:
                    raise
                problems.append(str(error))
            else:
                results.append(result)
    return results, problems


def _kept_file(root: Path | None) -> Path:
    """Where comparisons are kept: below ``build/`` of the checkout, else in the user's cache."""
    try:
        return find_repository(root).root / "build" / "comparisons.json"
    except FileNotFoundError:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        return Path(cache, "sifara", "comparisons.json")
