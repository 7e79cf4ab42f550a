"""Version numbers of the data and which of them a change demands.

The rule is that of Croissant 1.1: PATCH for the same data in another serialisation, MINOR for rows
or fields that are added while all old ones stay, MAJOR for any row that is edited, removed or
moved. Before 1.0 MINOR may edit, and the changelog lists what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

from sifara.errors import UsageError

_FORM = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)")


class Bump(IntEnum):
    """How large a change is, in the order of size."""

    NONE = 0
    PATCH = 1
    MINOR = 2
    MAJOR = 3


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of the data, ordered as numbers."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version:
        """Reads a version such as ``0.1.0``.

        Raises:
            UsageError: For any other form.
        """
        found = _FORM.fullmatch(text)
        if not found:
            raise UsageError(f"found version {text!r}, expected three numbers such as 0.1.0")
        return cls(*(int(number) for number in found.groups()))

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"

    def least_after(self, bump: Bump) -> Version:
        """The smallest version that a change of this size may have."""
        if bump is Bump.NONE:
            return self
        if bump is Bump.PATCH:
            return Version(self.major, self.minor, self.patch + 1)
        if bump is Bump.MINOR or self.major == 0:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major + 1, 0, 0)
