"""What a reader of a format says about a file that it cannot take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sifara.gold.records import Document


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
