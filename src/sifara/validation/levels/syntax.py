"""Level ``syntax``: the text is strict JSON with whole numbers and without repeated keys."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from sifara.validation.catalogue import finding
from sifara.validation.findings import Finding, Place, quote
from sifara.validation.record import Record
from sifara.validation.scanner import MAX_DEPTH, MAX_DIGITS, Scan, SyntaxFault


def _refuse(literal: str) -> Any:
    raise ValueError(literal)


def _whole_number(literal: str) -> Any:
    return int(literal) if len(literal) <= MAX_DIGITS else _refuse(literal)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    return value if len(value) == len(pairs) else _refuse("a repeated key")


#: Python's parser, which takes less than JSON allows and tells nothing about what it refuses.
_STRICT = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_float=_refuse,
    parse_int=_whole_number,
    parse_constant=_refuse,
    strict=True,
)


def _depth(value: Any) -> int:
    """How many lists and objects lie inside each other."""
    if isinstance(value, dict):
        value = list(value.values())
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


def parse(path: str, text: str, first_line: int = 1) -> Record | list[Finding]:
    """The record that a text spells, or the findings that keep it from being one.

    Args:
        path: File as findings name it.
        text: Text of a JSON file, or of one line of a JSONL file.
        first_line: Line of the file at which the text starts.
    """
    if "\\" not in text:  # an escape may hide what only the slow reader sees
        with suppress(ValueError, RecursionError):
            value = _STRICT.decode(text)
            if _depth(value) <= MAX_DEPTH:
                return Record(path, text, value, first_line)
    scan = Scan(text)
    record = Record(path, text, None, first_line)
    try:
        scan.run()
    except SyntaxFault as fault:
        return [finding(fault.code, path, *record.position_of(fault.offset), **fault.values)]
    if not scan.repeats:
        return Record(path, text, json.loads(text), first_line, scan.spots)
    return [
        finding(
            "duplicate-key",
            path,
            *record.position_of(repeat.offset),
            repeat.pointer,
            (Place(path, *record.position_of(repeat.first), "first used"),),
            key=quote(repeat.name),
        )
        for repeat in scan.repeats
    ]
