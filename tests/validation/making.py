"""Documents under check, made in memory."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sifara.gold.records import (
    Document,
    Entity,
    Mention,
    Segment,
    document_to_json,
    format_document,
    format_entities,
)
from sifara.gold.repository import Repository
from sifara.gold.text import lines
from sifara.validation import targets
from sifara.validation.context import Context
from sifara.validation.record import Annotated, Record
from tests.conftest import entity

#: Entities to mention, by id.
ENTITIES = {
    each.id: each
    for each in (
        entity("league", "ORG", "جامعة الدول العربية"),
        entity("university", "ORG", "الجامعة"),
        entity("libya", "GPE", "ليبيا"),
        entity("amal", "PERS", "أمل"),
        entity("summit", "EVENT", "القمة"),
    )
}


def context(entities: Sequence[Entity] = tuple(ENTITIES.values())) -> Context:
    """A registry, each entity on a line of its own."""
    found = Context(Repository(Path("nowhere")))
    rows = [format_entities([each]).rstrip("\n") for each in entities]
    records = [Record("entities.jsonl", r, json.loads(r), n) for n, r in enumerate(rows, start=1)]
    found.take(records, targets.ENTITIES)
    return found


def mention(text: str, start: int, end: int, name: str = "league", form: str = "name") -> Mention:
    """A mention whose surface is what stands at its span."""
    return Mention(start, end, text[start:end], ENTITIES[name].type, form, name)


def annotated(
    text: str,
    mentions: Sequence[Mention] = (),
    segments: Sequence[Segment] | None = None,
    *,
    written: str = "",
    **fields: object,
) -> Annotated:
    """A document under check; every line is a body line where nothing else is said.

    Args:
        text: The raw text.
        mentions: Its mentions, in the order of the file.
        segments: Its segments, in the order of the file.
        written: Text of the record; by default the canonical one.
        fields: Other fields of the document.
    """
    if segments is None:
        segments = [Segment(line.number, "body", ("peace-process",)) for line in lines(text)]
    document = Document(
        id="auth-001",
        source="authored",
        file="raw/authored/auth-001.txt",
        sha256="0" * 64,
        story="st-001",
        split="test",
        register="agency-wire",
        noise="light",
        review="draft",
        segments=tuple(segments),
        mentions=tuple(mentions),
    )
    document = replace(document, **fields)  # type: ignore[arg-type]
    text_of_record = written or format_document(document)
    record = Record("auth-001.json", text_of_record, document_to_json(document))
    return Annotated(record, document, text, "raw/authored/auth-001.txt")
