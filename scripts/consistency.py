"""Prints what annotators should look at again: names without a mention, surfaces of two entities.

    python scripts/consistency.py [--kind KIND]... [--format text|json] [--check]

The data should pass ``sifara validate`` first. Nothing here is an error, and the exit code is 0;
with ``--check`` it is 1 when a report has something to say, so that a report can be made a gate.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from sifara.checks import consistency
from sifara.repository import find_repository


def main() -> int:
    """Prints the reports."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--root", type=Path, metavar="DIR", help="checkout to read")
    parser.add_argument(
        "--kind", action="append", choices=tuple(consistency.REPORTS), help="this report alone"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("--check", action="store_true", help="exit with 1 when there are notes")
    args = parser.parse_args()
    corpus = consistency.read(find_repository(args.root))
    found = list(consistency.notes(corpus, args.kind))
    if args.format == "json":
        print(json.dumps([note.as_json() for note in found], ensure_ascii=False, indent=1))
    else:
        print("\n".join(consistency.as_text(found)))
    return 1 if args.check and found else 0


if __name__ == "__main__":
    sys.exit(main())
