"""Spans that nest, as one sequence of openings, text and closings: how every form writes marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple


class Piece(NamedTuple):
    """A part of a text with spans.

    Attributes:
        kind: Whether a span opens or closes here, or text stands here.
        span: Index of the span that opens or closes; for text the innermost one around, or -1.
        start: First code point.
        end: Code point after the last one; that of an opening or a closing is its start.
    """

    kind: Literal["open", "text", "close"]
    span: int
    start: int
    end: int


def pieces(start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[Piece]:
    """Yields the parts of a line in order; together, those of text are the whole line.

    Args:
        start: First code point of the line.
        end: Code point after its last one; what is open there is closed.
        spans: Start and end of spans that open in the line, in order of opening, the longer first.
    """
    ends = [min(last, end) for _, last in spans]
    edges = sorted({start, end, *(first for first, _ in spans), *ends})
    opened: list[int] = []
    for left, right in pairwise([*edges, end]):
        while opened and ends[opened[-1]] <= left:
            yield Piece("close", opened.pop(), left, left)
        for index, (first, _) in enumerate(spans):
            if first == left:
                opened.append(index)
                yield Piece("open", index, left, left)
        if left < right:
            yield Piece("text", opened[-1] if opened else -1, left, right)
