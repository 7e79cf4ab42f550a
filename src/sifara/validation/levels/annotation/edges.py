"""Rules about the edges of mentions: no blank, no punctuation, no cut letter, no foreign letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sifara.gold.records import Mention
from sifara.gold.text import is_invisible
from sifara.validation.context import Context
from sifara.validation.findings import Finding, quote
from sifara.validation.record import Annotated

#: Letters that are written together with the next word and stay outside a span.
_ATTACHED = "وفبلك"

#: Diacritics, those of Arabic and the combining ones of other scripts.
_MARKS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD_START = re.compile(r"[^\W\d_]*\Z")
_WORD_REST = re.compile(r"[^\W\d_]*")

#: What may stand before a mention in one word: attached letters, also joined by tatweel, as is the
#: article before a name in other letters.
ATTACHED_GROUP = re.compile("أ?[وف]?[بلك]?(?:\u0640+|ال\u0640+)?")

_PRONOUNS = frozenset({"", "ه", "ها", "هم", "هما", "هن", "نا", "ي", "ك", "كم", "كما"})
_ABBREVIATION = re.compile(r"(?:\w\.){2,}\Z")
_CLOSING = dict(zip("([{«“‘‹", ")]}»”’›", strict=True))
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_LONGEST_GROUP = 8  # letters looked at before a span


def check(annotated: Annotated, context: Context) -> Iterator[Finding]:
    """The findings about the edges of a document's mentions."""
    for index, mention in enumerate(annotated.document.mentions):
        for code, values in _wrong(annotated, mention, context.entities[mention.entity].name_ar):
            pointer, surface = f"/mentions/{index}", quote(mention.surface)
            yield annotated.finding(code, pointer, surface=surface, **values)


def _wrong(
    annotated: Annotated, mention: Mention, name: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The codes of the rules that the edges of a mention break, and the fields of their templates.

    In texts with noise words run into each other, and a span must be able to part them.
    """
    start, surface = mention.start, mention.surface
    written = spellings(name)
    if "\n" in surface:
        yield "mention-across-lines", {}
    elif not (surface[0] + surface[-1]).isalnum():
        yield from _blank(start, surface) or _punctuation(start, surface)
    if _is_mark(surface[0]) or _is_mark(annotated.text[mention.end : mention.end + 1]):
        low, high = (_after_marks(annotated.text, offset) for offset in (start, mention.end))
        yield "span-splits-letter", {"repair": f"{low}-{high}"}
    if surface[0] in _ATTACHED and surface[1:] in written and surface not in written:
        repair = f"{start + 1}-{mention.end}"
        yield "attached-letter-in-span", {"letter": quote(surface[0]), "repair": repair}
    if annotated.document.noise == "clean":
        before, rest = letters_around(annotated.text, start, mention.end)
        if not ATTACHED_GROUP.fullmatch(before):
            yield "span-inside-word", {"side": "begins", "word": quote(before + surface)}
        elif rest not in _PRONOUNS:
            yield "span-inside-word", {"side": "ends", "word": quote(surface + rest)}


def spellings(name: str) -> set[str]:
    """A name, and its form after the letter lam.

    The article loses its alef there: the name
    الجامعة
    is written
    لجامعة
    behind the attached letter.
    """
    return {name, "ل" + name[2:]} if name.startswith("ال") else {name}


def _blank(start: int, surface: str) -> list[tuple[str, dict[str, Any]]]:
    """Blanks and invisible characters at an edge."""
    kept = [i for i, c in enumerate(surface) if not c.isspace() and not is_invisible(c)]
    if kept and (kept[0], kept[-1]) == (0, len(surface) - 1):
        return []
    repair = f"; expected {start + kept[0]}-{start + kept[-1] + 1}" if kept else ""
    return [("span-edge-blank", {"repair": repair})]


def _punctuation(start: int, surface: str) -> list[tuple[str, dict[str, Any]]]:
    """Punctuation at an edge that belongs outside."""
    low, high = 0, len(surface)
    while low < high and _stands_out(surface[low:high], first=True):
        low += 1
    while high > low and _stands_out(surface[low:high], first=False):
        high -= 1
    if (low, high) == (0, len(surface)):
        return []
    repair = f"; expected {start + low}-{start + high}" if low < high else ""
    wrong = surface[0] if low else surface[-1]
    return [("span-edge-punctuation", {"found": quote(wrong), "repair": repair})]


def _stands_out(surface: str, *, first: bool) -> bool:
    """Whether the first or last character of a surface is punctuation that belongs outside."""
    character = surface[0] if first else surface[-1]
    if character.isalnum() or unicodedata.category(character)[0] == "M":
        return False
    if not first and _ABBREVIATION.search(surface):
        return False
    if character in "\"'":
        partner = surface.rfind(character, 1) if first else surface.find(character, 0, -1)
    elif first:
        partner = surface.find(_CLOSING.get(character, "\0"), 1)
    else:
        partner = surface.rfind(_OPENING.get(character, "\0"), 0, -1)
    # A bracket or quotation mark belongs inside only where its partner lies inside as well, and
    # not at the other edge: then the pair holds the whole mention and is no part of it.
    return partner in (-1, 0, len(surface) - 1)


def _is_mark(character: str) -> bool:
    return _MARKS.match(character) is not None


def _after_marks(text: str, offset: int) -> int:
    """The first offset from one on where no mark stands."""
    while _is_mark(text[offset : offset + 1]):
        offset += 1
    return offset


def letters_around(text: str, start: int, end: int) -> tuple[str, str]:
    """The letters that stand in one word with a span: those before it and those behind it."""
    before = rest = ""
    if start and _LETTER.match(text[start - 1]) and _LETTER.match(text[start]):
        match = _WORD_START.search(text[max(0, start - _LONGEST_GROUP) : start])
        before = match[0] if match else ""
    if end < len(text) and _LETTER.match(text[end]) and _LETTER.match(text[end - 1]):
        match = _WORD_REST.match(text, end)
        rest = match[0] if match else ""
    return before, rest
