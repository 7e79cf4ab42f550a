"""The pages of the documents, their list and the search index."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

from markupsafe import Markup

from sifara.gold.records import Document
from sifara.gold.text import lines
from sifara.report.site import search
from sifara.report.site.corpus import Corpus
from sifara.report.site.marks import marked
from sifara.report.site.writing import Site, slug

#: Names of an entity that its card shows: all but those of an entity with very many.
_NAMES_SHOWN = 60


def page_of(document: str) -> str:
    """Path of a document's page."""
    return f"documents/{slug(document)}.html"


def write(site: Site, corpus: Corpus) -> None:
    """Writes one page a document, the list of all, and the index."""
    documents = corpus.gold.documents
    stories: dict[str, list[Document]] = {}
    for document in documents:
        stories.setdefault(document.story, []).append(document)
    for place, document in enumerate(documents):
        site.page(
            page_of(document.id),
            "document.html",
            document=document,
            segments=_segments(corpus, document),
            cast=_cast(corpus, document),
            primary=corpus.primary[document.id],
            story=[d for d in stories[document.story] if d is not document],
            before=documents[place - 1] if place else None,
            after=documents[place + 1] if place + 1 < len(documents) else None,
        )
    number = 0
    for number, part in enumerate(search.shards(corpus), start=1):
        site.data(f"search-{number}", part)
    site.data("folding", search.folding())
    rows = search.document_rows(corpus)
    site.page(
        "documents.html",
        "documents.html",
        rows=rows,
        shards=number,
        filters=_filters(corpus, rows),
    )


def _segments(corpus: Corpus, document: Document) -> list[dict[str, Any]]:
    """The lines of a document: margin, offset and marked text."""
    text = corpus.gold.texts[document.id]
    segments = {segment.line: segment for segment in document.segments}
    rank = corpus.gold.priority
    starts = [0]
    for physical in text.split("\n"):
        starts.append(starts[-1] + len(physical) + 1)
    found = []
    for line in lines(text):
        segment = segments.get(line.number)
        start, end = starts[line.number - 1], starts[line.number] - 1
        html: Markup = marked(document, text, start, end)
        found.append(
            {
                "id": f"{document.id}.s{line.number:02d}",
                "line": line.number,
                "kind": segment.kind if segment else "unlabelled",
                "topics": sorted(segment.topics, key=rank.__getitem__) if segment else [],
                "offset": start,
                "direction": direction(text[start:end]),
                "html": html,
            }
        )
    return found


def direction(line: str) -> str:
    """The direction of a line: right to left when it has any Arabic or other such letter."""
    rtl = any(unicodedata.bidirectional(character) in ("R", "AL") for character in line)
    return "rtl" if rtl else "ltr"


def _cast(corpus: Corpus, document: Document) -> list[dict[str, Any]]:
    """The entities of a document, the most mentioned first, with their names everywhere."""
    here: dict[str, Counter[str]] = {}
    for mention in document.mentions:
        here.setdefault(mention.entity, Counter())[mention.surface] += 1
    found = []
    for entity, names in sorted(here.items(), key=lambda item: (-item[1].total(), item[0])):
        others = corpus.names[entity]
        found.append(
            {
                "entity": corpus.gold.entities[entity],
                "uses": names.total(),
                "names": others[:_NAMES_SHOWN],
                "more": max(0, len(others) - _NAMES_SHOWN),
            }
        )
    return found


def _filters(corpus: Corpus, rows: list[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """The filters of the list, each with the values that occur."""
    documents = corpus.gold.documents
    topics = {topic for row in rows for topic in row["topics"]}
    return [
        ("split", list(corpus.gold.splits)),
        ("register", sorted({d.register for d in documents})),
        ("noise", sorted({d.noise for d in documents})),
        ("topic", [t.id for t in corpus.gold.topics if t.id in topics]),
        ("review", sorted({d.review for d in documents})),
    ]
