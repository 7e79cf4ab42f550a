"""Build data/release from data/raw and data/gold, or check that the committed one is current."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.gold.repository import Repository, find_repository
from sifara.process import exit_code
from sifara.release.diff import stale
from sifara.release.parquet import read_manifest
from sifara.report.card.rendering import build
from sifara.validation import validate
from sifara.validation.findings import as_text

#: Lines that are printed before the rest is only counted.
MOST_NAMED = 50


def findings(repository: Repository) -> int:
    """Prints the findings on the gold and returns their number."""
    number = 0
    for number, finding in enumerate(validate(repository), start=1):  # noqa: B007
        print(as_text(finding), file=sys.stderr)
    return number


def check(repository: Repository) -> int:
    """Rebuilds into a temporary folder and compares; 1 when anything differs."""
    differences = stale(repository)
    for difference in differences[:MOST_NAMED]:
        print(difference)
    if len(differences) > MOST_NAMED:
        print(f"… and {len(differences) - MOST_NAMED} more")
    if differences:
        print("data/release is not what the gold gives; run: python scripts/build_release.py")
        return 1
    manifest = read_manifest(repository.release)
    print(
        f"data/release {manifest['version']} is what the gold gives: {manifest['content_sha256']}"
    )
    return 0


def run(args: argparse.Namespace) -> int:
    """Builds or checks."""
    repository = find_repository(args.root)
    if number := findings(repository):
        print(f"{number} findings; no release is built from data with findings", file=sys.stderr)
        return 1
    if args.check:
        return check(repository)
    manifest = build(repository)
    for config, splits in manifest["configs"].items():
        for split, entry in splits.items():
            print(f"{config:14}{split:12}{entry['rows']:8} rows")
    print(f"data/release {manifest['version']}: {manifest['content_sha256']}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    return exit_code(lambda: run(args), "build_release")


if __name__ == "__main__":
    sys.exit(main())
