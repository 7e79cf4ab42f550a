r"""Code points and lines of a raw text.

A raw text is a Python string exactly as stored: nothing is normalised, and every offset in Sifara
counts its code points. Lines end at ``"\n"`` alone, so that a stray carriage return or a Unicode
line separator stays visible inside a line instead of silently making a new one.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

#: Unicode categories that a reader cannot see: controls, formats, and separators but the space.
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})


@dataclass(frozen=True, slots=True)
class Line:
    """One non-blank line, trimmed of surrounding white space.

    Attributes:
        number: 1-based number of the line in the text, blank lines counted.
        start: Offset of its first code point that is not white space.
        end: Offset after its last one.
    """

    number: int
    start: int
    end: int


def lines(text: str) -> Iterator[Line]:
    """Yields the non-blank lines of a raw text in order.

    White space is what ``str.strip`` removes, the no-break space included.
    """
    offset = 0
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped:
            start = offset + len(line) - len(line.lstrip())
            yield Line(number, start, start + len(stripped))
        offset += len(line) + 1


def is_invisible(character: str) -> bool:
    """Whether a character leaves no ink and is not the plain space."""
    return character != " " and unicodedata.category(character) in _INVISIBLE_CATEGORIES


def visible(text: str) -> str:
    """A text with every invisible character spelled out; line feeds stay.

    Bidi controls, joiners and the like can hide or reorder what stands beside them, so none is
    ever handed to a browser.
    """
    if text.isprintable():
        return text
    return "".join(
        f"⟨U+{ord(c):04X}⟩" if c != "\n" and (is_invisible(c) or not c.isprintable()) else c
        for c in text
    )


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """The 1-based line and column, in code points, of an offset into a text."""
    start = text.rfind("\n", 0, offset) + 1
    return text.count("\n", 0, offset) + 1, offset - start + 1


class OffsetMap:
    """Turns offsets counted in UTF-16 units or UTF-8 bytes into code points of one text.

    Browsers, Java and many annotation tools count UTF-16 code units, where an emoji is two; others
    count bytes. An offset that falls inside a code point has no counterpart.

    Args:
        text: The raw text.
        encoding: ``"utf-16"`` or ``"utf-8"``, what the other side counts.

    Raises:
        ValueError: For another encoding.
    """

    def __init__(self, text: str, encoding: str) -> None:
        if encoding == "utf-16":
            widths = (1 + (character > "\uffff") for character in text)
        elif encoding == "utf-8":
            widths = (len(character.encode("utf-8", "surrogatepass")) for character in text)
        else:
            raise ValueError(f"encoding is {encoding!r}; expected 'utf-16' or 'utf-8'")
        self._units = [0, *accumulate(widths)]

    def to_code_point(self, offset: int) -> int:
        """The code-point offset of a unit offset.

        Raises:
            ValueError: When the offset lies outside the text or inside a code point.
        """
        index = bisect_left(self._units, offset)
        if index == len(self._units) or self._units[index] != offset:
            raise ValueError(
                f"offset {offset} is inside a character or outside the text, "
                f"which ends at {self._units[-1]}"
            )
        return index

    def from_code_point(self, offset: int) -> int:
        """The unit offset of a code-point offset.

        Raises:
            IndexError: When the offset lies outside the text.
        """
        return self._units[offset]
