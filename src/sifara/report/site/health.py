"""Data health: what there is, how it is balanced, who has looked at it, and what was measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markupsafe import Markup

from sifara.gold.repository import Repository, read_json
from sifara.report.card.provenance import registry, reviews, second_pass, texts
from sifara.report.contents import Contents, Counts, kinds, many, one, ranked
from sifara.report.site import figures
from sifara.report.site.board import Board
from sifara.report.site.marks import plain
from sifara.report.site.writing import Site

#: What is counted by split: a title, the config, and the values of a row.
COUNTED = (
    ("primary topic", "topics", one("topic")),
    ("topics per line", "topics", lambda row: [str(len(row["topics"]))]),
    ("kind of line", "documents", kinds),
    ("type of mention", "mentions", one("type")),
    ("form of mention", "mentions", one("form")),
    ("variation", "mentions", many("variation")),
    ("register", "documents", one("register")),
    ("noise", "documents", one("noise")),
    (
        "pairs by phenomenon",
        "entity_pairs",
        lambda row: [f"{row['label']}: {name}" for name in row["phenomena"] or ["none"]],
    ),
)


def write(
    site: Site,
    repository: Repository,
    results: Path,
    contents: Contents,
    board: Board,
    since: Path | None = None,
) -> None:
    """Writes the page on data health.

    Args:
        site: The site.
        repository: The checkout.
        results: Folder of result files and figures.
        contents: The rows of its release.
        board: Its results.
        since: An older release folder to compare with.
    """
    agreement = results / "agreement.json"
    documents = contents.documents
    counted = {title: contents.by_split(config, values) for title, config, values in COUNTED}
    counted["seen in train (names of people and organisations)"] = contents.familiarity()
    site.page(
        "health.html",
        "health.html",
        splits=contents.splits,
        sizes=[(_inline(name), n) for name, n in (*contents.sizes(), *contents.links())],
        balances=[_balance(title, counts) for title, counts in counted.items() if counts],
        states=_balance("review", contents.by_split("documents", one("review"))),
        sentences=[
            _inline(sentence)
            for sentence in (
                texts(documents),
                registry(repository),
                second_pass(repository, documents),
                reviews(documents, repository).rpartition("\n\n")[2],
            )
        ],
        agreement=read_json(agreement) if agreement.is_file() else None,
        figures=list(figures.read(results)),
        left_out=board.left_out,
        changes=_changes(since, repository.release) if since else None,
    )


def _inline(markdown: str) -> Markup:
    """A sentence of the card: bold and code alone, everything else as it stands."""
    parts = markdown.split("**")
    html = Markup("")
    for number, part in enumerate(parts):
        pieces = part.split("`")
        inner = Markup("").join(
            Markup("<code>{}</code>").format(plain(piece)) if odd % 2 else plain(piece)
            for odd, piece in enumerate(pieces)
        )
        html += Markup("<strong>{}</strong>").format(inner) if number % 2 else inner
    return html


def _balance(title: str, counts: Counts) -> dict[str, Any]:
    """A table of counts with their shares in the split; the most frequent value first."""
    sums = {split: count.total() or 1 for split, count in counts.items()}
    return {
        "title": title,
        "rows": [
            (value, [(count[value], count[value] / sums[s]) for s, count in counts.items()])
            for value in ranked(counts)
        ],
    }


def _changes(old: Path, new: Path) -> str:
    from sifara.release.diff import changes
    from sifara.report.diff import changes_text

    return changes_text(changes(old, new))
