"""Spelling keys: what they fold, and that they only fold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import arabic

ARABIC = st.text(alphabet=st.sampled_from("أإآاىيئؤوةهءبـَ\u200f\u00a0ﻻﷲ٣۳3 -"))


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("أحمد", "احمد"),
        ("مصطفى", "مصطفي"),
        ("وزارة", "وزاره"),
        ("جـامـعة", "جامعة"),
        ("مُحَمَّد", "محمد"),
        ("ﻻ", "لا"),
        ("٢٠٢٣", "2023"),
        ("بـ\u200fعمان", "بعمان"),
        ("عبد\u00a0الله", "عبد  الله"),
    ],
)
def test_spelling_variants_have_one_key(written: str, other: str) -> None:
    assert arabic.normalize(written) == arabic.normalize(other)


@pytest.mark.parametrize(("one", "other"), [("عمان", "عمل"), ("السعودية", "السودان")])
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert arabic.name_key(one) != arabic.name_key(other)


@given(ARABIC)
def test_normalizing_twice_changes_nothing_more(text: str) -> None:
    once = arabic.normalize(text)
    assert arabic.normalize(once) == once


def test_a_name_has_one_key_with_and_without_article_and_blank() -> None:
    assert arabic.name_key("عبد المطلب") == arabic.name_key("عبدالمطلب".replace("ال", " ال"))
    assert arabic.name_key("الجامعة العربية") == arabic.name_key("جامعة عربية")


@pytest.mark.parametrize(
    ("word", "stem"),
    [("والعلاقات", "علاق"), ("بالقاهرة", "قاهر"), ("المصرية", "مصر"), ("لل", "لل"), ("من", "من")],
)
def test_the_light_stem_takes_one_proclitic_group_and_suffixes_off(word: str, stem: str) -> None:
    assert arabic.light_stem(word) == stem


def test_after_the_preposition_li_the_article_is_spelled_out() -> None:
    text = "رئيس للجامعة"
    start = text.index("لجامعة")
    assert arabic.has_proclitic(text, start)
    assert arabic.full_spelling(text, start, len(text)) == "الجامعة"


def test_without_a_proclitic_a_surface_is_spelled_as_it_stands() -> None:
    assert arabic.full_spelling("في ليبيا", 3, 8) == "ليبيا"
    assert not arabic.has_proclitic("في ليبيا", 3)


def test_a_name_that_begins_with_lam_keeps_its_spelling_behind_another_one() -> None:
    text = "الدعم لليبيا"
    assert arabic.full_spelling(text, 7, 12, arabic.words("ليبيا")) == "ليبيا"
    assert arabic.full_spelling(text, 7, 12) == "اليبيا"
