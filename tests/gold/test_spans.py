"""Spans of a line as openings, text and closings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.spans import pieces
from tests.formats.strategies import spans


@st.composite
def lines(draw: st.DrawFn) -> tuple[int, int, list[tuple[int, int]]]:
    start = draw(st.integers(0, 30))
    end = start + draw(st.integers(0, 12))
    inside = sorted(draw(spans(start, end)), key=lambda s: (s[0], -s[1]))
    return start, end, inside


@given(lines())
def test_the_pieces_of_a_line_are_its_text_and_its_spans(
    line: tuple[int, int, list[tuple[int, int]]],
) -> None:
    start, end, inside = line
    found = list(pieces(start, end, inside))
    position, opened, seen = start, [], {}
    for piece in found:
        assert piece.start == position
        position = piece.end
        if piece.kind == "open":
            opened.append(piece.span)
            seen[piece.span] = piece.start
        elif piece.kind == "close":
            assert opened.pop() == piece.span
            assert (seen[piece.span], piece.start) == inside[piece.span]
        else:
            assert piece.start < piece.end
            assert piece.span == (opened[-1] if opened else -1)
    assert (position, opened) == (end, [])
    assert list(seen) == list(range(len(inside)))


def test_what_goes_over_the_end_of_its_line_is_closed_there() -> None:
    assert list(pieces(0, 3, [(1, 9)])) == [
        ("text", -1, 0, 1),
        ("open", 0, 1, 1),
        ("text", 0, 1, 3),
        ("close", 0, 3, 3),
    ]
