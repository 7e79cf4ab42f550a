"""Build data/release from data/raw and data/gold, or check that the committed one is current."""

from __future__ import annotations

import argparse
import sys
import tempfile
from itertools import islice
from pathlib import Path

from sifara.gold.repository import Repository, find_repository
from sifara.release import parquet as release
from sifara.release import rows as tables
from sifara.validation import validate
from sifara.validation.findings import as_text

#: Differing rows that are named before the rest is only counted.
MOST_NAMED = 50


def findings(repository: Repository) -> int:
    """Prints the findings on the gold and returns their number."""
    number = 0
    for number, finding in enumerate(validate(repository), start=1):  # noqa: B007
        print(as_text(finding), file=sys.stderr)
    return number


def check(repository: Repository) -> int:
    """Rebuilds into a temporary folder and compares; 1 when anything differs."""
    if not (repository.release / release.MANIFEST).is_file():
        print("data/release holds no release; run: python scripts/build_release.py")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        rebuilt = Path(folder)
        gold = tables.Gold.read(repository)
        fresh = release.write(gold, repository.read_version(), rebuilt)
        committed = release.read_manifest(repository.release)
        differences = list(release.differences(repository.release, rebuilt))
    for difference in islice(differences, MOST_NAMED):
        print(difference)
    if len(differences) > MOST_NAMED:
        print(f"… and {len(differences) - MOST_NAMED} more")
    stale = [key for key in fresh if fresh[key] != committed.get(key)]
    if not differences and stale:
        print(f"{release.MANIFEST} differs in {', '.join(stale)}")
    if differences or stale:
        print("data/release is not what the gold gives; run: python scripts/build_release.py")
        return 1
    print(f"data/release {fresh['version']} is what the gold gives: {fresh['content_sha256']}")
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    if number := findings(repository):
        print(f"{number} findings; no release is built from data with findings", file=sys.stderr)
        return 1
    if args.check:
        return check(repository)
    manifest = release.build(repository)
    for config, splits in manifest["configs"].items():
        for split, entry in splits.items():
            print(f"{config:14}{split:12}{entry['rows']:8} rows")
    print(f"data/release {manifest['version']}: {manifest['content_sha256']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
