"""Print what the commissioning sheet plans and whether the corpus passes its gates."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.coverage import AUTHORED, commissions, gates, table
from sifara.report.terminal import print_table
from sifara.repository import find_repository

#: Fields of the sheet that are counted.
FIELDS = ("register", "noise", "countries", "topics", "noise_kinds", "hard")


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line; 1 when a gate is not passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="print only gates not passed")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    found = list(gates(repository))
    failed = [gate for gate in found if not gate.passed]
    if not args.check:
        plan = commissions(repository)
        for field in FIELDS:
            counts = table(plan, field)
            values = sorted({value for split in AUTHORED for value in counts[split]})
            print_table(
                [field, *AUTHORED],
                [[v, *(str(counts[split][v]) for split in AUTHORED)] for v in values],
                title=f"Planned documents by {field}",
                numeric=AUTHORED,
            )
            print()
    shown = failed if args.check else found
    if shown:
        rows = [[g.name, g.found, g.wanted, "" if g.passed else "NOT PASSED"] for g in shown]
        print_table(["gate", "found", "wanted", ""], rows, title="Gates")
    print(f"{len(found)} gates, {len(failed)} not passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
