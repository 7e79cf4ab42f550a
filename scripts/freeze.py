"""Write the hash of the test split, or check that the split is as it was frozen."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.gold.freezing import freeze, is_as_frozen
from sifara.gold.repository import find_repository
from sifara.process import exit_code


def run(args: argparse.Namespace) -> int:
    """Freezes or checks."""
    repository = find_repository(args.root)
    if not args.check:
        print(freeze(repository))
        return 0
    if not is_as_frozen(repository):
        print(
            "the test split differs from its frozen hash; it is never edited because of a score. "
            "A correction needs a new data version, a line in CHANGELOG.md and scripts/freeze.py"
        )
        return 1
    print("the test split is as it was frozen")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    return exit_code(lambda: run(args), "freeze")


if __name__ == "__main__":
    sys.exit(main())
