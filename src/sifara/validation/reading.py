"""The first three levels: from a file to records of the right shape."""

from __future__ import annotations

from dataclasses import dataclass, field

from sifara.gold.repository import package_data
from sifara.validation.files import Kind, Target
from sifara.validation.findings import Finding
from sifara.validation.levels import encoding, schema, syntax
from sifara.validation.record import Record, finding


@dataclass(slots=True)
class Content:
    """What a file holds.

    Attributes:
        records: The records that pass the first three levels.
        findings: What is wrong with the others.
        number: How many records the file has, good or bad.
    """

    records: list[Record] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    number: int = 1


def read(target: Target, kind: Kind) -> Content:
    """The content of a file of a kind."""
    try:
        text = encoding.decoded(
            encoding.read_bytes(target.path, target.shown, kind.limit), target.shown
        )
    except encoding.Unreadable as fault:
        return Content(findings=[fault.finding])
    if kind.lines:
        return _rows(target, kind, text)
    return _checked(syntax.parse(target.shown, text), kind)


def _checked(record: Record | list[Finding], kind: Kind) -> Content:
    if isinstance(record, list):
        return Content(findings=record)
    if _has_schema(kind) and not schema.conforms(kind.schema, record.value):
        return Content(findings=schema.explain(record, kind.schema))
    return Content([record])


def _rows(target: Target, kind: Kind, text: str) -> Content:
    rows = text.split("\n")
    content = Content(number=len(rows))
    if rows[-1]:
        place = (len(rows), len(rows[-1]) + 1)
        content.findings.append(
            finding("not-canonical", target.shown, *place, found="the end", expected="a line feed")
        )
    else:
        rows.pop()
        content.number -= 1
    for number, row in enumerate(rows, start=1):
        if not row.strip():
            content.findings.append(finding("blank-line", target.shown, number))
            continue
        line = _checked(syntax.parse(target.shown, row, number), kind)
        content.records += line.records
        content.findings += line.findings
    return content


def _has_schema(kind: Kind) -> bool:
    return (package_data("schema") / f"{kind.schema}.schema.json").is_file()
