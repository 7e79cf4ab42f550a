"""Compute the agreement of the two annotation passes, write it and print it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sifara.evaluation.agreement import Passes, report
from sifara.gold.records import Document, document_from_json
from sifara.gold.repository import Repository, find_repository, read_json, write_text
from sifara.report.tables import print_table

#: What the figures are, and what they are not.
HONEST_NAME = (
    "Self-consistency of two passes by language models, not human inter-annotator agreement"
)


def _pass(folder: Path) -> dict[str, Document]:
    return {
        path.stem: document_from_json(read_json(path)) for path in sorted(folder.glob("*.json"))
    }


def passes(repository: Repository) -> list[Passes]:
    """The documents that both passes annotated."""
    first, second = _pass(repository.first), _pass(repository.second)
    return [Passes(first[name], second[name]) for name in second if name in first]


def compute(repository: Repository) -> dict[str, Any]:
    """The agreement over all documents annotated twice, and over each split of them."""
    both = passes(repository)
    priority = {topic.id: rank for rank, topic in enumerate(repository.read_topics())}
    splits = sorted({p.first.split for p in both})
    return {
        "name": HONEST_NAME,
        "splits": {
            split: report([p for p in both if p.first.split == split], priority) for split in splits
        },
    }


def cell(value: Any) -> str:
    """A number of the report as text; nothing where there is none."""
    return f"{value:.3f}" if isinstance(value, float) else ""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the committed file")
    parser.add_argument("--quiet", action="store_true", help="write, print nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    path = repository.results / "agreement.json"
    found = compute(repository)
    if not found["splits"]:
        print("no document has been annotated twice")
        return 0
    text = json.dumps(found, ensure_ascii=False, indent=1) + "\n"
    if args.check:
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            print("results/agreement.json is stale; run: python scripts/agreement.py")
            return 1
        return 0
    write_text(path, text)
    if args.quiet:
        return 0
    print(f"{found['name']}\n")
    for split, values in found["splits"].items():
        print_table(
            ["measure", "value", "low", "high"],
            [
                [
                    name,
                    *(f"{m[k]:.3f}" if m[k] is not None else "" for k in ("value", "low", "high")),
                ]
                for name, m in values["measures"].items()
            ],
            title=f"{split}: {values['documents']} documents, {values['stories']} stories, "
            f"{values['mentions'][0]} and {values['mentions'][1]} mentions",
            numeric=["value", "low", "high"],
        )
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
