"""Rules about mentions: their span, their text, their type and how they lie beside each other."""

from __future__ import annotations

from collections.abc import Iterator

from sifara.gold.text import lines
from sifara.validation.context import Context
from sifara.validation.document import Annotated
from sifara.validation.findings import Finding, quote
from sifara.validation.levels.repairs import likely_span

#: Forms that no mention of these types has: a nisba comes from a place or a body, never from a
#: person or an event, and nobody is called by an acronym.
IMPOSSIBLE_FORMS = frozenset({("adjective", "PERS"), ("adjective", "EVENT"), ("acronym", "PERS")})


def displaced(document: Annotated) -> list[Finding]:
    """The findings about mentions whose span is not where their surface stands."""
    columns, text = document.columns, document.text
    spans = zip(columns.starts, columns.ends, columns.surfaces, strict=True)
    return [
        _displaced(document, index)
        for index, (start, end, surface) in enumerate(spans)
        if text[start:end] != surface
    ]


def _displaced(document: Annotated, index: int) -> Finding:
    record, text, columns = document.record, document.text, document.columns
    start, end, surface = columns.starts[index], columns.ends[index], columns.surfaces[index]
    repair = likely_span(text, start, end, surface)
    if end <= start:
        pointer = f"/mentions/{index}/end"
        return record.finding("empty-span", pointer, start=start, end=end, repair=repair)
    if end > len(text):
        key, offset = ("start", start) if start >= len(text) else ("end", end)
        pointer = f"/mentions/{index}/{key}"
        return record.finding(
            "offset-out-of-range", pointer, offset=offset, length=len(text), repair=repair
        )
    return record.finding(
        "surface-mismatch",
        f"/mentions/{index}/surface",
        start=start,
        end=end,
        found=quote(text[start:end]),
        surface=quote(surface),
        repair=repair,
    )


def check(document: Annotated, context: Context) -> Iterator[Finding]:
    """The findings about types, forms and variations, which hang on no offset."""
    for rule in (_types, _forms, _variations):
        yield from rule(document, context)


def _types(document: Annotated, context: Context) -> Iterator[Finding]:
    columns, registered = document.columns, context.types
    for index, (entity, kind) in enumerate(zip(columns.entities, columns.types, strict=True)):
        if registered[entity] != kind:
            yield document.record.finding(
                "type-not-of-entity",
                f"/mentions/{index}/type",
                related=(context.place_of(entity, "registered", "type"),),
                found=kind,
                entity=quote(entity),
                expected=registered[entity],
            )


def _forms(document: Annotated, _: Context) -> Iterator[Finding]:
    columns = document.columns
    for index, (form, kind) in enumerate(zip(columns.forms, columns.types, strict=True)):
        if (form, kind) in IMPOSSIBLE_FORMS:
            yield document.record.finding(
                "form-not-of-type",
                f"/mentions/{index}/form",
                surface=quote(columns.surfaces[index]),
                form=form,
                type=kind,
            )


def _variations(document: Annotated, context: Context) -> Iterator[Finding]:
    """A mention that is the canonical name, letter for letter, departs from it in no way."""
    columns = document.columns
    for index, mention in enumerate(document.value["mentions"]):
        entity, surface = columns.entities[index], columns.surfaces[index]
        if "variation" in mention and context.names[entity] == surface:
            yield document.record.finding(
                "variation-without-difference",
                f"/mentions/{index}/variation",
                related=(context.place_of(entity, "registered", "name_ar"),),
                surface=quote(surface),
                found=", ".join(mention["variation"]),
            )


def arrangement(document: Annotated) -> Iterator[Finding]:
    """The findings about how mentions lie beside each other and in the lines."""
    columns = document.columns
    order = [(start, -end) for start, end in zip(columns.starts, columns.ends, strict=True)]
    if order != sorted(order):
        yield _unsorted(document, order)
    yield from _overlaps(document, order)
    yield from _boilerplate(document)


def _unsorted(document: Annotated, order: list[tuple[int, int]]) -> Finding:
    index = next(i for i in range(1, len(order)) if order[i] < order[i - 1])
    (start, end), before = order[index], order[index - 1]
    return document.record.finding(
        "unsorted-mentions",
        f"/mentions/{index}/start",
        span=f"{start}-{-end}",
        before=f"{before[0]}-{-before[1]}",
    )


def _overlaps(document: Annotated, order: list[tuple[int, int]]) -> Iterator[Finding]:
    """Mentions that cross an earlier one or share its span."""
    around: list[int] = []
    for index in sorted(range(len(order)), key=order.__getitem__):
        start, end = order[index][0], -order[index][1]
        while around and -order[around[-1]][1] <= start:
            around.pop()
        if around and order[around[-1]] == order[index]:
            yield _overlap(document, "duplicate-span", index, around[-1])
        elif around and -order[around[-1]][1] < end:
            yield _overlap(document, "crossing-mentions", index, around[-1])
        else:
            around.append(index)


def _overlap(document: Annotated, code: str, index: int, other: int) -> Finding:
    columns = document.columns
    return document.record.finding(
        code,
        f"/mentions/{index}",
        related=(document.record.place(f"/mentions/{other}", "the other mention"),),
        span=f"{columns.starts[index]}-{columns.ends[index]}",
        surface=quote(columns.surfaces[index]),
        other=quote(columns.surfaces[other]),
    )


def _boilerplate(document: Annotated) -> Iterator[Finding]:
    segments, columns = document.value["segments"], document.columns
    closed = {s["line"]: i for i, s in enumerate(segments) if s["kind"] == "boilerplate"}
    for line in lines(document.text) if closed else ():
        if line.number not in closed:
            continue
        for index, (start, end) in enumerate(zip(columns.starts, columns.ends, strict=True)):
            if start < line.end and end > line.start:
                kind = f"/segments/{closed[line.number]}/kind"
                yield document.record.finding(
                    "mention-in-boilerplate",
                    f"/mentions/{index}",
                    related=(document.record.place(kind, "declared"),),
                    surface=quote(columns.surfaces[index]),
                    line=line.number,
                )
