"""Spelling keys: what they fold, what they keep apart, and that they only fold."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import arabic

#: Letters of the Arabic block that have a key of their own.
OWN = "ءابتثجحخدذرزسشصضطظعغفقكلمنهوي"

#: What nobody reads as a letter: diacritics, tatweel, bidi controls, joiners, a byte order mark.
SILENT = (
    "\u064b\u064e\u0650\u0651\u0652\u0653\u0654\u0670\u06dc\u0640"
    "\u200f\u202b\u2069\u200c\u200d\ufeff\u00ad"
)

ANY = st.text()
ARABIC = st.text(
    st.sampled_from([*OWN, *SILENT, *"".join(arabic.LETTERS.values()), *"ﻻﷲﷺﮪﯼ٣۳3 -.\u00a0Aé😀"])
)

#: Letters that Unicode calls confusable, in the form in which a reader may meet them: UTS #39,
#: confusables.txt 13.0. (It calls dotless beh and noon confusable with yeh as well, which at the
#: end of a word are other letters.)
CONFUSABLE = {
    "ڪ": "ك",
    "ک": "ك",
    "ھ": "ه",
    "ہ": "ه",
    "ە": "ه",
    "ۃ": "ة",
    "ی": "ى",
    "ي": "ى",
    "ے": "ى",
    "ۓ": "ئ",
    "ٲ": "اٴ",
    "ٳ": "إ",
}

#: What Arabic itself writes for each other, whatever it looks like.
ARABIC_ITSELF = {"ة": "ه", "ى": "ي", "ٱ": "ا"}


def arabic_letters() -> list[str]:
    letters = map(chr, range(0x620, 0x700))
    return [letter for letter in letters if unicodedata.category(letter) in ("Lo", "Lm")]


def decomposed(character: str) -> str:
    """The letters of a character, by Unicode's own decomposition."""
    parts = unicodedata.normalize("NFKD", character)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


def test_every_letter_that_is_folded_has_a_reason_and_every_reason_is_followed() -> None:
    known = CONFUSABLE | ARABIC_ITSELF
    for letter in arabic_letters():
        silent = unicodedata.name(letter).startswith("ARABIC SMALL") or letter in "ـٴ"
        same_as = "" if silent else known.get(letter, decomposed(letter))
        key = arabic.normalize(letter)
        assert key == (letter if same_as == letter else arabic.normalize(same_as)), letter


@pytest.mark.parametrize("letter", [*OWN, *"پچژگڤڭٹڈڑںٮٯ"])
def test_a_letter_with_a_sound_of_its_own_keeps_its_key(letter: str) -> None:
    assert arabic.normalize(letter) == letter
    assert letter not in "".join(arabic.LETTERS.values())


def test_the_table_names_no_letter_twice() -> None:
    folded = "".join(arabic.LETTERS.values())
    assert len(set(folded)) == len(folded)
    assert set("".join(arabic.LETTERS)) <= set(OWN)


def test_a_presentation_form_has_the_key_of_what_it_presents() -> None:
    for form in map(chr, [*range(0xFB50, 0xFE00), *range(0xFE70, 0xFEFD)]):
        assert arabic.normalize(form) == arabic.normalize(unicodedata.normalize("NFKD", form)), form


def test_digits_of_every_script_are_their_values() -> None:
    digits = [c for c in map(chr, range(sys.maxunicode)) if unicodedata.category(c) == "Nd"]
    assert len(digits) > 600
    for digit in digits:
        assert arabic.normalize(digit) == str(unicodedata.digit(digit))


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("أحمد", "احمد"),
        ("مصطفى", "مصطفي"),
        ("وزارة", "وزاره"),
        ("مسؤول", "مسوول"),
        ("جـامـعة", "جامعة"),
        ("مُحَمَّد", "محمد"),
        ("ﻻ", "لا"),
        ("٢٠٢٣", "2023"),
        ("بـ\u200fعمان", "بعمان"),
        ("عبد\u00a0الله", " عبد \n الله "),
        ("ڪتاب ہند ھند", "كتاب هند هند"),
        ("القاهرۃ", "القاهرة"),
        ("علے علی", "علي على"),
        ("Straße", "STRASSE"),
        ("İ", "i"),
    ],
)
def test_spelling_variants_have_one_key(written: str, other: str) -> None:
    assert arabic.normalize(written) == arabic.normalize(other)
    assert arabic.words(written) == arabic.words(other)
    assert arabic.name_key(written) == arabic.name_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("عمان", "عمل"), ("السعودية", "السودان"), ("كاف", "گاف"), ("سماء", "سما")]
)
def test_different_names_keep_different_keys(one: str, other: str) -> None:
    assert arabic.name_key(one) != arabic.name_key(other)


@given(ANY | ARABIC)
def test_a_key_is_its_own_key(text: str) -> None:
    once = arabic.normalize(text)
    assert arabic.normalize(once) == once
    assert tuple(" ".join(arabic.words(text)).split()) == arabic.words(" ".join(arabic.words(text)))


@given(ARABIC, ARABIC, st.sampled_from(SILENT))
def test_what_nobody_reads_changes_no_key(before: str, behind: str, silent: str) -> None:
    assert arabic.normalize(before + silent + behind) == arabic.normalize(before + behind)


@given(ARABIC, ARABIC)
def test_the_key_of_two_texts_is_that_of_each(one: str, other: str) -> None:
    both = arabic.normalize(f"{one} {other}")
    assert both == " ".join(filter(None, map(arabic.normalize, (one, other))))


@given(ARABIC)
def test_composed_and_decomposed_text_have_one_key(text: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert arabic.normalize(unicodedata.normalize(form, text)) == arabic.normalize(text)


@given(ARABIC)
def test_words_are_letters_and_digits_without_white_space_or_punctuation(text: str) -> None:
    words = arabic.words(text)
    assert all(word and all(c.isalnum() for c in word) for word in words)
    assert "".join(words) == "".join(c for c in arabic.normalize(text) if c.isalnum())
    assert arabic.words(f"({text})،") == words


@pytest.mark.parametrize(
    ("word", "bare"),
    [("الجامعة", "الجامعه"), ("اليد", "يد"), ("الو", "الو"), ("ال", "ال"), ("البحر", "بحر")],
)
def test_the_article_is_taken_off_where_two_letters_are_left(word: str, bare: str) -> None:
    found = arabic.without_article(arabic.normalize(word))
    assert found == bare.removeprefix("ال" if len(bare) > 3 else "")


@given(ARABIC, ARABIC)
def test_a_name_is_one_with_and_without_articles_and_blanks(one: str, other: str) -> None:
    words = arabic.words(f"{one} {other}")
    bare = [arabic.without_article(word) for word in words]
    assert arabic.name_key(f"{one} {other}") == "".join(bare)
    with_article = [f"ال{word}" for word in bare if len(word) >= 2 and word[:2] != "ال"]
    assert arabic.name_key(" ".join(with_article)) == "".join(w[2:] for w in with_article)


@pytest.mark.parametrize(
    ("word", "stem"),
    [
        ("والعلاقات", "علاق"),
        ("بالقاهرة", "قاهر"),
        ("كالقمر", "قمر"),
        ("فالبيت", "بيت"),
        ("للبيت", "بيت"),
        ("المصرية", "مصر"),
        ("مدرستها", "مدرست"),
        ("مهندسون", "مهندس"),
        ("ولد", "ولد"),
        ("وليد", "ليد"),
        ("اليد", "يد"),
        ("الو", "الو"),
        ("لل", "لل"),
        ("بيه", "بي"),
        ("ابيه", "اب"),
        ("من", "من"),
    ],
)
def test_the_light_stem_takes_one_proclitic_group_and_suffixes_off(word: str, stem: str) -> None:
    assert arabic.light_stem(word) == stem


@given(ARABIC)
def test_a_light_stem_is_a_part_of_its_word_and_not_too_short(word: str) -> None:
    key = arabic.normalize(word)
    stem = arabic.light_stem(word)
    assert stem in key
    assert len(stem) >= min(2, len(key))


BETWEEN = st.text(st.sampled_from("ـًٌٍَُِّْٰ"), max_size=3)


@given(BETWEEN, BETWEEN, st.sampled_from(["", " ", "و", "من "]))
def test_after_the_preposition_li_the_article_is_spelled_out(
    between: str, inside: str, before: str
) -> None:
    surface = f"ل{inside}جامعة"
    text = f"{before}ل{between}{surface} قال"
    start = len(before) + 1 + len(between)
    end = start + len(surface)
    assert arabic.has_proclitic(text, start)
    assert arabic.full_spelling(text, start, end) == "ا" + surface
    assert arabic.name_key("ا" + surface) == arabic.name_key("الجامعة")
    own = arabic.words(surface)
    assert arabic.full_spelling(text, start, end, own) == surface


@pytest.mark.parametrize(
    ("before", "surface"),
    [
        ("", "لجامعة"),
        ("في ", "ليبيا"),
        ("ل ", "ليبيا"),
        ("ل-", "ليبيا"),
        ("لِ ", "ليبيا"),
        ("و", "ليبيا"),
        ("ل", "جامعة"),
        ("لو", "ليبيا"),
        ("َ", "ليبيا"),
        ("ـ", "ليبيا"),
        ("ل", "«لجامعة»"[:1]),
    ],
)
def test_elsewhere_a_surface_is_spelled_as_it_stands(before: str, surface: str) -> None:
    text = before + surface
    assert arabic.full_spelling(text, len(before), len(text)) == surface


@pytest.mark.parametrize(
    ("before", "attached"),
    [("", False), (" ", False), ("و", True), ("بِ", True), ("لـ", True), ("3", False), ("-", False)],
)
def test_a_proclitic_is_a_letter_right_before(before: str, attached: bool) -> None:
    assert arabic.has_proclitic(before + "ليبيا", len(before)) == attached


def test_a_name_that_begins_with_lam_keeps_its_spelling_behind_another_one() -> None:
    text = "الدعم لليبيا"
    assert arabic.full_spelling(text, 7, 12, arabic.words("ليبيا")) == "ليبيا"
    assert arabic.full_spelling(text, 7, 12) == "اليبيا"
