"""Level ``annotation``: what a document says about its text agrees with the text and with itself.

Rules about segments, lists and the file's layout are here; those about mentions are in the modules
``mentions`` and ``edges`` beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise

from sifara.gold import records
from sifara.validation.context import Context
from sifara.validation.findings import Finding, quote
from sifara.validation.levels.annotation import edges, mentions
from sifara.validation.record import Annotated

_SHOWN = 40  # code points of a line that a message quotes


def check(annotated: Annotated, context: Context) -> list[Finding]:
    """The findings of this level for a document whose references hold.

    Args:
        annotated: The document with its raw text.
        context: Registry and taxonomy.
    """
    found = [*_segments(annotated), *_sets(annotated), *_dates(annotated)]
    found += mentions.labels(annotated, context)
    displaced = list(mentions.displaced(annotated))
    if displaced:
        # What stands at a wrong span says nothing about the edges and neighbours of a right one.
        found += displaced
    else:
        found += mentions.arrangement(annotated)
        found += edges.check(annotated, context)
    if not any(item.code.startswith("unsorted-") for item in found):
        expected = records.format_document(annotated.document)
        if annotated.record.text != expected:
            found.append(annotated.record.not_canonical(expected))
    return found


def _segments(annotated: Annotated) -> Iterator[Finding]:
    """Every non-blank line has one segment, and the segments are in the order of the lines."""
    numbers = [segment.line for segment in annotated.document.segments]
    rows = annotated.text.split("\n")
    lines = {number for number, row in enumerate(rows, start=1) if row.strip()}
    first: dict[int, int] = {}
    for index, number in enumerate(numbers):
        pointer = f"/segments/{index}/line"
        if number in first:
            place = annotated.record.place(f"/segments/{first[number]}", "first used")
            yield annotated.finding("duplicate-segment", pointer, related=(place,), line=number)
        elif number not in lines:
            found = "is blank" if number <= len(rows) else "is after the last one"
            yield annotated.finding(
                "segment-without-line", pointer, line=number, found=found, raw=annotated.raw
            )
        first.setdefault(number, index)
    for number in sorted(lines - set(numbers)):
        found = quote(rows[number - 1].strip()[:_SHOWN])
        yield annotated.finding(
            "line-without-segment", "/segments", line=number, found=found, raw=annotated.raw
        )
    for index, (before, number) in enumerate(pairwise(numbers), start=1):
        if number < before:
            pointer = f"/segments/{index}/line"
            yield annotated.finding("unsorted-segments", pointer, line=number, before=before)
            return


def _sets(annotated: Annotated) -> Iterator[Finding]:
    """Topics and variations are sets, written in alphabetical order."""
    for index, segment in enumerate(annotated.document.segments):
        yield from _set(annotated, "unsorted-topics", f"/segments/{index}/topics", segment.topics)
    for index, mention in enumerate(annotated.document.mentions):
        pointer = f"/mentions/{index}/variation"
        yield from _set(annotated, "unsorted-variation", pointer, mention.variation)


def _set(
    annotated: Annotated, code: str, pointer: str, words: tuple[str, ...]
) -> Iterator[Finding]:
    if list(words) != sorted(words):
        yield annotated.finding(code, pointer, expected=", ".join(sorted(words)))


def _dates(annotated: Annotated) -> Iterator[Finding]:
    for index, (_, date) in enumerate(annotated.document.reviews):
        try:
            datetime.date.fromisoformat(date)
        except ValueError:
            yield annotated.finding("impossible-date", f"/reviews/{index}/date", found=quote(date))
