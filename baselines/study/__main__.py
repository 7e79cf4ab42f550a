"""``python -m baselines.study``: measure what the baselines say about the benchmark.

Writes ``results/difficulty.json`` and, from it, ``docs/difficulty.md``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from baselines.command import command
from sifara.files import write_text
from sifara.gold.repository import find_repository, read_json


@command("python -m baselines.study")
def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m baselines.study", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="is the page that of the figures, and are they of the release and the results?",
    )
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    from baselines.study.page import made_from, page, report
    from sifara.report.card.provenance import validity

    repository = find_repository(args.root)
    figures = repository.results / "difficulty.json"
    path = repository.root / "docs" / "difficulty.md"
    if args.check:
        found = read_json(figures)
        parts = [name for name, now in made_from(repository).items() if found.get(name) != now]
        if not parts and path.read_text(encoding="utf-8") != page(found, validity(figures.parent)):
            parts.append("docs/difficulty.md")
        if parts:
            print(f"stale: {', '.join(parts)}; run: python -m baselines.study")
        return int(bool(parts))
    found = report(repository)
    write_text(figures, json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    write_text(path, page(found, validity(figures.parent)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
