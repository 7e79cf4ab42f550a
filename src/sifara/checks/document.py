"""A document under check: its record, its raw text, and its mentions as columns.

Rules ask the columns one question over all mentions at once, which costs microseconds on clean
data, and look at the single mention only when the answer is bad.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sifara.checks.record import Record


@dataclass(frozen=True, slots=True)
class Columns:
    """The mentions of a document, one list a field, all in the order of the file."""

    starts: list[int]
    ends: list[int]
    surfaces: list[str]
    types: list[str]
    forms: list[str]
    entities: list[str]


@dataclass(slots=True)
class Annotated:
    """A document of the right shape, with its raw text once that has been read.

    Attributes:
        record: The record of the document.
        value: The document as parsed.
        columns: Its mentions.
        entities: The entities that the mentions name.
        has_variations: Whether any mention stores a variation.
        text: The raw text.
        raw: The raw file as findings name it.
    """

    record: Record
    value: dict[str, Any]
    columns: Columns
    entities: frozenset[str]
    has_variations: bool
    text: str = ""
    raw: str = ""


def annotated(record: Record) -> Annotated:
    """The document that a record of the right shape is."""
    value: dict[str, Any] = record.value
    mentions: list[dict[str, Any]] = value["mentions"]
    columns = Columns(
        [mention["start"] for mention in mentions],
        [mention["end"] for mention in mentions],
        [mention["surface"] for mention in mentions],
        [mention["type"] for mention in mentions],
        [mention["form"] for mention in mentions],
        [mention["entity"] for mention in mentions],
    )
    longest = max(map(len, mentions), default=0)
    entities = frozenset(columns.entities)
    return Annotated(record, value, columns, entities, longest > len(Columns.__slots__))
