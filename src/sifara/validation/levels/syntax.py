"""Level ``syntax``: the text is strict JSON with whole numbers and without repeated keys."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sifara.validation.findings import Finding, Place, quote
from sifara.validation.levels.scanner import MAX_DIGITS, Scan, SyntaxFault
from sifara.validation.record import Record, finding


def _refuse(literal: str) -> int:
    raise ValueError(literal)


def _whole_number(literal: str) -> int:
    return int(literal) if len(literal) <= MAX_DIGITS else _refuse(literal)


_LENIENT = json.JSONDecoder(
    parse_float=_refuse, parse_int=_whole_number, parse_constant=_refuse, strict=True
)
_ONE_SPELLING = json.JSONEncoder(ensure_ascii=False)


def parse_line(path: str, row: str, number: int) -> Record | list[Finding]:
    """The record on one line of a JSONL file, or the findings that keep it from being one.

    A line that Python's parser reads and writes back unchanged is strict JSON in one spelling, so
    the slow reader only sees the others.
    """
    try:
        value = _LENIENT.decode(row)
        if _ONE_SPELLING.encode(value) == row:
            return Record(path, row, value, number)
    except (ValueError, RecursionError):
        pass
    return parse(path, row, number)


def parse(path: str, text: str, first_line: int = 1) -> Record | list[Finding]:
    """The record that a text spells, or the findings that keep it from being one.

    Args:
        path: File as findings name it.
        text: Text of a JSON file, or of one line of a JSONL file.
        first_line: Line of the file at which the text starts.
    """
    record = Record(path, text, None, first_line)
    scan = Scan(text)
    try:
        scan.run()
    except SyntaxFault as fault:
        line, column = record.position_of(fault.offset)
        return [finding(fault.code, path, line, column, "", (), **fault.values)]
    if scan.repeats:
        return list(_repeated(record, scan))
    return Record(path, text, json.loads(text), first_line, scan.spots)


def _repeated(record: Record, scan: Scan) -> Iterator[Finding]:
    for repeat in scan.repeats:
        yield finding(
            "duplicate-key",
            record.path,
            *record.position_of(repeat.offset),
            repeat.pointer,
            (Place(record.path, *record.position_of(repeat.first), "first used"),),
            key=quote(repeat.name),
        )
