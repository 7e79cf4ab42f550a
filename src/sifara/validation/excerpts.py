"""The source line of a finding with carets under the value, correct beside right-to-left text.

A terminal that reorders Arabic moves cells about; one that does not shows the letters backwards.
Either way a run of right-to-left text fills the same cells as long as nothing flows into or out of
it. So every run is fenced with left-to-right marks, the value begins and ends a run of its own, and
the carets mark the whole value instead of its first letter, which stands at its right or its left.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from sifara.validation.findings import printable

_MARK = "\u200e"
_BEFORE = 48  # cells of the line that are shown before the value
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"?')
_WORD = re.compile(r"[-\w.+]++")
_RUN = re.compile(r"R(?:[^L]*R)?M*")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line and the line of carets below it; both begin at the same cell."""

    line: str
    carets: str


def excerpt(line: str, column: int, width: int) -> Excerpt:
    """The part of a line around a value.

    Args:
        line: A line of a file.
        column: 1-based column of the value in code points.
        width: Cells that the excerpt may fill.
    """
    start = min(column - 1, len(line))
    end = _value_end(line, start)
    low = _reach(line, start, -_BEFORE)
    head = ("…" if low else "") + printable(line[low:start])
    room = max(1, width - cells(head) - 1)
    high = _reach(line, start, room)
    value = printable(line[start : min(end, high)]) or " "
    tail = printable(line[end:high]) + ("…" if high < len(line) else "")
    carets = " " * cells(head) + "^" * max(1, cells(value))
    return Excerpt(_fenced(head) + _fenced(value) + _fenced(tail), carets)


def _value_end(line: str, start: int) -> int:
    """Where the value ends that starts here: a JSON string, a word, or a single character."""
    pattern = _STRING if line.startswith('"', start) else _WORD
    match = pattern.match(line, start)
    return match.end() if match else min(start + 1, len(line))


def _reach(line: str, start: int, room: int) -> int:
    """The offset as far from another as cells have room, backwards when ``room`` is negative."""
    characters = line[start:] if room > 0 else line[:start][::-1]
    left = abs(room)
    for number, character in enumerate(characters):
        left -= cells(printable(character))
        if left < 0:
            return start + (number if room > 0 else -number)
    return len(line) if room > 0 else 0


def cells(text: str) -> int:
    """Cells that a text fills in a terminal: marks none, wide characters two, others one."""
    width = 0
    for character in text:
        if unicodedata.category(character) in ("Mn", "Me", "Cf"):
            continue
        width += 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1
    return width


def _fenced(text: str) -> str:
    """The text with a left-to-right mark on either side of each run of right-to-left words."""
    classes = "".join(map(_class, text))
    pieces, done = [], 0
    for run in _RUN.finditer(classes):
        pieces += [text[done : run.start()], _MARK, text[run.start() : run.end()], _MARK]
        done = run.end()
    return "".join([*pieces, text[done:]])


def _class(character: str) -> str:
    """R for a letter that runs to the left, L for one that runs to the right, M for a mark."""
    bidirectional = unicodedata.bidirectional(character)
    if bidirectional in ("R", "AL", "AN"):
        return "R"
    return {"L": "L", "NSM": "M"}.get(bidirectional, "N")
