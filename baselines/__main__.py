"""``python -m baselines``: run baselines, score them and print the leaderboard."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from baselines import outside, registry, runner, saving, tracks
from sifara.errors import UsageError
from sifara.gold.repository import find_repository
from sifara.report.leaderboard import leaderboard_text, standings


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m baselines", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="baselines (default: all)")
    parser.add_argument("--list", action="store_true", help="say what there is, and run nothing")
    parser.add_argument("--split", choices=runner.SCORED_SPLITS, help="score one split only")
    parser.add_argument(
        "--track",
        action="append",
        default=[],
        metavar="NAME=PATH",
        help="also run an outside set (sib200, idrisi-d); paths also from SIFARA_SIB200 and "
        "SIFARA_IDRISI_D",
    )
    parser.add_argument(
        "--save",
        type=Path,
        metavar="DIR",
        help="fit what learns and save it here as skops files with a model card; score nothing",
    )
    parser.add_argument("--quiet", action="store_true", help="print no leaderboard at the end")
    args = parser.parse_args(arguments)
    try:
        baselines = registry.named(args.names)
        paths = tracks.requested(args.track)
    except UsageError as error:
        print(f"python -m baselines: {error}", file=sys.stderr)
        return 2
    if args.list:
        print("\n\n".join(map(_described, baselines)))
        return 0
    repository = find_repository()
    if args.save:
        for folder in saving.save_all(baselines, args.save, repository.release):
            print(folder)
        return 0
    results = runner.run(repository, baselines, args.split)
    results += outside.run(repository, baselines, paths)
    if not args.quiet:
        print(leaderboard_text(standings(results)))
    return 0


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
