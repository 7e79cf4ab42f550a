"""Rules about the edges of mentions: no blank, no punctuation, no cut letter, no foreign letter."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from sifara.gold.text import is_invisible
from sifara.validation.context import ATTACHED, Context
from sifara.validation.document import Annotated
from sifara.validation.findings import Finding, quote

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


def check(document: Annotated, context: Context) -> Iterator[Finding]:
    """The findings about the edges of a document's mentions."""
    yield from _suspects(document)
    yield from _cut_letters(document)
    yield from _attached_letters(document, context)
    if document.value["noise"] == "clean":
        yield from _inside_words(document)


def _suspects(document: Annotated) -> Iterator[Finding]:
    """Mentions that run over a line's end, or begin or end with what is no letter or digit."""
    for index, surface in enumerate(document.columns.surfaces):
        if "\n" in surface:
            yield document.record.finding(
                "mention-across-lines", f"/mentions/{index}", surface=quote(surface)
            )
        elif surface != surface.strip() or is_invisible(surface[0]) or is_invisible(surface[-1]):
            yield _blank_edge(document, index)
        else:
            yield from _punctuation(document, index)


def _blank_edge(document: Annotated, index: int) -> Finding:
    start, surface = document.columns.starts[index], document.columns.surfaces[index]
    kept = [i for i, c in enumerate(surface) if not c.isspace() and not is_invisible(c)]
    repair = f"; expected {start + kept[0]}-{start + kept[-1] + 1}" if kept else ""
    return document.record.finding(
        "span-edge-blank", f"/mentions/{index}", surface=quote(surface), repair=repair
    )


def _punctuation(document: Annotated, index: int) -> Iterator[Finding]:
    start, surface = document.columns.starts[index], document.columns.surfaces[index]
    low, high = 0, len(surface)
    while low < high and _stands_out(surface[low:high], first=True):
        low += 1
    while high > low and _stands_out(surface[low:high], first=False):
        high -= 1
    if (low, high) != (0, len(surface)):
        wrong = surface[0] if low else surface[-1]
        repair = f"; expected {start + low}-{start + high}" if low < high else ""
        yield document.record.finding(
            "span-edge-punctuation",
            f"/mentions/{index}",
            surface=quote(surface),
            found=quote(wrong),
            repair=repair,
        )


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


def _cut_letters(document: Annotated) -> Iterator[Finding]:
    """Mentions that leave the diacritics of their last letter outside, or begin with one."""
    text, columns = document.text, document.columns
    for index, (start, end) in enumerate(zip(columns.starts, columns.ends, strict=True)):
        if _is_mark(text[start]) or _is_mark(text[end : end + 1]):
            low, high = start, end
            while _is_mark(text[low : low + 1]):
                low += 1
            while _is_mark(text[high : high + 1]):
                high += 1
            yield document.record.finding(
                "span-splits-letter",
                f"/mentions/{index}",
                surface=quote(columns.surfaces[index]),
                repair=f"{low}-{high}",
            )


def _is_mark(character: str) -> bool:
    return _MARKS.match(character) is not None


def _attached_letters(document: Annotated, context: Context) -> Iterator[Finding]:
    """Mentions that are the canonical name with an attached letter before it."""
    columns = document.columns
    for index, surface in enumerate(columns.surfaces):
        written = context.spellings_of(columns.entities[index])
        if surface[0] in ATTACHED and surface[1:] in written and surface not in written:
            yield document.record.finding(
                "attached-letter-in-span",
                f"/mentions/{index}",
                surface=quote(surface),
                letter=quote(surface[0]),
                repair=f"{columns.starts[index] + 1}-{columns.ends[index]}",
            )


def _inside_words(document: Annotated) -> Iterator[Finding]:
    """Mentions of a clean text that begin or end inside a word.

    In texts with noise words run into each other, and a span must be able to part them.
    """
    text, columns = document.text, document.columns
    for index, (start, end) in enumerate(zip(columns.starts, columns.ends, strict=True)):
        surface = columns.surfaces[index]
        before, rest = letters_around(text, start, end)
        if not ATTACHED_GROUP.fullmatch(before):
            side, word = "begins", before + surface
        elif rest not in _PRONOUNS:
            side, word = "ends", surface + rest
        else:
            continue
        yield document.record.finding(
            "span-inside-word",
            f"/mentions/{index}",
            surface=quote(surface),
            side=side,
            word=quote(word),
        )


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
