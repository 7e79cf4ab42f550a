"""Lines, invisible characters and offsets of raw texts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.text import OffsetMap, is_invisible, line_and_column, lines

# Letters with marks, tatweel, NBSP, bidi controls, presentation forms, emoji, digits, line ends.
MESSY = st.text(alphabet=st.sampled_from("اب\u064e\u0640\u00a0\u200f\u2067ﻻ😀٣3 \t\r\u2028\n،."))


@given(MESSY)
def test_lines_are_the_trimmed_non_blank_lines_in_order(text: str) -> None:
    found = list(lines(text))
    parts = text.split("\n")
    assert [line.number for line in found] == [n for n, p in enumerate(parts, 1) if p.strip()]
    for line in found:
        assert text[line.start : line.end] == parts[line.number - 1].strip()


@given(MESSY, st.sampled_from(["utf-16", "utf-8"]))
def test_every_code_point_offset_survives_the_round_trip_through_other_units(
    text: str, encoding: str
) -> None:
    units = OffsetMap(text, encoding)
    for offset in range(len(text) + 1):
        assert units.to_code_point(units.from_code_point(offset)) == offset


@given(MESSY)
def test_units_are_those_of_the_encoding(text: str) -> None:
    assert (
        OffsetMap(text, "utf-16").from_code_point(len(text)) == len(text.encode("utf-16-le")) // 2
    )
    assert OffsetMap(text, "utf-8").from_code_point(len(text)) == len(text.encode())


@pytest.mark.parametrize("offset", [1, 3, -1])
def test_an_offset_inside_an_emoji_or_outside_the_text_is_refused(offset: int) -> None:
    with pytest.raises(ValueError, match=f"offset {offset} is inside a character or outside"):
        OffsetMap("😀", "utf-16").to_code_point(offset)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 'utf-16' or 'utf-8'"):
        OffsetMap("", "latin-1")


@given(MESSY, st.data())
def test_line_and_column_lead_back_to_the_offset(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, column = line_and_column(text, offset)
    before = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    assert before + column - 1 == offset


def test_a_reader_cannot_see_controls_marks_of_direction_and_odd_spaces() -> None:
    assert all(map(is_invisible, "\u00a0\u200f\u2067\ufeff\u00ad\u2028\r\x85\t"))
    assert not any(map(is_invisible, " ا\u064e\u0640😀،"))
