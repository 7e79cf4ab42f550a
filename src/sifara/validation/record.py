"""What is under check: a record with the place of each part of it, a document with its text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sifara.gold.records import Document, document_from_json
from sifara.gold.repository import Repository
from sifara.gold.text import line_and_column
from sifara.validation.catalogue import finding
from sifara.validation.findings import Finding, Place, quote
from sifara.validation.scanner import Scan, Spot
from sifara.validation.targets import shown


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


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document whose references hold, with its raw text.

    Attributes:
        record: The record of the document.
        document: What the record says.
        text: The raw text.
        raw: The raw file as findings name it.
    """

    record: Record
    document: Document
    text: str
    raw: str

    def finding(
        self, code: str, pointer: str, /, related: Sequence[Place] = (), **values: Any
    ) -> Finding:
        """A finding about the value at a JSON pointer of the record."""
        return self.record.finding(code, pointer, related=related, **values)

    def about_text(
        self, code: str, offset: int, related: Sequence[Place] = (), **values: object
    ) -> Finding:
        """A finding about an offset of the raw text."""
        place = line_and_column(self.text, offset)
        return finding(code, self.raw, *place, "", related, **values)

    def place_in_text(self, offset: int, note: str) -> Place:
        """A place of the raw text, for a finding to refer to."""
        return Place(self.raw, *line_and_column(self.text, offset), note)


def read_again(repository: Repository, path: Path) -> Annotated:
    """A document that has passed the levels below ``corpus``, from its file."""
    text = path.read_text(encoding="utf-8")
    record = Record(shown(repository, path), text, json.loads(text))
    document = document_from_json(record.value)
    raw = shown(repository, repository.data / document.file)
    return Annotated(record, document, repository.read_raw(document.file), raw)


def _excerpt(text: str, offset: int) -> str:
    return quote(text[offset : offset + 12]) if offset < len(text) else "the end"
