"""A row of any task as people see it: its text, its answers in words, its place in the site."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sifara.report.site.corpus import Corpus
from sifara.report.site.documents import page_of
from sifara.report.site.marks import around
from sifara.report.site.pairs import Pairs


def answer(value: Any) -> str:
    """An answer in words; the link to nothing is NIL."""
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "NIL" if value is None else str(value)


def contexts(row: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What a system saw of a row: a segment, a mention between its context, or two of them."""
    if "text" in row:
        return [(row["text"], "", "")]
    sides = (row["left"], row["right"]) if "left" in row else (row,)
    return [around(side["context"], side["start"], side["end"], 40) for side in sides]


def href(corpus: Corpus, pairs: Pairs, row: Mapping[str, Any]) -> str | None:
    """Where a row stands in the site, or None."""
    if "left" in row:
        page = pairs.pages.get(row["id"])
        return f"{page}#{row['id']}" if page else None
    document = row["document"]
    return f"{page_of(document)}#{row['id']}" if document in corpus.documents else None
