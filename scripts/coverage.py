"""Print what the commissioning sheet plans, and what of it the written texts hold.

Whether the corpus is balanced is decided by ``sifara validate``; this shows the plan.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from sifara.gold.plan import AUTHORED, FIELDS, commissions, held, lengths, planned
from sifara.gold.repository import find_repository
from sifara.report.tables import print_table


def _print(title: str, heading: str, counts: Mapping[str, Counter[str]]) -> None:
    values = sorted({value for column in counts.values() for value in column})
    rows = [[value, *(str(column[value]) for column in counts.values())] for value in values]
    print_table([heading, *counts], rows, title=title, numeric=list(counts))
    print()


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, help="checkout to read")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    plan = commissions(repository)
    sizes = Counter(line["split"] for line in plan)
    print(f"{len(plan)} planned texts:", ", ".join(f"{n} {sizes[n]}" for n in AUTHORED), end="\n\n")
    for field in FIELDS:
        _print(f"Planned texts by {field}", field, planned(plan, field))
    _print("Texts by length", "words", lengths(repository, plan))
    for name, (there, wanted) in held(repository, plan).items():
        print(f"planned {name} that stand in the gold of their text: {there} of {wanted}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
