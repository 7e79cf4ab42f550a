"""What a reader of a format says about a file that it cannot take."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from sifara.gold import arabic
from sifara.gold.records import Document
from sifara.gold.text import is_invisible, line_and_column
from sifara.validation.findings import quote

_SHOWN = 12  # code points of a text that a message quotes


@dataclass(frozen=True, slots=True)
class Fault:
    """One reason not to take a file.

    Attributes:
        place: Where: ``line:column`` in a text, a JSON pointer in JSON.
        message: What was found, what was expected and what to do.
    """

    place: str
    message: str


class UnreadableError(ValueError):
    """A file that cannot be taken, with every reason.

    Attributes:
        faults: The reasons in the order of the file, at least one.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{fault.place}: {fault.message}" for fault in self.faults))


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as read from a file.

    Attributes:
        document: The record.
        note: What the user should know about how it was read; empty when there is nothing.
    """

    document: Document
    note: str = ""


def decoded(content: bytes) -> str:
    """The text of a file in UTF-8; a byte order mark that an editor added is dropped.

    Raises:
        UnreadableError: With the first byte that is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8")
        line, column = line_and_column(before, len(before))
        message = f"found byte 0x{error.object[error.start]:02X}, expected UTF-8"
        raise UnreadableError([Fault(f"{line}:{column}", message)]) from error


def difference(ours: str, theirs: str, end: str = "the end") -> tuple[int, str]:
    """Where a text parts from the raw text, and how a message says so.

    Args:
        ours: What was found.
        theirs: What the raw text has there; another text.
        end: How the end of the text is called.
    """
    pairs = enumerate(zip(ours, theirs, strict=False))
    at = next((at for at, (a, b) in pairs if a != b), min(len(ours), len(theirs)))
    parts = ours[at : at + _SHOWN], theirs[at : at + _SHOWN]
    first = [part[0] for part in parts if part]
    # Both are named where a reader cannot see the difference.
    alike = len({arabic.normalize(character) for character in first}) < len(first)
    named = alike or any(map(_is_hidden, first))
    found, expected = (
        (f"{name(part[0])} in {quote(part)}" if named else quote(part)) if part else end
        for part in parts
    )
    return at, f"found {found}, the raw text has {expected}"


def name(character: str) -> str:
    """Code point and name of a character."""
    control = unicodedata.category(character) == "Cc"
    known = unicodedata.name(character, "control character" if control else "without a name")
    return f"U+{ord(character):04X} {known}"


def _is_hidden(character: str) -> bool:
    """Whether a character cannot be seen by itself: one without ink, or a mark on a letter."""
    return is_invisible(character) or unicodedata.category(character)[0] in "MC"
