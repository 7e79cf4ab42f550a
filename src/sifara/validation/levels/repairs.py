"""The likely repair of a span: where its surface does stand, and what may have moved it."""

from __future__ import annotations

import unicodedata

from sifara.gold.text import OffsetMap

_COUNTED = {"utf-16": "UTF-16 units", "utf-8": "bytes"}


def likely_span(text: str, start: int, end: int, surface: str) -> str:
    """A clause for the end of a message: how the mention was probably meant.

    Args:
        text: The raw text.
        start: Start of the span as stored.
        end: End of the span as stored.
        surface: Surface as stored.
    """
    if not surface:
        return ""
    for encoding, unit in _COUNTED.items():
        if _counted(text, start, end, encoding) == surface:
            place = _nearest(text, start, surface)
            return f"; the offsets count {unit}, expected code points: {place}"
    place = _nearest(text, start, surface)
    if place:
        return f"; this surface stands at {place}"
    for form in ("NFC", "NFD", "NFKC"):
        other = unicodedata.normalize(form, surface)
        if other != surface and other in text:
            return f"; the text has these letters in normal form {form}: copy them from the text"
    found = text[start:end]
    if found and unicodedata.normalize("NFC", found) == unicodedata.normalize("NFC", surface):
        return "; the same letters in another normal form: copy them from the text"
    return "; this surface stands nowhere in the text"


def _counted(text: str, start: int, end: int, encoding: str) -> str | None:
    units = OffsetMap(text, encoding)
    try:
        return text[units.to_code_point(start) : units.to_code_point(end)]
    except ValueError:
        return None


def _nearest(text: str, start: int, surface: str) -> str:
    """The occurrence of the surface that is nearest to an offset, as ``start-end``."""
    after = text.find(surface, min(start, len(text)))
    before = text.rfind(surface, 0, min(start, len(text)) + len(surface))
    options = [offset for offset in (before, after) if offset >= 0]
    if not options:
        return ""
    best = min(options, key=lambda offset: (abs(offset - start), offset))
    return f"{best}-{best + len(surface)}"
