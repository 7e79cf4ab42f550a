"""Pairs by split, label and phenomenon: both contexts side by side, and what systems decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sifara.report.contents import Contents, Row
from sifara.report.site.board import Board
from sifara.report.site.corpus import Corpus
from sifara.report.site.documents import page_of
from sifara.report.site.marks import in_context
from sifara.report.site.writing import Site, slug

#: Pairs on one page, and pages of one phenomenon: the hardest are shown, the rest is counted.
PER_PAGE = 150
MOST_PAGES = 5


@dataclass
class Pairs:
    """The candidate pairs and what systems decided.

    Attributes:
        rows: Rows of ``entity_pairs`` by split.
        right: The systems that are right about a pair.
        wrong: Those that are not.
        pages: The page on which a pair stands first.
    """

    rows: dict[str, list[Row]] = field(default_factory=dict)
    right: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    wrong: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pages: dict[str, str] = field(default_factory=dict)

    def all(self) -> Iterator[Row]:
        """The pairs of all splits."""
        return (row for rows in self.rows.values() for row in rows)

    def matched(self) -> dict[str, list[bool]]:
        """For each pair whether each system called it a match."""
        return {
            row["id"]: [row["label"] == "match"] * len(self.right.get(row["id"], ()))
            + [row["label"] != "match"] * len(self.wrong.get(row["id"], ()))
            for row in self.all()
        }


def read(contents: Contents, corpus: Corpus, board: Board) -> Pairs:
    """The pairs of a release, those alone whose mentions stand in the gold."""
    found = Pairs()
    for split, rows in contents.rows["entity_pairs"].items():
        found.rows[split] = [row for row in rows if _stands(corpus, row)]
        _decide(found, board, split)
    return found


def _stands(corpus: Corpus, row: Row) -> bool:
    return all(row[side]["mention"] in corpus.owner for side in ("left", "right"))


def _decide(found: Pairs, board: Board, split: str) -> None:
    table = board.tables.get(("entity_pairs", split))
    for system in table.systems if table else ():
        if system.result.answered:
            for place, row in enumerate(system.result.examples.ids):
                (found.right if system.right(place) else found.wrong)[row].append(system.name)


def write(site: Site, corpus: Corpus, found: Pairs) -> None:
    """Writes the pages of the pairs and their overview."""
    overview = []
    for split, rows in found.rows.items():
        groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
        for row in rows:
            for phenomenon in row["phenomena"] or ["none"]:
                groups[row["label"], phenomenon].append(row)
        shown: dict[str, dict[str, Any]] = {}
        lines = [
            _write_group(site, corpus, found, shown, split, key, groups[key])
            for key in sorted(groups, key=lambda key: (key[0], -len(groups[key]), key[1]))
        ]
        overview.append((split, len(rows), lines))
    site.page("pairs.html", "pairs.html", overview=overview)


def _write_group(
    site: Site,
    corpus: Corpus,
    found: Pairs,
    shown: dict[str, dict[str, Any]],
    split: str,
    key: tuple[str, str],
    rows: list[Row],
) -> dict[str, Any]:
    """Writes the pages of one phenomenon, the pairs first that most systems get wrong."""
    label, phenomenon = key
    hardest = sorted(rows, key=lambda row: (-len(found.wrong.get(row["id"], ())), row["id"]))
    pages = [hardest[i : i + PER_PAGE] for i in range(0, len(hardest), PER_PAGE)][:MOST_PAGES]
    name = slug(f"{split}.{label}.{phenomenon}")
    paths = [f"pairs/{name}{f'.{n + 1}' if n else ''}.html" for n in range(len(pages))]
    for path, part in zip(paths, pages, strict=True):
        for row in part:
            found.pages.setdefault(row["id"], path)
            if row["id"] not in shown:
                shown[row["id"]] = _pair(corpus, found, row)
        site.page(
            path,
            "pair_group.html",
            split=split,
            label=label,
            phenomenon=phenomenon,
            pairs=[shown[row["id"]] for row in part],
            total=len(rows),
            shown=sum(map(len, pages)),
            paths=paths,
        )
    decided = sum(
        len(found.right.get(r["id"], ())) + len(found.wrong.get(r["id"], ())) for r in rows
    )
    right = sum(len(found.right.get(row["id"], ())) for row in rows)
    return {
        "label": label,
        "phenomenon": phenomenon,
        "rows": len(rows),
        "right": right / decided if decided else None,
        "path": paths[0],
    }


def _pair(corpus: Corpus, found: Pairs, row: Row) -> dict[str, Any]:
    """What is shown of a pair; it stands on the page of each of its phenomena."""
    sides = [
        {
            "mention": side["mention"],
            "entity": corpus.owner[side["mention"]],
            "page": page_of(side["document"]),
            "context": in_context(corpus.gold.texts[side["document"]], side["start"], side["end"]),
        }
        for side in (row["left"], row["right"])
    ]
    decided = {"right": found.right.get(row["id"]), "wrong": found.wrong.get(row["id"])}
    return {**{key: row[key] for key in ("id", "type", "phenomena")}, **decided, "sides": sides}
