"""Level ``annotation``: what a document says about its text agrees with the text and with itself.

Rules about segments, lists and the file's layout are here; those about mentions are in
the modules ``spans`` and ``edges`` beside it.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from operator import itemgetter

from sifara.gold import records
from sifara.validation.context import Context
from sifara.validation.document import Annotated
from sifara.validation.findings import Finding, quote
from sifara.validation.levels import edges, spans

_SHOWN = 40  # code points of a line that a message quotes

_line = itemgetter("line")


def check(document: Annotated, context: Context) -> list[Finding]:
    """The findings of this level for a document whose references hold.

    Args:
        document: The document with its raw text.
        context: Registry and taxonomy.
    """
    found = [item for rule in _RULES for item in rule(document)]
    found += spans.check(document, context)
    displaced = spans.displaced(document)
    if displaced:
        # What stands at a wrong span says nothing about the edges and neighbours of a right one.
        found += displaced
    else:
        found += spans.arrangement(document)
        found += edges.check(document, context)
    return found + list(_layout(document, {item.code for item in found}))


def _segments(document: Annotated) -> Iterator[Finding]:
    """Every non-blank line has one segment, and the segments are in the order of the lines."""
    numbers = list(map(_line, document.value["segments"]))
    physical = document.text.split("\n")
    expected = [number for number, line in enumerate(physical, start=1) if line.strip()]
    if numbers == expected:
        return
    yield from _segments_without_line(document, numbers, physical)
    for number in sorted(set(expected) - set(numbers)):
        found = quote(physical[number - 1].strip()[:_SHOWN])
        yield document.record.finding(
            "line-without-segment", "/segments", line=number, found=found, raw=document.raw
        )
    yield from _unsorted_segments(document, numbers)


def _segments_without_line(
    document: Annotated, numbers: list[int], physical: list[str]
) -> Iterator[Finding]:
    first: dict[int, int] = {}
    for index, number in enumerate(numbers):
        pointer = f"/segments/{index}/line"
        if number in first:
            place = document.record.place(f"/segments/{first[number]}", "first used")
            yield document.record.finding(
                "duplicate-segment", pointer, related=(place,), line=number
            )
            continue
        first[number] = index
        if number > len(physical):
            yield document.record.finding(
                "segment-without-line",
                pointer,
                line=number,
                found="is after the last one",
                raw=document.raw,
            )
        elif not physical[number - 1].strip():
            yield document.record.finding(
                "segment-without-line", pointer, line=number, found="is blank", raw=document.raw
            )


def _unsorted_segments(document: Annotated, numbers: list[int]) -> Iterator[Finding]:
    for index in range(1, len(numbers)):
        if numbers[index] < numbers[index - 1]:
            yield document.record.finding(
                "unsorted-segments",
                f"/segments/{index}/line",
                line=numbers[index],
                before=numbers[index - 1],
            )
            return


def _topic_order(document: Annotated) -> Iterator[Finding]:
    for index, segment in enumerate(document.value["segments"]):
        topics = segment.get("topics", ())
        if len(topics) > 1 and topics != sorted(topics):
            yield document.record.finding(
                "unsorted-topics", f"/segments/{index}/topics", expected=", ".join(sorted(topics))
            )


def _variation_order(document: Annotated) -> Iterator[Finding]:
    for index, mention in enumerate(document.value["mentions"]):
        tags = mention.get("variation", ())
        if len(tags) > 1 and tags != sorted(tags):
            yield document.record.finding(
                "unsorted-variation",
                f"/mentions/{index}/variation",
                expected=", ".join(sorted(tags)),
            )


def _dates(document: Annotated) -> Iterator[Finding]:
    for index, review in enumerate(document.value.get("reviews", ())):
        try:
            datetime.date.fromisoformat(review["date"])
        except ValueError:
            pointer = f"/reviews/{index}/date"
            yield document.record.finding("impossible-date", pointer, found=quote(review["date"]))


def _layout(document: Annotated, codes: set[str]) -> Iterator[Finding]:
    """The first line that the canonical layout would write in another way."""
    if any(code.startswith("unsorted-") for code in codes):
        return
    expected = records.format_document(records.document_from_json(document.value))
    if document.record.text != expected:
        yield document.record.not_canonical(expected)


_RULES: tuple[Callable[[Annotated], Iterator[Finding]], ...] = (
    _segments,
    _topic_order,
    _variation_order,
    _dates,
)
