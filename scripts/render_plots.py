"""Draw the plots of docs/images from the result files, or check that they are current."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.evaluation.find import results
from sifara.gold.repository import find_repository, write_text
from sifara.report.plots import plots


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    folder = repository.root / "docs" / "images"
    stale = []
    for name, svg in plots(results(repository.results)).items():
        path = folder / f"{name}.svg"
        if not path.is_file() or path.read_text(encoding="utf-8") != svg:
            stale.append(path.name)
            if not args.check:
                write_text(path, svg)
    if args.check and stale:
        print(f"{', '.join(stale)} in docs/images: stale; run: python scripts/render_plots.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
