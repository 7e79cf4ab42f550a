"""A document under check: its record, its raw text, and its mentions as columns."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from sifara.validation.record import Record


class Columns(NamedTuple):
    """The mentions of a document, one tuple a field, all in the order of the file."""

    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    surfaces: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()


_NO_COLUMNS = Columns()
_fields = itemgetter("start", "end", "surface", "type", "form", "entity")


@dataclass(slots=True)
class Annotated:
    """A document of the right shape, with its raw text once that has been read.

    Attributes:
        record: The record of the document.
        value: The document as parsed.
        columns: Its mentions.
        entities: The entities that the mentions name.
        text: The raw text.
        raw: The raw file as findings name it.
    """

    record: Record
    value: dict[str, Any]
    columns: Columns
    entities: frozenset[str]
    text: str = ""
    raw: str = ""


def annotated(record: Record) -> Annotated:
    """The document that a record of the right shape is."""
    value: dict[str, Any] = record.value
    mentions: list[dict[str, Any]] = value["mentions"]
    columns = Columns._make(zip(*map(_fields, mentions), strict=True)) if mentions else _NO_COLUMNS
    return Annotated(record, value, columns, frozenset(columns.entities))
