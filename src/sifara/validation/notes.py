"""Notes for annotators: what may be right, and is worth a second look.

Unlike other findings a note has no verdict: two people share a name, a word that is a name here is
none there. Notes compare everything with everything, so they read the whole corpus, and they are
looked for only when asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sifara.gold import arabic, records
from sifara.gold.records import Document, Mention
from sifara.gold.repository import read_json
from sifara.gold.text import line_and_column
from sifara.validation import files, occurrences
from sifara.validation.context import Context
from sifara.validation.findings import Finding, Place, quote
from sifara.validation.levels.edges import ATTACHED_GROUP, letters_around
from sifara.validation.record import finding

_TOLD = 5  # values that a note tells, each with a place


@dataclass(frozen=True, slots=True)
class Text:
    """A document with its raw text, and the file of that as findings name it."""

    document: Document
    raw: str
    path: str

    def place(self, start: int, note: str) -> Place:
        """A place in the raw text."""
        return Place(self.path, *line_and_column(self.raw, start), note)

    def finding(
        self, code: str, start: int, related: Iterable[Place] = (), **values: object
    ) -> Finding:
        """A note about a place in the raw text."""
        place = line_and_column(self.raw, start)
        return finding(code, self.path, *place, "", tuple(related), **values)


@dataclass(frozen=True)
class Corpus:
    """The documents and what they are checked against, read whole."""

    texts: list[Text]
    context: Context

    def mentions(self) -> Iterator[tuple[Text, Mention]]:
        """Every mention with its text."""
        for text in self.texts:
            for mention in text.document.mentions:
                yield text, mention

    @cached_property
    def unlinked(self) -> list[tuple[Text, occurrences.Occurrence]]:
        """Every occurrence of a known name that no mention takes."""
        entities = [records.entity_from_json(r.value) for r in self.context.entities.values()]
        names = occurrences.Names(entities, (mention for _, mention in self.mentions()))
        return [
            (text, found)
            for text in self.texts
            for found in occurrences.unlinked(text.document, text.raw, names)
        ]


def findings(context: Context, paths: Iterable[Path], codes: Collection[str]) -> Iterator[Finding]:
    """Yields the notes with some codes, code by code, each code's by file.

    Args:
        context: Registry, taxonomy and commissions.
        paths: Files of the documents, all of them sound.
        codes: Codes of the notes to look for; others are left alone.
    """
    asked = [look for code, look in _NOTES.items() if code in codes]
    if asked:
        corpus = Corpus([_read(context, path) for path in paths], context)
        for look in asked:
            yield from sorted(look(corpus), key=lambda item: (item.path, item.line, item.column))


def _read(context: Context, path: Path) -> Text:
    repository = context.repository
    document = records.document_from_json(read_json(path))
    shown = files.shown(repository, repository.data / document.file)
    return Text(document, repository.read_raw(document.file), shown)


def _several_types(corpus: Corpus) -> Iterator[Finding]:
    return _uses(corpus, "surface-of-several-types", lambda mention: "", lambda m: m.type)


def _several_entities(corpus: Corpus) -> Iterator[Finding]:
    return _uses(corpus, "surface-of-several-entities", lambda mention: "", lambda m: m.entity)


def _several_forms(corpus: Corpus) -> Iterator[Finding]:
    def form(mention: Mention) -> str:
        return " + ".join((mention.form, *mention.variation))

    return _uses(corpus, "surface-of-several-forms", lambda mention: mention.entity, form)


def _uses(
    corpus: Corpus, code: str, within: Callable[[Mention], str], of: Callable[[Mention], str]
) -> Iterator[Finding]:
    """Surfaces that, within one value of a field, have more than one value of another.

    The note stands at the first use of the rarest value, which is the likeliest to be wrong.
    """
    seen: dict[tuple[str, str], dict[str, list[tuple[Text, Mention]]]] = {}
    for text, mention in corpus.mentions():
        key = (arabic.normalize(mention.surface), within(mention))
        seen.setdefault(key, {}).setdefault(of(mention), []).append((text, mention))
    for (_, owner), values in sorted(seen.items()):
        if len(values) == 1:
            continue
        uses = sorted(values.items(), key=lambda item: (len(item[1]), item[0]))
        told = ", ".join(f"{value} ({len(found)})" for value, found in uses[:_TOLD])
        more = f" and {len(uses) - _TOLD} more" if len(uses) > _TOLD else ""
        text, mention = uses[0][1][0]
        yield text.finding(
            code,
            mention.start,
            (other.place(m.start, value) for value, ((other, m), *_) in uses[1:_TOLD]),
            surface=quote(mention.surface),
            number=len(uses),
            found=told + more,
            entity=owner,
        )


def _shared_names(corpus: Corpus) -> Iterator[Finding]:
    named = defaultdict(list)
    for entity, record in corpus.context.entities.items():
        named[record.value["type"], arabic.name_key(record.value["name_ar"])].append(entity)
    for first, *others in named.values():
        for entity in others:
            yield corpus.context.entities[entity].finding(
                "name-of-several-entities",
                "/name_ar",
                related=(corpus.context.place_of(first, first, "name_ar"),),
                name=quote(corpus.context.names[entity]),
                entity=entity,
                other=first,
            )


def _unlinked(corpus: Corpus) -> Iterator[Finding]:
    for text, found in corpus.unlinked:
        if not found.inside:
            yield text.finding(
                "unlinked-name",
                found.start,
                name=quote(text.raw[found.start : found.end]),
                entities=_any_of(found.entities),
            )


def _unlinked_inside(corpus: Corpus) -> Iterator[Finding]:
    for text, found in corpus.unlinked:
        if found.inside:
            yield text.finding(
                "unlinked-name-in-mention",
                found.start,
                name=quote(text.raw[found.start : found.end]),
                entities=_any_of(found.entities),
                mention=quote(found.inside),
            )


def _any_of(entities: tuple[str, ...]) -> str:
    more = f" or {len(entities) - _TOLD} more" if len(entities) > _TOLD else ""
    return " or ".join(entities[:_TOLD]) + more


def _wider_spans(corpus: Corpus) -> Iterator[Finding]:
    surfaces = defaultdict(set)
    for _, mention in corpus.mentions():
        surfaces[mention.entity].add(arabic.words(mention.surface))
    for text, mention in corpus.mentions():
        wider = occurrences.wider_span(text.raw, mention, surfaces[mention.entity])
        if wider is not None:
            yield text.finding(
                "wider-span-elsewhere",
                mention.start,
                surface=quote(mention.surface),
                entity=mention.entity,
                wider=quote(text.raw[slice(*wider)]),
            )


def _inside_words(corpus: Corpus) -> Iterator[Finding]:
    for text, mention in corpus.mentions():
        before, rest = letters_around(text.raw, mention.start, mention.end)
        if not ATTACHED_GROUP.fullmatch(before) or rest:
            yield text.finding(
                "span-in-joined-words",
                mention.start,
                surface=quote(mention.surface),
                word=quote(before + mention.surface + rest),
            )


def _nested_same(corpus: Corpus) -> Iterator[Finding]:
    for text in corpus.texts:
        around: list[Mention] = []
        for inner in text.document.mentions:  # sorted, and none crosses another
            around = [outer for outer in around if inner.end <= outer.end]
            for outer in around:
                if outer.entity == inner.entity:
                    yield text.finding(
                        "entity-inside-itself",
                        inner.start,
                        surface=quote(inner.surface),
                        outer=quote(outer.surface),
                        entity=inner.entity,
                    )
            around.append(inner)


def _unused_texts(corpus: Corpus) -> Iterator[Finding]:
    repository = corpus.context.repository
    used = {text.path for text in corpus.texts}
    for path in sorted((repository.data / "raw").rglob("*.txt")):
        name = files.shown(repository, path)
        if name not in used:
            yield finding("text-without-document", name)


_NOTES: dict[str, Callable[[Corpus], Iterator[Finding]]] = {
    "unlinked-name": _unlinked,
    "unlinked-name-in-mention": _unlinked_inside,
    "surface-of-several-entities": _several_entities,
    "surface-of-several-types": _several_types,
    "surface-of-several-forms": _several_forms,
    "name-of-several-entities": _shared_names,
    "wider-span-elsewhere": _wider_spans,
    "span-in-joined-words": _inside_words,
    "entity-inside-itself": _nested_same,
    "text-without-document": _unused_texts,
}
