"""Corrupts the gold data in every way known and shows that each is caught.

    python -m tests.fuzz [--mutants 10000] [--seed 0]

The exit code is 1 when a mutant that breaks a stated rule was not caught with that rule's code.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from sifara.gold.repository import find_repository
from tests.fuzz.harness import TIMEOUT, run
from tests.fuzz.registry import MUTATORS


def main() -> int:
    """Runs the suite and prints its books."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--mutants", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    source = find_repository(Path(__file__).parent)
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("mutants", total=args.mutants)
        books = run(source, args.mutants, args.seed, lambda by: bar.advance(task, by))
    broken = books.caught.total() + len(books.missed)
    print(
        f"{books.total:,} mutants of {len(source.document_paths())} documents by "
        f"{len(MUTATORS)} mutators, seed {args.seed}"
    )
    print(
        f"{broken:,} break a stated rule: {books.caught.total():,} caught with its code, "
        f"{len(books.missed):,} missed"
    )
    print(
        f"{books.plausible.total():,} are plausible relabels: "
        f"{books.plausible[True]:,} trip a rule all the same, {books.plausible[False]:,} do not"
    )
    print(f"slowest: {books.slowest[0]:.2f} s ({books.slowest[1]})")
    for name, seed, expected, codes in books.missed[:20]:
        print(f"missed: {name} (seed {seed}) should be {expected}, found {codes}")
    return 1 if books.missed or books.slowest[0] > TIMEOUT else 0


if __name__ == "__main__":
    sys.exit(main())
