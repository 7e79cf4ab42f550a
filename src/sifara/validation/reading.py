"""The first three levels: from a file to records of the right shape."""

from __future__ import annotations

from dataclasses import dataclass, field

from sifara.validation.catalogue import finding
from sifara.validation.findings import Finding
from sifara.validation.levels import encoding, schema, syntax
from sifara.validation.record import Record
from sifara.validation.targets import FileKind, Target


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

    def take(self, parsed: Record | list[Finding], kind: FileKind) -> None:
        """Takes in a record of a kind if it has the right shape, or the findings that keep it."""
        found = schema.check(parsed, kind.schema) if isinstance(parsed, Record) else parsed
        self.findings += found
        if isinstance(parsed, Record) and not found:
            self.records.append(parsed)


def read(target: Target, kind: FileKind) -> Content:
    """The content of a file of a kind."""
    content = Content()
    try:
        text = encoding.decoded(
            encoding.read_bytes(target.path, target.shown, kind.limit), target.shown
        )
    except encoding.Unreadable as fault:
        content.findings.append(fault.finding)
        return content
    if not kind.lines:
        content.take(syntax.parse(target.shown, text), kind)
        return content
    *rows, rest = text.split("\n")
    if rest:
        rows.append(rest)
        place = (len(rows), len(rest) + 1)
        content.findings.append(
            finding("not-canonical", target.shown, *place, found="the end", expected="a line feed")
        )
    for number, row in enumerate(rows, start=1):
        if row.strip():
            content.take(syntax.parse(target.shown, row, number), kind)
        else:
            content.findings.append(finding("blank-line", target.shown, number))
    content.number = len(rows)
    return content
