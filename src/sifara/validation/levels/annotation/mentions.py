"""Rules about mentions: their span, their label and how they lie beside each other."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from sifara.gold.records import Mention
from sifara.gold.text import OffsetMap, lines
from sifara.validation.context import Context
from sifara.validation.findings import Finding, quote
from sifara.validation.record import Annotated

#: Forms that no mention of these types has: a nisba comes from a place or a body, never from a
#: person or an event, and nobody is called by an acronym.
IMPOSSIBLE_FORMS = frozenset({("adjective", "PERS"), ("adjective", "EVENT"), ("acronym", "PERS")})

#: Units in which other tools count offsets.
_UNITS = {"utf-16": "UTF-16 units", "utf-8": "bytes"}


def labels(annotated: Annotated, context: Context) -> Iterator[Finding]:
    """The findings about types, forms and variations, which hang on no offset."""
    for index, mention in enumerate(annotated.document.mentions):
        entity = context.entities[mention.entity]
        pointer = f"/mentions/{index}"
        if mention.type != entity.type:
            yield annotated.finding(
                "type-not-of-entity",
                f"{pointer}/type",
                related=(context.place_of(entity.id, "registered", "type"),),
                found=mention.type,
                entity=quote(entity.id),
                expected=entity.type,
            )
        if (mention.form, mention.type) in IMPOSSIBLE_FORMS:
            yield annotated.finding(
                "form-not-of-type",
                f"{pointer}/form",
                surface=quote(mention.surface),
                form=mention.form,
                type=mention.type,
            )
        if mention.variation and mention.surface == entity.name_ar:
            # What is the canonical name, letter for letter, departs from it in no way.
            yield annotated.finding(
                "variation-without-difference",
                f"{pointer}/variation",
                related=(context.place_of(entity.id, "registered", "name_ar"),),
                surface=quote(mention.surface),
                found=", ".join(mention.variation),
            )


def displaced(annotated: Annotated) -> Iterator[Finding]:
    """The findings about mentions whose span is not where their surface stands."""
    for index, mention in enumerate(annotated.document.mentions):
        if annotated.text[mention.start : mention.end] != mention.surface:
            yield _displaced(annotated, f"/mentions/{index}", mention)


def _displaced(annotated: Annotated, pointer: str, mention: Mention) -> Finding:
    start, end, text = mention.start, mention.end, annotated.text
    repair = likely_span(text, start, end, mention.surface)
    if end <= start:
        return annotated.finding(
            "empty-span", f"{pointer}/end", start=start, end=end, repair=repair
        )
    if end > len(text):
        key, offset = ("start", start) if start >= len(text) else ("end", end)
        return annotated.finding(
            "offset-out-of-range",
            f"{pointer}/{key}",
            offset=offset,
            length=len(text),
            repair=repair,
        )
    return annotated.finding(
        "surface-mismatch",
        f"{pointer}/surface",
        start=start,
        end=end,
        found=quote(text[start:end]),
        surface=quote(mention.surface),
        repair=repair,
    )


def likely_span(text: str, start: int, end: int, surface: str) -> str:
    """A clause for the end of a message: how the mention was probably meant.

    Args:
        text: The raw text.
        start: Start of the span as stored.
        end: End of the span as stored.
        surface: Surface as stored, not empty.
    """
    place = _nearest(text, start, surface)
    for encoding, unit in _UNITS.items():
        if _counted(text, start, end, encoding) == surface:
            return f"; the offsets count {unit}, expected code points: {place}"
    if place:
        return f"; this surface stands at {place}"
    for form in ("NFC", "NFD", "NFKC"):
        other = unicodedata.normalize(form, surface)
        if other != surface and other in text:
            return f"; the text has these letters in normal form {form}: copy them from the text"
    if unicodedata.normalize("NFC", text[start:end]) == unicodedata.normalize("NFC", surface):
        return "; the same letters in another normal form: copy them from the text"
    return "; this surface stands nowhere in the text"


def _counted(text: str, start: int, end: int, encoding: str) -> str | None:
    """What stands at a span that counts other units; None where it is no span."""
    units = OffsetMap(text, encoding)
    try:
        return text[units.to_code_point(start) : units.to_code_point(end)]
    except ValueError:
        return None


def _nearest(text: str, start: int, surface: str) -> str:
    """The occurrence of the surface that is nearest to an offset, as ``start-end``."""
    after = text.find(surface, start)
    before = text.rfind(surface, 0, start + len(surface))
    options = [offset for offset in (before, after) if offset >= 0]
    best = min(options, key=lambda offset: abs(offset - start), default=None)
    return "" if best is None else f"{best}-{best + len(surface)}"


def arrangement(annotated: Annotated) -> Iterator[Finding]:
    """The findings about how mentions lie beside each other and in the lines."""
    numbered = list(enumerate(annotated.document.mentions))
    for (_, before), (index, mention) in pairwise(numbered):
        if _order(mention) < _order(before):
            yield annotated.finding(
                "unsorted-mentions",
                f"/mentions/{index}/start",
                span=_span(mention),
                before=_span(before),
            )
            break
    yield from _overlaps(annotated, sorted(numbered, key=lambda item: _order(item[1])))
    yield from _boilerplate(annotated)


def _order(mention: Mention) -> tuple[int, int]:
    """By which mentions are sorted: by start, the longer first."""
    return mention.start, -mention.end


def _span(mention: Mention) -> str:
    return f"{mention.start}-{mention.end}"


def _overlaps(annotated: Annotated, numbered: list[tuple[int, Mention]]) -> Iterator[Finding]:
    """Mentions that cross an earlier one or share its span; those inside and beside it are fine."""
    around: list[tuple[int, Mention]] = []
    for index, mention in numbered:
        while around and around[-1][1].end <= mention.start:
            around.pop()
        other, outer = around[-1] if around else (index, mention)
        if mention.end > outer.end or (other != index and _order(mention) == _order(outer)):
            yield annotated.finding(
                "crossing-mentions" if mention.end > outer.end else "duplicate-span",
                f"/mentions/{index}",
                related=(annotated.record.place(f"/mentions/{other}", "the other mention"),),
                span=_span(mention),
                surface=quote(mention.surface),
                other=quote(outer.surface),
            )
        else:
            around.append((index, mention))


def _boilerplate(annotated: Annotated) -> Iterator[Finding]:
    document = annotated.document
    closed = {s.line: i for i, s in enumerate(document.segments) if s.kind == "boilerplate"}
    for line in lines(annotated.text):
        for index, mention in enumerate(document.mentions if line.number in closed else ()):
            if mention.start < line.end and mention.end > line.start:
                kind = f"/segments/{closed[line.number]}/kind"
                yield annotated.finding(
                    "mention-in-boilerplate",
                    f"/mentions/{index}",
                    related=(annotated.record.place(kind, "declared"),),
                    surface=quote(mention.surface),
                    line=line.number,
                )
