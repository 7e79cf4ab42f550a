"""``sifara compare``: is one system better than another, by how much, and where."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "compare result files of one task and split"

#: Rows shown of those that only one system gets right.
ROWS_SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("results", nargs="+", type=Path, metavar="R.json", help="result files")
    parser.add_argument("--metric", help="metric (default: the one that ranks systems in the task)")
    parser.add_argument(
        "--rows",
        type=int,
        default=ROWS_SHOWN,
        metavar="N",
        help=f"rows to show that only one system gets right (default {ROWS_SHOWN})",
    )


def run(args: argparse.Namespace) -> int:
    """Compares the results."""
    from sifara.evaluation.compare import compare
    from sifara.report.comparison import comparison_text

    folder = args.root and args.root / "data" / "release"
    print(comparison_text(compare(args.results, args.metric, folder=folder), args.rows))
    return 0
