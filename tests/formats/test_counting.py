"""Offsets of any tool come back to code points, by evidence, or are refused."""

from __future__ import annotations

import contextlib
from itertools import product

import pytest
from hypothesis import given

from sifara.formats.counting import Counting, CountingError, Region, spans, variants
from sifara.gold.records import Document
from sifara.gold.text import OffsetMap
from tests.formats.strategies import documents

RAW = "\ufeffقال 😀 مصر\r\nزار مُحَمَّد مصر 🇱🇾 ليبيا\n"

UNITS = {"code points": None, "UTF-16 units": "utf-16", "UTF-8 bytes": "utf-8"}


def counted(raw: str, start: int, end: int, unit: str, variant: str) -> Region:
    """A span of the raw text as a tool writes it that counts in this way."""
    (chosen,) = (each for each in variants(raw) if each.name == variant)
    at = [index for index, origin in enumerate(chosen.kept) if start <= origin < end]
    encoding = UNITS[unit]
    units = OffsetMap(chosen.text, encoding).from_code_point if encoding else int
    return Region(units(at[0]), units(at[-1] + 1), chosen.text[at[0] : at[-1] + 1])


def surfaces(raw: str, *names: str) -> list[tuple[int, int]]:
    return [(raw.index(name), raw.index(name) + len(name)) for name in names]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("variant", [each.name for each in variants(f" {RAW} ")])
def test_every_way_of_counting_is_understood(unit: str, variant: str) -> None:
    raw = f" {RAW} "
    gold = surfaces(raw, "مُحَمَّد", "ليبيا", "😀 مصر")
    assert spans(raw, [counted(raw, *span, unit, variant) for span in gold]) == gold


@given(documents())
def test_a_span_is_right_or_refused_and_never_another(made: tuple[Document, str]) -> None:
    record, raw = made
    gold = [(mention.start, mention.end) for mention in record.mentions]
    for unit, variant in product(UNITS, variants(raw)):
        regions = [counted(raw, *span, unit, variant.name) for span in gold]
        with contextlib.suppress(CountingError):
            assert spans(raw, regions) == gold


def test_a_text_that_fits_two_ways_is_refused_with_both_places() -> None:
    raw = "😀اا"
    with pytest.raises(CountingError) as caught:
        spans(raw, [Region(2, 3, "ا")])
    ((index, message),) = caught.value.problems
    assert index == 0
    assert message == (
        '"ا" stands at 2-3 counted in code points of the text as stored and at 1-2 counted in '
        "UTF-16 units of the text as stored; all regions fit both ways, so the right one cannot "
        "be told"
    )


def test_another_region_settles_what_one_leaves_open() -> None:
    raw = "😀😀 اااا ليبيا"
    open_region = counted(raw, 3, 4, "UTF-16 units", "as stored")
    with pytest.raises(CountingError, match="cannot be told"):
        spans(raw, [open_region])
    settling = counted(raw, 8, 13, "UTF-16 units", "as stored")
    assert spans(raw, [open_region, settling]) == [(3, 4), (8, 13)]


def test_a_region_without_text_follows_the_others() -> None:
    region = counted(RAW, *surfaces(RAW, "ليبيا")[0], "UTF-16 units", "as stored")
    start, end = surfaces(RAW, "مُحَمَّد")[0]
    bare = counted(RAW, start, end, "UTF-16 units", "as stored")
    assert spans(RAW, [Region(bare.start, bare.end, None), region])[0] == (start, end)


def test_without_any_text_nothing_is_guessed() -> None:
    with pytest.raises(CountingError, match="what its offsets count cannot be told"):
        spans(RAW, [Region(1, 4, None)])


def test_runs_of_white_space_are_shown_as_one_blank_by_browsers() -> None:
    raw = "Berlin,  Germany."
    assert spans(raw, [Region(0, 16, "Berlin, Germany")]) == [(0, 16)]


def test_an_end_past_the_text_is_refused_with_where_its_text_stands() -> None:
    with pytest.raises(CountingError) as caught:
        spans("زار ليبيا", [Region(4, 10, "ليبيا")])
    ((_, message),) = caught.value.problems
    assert "offset 10 is outside the text, which ends at 9" in message
    assert 'expected "ليبيا", which stands at 4-9' in message


def test_offsets_that_two_tools_counted_are_refused_by_region() -> None:
    regions = [
        counted(RAW, *surfaces(RAW, "مُحَمَّد")[0], "code points", "as stored"),
        counted(RAW, *surfaces(RAW, "ليبيا")[0], "code points", "as stored"),
        counted(RAW, *surfaces(RAW, "🇱🇾 ليبيا")[0], "UTF-16 units", "as stored"),
    ]
    with pytest.raises(CountingError) as caught:
        spans(RAW, regions)
    ((index, message),) = caught.value.problems
    assert index == 2
    assert "it fits counted in UTF-16 units of the text as stored, which other regions do not" in (
        message
    )


@pytest.mark.parametrize(
    ("region", "message"),
    [
        (Region(0, 3, "لبي"), "which stands nowhere in the raw text"),
        (Region(2, 2, ""), "region 2-2 is empty"),
        (Region(3, 2, "ا"), "region 3-2 is empty"),
        (Region(-1, 3, "قال"), "offset -1 is outside the text"),
        (Region(1, 10**30, "قال"), "is outside the text"),
        (Region(0, 2, "\ud83d"), "which stands nowhere in the raw text"),
    ],
)
def test_a_region_that_covers_something_else_is_refused(region: Region, message: str) -> None:
    with pytest.raises(CountingError) as caught:
        spans(RAW, [region])
    assert message in str(caught.value)
    str(caught.value).encode()


def test_many_places_of_a_text_are_counted_after_the_first() -> None:
    with pytest.raises(CountingError, match="0-1, 1-2, 2-3 and 2 more places"):
        spans("ااااا", [Region(9, 10, "ا")])


def test_no_regions_have_no_spans() -> None:
    assert spans(RAW, []) == []


def test_an_offset_inside_a_character_is_no_offset() -> None:
    (stored,) = list(variants("😀"))
    counting = Counting("UTF-16 units", stored, OffsetMap("😀", "utf-16"))
    with pytest.raises(ValueError, match="inside a character"):
        counting.span(Region(0, 1, None))
