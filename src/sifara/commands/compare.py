"""``sifara compare``: is one system better than another, by how much, and where."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

HELP = "compare result files of one task and split"

#: Rows shown of those that only one system gets right.
ROWS_SHOWN = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("results", nargs="+", type=Path, metavar="R.json", help="result files")
    parser.add_argument("--metric", help="metric (default: the primary one of the task)")
    parser.add_argument(
        "--rows",
        type=int,
        default=ROWS_SHOWN,
        metavar="N",
        help=f"rows shown that only one system gets right (default {ROWS_SHOWN})",
    )


def run(args: argparse.Namespace) -> int:
    """Compares the results; 1 when they cannot be compared."""
    from sifara.evaluation.compare import ComparisonError, compare_results
    from sifara.evaluation.result import ResultError, reader
    from sifara.report.comparison import comparison_text

    try:
        read = reader(args.root and args.root / "data" / "release")
        results = [read(path) for path in args.results]
        print(comparison_text(compare_results(results, args.metric), args.rows))
    except (ComparisonError, ResultError) as error:
        print(f"sifara: {error}", file=sys.stderr)
        return 1
    return 0
