"""Rules about files with one record a line, and about what their records point to."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sifara.validation.context import Context
from sifara.validation.files import ADJUDICATION, ENTITIES, Kind
from sifara.validation.findings import Finding, quote
from sifara.validation.levels import adjudication
from sifara.validation.record import Record


def check(records: list[Record], kind: Kind, context: Context) -> Iterator[Finding]:
    """The findings of a file at the levels ``reference`` and ``annotation``.

    Args:
        records: Records of the right shape, in file order.
        kind: Kind of the file.
        context: What is known about entities and documents.
    """
    first: dict[str, Record] = {}
    before = ""
    for record in records:
        name = record.value["id"]
        if name in first:
            place = first[name].place("/id", "first used")
            yield record.finding("duplicate-record", "/id", related=(place,), found=quote(name))
        elif kind.in_order and name < before:
            yield record.finding("unsorted-records", "/id", found=quote(name), before=quote(before))
        first.setdefault(name, record)
        before = max(before, name)
        if kind is ADJUDICATION:
            yield from adjudication.check(record, context)
        if kind is not ENTITIES:
            expected = json.dumps(record.value, ensure_ascii=False)
            if record.text != expected:
                yield record.not_canonical(expected)
