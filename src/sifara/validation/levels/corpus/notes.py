"""Notes for annotators: what may be right, and is worth a second look.

Unlike other findings a note has no verdict: two people share a name, a word that is a name here is
none there. Notes compare everything with everything, so they read the whole corpus, and they are
looked for only when asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from sifara.gold import arabic
from sifara.gold.records import Mention
from sifara.gold.repository import RAW_ENDING
from sifara.validation.catalogue import finding
from sifara.validation.context import Context
from sifara.validation.findings import Finding, quote
from sifara.validation.levels.annotation.edges import ATTACHED_GROUP, letters_around
from sifara.validation.levels.corpus import unlinked
from sifara.validation.record import Annotated, read_again
from sifara.validation.targets import shown

_TOLD = 5  # values that a note tells, each with a place


@dataclass(frozen=True)
class _Whole:
    """The documents and what they are checked against, read whole."""

    documents: list[Annotated]
    context: Context

    def mentions(self) -> Iterator[tuple[Annotated, Mention]]:
        """Every mention with its document."""
        for each in self.documents:
            for mention in each.document.mentions:
                yield each, mention

    @cached_property
    def unlinked(self) -> list[tuple[Annotated, unlinked.Unlinked]]:
        """Every occurrence of a known name that no mention takes."""
        mentions = (mention for _, mention in self.mentions())
        names = unlinked.Names(self.context.entities.values(), mentions)
        return [
            (each, found)
            for each in self.documents
            for found in unlinked.unlinked(each.document, each.text, names)
        ]


def findings(context: Context, paths: Iterable[Path], codes: Collection[str]) -> Iterator[Finding]:
    """Yields the notes with some codes, code by code, each code's by file.

    Args:
        context: Registry, taxonomy and commissions.
        paths: Files of the documents, all of them sound.
        codes: Codes of the notes to look for; others are left alone.
    """
    whole = _Whole([read_again(context.repository, path) for path in paths], context)
    for code, look in _NOTES.items():
        if code in codes:
            yield from sorted(look(whole), key=lambda item: item.order)


def _uses(
    whole: _Whole, code: str, of: Callable[[Mention], str], *, of_entity: bool = False
) -> Iterator[Finding]:
    """Surfaces, or those of one entity, that have more than one value of a field.

    The note stands at the first use of the rarest value, which is the likeliest to be wrong.
    """
    seen: dict[tuple[str, str], dict[str, list[tuple[Annotated, Mention]]]] = {}
    for each, mention in whole.mentions():
        key = (arabic.normalize(mention.surface), mention.entity if of_entity else "")
        seen.setdefault(key, {}).setdefault(of(mention), []).append((each, mention))
    for (_, owner), values in sorted(seen.items()):
        if len(values) == 1:
            continue
        uses = sorted(values.items(), key=lambda item: (len(item[1]), item[0]))
        told = ", ".join(f"{value} ({len(found)})" for value, found in uses[:_TOLD])
        more = f" and {len(uses) - _TOLD} more" if len(uses) > _TOLD else ""
        each, mention = uses[0][1][0]
        yield each.about_text(
            code,
            mention.start,
            [other.place_in_text(m.start, value) for value, ((other, m), *_) in uses[1:_TOLD]],
            surface=quote(mention.surface),
            number=len(uses),
            found=told + more,
            entity=owner,
        )


def _shared_names(whole: _Whole) -> Iterator[Finding]:
    named = defaultdict(list)
    for entity in whole.context.entities.values():
        named[entity.type, arabic.name_key(entity.name_ar)].append(entity)
    for first, *others in named.values():
        for entity in others:
            yield whole.context.registered[entity.id].finding(
                "name-of-several-entities",
                "/name_ar",
                related=(whole.context.place_of(first.id, first.id, "name_ar"),),
                name=quote(entity.name_ar),
                entity=entity.id,
                other=first.id,
            )


def _names(whole: _Whole, code: str, *, inside: bool) -> Iterator[Finding]:
    """Known names that no mention takes, those inside another mention or those outside."""
    for each, found in whole.unlinked:
        if bool(found.inside) == inside:
            yield each.about_text(
                code,
                found.start,
                name=quote(each.text[found.start : found.end]),
                entities=_any_of(found.entities),
                mention=quote(found.inside),
            )


def _any_of(entities: tuple[str, ...]) -> str:
    more = f" or {len(entities) - _TOLD} more" if len(entities) > _TOLD else ""
    return " or ".join(entities[:_TOLD]) + more


def _wider_spans(whole: _Whole) -> Iterator[Finding]:
    surfaces = defaultdict(set)
    for _, mention in whole.mentions():
        surfaces[mention.entity].add(arabic.words(mention.surface))
    for each, mention in whole.mentions():
        wider = unlinked.wider_span(each.text, mention, surfaces[mention.entity])
        if wider is not None:
            yield each.about_text(
                "wider-span-elsewhere",
                mention.start,
                surface=quote(mention.surface),
                entity=mention.entity,
                wider=quote(each.text[slice(*wider)]),
            )


def _inside_words(whole: _Whole) -> Iterator[Finding]:
    for each, mention in whole.mentions():
        before, rest = letters_around(each.text, mention.start, mention.end)
        if not ATTACHED_GROUP.fullmatch(before) or rest:
            yield each.about_text(
                "span-in-joined-words",
                mention.start,
                surface=quote(mention.surface),
                word=quote(before + mention.surface + rest),
            )


def _nested_same(whole: _Whole) -> Iterator[Finding]:
    for each in whole.documents:
        around: list[Mention] = []
        for inner in each.document.mentions:  # sorted, and none crosses another
            around = [outer for outer in around if inner.end <= outer.end]
            for outer in around:
                if outer.entity == inner.entity:
                    yield each.about_text(
                        "entity-inside-itself",
                        inner.start,
                        surface=quote(inner.surface),
                        outer=quote(outer.surface),
                        entity=inner.entity,
                    )
            around.append(inner)


def _unused_texts(whole: _Whole) -> Iterator[Finding]:
    repository = whole.context.repository
    used = {each.raw for each in whole.documents}
    for path in repository.raw_files():
        name = shown(repository, path)
        if path.suffix == RAW_ENDING and name not in used:
            yield finding("text-without-document", name)


_NOTES: dict[str, Callable[[_Whole], Iterator[Finding]]] = {
    "unlinked-name": partial(_names, code="unlinked-name", inside=False),
    "unlinked-name-in-mention": partial(_names, code="unlinked-name-in-mention", inside=True),
    "surface-of-several-entities": partial(
        _uses, code="surface-of-several-entities", of=lambda mention: mention.entity
    ),
    "surface-of-several-types": partial(
        _uses, code="surface-of-several-types", of=lambda mention: mention.type
    ),
    "surface-of-several-forms": partial(
        _uses,
        code="surface-of-several-forms",
        of=lambda mention: " + ".join((mention.form, *mention.variation)),
        of_entity=True,
    ),
    "name-of-several-entities": _shared_names,
    "wider-span-elsewhere": _wider_spans,
    "span-in-joined-words": _inside_words,
    "entity-inside-itself": _nested_same,
    "text-without-document": _unused_texts,
}
