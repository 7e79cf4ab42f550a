"""Fill the figures of README.md from release and results, or check that they are current."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from sifara.evaluation.result import reader
from sifara.gold.repository import Repository, find_repository, write_text
from sifara.release.parquet import read_manifest
from sifara.report import leaderboard
from sifara.report.card import provenance

#: Splits that the leaderboard of the front page shows, the first that has results.
SHOWN_SPLITS = ("test", "web")


def state(repository: Repository) -> str:
    """What the release holds, as a Markdown table."""
    manifest = read_manifest(repository.release)
    configs = manifest["configs"]
    splits = list(configs["documents"])
    lines = [
        f"Data version {manifest['version']}:",
        "",
        f"| | {' | '.join(splits)} |",
        f"|---|{'---|' * len(splits)}",
    ]
    for title, config in (
        ("documents", "documents"),
        ("segments with topics", "topics"),
        ("mentions", "mentions"),
        ("pairs of mentions", "entity_pairs"),
    ):
        counts = (str(configs[config][split]["rows"]) for split in splits)
        lines.append(f"| {title} | {' | '.join(counts)} |")
    lines += ["", f"The published knowledge base has {configs['entities']['kb']['rows']} entities."]
    return "\n".join(lines)


def tables(repository: Repository) -> str:
    """The leaderboard of the first split that has results, as Markdown."""
    for split in SHOWN_SPLITS:
        paths = sorted(repository.results.glob(f"*/{split}/*.json"))
        if paths:
            results = list(map(reader(repository.release), paths))
            return leaderboard.leaderboard_markdown(leaderboard.standings(results))
    return "No results yet."


def rendered(repository: Repository, text: str) -> str:
    """README with its generated parts anew."""
    for name, content in (
        ("state", state(repository)),
        ("agreement", provenance.passes(repository.results / "agreement.json")),
        ("validity", provenance.validity(repository.results)),
        ("leaderboard", tables(repository)),
    ):
        part = re.compile(f"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
        text, found = part.subn(lambda match, c=content: f"{match[1]}{c}\n{match[2]}", text)
        if found != 1:
            raise ValueError(f"README.md has {found} places for {name!r}, expected one")
    return text


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    path = repository.root / "README.md"
    old = path.read_text(encoding="utf-8")
    new = rendered(repository, old)
    if args.check and old != new:
        print("README.md is stale; run: python scripts/render_readme.py")
        return 1
    if old != new:
        write_text(path, new)
    return 0


if __name__ == "__main__":
    sys.exit(main())
