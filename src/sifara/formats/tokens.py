"""Words and punctuation marks of a text, for formats that need tokens.

White space separates. Each punctuation mark and each symbol is a token of its own. Everything else
that stands together is one token: an Arabic word keeps its proclitics (ب، ل، و، ف، ك), its article,
its vowel signs and its tatweel. Invisible characters and combining marks stay with the token they
follow. Tokens are slices of the text: nothing is normalised, and their offsets count code points.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A token and where it stands in the text."""

    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> Iterator[Token]:
    """Yields the tokens of a text, or of a part of it, in order."""
    end = len(text) if end is None else end
    opened: int | None = None
    mark = False
    for position in range(start, end):
        character = text[position]
        category = unicodedata.category(character)
        if opened is not None and not _continues(category, character, after_mark=mark):
            yield Token(text[opened:position], opened, position)
            opened = None
        if opened is None and not character.isspace():
            opened, mark = position, category[0] in "PS"
    if opened is not None:
        yield Token(text[opened:end], opened, end)


def _continues(category: str, character: str, *, after_mark: bool) -> bool:
    """Whether a character belongs to the token before it."""
    if character.isspace():
        return False
    if category[0] == "M" or category == "Cf":
        return True
    return not after_mark and category[0] not in "PS"
