"""``python -m baselines``: run baselines, score them and print the leaderboard."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baselines import outside, registry
from baselines.command import command
from sifara.gold.repository import find_repository


@command("python -m baselines")
def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    args = _parser().parse_args(arguments)
    baselines = registry.named(args.names)
    if args.list:
        print("\n\n".join(map(_described, baselines)))
        return 0
    folders = outside.requested(args.outside)
    repository = find_repository(args.root)
    if args.save:
        from baselines import save

        for folder in save.save_all(baselines, args.save, repository.release):
            print(folder)
        return 0
    from baselines import run
    from baselines.outside.run import run as run_outside
    from sifara.report.leaderboard import leaderboard_text, standings

    results = run.run(repository, baselines, args.split)
    results += run_outside(repository, baselines, folders)
    if not args.quiet:
        print(leaderboard_text(standings(results)))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m baselines", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="baselines (default: all)")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("--split", choices=registry.SCORED_SPLITS, help="score one split only")
    parser.add_argument(
        "--outside",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help=f"also run an outside set ({', '.join(outside.SETS)}); paths also from "
        f"{' and '.join(found.variable for found in outside.SETS.values())}",
    )
    parser.add_argument(
        "--save",
        type=Path,
        metavar="DIR",
        help="fit what learns and save it here as skops files with a model card; score nothing",
    )
    parser.add_argument("--quiet", action="store_true", help="print no leaderboard at the end")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    return parser


def _described(baseline: registry.Baseline) -> str:
    settings = ", ".join(f"{name}={value!r}" for name, value in baseline.settings.items())
    return "\n".join(
        [
            f"{baseline.name}: {baseline.reason}",
            f"  tasks: {', '.join(baseline.tasks)}",
            f"  learns from: {', '.join(baseline.trained_on) or 'nothing'}",
            f"  settings: {settings or 'none'}",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
