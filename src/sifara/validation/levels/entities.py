"""Rules about the registry of entities and the topic taxonomy."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sifara.gold import records
from sifara.gold.text import is_invisible
from sifara.validation.findings import Finding, quote
from sifara.validation.record import Record

_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff]")
_LATIN = re.compile(r"[A-Za-z]")
_NAMES = ("name_ar", "name_en", "description")

#: Fields of a topic that are shown to people.
_TOPIC_TEXTS = ("label_ar", "label_en", "definition_ar", "definition_en", "not_this_when", "reason")


def check_entities(entities: list[Record]) -> Iterator[Finding]:
    """The findings of the registry at the levels ``reference`` and ``annotation``.

    Args:
        entities: Records of the right shape, in file order.
    """
    items: dict[str, Record] = {}
    for record in entities:
        yield from _wikidata(record, items)
        yield from _knowledge_base(record)
        yield from _entity_texts(record)
        expected = records.format_entities([records.entity_from_json(record.value)]).rstrip("\n")
        if record.text != expected:
            yield record.not_canonical(expected)


def _wikidata(record: Record, items: dict[str, Record]) -> Iterator[Finding]:
    value: dict[str, Any] = record.value
    item = value["wikidata"]
    if item is None:
        return
    if value["invented"] or not value["identified"]:
        why = "invented" if value["invented"] else "not identified"
        yield record.finding("wikidata-of-nobody", "/wikidata", found=quote(item), why=why)
    if item in items:
        place = items[item].place("/wikidata", "first used")
        yield record.finding("duplicate-wikidata", "/wikidata", related=(place,), found=quote(item))
    items.setdefault(item, record)


def _knowledge_base(record: Record) -> Iterator[Finding]:
    value: dict[str, Any] = record.value
    withheld = records.withheld(value["id"], value["type"])
    expected = value["identified"] and not withheld
    if value["in_kb"] != expected:
        why = (
            "no text identifies the entity"
            if not value["identified"]
            else f"the seeded draw {'withholds' if withheld else 'keeps'} it"
        )
        yield record.finding(
            "kb-draw", "/in_kb", found=quote(value["in_kb"]), expected=quote(expected), why=why
        )


def _entity_texts(record: Record) -> Iterator[Finding]:
    value: dict[str, Any] = record.value
    for key in _NAMES:
        yield from _tidy(record, f"/{key}", value[key])
    if not _ARABIC.search(value["name_ar"]):
        yield record.finding(
            "wrong-script", "/name_ar", found=quote(value["name_ar"]), expected="an Arabic name"
        )
    for key in ("name_en", "description"):
        if not _LATIN.search(value[key]) or (key == "name_en" and _ARABIC.search(value[key])):
            yield record.finding(
                "wrong-script",
                f"/{key}",
                found=quote(value[key]),
                expected="English in Latin letters",
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


def check_topics(record: Record) -> Iterator[Finding]:
    """The findings of the taxonomy at the levels ``reference`` and ``annotation``."""
    first: dict[str, int] = {}
    for index, topic in enumerate(record.value["topics"]):
        pointer = f"/topics/{index}"
        if topic["id"] in first:
            place = record.place(f"/topics/{first[topic['id']]}/id", "first used")
            yield record.finding(
                "duplicate-topic", f"{pointer}/id", related=(place,), found=quote(topic["id"])
            )
        first.setdefault(topic["id"], index)
        for key in _TOPIC_TEXTS:
            yield from _tidy(record, f"{pointer}/{key}", topic[key])
        for key in ("label_ar", "definition_ar"):
            if not _ARABIC.search(topic[key]):
                yield record.finding(
                    "wrong-script",
                    f"{pointer}/{key}",
                    found=quote(topic[key]),
                    expected="Arabic",
                )
    expected = json.dumps(record.value, ensure_ascii=False, indent=2) + "\n"
    if expected != record.text:
        yield record.not_canonical(expected)
