"""Tags of a mention against the canonical name of its entity."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.records import Mention
from sifara.gold.variation import COMPUTED, STORED, variation
from sifara.gold.vocabulary import words
from tests.conftest import entity


def tags(
    surface: str,
    name: str,
    *,
    before: str = "",
    kind: str = "ORG",
    form: str = "name",
    stored: Sequence[str] = (),
) -> list[str]:
    start, end = len(before), len(before) + len(surface)
    mention = Mention(start, end, surface, kind, form, "someone", tuple(sorted(stored)))
    return variation(f"{before}{surface} قال", mention, entity("someone", kind, name))


@pytest.mark.parametrize(
    ("surface", "name", "kind", "expected"),
    [
        ("الجامعة العربية", "الجامعة العربية", "ORG", []),
        ("الجامعه العربيه", "الجامعة العربية", "ORG", ["orthographic"]),
        ("جامعة عربية", "الجامعة العربية", "ORG", ["orthographic"]),
        ("أبوظبي", "أبو ظبي", "ORG", ["orthographic"]),
        ("العربية الجامعة", "الجامعة العربية", "ORG", ["word_order"]),
        ("الجامعة", "الجامعة العربية", "ORG", ["short_form"]),
        ("حفتر", "خليفة حفتر", "PERS", ["partial"]),
        ("المشير خليفة حفتر", "خليفة حفتر", "PERS", ["long_form"]),
        ("حفتر حفتر", "خليفة حفتر", "PERS", []),
        ("السراج", "خليفة حفتر", "PERS", []),
    ],
)
def test_a_name_is_held_to_the_canonical_one(
    surface: str, name: str, kind: str, expected: list[str]
) -> None:
    assert tags(surface, name, kind=kind) == expected


@pytest.mark.parametrize("form", [form for form in words("form") if form != "name"])
def test_what_is_no_name_is_tagged_by_its_form_alone(form: str) -> None:
    assert tags("الجامعة", "الجامعة العربية", form=form) == [form]


@pytest.mark.parametrize("before", ["و", "ب", "بـ", "ل"])
def test_an_attached_letter_is_a_tag_of_its_own(before: str) -> None:
    assert tags("طرابلس", "طرابلس", before=before) == ["proclitic"]


@pytest.mark.parametrize("before", ["ل", "لِ", "لـ", "ولِ"])
def test_behind_li_the_article_is_no_departure_from_the_name(before: str) -> None:
    assert tags("لجامعة", "الجامعة", before=before) == ["proclitic"]


@given(st.sets(st.sampled_from(STORED)), st.sampled_from(words("form")), st.sampled_from(["", "و"]))
def test_tags_are_sorted_and_what_a_person_judged_stays(
    stored: set[str], form: str, before: str
) -> None:
    found = tags("اسم اخر", "اسم", before=before, form=form, stored=tuple(stored))
    assert found == sorted(found)
    assert set(found) - set(COMPUTED) == stored
    assert ("proclitic" in found) == bool(before)
