"""``sifara report``: the explorer, a static site that opens from disk."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path

from sifara.gold.repository import find_repository

HELP = "build the explorer: texts, labels, errors and leaderboard as a static site"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument(
        "--results",
        type=Path,
        metavar="DIR",
        help="folder of result files (default: results/ of the checkout)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("site"),
        metavar="DIR",
        help="folder to write; new, empty or an earlier site (default: site)",
    )
    parser.add_argument(
        "--since",
        metavar="OLD",
        help="also show what changed since this release: a folder, checkout, git revision, or "
        "ORG/NAME@REVISION on the Hub",
    )


def run(args: argparse.Namespace) -> int:
    """Builds the site."""
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from sifara.release.fetch import release_at
    from sifara.report.site import build
    from sifara.report.tables import console

    root = getattr(args, "root", None)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with ExitStack() as stack:
        since = stack.enter_context(release_at(args.since, root)) if args.since else None
        progress = stack.enter_context(
            Progress(*columns, console=console(sys.stderr), transient=True)
        )
        step = progress.add_task("reading")
        built = build(
            find_repository(root),
            args.out,
            results=args.results,
            since=since,
            progress=lambda text: progress.update(step, description=text),
        )
    for reason in built.left_out:
        print(f"sifara: left out: {reason}", file=sys.stderr)
    print(f"{built.pages} pages in {args.out}; open {args.out / 'index.html'}")
    return 0
