"""Rules about the files that documents refer to, one record a line: entities, commissions, topics.

An adjudication is such a record too; what it says of two passes is compared beside this module.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sifara.gold import records
from sifara.gold.text import is_invisible
from sifara.validation.context import Context
from sifara.validation.findings import Finding, quote
from sifara.validation.levels.reference import adjudication
from sifara.validation.record import Record
from sifara.validation.targets import ADJUDICATION, ENTITIES, TOPICS, FileKind

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile(r"[A-Za-z]")

#: Fields that are shown to people, of an entity and of a topic.
_ENTITY_TEXTS = ("name_ar", "name_en", "description")
_TOPIC_TEXTS = ("label_ar", "label_en", "definition_ar", "definition_en", "not_this_when", "reason")


def check(found: list[Record], kind: FileKind, context: Context) -> Iterator[Finding]:
    """The findings of a file at the levels ``reference`` and ``annotation``.

    Args:
        found: Records of the right shape, in file order.
        kind: Kind of the file.
        context: What is known about entities and documents.
    """
    if kind is TOPICS:
        for record in found:
            yield from _topics(record)
        return
    first: dict[str, Record] = {}
    items: dict[str, Record] = {}
    before = ""
    for record in found:
        name = record.value["id"]
        if name in first:
            place = first[name].place("/id", "first used")
            yield record.finding("duplicate-record", "/id", related=(place,), found=quote(name))
        elif kind.in_order and name < before:
            yield record.finding("unsorted-records", "/id", found=quote(name), before=quote(before))
        first.setdefault(name, record)
        before = max(before, name)
        expected = json.dumps(record.value, ensure_ascii=False)
        if kind is ENTITIES:
            yield from _entity(record, items)
            entity = records.entity_from_json(record.value)
            expected = records.format_entities([entity]).removesuffix("\n")
        elif kind is ADJUDICATION:
            yield from adjudication.check(record, context)
        if record.text != expected:
            yield record.not_canonical(expected)


def _entity(record: Record, items: dict[str, Record]) -> Iterator[Finding]:
    value: dict[str, Any] = record.value
    item = value["wikidata"]
    if item is not None:
        if value["invented"] or not value["identified"]:
            why = "invented" if value["invented"] else "not identified"
            yield record.finding("wikidata-of-nobody", "/wikidata", found=quote(item), why=why)
        if item in items:
            place = items[item].place("/wikidata", "first used")
            yield record.finding(
                "duplicate-wikidata", "/wikidata", related=(place,), found=quote(item)
            )
        items.setdefault(item, record)
    withheld = records.withheld(value["id"], value["type"])
    if value["in_kb"] != (value["identified"] and not withheld):
        why = f"the seeded draw {'withholds' if withheld else 'keeps'} it"
        yield record.finding(
            "kb-draw",
            "/in_kb",
            found=quote(value["in_kb"]),
            expected=quote(not value["in_kb"]),
            why=why if value["identified"] else "no text identifies the entity",
        )
    for key in _ENTITY_TEXTS:
        yield from _tidy(record, f"/{key}", value[key])
    yield from _arabic(record, "/name_ar", value["name_ar"], "an Arabic name")
    for key in ("name_en", "description"):
        if not _LATIN.search(value[key]) or (key == "name_en" and _ARABIC.search(value[key])):
            expected = "English in Latin letters"
            yield record.finding(
                "wrong-script", f"/{key}", found=quote(value[key]), expected=expected
            )


def _tidy(record: Record, pointer: str, text: str) -> Iterator[Finding]:
    """A text that people wrote for people: one line, no stray blanks, no invisible characters."""
    why = ""
    if text != " ".join(text.split()):
        why = "it has blanks at an edge, doubled or other than the plain space"
    elif any(map(is_invisible, text)):
        why = "it has invisible characters"
    elif not unicodedata.is_normalized("NFC", text):
        why = "it is not in normal form NFC"
    if why:
        yield record.finding("untidy-text", pointer, found=quote(text), why=why)


def _arabic(record: Record, pointer: str, text: str, expected: str) -> Iterator[Finding]:
    if not _ARABIC.search(text):
        yield record.finding("wrong-script", pointer, found=quote(text), expected=expected)


def _topics(record: Record) -> Iterator[Finding]:
    first: dict[str, int] = {}
    for index, topic in enumerate(record.value["topics"]):
        pointer, name = f"/topics/{index}", topic["id"]
        if name in first:
            place = record.place(f"/topics/{first[name]}/id", "first used")
            yield record.finding(
                "duplicate-topic", f"{pointer}/id", related=(place,), found=quote(name)
            )
        first.setdefault(name, index)
        for key in _TOPIC_TEXTS:
            yield from _tidy(record, f"{pointer}/{key}", topic[key])
        for key in ("label_ar", "definition_ar"):
            yield from _arabic(record, f"{pointer}/{key}", topic[key], "Arabic")
    expected = json.dumps(record.value, ensure_ascii=False, indent=2) + "\n"
    if expected != record.text:
        yield record.not_canonical(expected)
