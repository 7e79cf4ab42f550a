"""One record under check: its value, its text, and the place of each part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sifara.gold.text import line_and_column
from sifara.validation import catalogue
from sifara.validation.findings import Finding, Place, quote
from sifara.validation.levels.scanner import Scan, Spot


def finding(
    code: str,
    path: str,
    line: int = 1,
    column: int = 1,
    pointer: str = "",
    related: Sequence[Place] = (),
    /,
    **values: object,
) -> Finding:
    """A finding of the catalogue.

    Args:
        code: Code of the rule.
        path: File as it is shown.
        line: 1-based line.
        column: 1-based column in code points.
        pointer: JSON pointer inside the record.
        related: Places that the message names at its end.
        **values: Fields of the rule's template.
    """
    rule = catalogue.rules()[code]
    clause = f" ({'; '.join(map(str, related))})" if related else ""
    return Finding(
        path=path,
        line=line,
        column=column,
        code=code,
        level=rule.level,
        severity=rule.severity,
        pointer=pointer,
        message=catalogue.message(code, values) + clause,
        related=tuple(related),
    )


@dataclass(slots=True)
class Record:
    """A JSON value of a file and where its parts stand.

    Positions are computed when the first finding asks for one: clean records never pay for them.

    Attributes:
        path: File as it is shown.
        text: Text of the record: a whole file, or one line of a JSONL file.
        value: The parsed value.
        first_line: Line of the file at which the text starts.
    """

    path: str
    text: str
    value: Any
    first_line: int = 1
    _spots: dict[str, Spot] | None = field(default=None, repr=False)

    def position(self, pointer: str, *, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at a JSON pointer, or of its key."""
        if self._spots is None:
            self._spots = Scan(self.text).run().spots
        spot = self._spots[pointer]
        return self.position_of(spot.key if key and spot.key is not None else spot.start)

    def position_of(self, offset: int) -> tuple[int, int]:
        """Line and column in the file of an offset into the record's text."""
        line, column = line_and_column(self.text, offset)
        return self.first_line + line - 1, column

    def place(self, pointer: str, note: str) -> Place:
        """The place of a value, for a finding to refer to."""
        return Place(self.path, *self.position(pointer), note)

    def finding(
        self,
        code: str,
        pointer: str = "",
        /,
        *,
        of_key: bool = False,
        related: Sequence[Place] = (),
        **values: object,
    ) -> Finding:
        """A finding about the value at a JSON pointer, or about its key."""
        line, column = self.position(pointer, key=of_key)
        return finding(code, self.path, line, column, pointer, related, **values)

    def not_canonical(self, expected: str) -> Finding:
        """The finding for the first place where the text is not the canonical one."""
        text = self.text
        pairs = enumerate(zip(text, expected, strict=False))
        shorter = min(len(text), len(expected))
        offset = next((index for index, (a, b) in pairs if a != b), shorter)
        return finding(
            "not-canonical",
            self.path,
            *self.position_of(offset),
            found=_excerpt(text, offset),
            expected=_excerpt(expected, offset),
        )


def _excerpt(text: str, offset: int) -> str:
    return quote(text[offset : offset + 12]) if offset < len(text) else "the end"
