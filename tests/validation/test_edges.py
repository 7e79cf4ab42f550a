"""Laws of edges: what may stand first and last in a span, and right before and behind it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.text import is_invisible
from sifara.validation.findings import Finding
from sifara.validation.levels.annotation import edges
from tests.validation.making import annotated, context, mention


def check(text: str, start: int, end: int, name: str = "league", **fields: object) -> list[Finding]:
    given_ = annotated(text, [mention(text, start, end, name)], **fields)
    return list(edges.check(given_, context()))


def codes(found: list[Finding]) -> list[str]:
    return [item.code for item in found]


#: A text without marks and brackets, and a span in it.
SPANNED = st.text("ابج1 \u00a0\u200f.،", min_size=1, max_size=9).flatmap(
    lambda text: st.tuples(st.just(text), st.integers(0, len(text) - 1)).flatmap(
        lambda pair: st.tuples(
            st.just(pair[0]), st.just(pair[1]), st.integers(pair[1] + 1, len(pair[0]))
        )
    )
)


def blank(character: str) -> bool:
    return character.isspace() or is_invisible(character)


@given(SPANNED)
def test_no_blank_and_no_punctuation_stands_at_an_edge(spanned: tuple[str, int, int]) -> None:
    text, start, end = spanned
    found = check(text, start, end)
    surface = text[start:end]
    kept = [n for n in range(start, end) if not blank(text[n])]
    letters = [n for n in range(start, end) if text[n].isalnum()]
    if blank(surface[0]) or blank(surface[-1]):
        repair = f"expected {kept[0]}-{kept[-1] + 1}" if kept else "none"
        assert codes(found) == ["span-edge-blank"]
    elif not (surface[0].isalnum() and surface[-1].isalnum()):
        if edges._ABBREVIATION.search(surface):
            return
        assert codes(found) == ["span-edge-punctuation"]
        repair = ""
        if letters and not any(map(blank, text[start : letters[0]])):
            assert (surface[0] if letters[0] > start else surface[-1]) in found[0].message
    else:
        assert found == []
        return
    if repair.startswith("expected"):
        assert repair in found[0].message
    elif repair:
        assert "expected" not in found[0].message


@pytest.mark.parametrize(
    ("surface", "low", "high"),
    [("،المجلس", 1, 7), ("المجلس،", 0, 6), ("..المجلس!؟", 2, 8), ("-ا-", 1, 2)],
)
def test_the_repair_leaves_the_punctuation_outside(surface: str, low: int, high: int) -> None:
    text = f"قال {surface} ذلك"
    (item,) = check(text, 4, 4 + len(surface))
    assert item.code == "span-edge-punctuation"
    assert f"expected {4 + low}-{4 + high}" in item.message
    wrong = surface[0] if low else surface[-1]
    assert f'"{wrong}"' in item.message


def test_punctuation_alone_has_no_repair() -> None:
    (item,) = check("قال !! ذلك", 4, 6)
    assert item.code == "span-edge-punctuation"
    assert "expected 4" not in item.message


@pytest.mark.parametrize("pair", ["()", "[]", "{}", "«»", "“”", "‘’", "‹›", '""', "''"])
def test_a_pair_belongs_inside_where_it_holds_a_part(pair: str) -> None:
    opening, closing = pair

    def of(surface: str) -> list[str]:
        return codes(check(f"قال {surface} ذلك", 4, 4 + len(surface)))

    assert of(f"حركة {opening}البناء{closing}") == []
    assert of(f"{opening}حركة{closing} البناء") == []
    assert of(f"{opening}حركة البناء{closing}") == ["span-edge-punctuation"]
    assert of(f"{opening}حركة البناء") == ["span-edge-punctuation"]
    assert of(f"حركة البناء{closing}") == ["span-edge-punctuation"]
    assert of(f"حركة {closing}البناء{opening}") == (
        [] if opening == closing else ["span-edge-punctuation"]
    )


@pytest.mark.parametrize(
    ("surface", "fine"), [("و.م.أ.", True), ("U.S.", True), ("S.", False), ("الهيئة.", False)]
)
def test_an_abbreviation_keeps_its_last_point(surface: str, fine: bool) -> None:
    assert codes(check(f"قال {surface} ذلك", 4, 4 + len(surface))) == (
        [] if fine else ["span-edge-punctuation"]
    )


@given(st.text("اب\u064e\u0650\u0301 ", min_size=1, max_size=8), st.data())
def test_a_letter_and_its_marks_are_not_parted(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    marked = [unicodedata.category(character) == "Mn" for character in text] + [False]
    found = [item for item in check(text, start, end) if item.code == "span-splits-letter"]
    assert bool(found) == (marked[start] or marked[end])
    for item in found:
        low = next(n for n in range(start, len(marked)) if not marked[n])
        high = next(n for n in range(end, len(marked)) if not marked[n])
        assert f"expected {low}-{high}" in item.message


@pytest.mark.parametrize("letter", "وفبلك")
def test_an_attached_letter_stays_outside(letter: str) -> None:
    name = "جامعة الدول العربية"
    (item,) = check(f"قال {letter}{name} أمس", 4, 5 + len(name))
    assert item.code == "attached-letter-in-span"
    assert f"expected 5-{5 + len(name)}" in item.message
    assert f'"{letter}"' in item.message
    assert check(f"قال {letter}{name} أمس", 5, 5 + len(name)) == []


@pytest.mark.parametrize(
    ("surface", "name", "fine"),
    [
        ("للجامعة", "university", False),
        ("لجامعة", "university", True),
        ("والجامعة", "university", False),
        ("الجامعة", "university", True),
        ("سجامعة الدول العربية", "league", True),
        ("لليبيا", "libya", True),
        ("لليبيا", "university", True),
    ],
)
def test_behind_lam_the_article_has_no_alef(surface: str, name: str, fine: bool) -> None:
    found = check(f"قال {surface} أمس", 4, 4 + len(surface), name)
    # A name that begins with lam may stand behind another one.
    expected = ["attached-letter-in-span"]
    if name == "libya":
        assert codes(found) == expected
    else:
        assert codes(found) == ([] if fine else expected)


@given(st.text("ابج1ـ .", min_size=1, max_size=14), st.data())
def test_the_letters_around_a_span_are_those_of_its_word(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before, rest = edges.letters_around(text, start, end)

    def letter(at: int) -> bool:
        return 0 <= at < len(text) and text[at].isalpha()

    low, high = start, end
    while letter(start) and letter(low - 1) and low > start - 8:
        low -= 1
    while letter(end - 1) and letter(high):
        high += 1
    assert (before, rest) == (text[low:start], text[end:high])


@pytest.mark.parametrize("pronoun", ["ه", "ها", "هم", "هما", "هن", "نا", "ي", "ك", "كم", "كما"])
def test_a_pronoun_may_stand_behind_a_span_in_one_word(pronoun: str) -> None:
    text = f"قال وزير{pronoun} أمس"
    assert check(text, 4, 8, noise="clean") == []
    (item,) = check(f"قال وزير{pronoun}ت أمس", 4, 8, noise="clean")
    assert item.code == "span-inside-word"
    assert f'ends inside the word "وزير{pronoun}ت"' in item.message.replace("  ", " ")


@pytest.mark.parametrize(
    "group", ["و", "ف", "ب", "ل", "ك", "وب", "فل", "أو", "أوب", "ـ", "بـ", "والـ", "بالـ"]
)
def test_attached_letters_may_stand_before_a_span_in_one_word(group: str) -> None:
    assert check(f"قال {group}وزير أمس", 4 + len(group), 8 + len(group), noise="clean") == []
    text = f"قال ت{group}وزير أمس"
    (item,) = check(text, 5 + len(group), 9 + len(group), noise="clean")
    assert (item.code, item.pointer) == ("span-inside-word", "/mentions/0")
    assert f'"ت{group}وزير"' in item.message
    assert check(text, 5 + len(group), 9 + len(group), noise="light") == []


def test_a_mention_lies_in_one_line() -> None:
    assert codes(check("قال\nأمس", 0, 7)) == ["mention-across-lines"]
    assert codes(check("قال\nأمس", 0, 4)) == ["mention-across-lines"]
    assert codes(check("قال\nأمس", 0, 3)) == []


def test_each_mention_is_judged_by_itself() -> None:
    text = "قال المجلس، ثم المجلس. انتهى"
    given_ = annotated(text, [mention(text, 4, 10), mention(text, 15, 22)])
    (item,) = edges.check(given_, context())
    assert (item.pointer, item.code) == ("/mentions/1", "span-edge-punctuation")
