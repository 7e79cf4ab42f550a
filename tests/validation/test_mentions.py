"""Laws of mentions: where a span may lie, how mentions lie beside each other, what they are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.records import Mention, Segment
from sifara.gold.text import lines
from sifara.validation.findings import Finding
from sifara.validation.levels import annotation
from sifara.validation.levels.annotation import mentions
from tests.validation.making import ENTITIES, annotated, context, mention

TEXT = "أبجد هوز حطي كلمن"
SPANS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(1, 6)).map(lambda pair: (pair[0], sum(pair))),
    max_size=6,
)


def of(text: str, spans: Sequence[tuple[int, int]]) -> list[Mention]:
    return [mention(text, start, end) for start, end in spans]


def codes(found: Sequence[Finding]) -> list[str]:
    return [item.code for item in found]


def crosses(one: tuple[int, int], other: tuple[int, int]) -> bool:
    (a, b), (c, d) = sorted([one, other])
    return a < c < b < d


@given(SPANS)
def test_mentions_may_nest_and_abut_and_never_cross_or_share_a_span(
    spans: list[tuple[int, int]],
) -> None:
    found = [
        item
        for item in mentions.arrangement(annotated(TEXT, of(TEXT, spans)))
        if item.code != "unsorted-mentions"
    ]
    pairs = list(combinations(spans, 2))
    wrong = {
        "duplicate-span": any(one == other for one, other in pairs),
        "crossing-mentions": any(crosses(*pair) for pair in pairs),
    }
    assert bool(found) == any(wrong.values())
    assert all(wrong[code] for code in codes(found))
    for item in found:
        index = int(item.pointer.rpartition("/")[2])
        assert f"{spans[index][0]}-{spans[index][1]}" in item.message
        others = [s for n, s in enumerate(spans) if n != index]
        relation = crosses if item.code == "crossing-mentions" else tuple.__eq__
        assert any(relation(spans[index], other) for other in others)
        assert len(item.related) == 1


@given(SPANS)
def test_mentions_are_sorted_by_start_the_longer_first(spans: list[tuple[int, int]]) -> None:
    found = [
        item
        for item in mentions.arrangement(annotated(TEXT, of(TEXT, spans)))
        if item.code == "unsorted-mentions"
    ]
    order = [(start, -end) for start, end in spans]
    inversions = [n for n in range(1, len(order)) if order[n] < order[n - 1]]
    assert [item.pointer for item in found] == [f"/mentions/{n}/start" for n in inversions[:1]]
    for n in inversions[:1]:
        for start, end in spans[n - 1 : n + 1]:
            assert f"{start}-{end}" in found[0].message


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([(0, 5), (5, 8)], []),
        ([(0, 8), (2, 5), (5, 8)], []),
        ([(0, 8), (2, 5), (5, 9)], ["crossing-mentions"]),
        ([(0, 8), (2, 5), (8, 9)], []),
        ([(0, 8), (0, 5), (2, 8)], ["crossing-mentions"]),
        ([(0, 8), (0, 8), (0, 8)], ["duplicate-span"] * 2),
        ([(0, 3), (2, 5), (4, 7)], ["crossing-mentions"]),
    ],
)
def test_what_stands_around_a_mention_is_what_has_not_ended(
    spans: list[tuple[int, int]], expected: list[str]
) -> None:
    assert codes(list(mentions.arrangement(annotated(TEXT, of(TEXT, spans))))) == expected


@given(
    st.integers(0, 12),
    st.integers(1, 14),
    st.text("ابج ", min_size=1, max_size=3),
    st.text("ابج ", max_size=8),
)
def test_a_surface_is_the_text_at_its_span(start: int, end: int, surface: str, text: str) -> None:
    one = Mention(start, end, surface, "ORG", "name", "league")
    found = list(mentions.displaced(annotated(text or "ا", [one])))
    text = text or "ا"
    if text[start:end] == surface:
        assert found == []
        return
    (item,) = found
    if end <= start:
        assert (item.code, item.pointer) == ("empty-span", "/mentions/0/end")
    elif end > len(text):
        key = "start" if start >= len(text) else "end"
        assert (item.code, item.pointer) == ("offset-out-of-range", f"/mentions/0/{key}")
        assert f"{len(text)}" in item.message
    else:
        assert (item.code, item.pointer) == ("surface-mismatch", "/mentions/0/surface")
    places = [n for n in range(len(text)) if text.startswith(surface, n)]
    nearest = min(places, key=lambda n: (abs(n - start), n), default=None)
    if nearest is None:
        assert "stands nowhere in the text" in item.message
    else:
        assert f"{nearest}-{nearest + len(surface)}" in item.message


@given(st.text("اب \n", min_size=1, max_size=16), SPANS)
def test_nothing_is_annotated_in_boilerplate(text: str, spans: list[tuple[int, int]]) -> None:
    spans = sorted({(s, min(e, len(text))) for s, e in spans if s < len(text)})
    numbers = [line.number for line in lines(text)]
    closed = numbers[::2]
    segments = [Segment(n, "boilerplate" if n in closed else "body") for n in numbers]
    found = [
        (item.pointer, item.related[0].note, item.message.partition("line ")[2].split()[0])
        for item in mentions.arrangement(annotated(text, of(text, spans), segments))
        if item.code == "mention-in-boilerplate"
    ]
    expected = [
        (f"/mentions/{index}", "declared", str(line.number))
        for line in lines(text)
        for index, (start, end) in enumerate(spans)
        if line.number in closed and {*range(start, end)} & {*range(line.start, line.end)}
    ]
    assert [(a, b, c.strip(",;:")) for a, b, c in found] == expected


@pytest.mark.parametrize("kind", ["PERS", "ORG", "GPE", "LOC", "FAC", "EVENT"])
@pytest.mark.parametrize("form", ["name", "acronym", "nominal", "adjective"])
def test_the_type_is_that_of_the_entity_and_has_the_form(kind: str, form: str) -> None:
    one = Mention(0, 4, TEXT[:4], kind, form, "amal")
    found = list(mentions.labels(annotated(TEXT, [one]), context()))
    impossible = (form, kind) in {
        ("adjective", "PERS"),
        ("adjective", "EVENT"),
        ("acronym", "PERS"),
    }
    expected = ["type-not-of-entity"] * (kind != "PERS") + ["form-not-of-type"] * impossible
    assert codes(found) == expected
    if kind != "PERS":
        assert [place.note for place in found[0].related] == ["registered"]
        assert f"found {kind}" in found[0].message or kind in found[0].message


@pytest.mark.parametrize(
    ("surface", "variation", "expected"),
    [
        ("ليبيا", ("metonym",), ["variation-without-difference"]),
        ("ليبيا", (), []),
        ("ليبيه", ("misspelling",), []),
    ],
)
def test_a_canonical_name_departs_from_it_in_no_way(
    surface: str, variation: tuple[str, ...], expected: list[str]
) -> None:
    one = Mention(0, 5, surface, "GPE", "name", "libya", variation)
    assert codes(list(mentions.labels(annotated(surface, [one]), context()))) == expected


@given(st.sets(st.integers(1, 9)), st.lists(st.integers(1, 10), max_size=9))
def test_every_line_has_one_segment_in_order(filled: set[int], numbers: list[int]) -> None:
    text = "\n".join("سطر" if n in filled else " " for n in range(1, 10))
    segments = [Segment(n, "caption") for n in numbers]
    found = [
        item
        for item in annotation.check(annotated(text, (), segments), context())
        if "segment" in item.code
    ]

    def pointers(code: str) -> list[str]:
        return [item.pointer for item in found if item.code == code]

    again = [n for n, line in enumerate(numbers) if line in numbers[:n]]
    empty = [n for n, line in enumerate(numbers) if line not in filled and n not in again]
    missing = sorted(filled - set(numbers))
    later = [n for n in range(1, len(numbers)) if numbers[n] < numbers[n - 1]]
    assert pointers("duplicate-segment") == [f"/segments/{n}/line" for n in again]
    assert pointers("segment-without-line") == [f"/segments/{n}/line" for n in empty]
    assert pointers("line-without-segment") == ["/segments"] * len(missing)
    assert pointers("unsorted-segments") == [f"/segments/{n}/line" for n in later[:1]]
    for item in found:
        if item.code == "segment-without-line":
            number = numbers[int(item.pointer.split("/")[2])]
            assert ("is after the last one" if number == 10 else "is blank") in item.message
        if item.code == "duplicate-segment":
            number = numbers[int(item.pointer.split("/")[2])]
            (place,) = item.related
            expected = annotated(text, (), segments).record.place(
                f"/segments/{numbers.index(number)}", ""
            )
            assert (place.line, place.column) == (expected.line, expected.column)


@pytest.mark.parametrize(
    ("date", "fine"),
    [
        ("2024-02-29", True),
        ("2023-02-29", False),
        ("2026-04-31", False),
        ("2026-12-31", True),
        ("2026-13-01", False),
        ("0000-01-01", False),
    ],
)
def test_a_review_has_a_day_of_the_calendar(date: str, fine: bool) -> None:
    reviews = (("amal", "2026-01-01"), ("sami", date))
    found = annotation.check(annotated(TEXT, reviews=reviews, review="human_reviewed"), context())
    assert [(item.code, item.pointer) for item in found] == (
        [] if fine else [("impossible-date", "/reviews/1/date")]
    )


@given(st.lists(st.sampled_from(["aid", "peace", "trade"]), max_size=3, unique=True))
def test_sets_are_written_in_alphabetical_order(words: list[str]) -> None:
    one = Mention(0, 4, TEXT[:4], "ORG", "name", "league", tuple(words))
    given_ = annotated(TEXT, [one], [Segment(1, "body", tuple(words))])
    found = annotation.check(given_, context())
    wrong = words != sorted(words)
    assert codes(found) == ["unsorted-topics", "unsorted-variation"] * wrong
    assert all(", ".join(sorted(words)) in item.message for item in found)


def test_what_is_displaced_says_nothing_of_edges_and_neighbours() -> None:
    wrong = Mention(1, 5, "هوز ", "ORG", "name", "league")
    found = annotation.check(annotated(TEXT, [wrong, *of(TEXT, [(0, 5), (0, 5)])]), context())
    assert codes(found) == ["surface-mismatch"]
    found = annotation.check(annotated(TEXT, of(TEXT, [(0, 5), (0, 5)])), context())
    assert set(codes(found)) == {"duplicate-span", "span-edge-blank"}


@given(st.integers(0, 40))
def test_another_layout_is_told_at_its_first_difference(at: int) -> None:
    canonical = annotated(TEXT).record.text
    written = canonical[:at] + "\t" + canonical[at:]
    (item,) = annotation.check(annotated(TEXT, written=written), context())
    assert item.code == "not-canonical"
    assert (item.line, item.column) == (
        written.count("\n", 0, at) + 1,
        at - written.rfind("\n", 0, at),
    )
    assert "\\u{9}" in item.message


def test_every_entity_here_has_a_type_of_its_own() -> None:
    assert {each.type for each in ENTITIES.values()} >= {"PERS", "ORG", "GPE", "EVENT"}
