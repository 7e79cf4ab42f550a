"""A line of raw text as HTML: mentions as nested elements, invisible characters as placeholders.

Offsets are code points throughout. Every character of the line is in the output once and in order:
as itself, or as a placeholder that names its code point.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from markupsafe import Markup, escape

from sifara.gold.records import Document, Mention
from sifara.gold.spans import pieces
from sifara.gold.text import is_invisible


def placeholder(character: str) -> Markup:
    """One invisible character as an element that a reader sees and a test can undo."""
    code = f"{ord(character):04X}"
    name = unicodedata.name(character, "control character").lower()
    return Markup('<span class="ctl" data-cp="{0}" title="U+{0} {1}">U+{0}</span>').format(
        code, name
    )


def plain(text: str) -> Markup:
    """A piece of text without mentions."""
    if text.isprintable():
        return escape(text)
    return Markup("").join(
        placeholder(c) if is_invisible(c) or not c.isprintable() else escape(c) for c in text
    )


def heights(mentions: Sequence[Mention]) -> dict[Mention, int]:
    """How many levels of mentions stand inside each one: 0 for one that holds none."""
    found: dict[Mention, int] = {}
    open_: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        while open_ and open_[-1].end <= mention.start:
            open_.pop()
        found[mention] = 0
        for level, outer in enumerate(reversed(open_), start=1):
            found[outer] = max(found[outer], level)
        open_.append(mention)
    return found


def marked(document: Document, text: str, start: int, end: int) -> Markup:
    """One line with its mentions marked.

    Args:
        document: The document, whose mentions nest or are disjoint.
        text: Its raw text.
        start: Offset of the first code point of the line.
        end: Offset after its last one.
    """
    inside = [m for m in document.mentions if start <= m.start and m.end <= end]
    inside.sort(key=lambda m: (m.start, -m.end))
    height = heights(inside)
    parts: list[str] = []
    for piece in pieces(start, end, [(m.start, m.end) for m in inside]):
        if piece.kind == "text":
            parts.append(plain(text[piece.start : piece.end]))
        elif piece.kind == "close":
            parts.append("</span>")
        else:
            mention = inside[piece.span]
            parts.append(
                _OPENING.format(
                    type=mention.type,
                    form=mention.form,
                    height=min(height[mention], 4),
                    id=document.mention_id(mention),
                    entity=mention.entity,
                )
            )
    # Every part is escaped: text by ``plain``, tags by the format of a Markup.
    return Markup("".join(parts))  # noqa: S704


_OPENING = Markup(
    '<span class="m t-{type} f-{form} h{height}" id="{id}" data-e="{entity}" data-t="{type}"'
    ' tabindex="0" role="link" aria-describedby="d-{entity}">'
)


def around(text: str, start: int, end: int, width: int = 60) -> tuple[str, str, str]:
    """A span and the whole words that stand before and after it on its line."""
    line_start = text.rfind("\n", 0, start) + 1
    found = text.find("\n", end)
    line_end = len(text) if found < 0 else found
    left, right = line_start, line_end
    if start - width > line_start:
        left = text.find(" ", start - width, start) + 1 or start - width
    if end + width < line_end:
        space = text.rfind(" ", end, end + width)
        right = space if space >= 0 else end + width
    before = "… " if left > line_start else ""
    after = " …" if right < line_end else ""
    return before + text[left:start], text[start:end], text[end:right] + after


def in_context(text: str, start: int, end: int, width: int = 60) -> Markup:
    """A span in ``mark`` between the words around it."""
    return marked_span(around(text, start, end, width))


def marked_span(parts: tuple[str, str, str]) -> Markup:
    """Three pieces of text, the middle one in ``mark`` unless it is empty."""
    before, span, after = map(plain, parts)
    return before + (Markup("<mark>{}</mark>").format(span) if span else Markup("")) + after
