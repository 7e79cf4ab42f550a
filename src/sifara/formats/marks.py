r"""Marks in one line of text: from spans to ``[N surface]`` and back.

Marks nest. ``[``, ``]`` and ``\`` are escaped by a backslash; what a reader or an editor would lose
(invisible characters, a blank at either end of the line) is written ``\u{HEX}``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from sifara.formats.faults import name
from sifara.gold.spans import pieces
from sifara.gold.text import is_invisible

_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|([\[\]\\]))")
_NEAR = 12  # code points, as many as a mark or an escape can have before it is understood
_OPEN = re.compile(r"\[([0-9]{1,4}) ")


class InlineError(ValueError):
    """An inline text that cannot be read back, with the place.

    Attributes:
        line: 1-based line of the inline file.
        column: 1-based column, in code points.
        message: What was found and what was expected.
    """

    def __init__(self, line: int, column: int, message: str) -> None:
        super().__init__(f"line {line}, column {column}: {message}")
        self.line = line
        self.column = column
        self.message = message


@dataclass(slots=True)
class TextLine:
    """One raw line as parsed.

    Attributes:
        number: 1-based line of the inline file.
        text: The raw line, without marks and escapes.
        columns: For each code point of the raw line, and for its end, the 1-based column at which
            it stands in the inline file.
        spans: Start and end in the raw line of each mark.
        rows: The row that describes each mark.
        header: Kind and topics of the segment, when a header stands above the line.
    """

    number: int
    text: str
    columns: list[int]
    spans: dict[int, tuple[int, int]]
    rows: dict[int, re.Match[str]] = field(default_factory=dict)
    header: tuple[str, tuple[str, ...]] | None = None


def spelled(line: str) -> list[str]:
    """Each character of a raw line as the inline form spells it."""
    last = len(line) - 1
    return [
        "\\" + character
        if character in "[]\\"
        else f"\\u{{{ord(character):X}}}"
        if is_invisible(character) or (character == " " and index in (0, last))
        else character
        for index, character in enumerate(line)
    ]


def marked(line: str, spans: Sequence[tuple[int, int]]) -> str:
    """The text of one line with marks, numbered from 1.

    Args:
        line: The raw line.
        spans: Start and end of each mark in the line, in order of opening, the longer first.
    """
    characters = spelled(line)
    written = []
    for kind, span, start, end in pieces(0, len(line), spans):
        if kind == "open":
            written.append(f"[{span + 1} ")
        elif kind == "close":
            written.append("]")
        else:
            written += characters[start:end]
    return "".join(written)


def read_text(number: int, content: str) -> TextLine:
    """Reads one line of text with its marks.

    Args:
        number: 1-based line of the inline file, for messages.
        content: The line after its sigil.

    Raises:
        InlineError: Where a mark or an escape cannot be understood.
    """
    line = TextLine(number, "", [], {})
    raw: list[str] = []
    stack: list[tuple[int, int]] = []
    position = 0
    while position < len(content):
        character, column = content[position], position + 3
        if character == "[":
            match = _OPEN.match(content, position)
            if not match:
                message = r"found '[', expected '[N surface]' or '\['"
                raise InlineError(number, column, _with_cause(message, content, position))
            label = int(match[1])
            if label in line.spans or any(label == opened for opened, _ in stack):
                raise InlineError(number, column, f"mark {label} stands twice in this line")
            stack.append((label, len(raw)))
            position = match.end()
        elif character == "]":
            if not stack:
                raise InlineError(number, column, r"found ']' without a mark to close; write '\]'")
            label, start = stack.pop()
            line.spans[label] = (start, len(raw))
            position += 1
        else:
            character, position = _read_character(number, content, position)
            raw.append(character)
            line.columns.append(column)
    if stack:
        raise InlineError(number, len(content) + 3, f"mark {stack[-1][0]} is never closed")
    line.text = "".join(raw)
    line.columns.append(len(content) + 3)
    return line


def _with_cause(message: str, content: str, position: int) -> str:
    """A message on what stands at a position, with what cannot be seen there."""
    hidden = next(filter(is_invisible, content[position : position + _NEAR]), None)
    return f"{message}; {name(hidden)} stands there" if hidden else message


def _read_character(number: int, content: str, position: int) -> tuple[str, int]:
    """One raw character, its escape undone, and the position after it."""
    if content[position] != "\\":
        return content[position], position + 1
    match = _ESCAPE.match(content, position)
    if not match:
        message = r"found '\', expected \[ \] \\ or \u{HEX}"
        raise InlineError(number, position + 3, _with_cause(message, content, position))
    return _unescaped(match, number, position + 3), match.end()


def _unescaped(match: re.Match[str], number: int, column: int) -> str:
    if match[2]:
        return match[2]
    code = int(match[1], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise InlineError(number, column, f"\\u{{{match[1]}}} is no Unicode character")
    return chr(code)
