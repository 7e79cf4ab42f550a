"""The pages of the entities and their list."""

from __future__ import annotations

from typing import Any

from sifara.gold.text import visible
from sifara.report.site.corpus import Corpus, Occurrence, neighbours
from sifara.report.site.documents import page_of
from sifara.report.site.marks import in_context
from sifara.report.site.pairs import Pairs
from sifara.report.site.writing import Site, slug

#: Most names, occurrences and neighbours on a page; the rest is counted.
NAMES_SHOWN = 150
OCCURRENCES_SHOWN = 200
NEIGHBOURS_SHOWN = 25


def page_path(entity: str) -> str:
    """Path of an entity's page."""
    return f"entities/{slug(entity)}.html"


def write(site: Site, corpus: Corpus, found: Pairs) -> None:
    """Writes one page an entity that occurs, and the list of all."""
    near = neighbours(corpus, found.all(), found.matched())
    for entity in corpus.entities:
        occurrences = corpus.occurrences[entity.id]
        names = corpus.names[entity.id]
        site.page(
            page_path(entity.id),
            "entity.html",
            entity=entity,
            names=names[:NAMES_SHOWN],
            most=names[0].uses,
            more_names=max(0, len(names) - NAMES_SHOWN),
            total=len(occurrences),
            documents=len({o.document.id for o in occurrences}),
            occurrences=[_occurrence(corpus, o) for o in occurrences[:OCCURRENCES_SHOWN]],
            neighbours=near.get(entity.id, [])[:NEIGHBOURS_SHOWN],
            registry=corpus.gold.entities,
        )
    site.data("names", [[visible(n.surface) for n in corpus.names[e.id]] for e in corpus.entities])
    site.page("entities.html", "entities.html", rows=[_row(corpus, e.id) for e in corpus.entities])


def _occurrence(corpus: Corpus, occurrence: Occurrence) -> dict[str, Any]:
    document, mention = occurrence.document, occurrence.mention
    return {
        "id": occurrence.id,
        "page": page_of(document.id),
        "tags": occurrence.tags,
        "form": mention.form,
        "context": in_context(corpus.gold.texts[document.id], mention.start, mention.end, 45),
    }


def _row(corpus: Corpus, entity: str) -> dict[str, Any]:
    occurrences = corpus.occurrences[entity]
    return {
        "entity": corpus.gold.entities[entity],
        "uses": len(occurrences),
        "names": len(corpus.names[entity]),
        "documents": len({o.document.id for o in occurrences}),
        "namesakes": len(corpus.namesakes.get(entity, ())),
    }
