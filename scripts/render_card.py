"""Fill the dataset card and croissant.json from release and results, or check them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.errors import UsageError
from sifara.gold.repository import find_repository, holds, write_text
from sifara.release.parquet import MANIFEST
from sifara.report.card.rendering import rendered


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    if not (repository.release / MANIFEST).is_file():
        print("data/release holds no release; run: python scripts/build_release.py")
        return 1
    try:
        texts = rendered(repository)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 1
    stale = [path for path, text in texts.items() if not holds(path, text)]
    if not args.check:
        for path, text in texts.items():
            write_text(path, text)
        return 0
    for path in stale:
        print(f"{path} is stale; run: python scripts/render_card.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
