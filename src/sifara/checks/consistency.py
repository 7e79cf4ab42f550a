"""Reports for annotators: what may be right, and is worth a second look.

Unlike a rule, a report has no verdict: two people share a name, a word that is a name here is none
there. Each note names the places to look at. Nothing of this fails a build.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sifara import arabic
from sifara.checks import occurrences
from sifara.checks.balance import Annotations, problems
from sifara.checks.edges import ATTACHED_GROUP, letters_around
from sifara.checks.files import shown
from sifara.findings import Place, count, quote
from sifara.records import Document, Entity, Mention
from sifara.repository import Repository
from sifara.text import line_and_column

_PLACES = 5  # places that a note names


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to look at.

    Attributes:
        kind: The report that it belongs to.
        message: What was seen.
        places: Where, in the raw texts.
    """

    kind: str
    message: str
    places: tuple[Place, ...]

    def as_json(self) -> dict[str, Any]:
        """The note as an object."""
        places = [
            {"path": p.path, "line": p.line, "column": p.column, "note": p.note}
            for p in self.places
        ]
        return {"kind": self.kind, "message": self.message, "places": places}


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its raw text."""

    document: Document
    raw: str
    path: str

    def place(self, start: int, note: str) -> Place:
        """A place in the raw text."""
        return Place(self.path, *line_and_column(self.raw, start), note)


@dataclass(frozen=True, slots=True)
class Corpus:
    """The documents and the registry, read whole: a report compares everything with everything."""

    texts: list[Text]
    entities: dict[str, Entity]
    repository: Repository

    def mentions(self) -> Iterator[tuple[Text, Mention]]:
        """Every mention with its text."""
        for text in self.texts:
            for mention in text.document.mentions:
                yield text, mention


def read(repository: Repository) -> Corpus:
    """Reads a checkout that has passed validation."""
    texts = [
        Text(document, repository.read_raw(document.file), _path(repository, document.file))
        for document in repository.read_documents()
    ]
    return Corpus(texts, repository.read_entities(), repository)


def _path(repository: Repository, file: str) -> str:
    return shown(repository, repository.data / file)


def notes(corpus: Corpus, kinds: Iterable[str] | None = None) -> Iterator[Note]:
    """Yields the notes of the reports asked for, by default of all."""
    for kind in REPORTS if kinds is None else kinds:
        for message, places in REPORTS[kind][1](corpus):
            yield Note(kind, message, tuple(places))


_Found = Iterator[tuple[str, list[Place]]]


def _surface_types(corpus: Corpus) -> _Found:
    return _uses(corpus, lambda mention: "", lambda mention: mention.type, "types")


def _surface_entities(corpus: Corpus) -> _Found:
    return _uses(corpus, lambda mention: "", lambda mention: mention.entity, "entities")


def _surface_forms(corpus: Corpus) -> _Found:
    def form(mention: Mention) -> str:
        return " + ".join((mention.form, *mention.variation))

    return _uses(corpus, lambda mention: mention.entity, form, "forms or variations")


def _uses(
    corpus: Corpus, within: Callable[[Mention], str], of: Callable[[Mention], str], what: str
) -> _Found:
    """Surfaces that, within one value of a field, have more than one value of another."""
    seen: dict[tuple[str, str], dict[str, list[tuple[Text, Mention]]]] = {}
    for text, mention in corpus.mentions():
        key = (arabic.normalize(mention.surface), within(mention))
        seen.setdefault(key, {}).setdefault(of(mention), []).append((text, mention))
    for (_, owner), values in sorted(seen.items()):
        if len(values) == 1:
            continue
        uses = sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))
        surface = uses[0][1][0][1].surface
        told = ", ".join(f"{value} ({len(found)})" for value, found in uses)
        places = [text.place(m.start, value) for value, found in uses for text, m in found[:2]]
        owned = f" of {owner}" if owner else ""
        yield f"{quote(surface)}{owned} has {len(uses)} {what}: {told}", places


def _entity_types(corpus: Corpus) -> _Found:
    for text, mention in corpus.mentions():
        entity = corpus.entities.get(mention.entity)
        if entity is not None and entity.type != mention.type:
            yield (
                f"{quote(mention.surface)} is {mention.type}, {mention.entity} is {entity.type}",
                [text.place(mention.start, "mentioned")],
            )


def _shared_names(corpus: Corpus) -> _Found:
    names = defaultdict(list)
    for entity in corpus.entities.values():
        names[entity.type, arabic.name_key(entity.name_ar)].append(entity)
    for entities in names.values():
        if len(entities) > 1:
            ids = ", ".join(entity.id for entity in entities)
            yield f"{quote(entities[0].name_ar)} is the name of {ids}", []


def _unannotated(corpus: Corpus, *, nested: bool) -> _Found:
    known = occurrences.known_names(corpus.entities, (m for _, m in corpus.mentions()))
    groups: dict[tuple[str, str], list[Place]] = defaultdict(list)
    for text in corpus.texts:
        for found in occurrences.unannotated(text.document, text.raw, known):
            if bool(found.inside) == nested:
                place = text.place(found.start, quote(text.raw[found.start : found.end]))
                groups[" or ".join(found.entities), found.inside].append(place)
    for (entities, inside), places in sorted(groups.items()):
        where = f" inside {quote(inside)}" if inside else ""
        times = count(len(places), "occurrence")
        yield f"{times} of a name of {entities} without a mention{where}", places


def _edges(corpus: Corpus) -> _Found:
    surfaces = defaultdict(set)
    for _, mention in corpus.mentions():
        surfaces[mention.entity].add(arabic.words(mention.surface))
    for text, mention in corpus.mentions():
        wider = occurrences.wider_span(text.raw, mention, surfaces[mention.entity])
        if wider is not None:
            start, end = wider
            yield (
                f"{quote(mention.surface)} ({mention.entity}) is annotated as "
                f"{quote(text.raw[start:end])} elsewhere",
                [text.place(mention.start, "the shorter span")],
            )


def _inside_words(corpus: Corpus) -> _Found:
    for text, mention in corpus.mentions():
        before, rest = letters_around(text.raw, mention.start, mention.end)
        if not ATTACHED_GROUP.fullmatch(before) or rest:
            yield (
                f"{quote(mention.surface)} is part of the word "
                f"{quote(before + mention.surface + rest)}",
                [text.place(mention.start, "mentioned")],
            )


def _nested_same(corpus: Corpus) -> _Found:
    for text in corpus.texts:
        mentions = text.document.mentions
        for outer in mentions:
            for inner in mentions:
                inside = outer.start <= inner.start and inner.end <= outer.end
                if inside and inner != outer and inner.entity == outer.entity:
                    yield (
                        f"{quote(inner.surface)} inside {quote(outer.surface)} is the same entity, "
                        f"{inner.entity}",
                        [text.place(inner.start, "mentioned")],
                    )


def _balance(corpus: Corpus) -> _Found:
    documents = [(text.document, text.raw) for text in corpus.texts]
    data = Annotations(documents, corpus.entities, corpus.repository.read_topics())
    for problem in problems(data):
        yield problem, []


def _texts_without_document(corpus: Corpus) -> _Found:
    used = {text.path for text in corpus.texts}
    folder = corpus.repository.data / "raw"
    for path in sorted(folder.rglob("*.txt")):
        name = shown(corpus.repository, path)
        if name not in used:
            yield f"no document annotates {name}", [Place(name, 1, 1, "the text")]


#: The reports by kind: what each shows, and how it is made.
REPORTS: dict[str, tuple[str, Callable[[Corpus], _Found]]] = {
    "surface-types": ("one surface, several types", _surface_types),
    "surface-entities": ("one surface, several entities", _surface_entities),
    "surface-forms": ("one surface of one entity, several forms or variations", _surface_forms),
    "entity-types": ("type of a mention against that of its entity", _entity_types),
    "shared-names": ("one canonical name, several entities", _shared_names),
    "unannotated": (
        "known names without a mention",
        lambda corpus: _unannotated(corpus, nested=False),
    ),
    "unannotated-nested": (
        "known names inside longer mentions, without one of their own",
        lambda corpus: _unannotated(corpus, nested=True),
    ),
    "edges": ("spans that differ only in their edge", _edges),
    "inside-words": ("spans that begin or end inside a word", _inside_words),
    "nested-same": ("mentions of one entity inside each other", _nested_same),
    "balance": ("shares of the corpus that are not as planned", _balance),
    "texts": ("raw texts without a document", _texts_without_document),
}


def as_text(found: Iterable[Note]) -> Iterator[str]:
    """The notes as lines, under a heading for each report."""
    groups: dict[str, list[Note]] = {}
    for note in found:
        groups.setdefault(note.kind, []).append(note)
    for kind, group in groups.items():
        yield f"{kind}: {REPORTS[kind][0]} ({len(group)})"
        for note in group:
            yield f"  {note.message}"
            for place in note.places[:_PLACES]:
                yield f"    {place}"
            if len(note.places) > _PLACES:
                yield f"    and {len(note.places) - _PLACES} more"
        yield ""
