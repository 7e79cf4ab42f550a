"""Laws of names that no mention takes: how they may be written, and which mentions take them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import arabic
from sifara.gold.records import Entity, Mention, Segment
from sifara.validation.levels.corpus.unlinked import Names, unlinked, wider_span
from tests.conftest import entity
from tests.validation.making import annotated


def names_in(
    text: str,
    *known: str,
    mentions: Sequence[Mention] = (),
    taught: Sequence[Mention] = (),
    segments: Sequence[Segment] | None = None,
) -> list[tuple[str, tuple[str, ...], str]]:
    """What is found of some names: what stands there, whom it means, what is around it."""
    entities = [entity(f"e{n}", "ORG", name) for n, name in enumerate(known)]
    document = annotated(text, mentions, segments).document
    found = unlinked(document, text, Names(entities, taught))
    return [(text[each.start : each.end], each.entities, each.inside) for each in found]


def surfaces(text: str, *known: str, **options: object) -> list[str]:
    return [surface for surface, _, _ in names_in(text, *known, **options)]  # type: ignore[arg-type]


GROUPS = [first + second for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك")]


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("dressing", ["", "\u064e", "\u0640", "\u064e\u0640"])
def test_attached_letters_and_their_marks_are_left_outside(group: str, dressing: str) -> None:
    written = "".join(letter + dressing for letter in group)
    assert surfaces(f"قال {written}مصراتة أمس", "مصراتة") == ["مصراتة"]


@pytest.mark.parametrize("group", GROUPS)
def test_behind_lam_the_article_has_no_alef(group: str) -> None:
    if group.endswith("ل"):
        assert surfaces(f"قال {group}لمغرب أمس", "المغرب") == ["لمغرب"]
    else:
        assert surfaces(f"قال {group}لمغرب أمس", "المغرب") == []
    assert surfaces(f"قال {group}المغرب أمس", "المغرب") == ["المغرب"]


@pytest.mark.parametrize("group", GROUPS)
def test_a_name_without_the_article_may_have_it(group: str) -> None:
    assert surfaces(f"قال {group}المجلس أمس", "مجلس") == []  # short: only as it has been spelt
    assert surfaces(f"قال {group}الجماهيرية أمس", "جماهيرية") == ["الجماهيرية"]


@pytest.mark.parametrize("letter", ["س", "ت", "وس", "بو", "لب"])
def test_other_letters_are_no_attached_ones(letter: str) -> None:
    assert surfaces(f"قال {letter}مصراتة أمس", "مصراتة") == []


@pytest.mark.parametrize(
    ("name", "written", "found"),
    [
        ("دم", "دم", False),
        ("دمع", "دمع", True),
        ("ليبيا", "لیبیا", False),
        ("ليبيا", "لِيبيـا", True),
        ("ليبياء", "لیبیاء", True),
        ("بحر قطر", "بحر قطر", True),
        ("بحر قطر", "بحر  قطر", True),
        ("بحر قطر", "بحر، قطر", True),
        ("بحر قطر", "بحر\nقطر", False),
        ("بحر قطر", "بحر غطر", False),
    ],
)
def test_a_short_name_is_known_in_its_spelling_alone(name: str, written: str, found: bool) -> None:
    assert surfaces(f"قال {written} أمس", name) == ([written] if found else [])


def test_of_several_names_at_a_place_the_longest_is_found() -> None:
    text = "قالت جامعة الدول العربية أمس"
    known = ("جامعة", "جامعة الدول", "جامعة الدول العربية", "الدول العربية")
    found = names_in(text, *known)
    assert found[0] == ("جامعة الدول العربية", ("e2",), "")
    assert [surface for surface, _, _ in found] == ["جامعة الدول العربية", "الدول العربية"]


def test_one_name_may_mean_several() -> None:
    assert names_in("قالت مصراتة", "مصراتة", "مصراته") == [("مصراتة", ("e0", "e1"), "")]


def test_boilerplate_is_not_read() -> None:
    text = "قالت مصراتة\nعادت مصراتة"
    segments = [Segment(1, "boilerplate"), Segment(2, "body")]
    document = annotated(text, (), segments).document
    found = unlinked(document, text, Names([entity("e0", "GPE", "مصراتة")], ()))
    assert [each.start for each in found] == [17]


@pytest.mark.parametrize("form", ["name", "acronym", "adjective", "nominal"])
def test_a_mention_teaches_a_name_unless_it_is_a_description(form: str) -> None:
    taught = [Mention(0, 0, "الهيئة العليا", "ORG", form, "board")]
    found = names_in("قالت الهيئة العليا", taught=taught)
    assert [entities for _, entities, _ in found] == ([] if form == "nominal" else [("board",)])


def test_of_whom_nobody_knows_who_is_meant_the_name_is_not_looked_for() -> None:
    from dataclasses import replace

    nobody: list[Entity] = [replace(entity("e0", "GPE", "مصراتة"), identified=False)]
    assert list(unlinked(annotated("قالت مصراتة").document, "قالت مصراتة", Names(nobody, ()))) == []


TEXT = "قال وزير مصراتة الأول أمس"
START, END = 9, 15


@given(st.integers(0, 24), st.integers(1, 25), st.sampled_from(["e0", "other"]))
def test_a_mention_takes_a_name_that_it_is_or_cuts_or_means(start: int, end: int, who: str) -> None:
    if start >= end:
        return
    one = Mention(start, end, TEXT[start:end], "ORG", "nominal", who)
    inside = start <= START and end >= END
    overlaps = bool({*range(start, end)} & {*range(START, END)})
    same = (start, end) == (START, END)
    found = names_in(TEXT, "مصراتة", mentions=[one])
    if same or (overlaps and (who == "e0" or not inside)):
        assert found == []
    else:
        assert found == [("مصراتة", ("e0",), TEXT[start:end] if inside else "")]


def test_what_is_around_is_the_shortest() -> None:
    mentions = [
        Mention(start, end, TEXT[start:end], "ORG", "nominal", "other")
        for start, end in ((0, 25), (4, 21), (4, 15))
    ]
    assert names_in(TEXT, "مصراتة", mentions=mentions) == [("مصراتة", ("e0",), "وزير مصراتة")]


WORDS = st.lists(st.sampled_from(["وزير", "دولة", "ليبيا", "قطر", "أمس"]), min_size=3, max_size=40)


@given(WORDS, st.data())
def test_the_wider_span_is_a_word_wider_and_stands_elsewhere(
    words: list[str], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(words) - 1))
    text = " ".join(words)
    start = len(" ".join(words[:at])) + bool(at)
    one = Mention(start, start + len(words[at]), words[at], "ORG", "name", "e0")
    behind = " ".join(words[at : at + 2]) if at + 1 < len(words) else ""
    before = " ".join(words[at - 1 : at + 1]) if at else ""
    for wider, low, high in (
        (behind, one.start, one.start + len(behind)),
        (before, one.end - len(before), one.end),
    ):
        if wider:
            found = wider_span(text, one, {arabic.words(wider)})
            assert found is not None
            assert text[slice(*found)] == wider
            if behind != before:
                assert found == (low, high)
    assert wider_span(text, one, {arabic.words(words[at])}) is None
    if behind and before and behind != before:
        found = wider_span(text, one, {arabic.words(behind), arabic.words(before)})
        assert found == (one.start, one.start + len(behind))


def test_a_word_behind_punctuation_is_no_wider_span() -> None:
    one = Mention(0, 4, "وزير", "ORG", "name", "e0")
    assert wider_span("وزير، قطر", one, {arabic.words("وزير قطر")}) is None
    assert wider_span("وزيرقطر", one, {arabic.words("وزيرقطر")}) is None
