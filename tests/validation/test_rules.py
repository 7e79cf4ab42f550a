"""Rules about segments, spans and the registry: what they catch, and what they leave alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import records
from sifara.gold.repository import Repository
from sifara.validation.findings import Finding
from sifara.validation.levels.annotation.mentions import likely_span

Annotate = Callable[..., Path]
Found = Callable[..., list[Finding]]
Codes = Callable[..., set[str]]


def span(text: str, surface: str) -> tuple[int, int]:
    start = text.index(surface)
    return start, start + len(surface)


@pytest.mark.parametrize(
    ("text", "surface", "code"),
    [
        ('قال " المجلس " ذلك', "المجلس", None),
        ('قال "المجلس" ذلك', '"المجلس"', "span-edge-punctuation"),
        ("قال المجلس، ذلك", "المجلس،", "span-edge-punctuation"),
        ("قال (المجلس) ذلك", "(المجلس)", "span-edge-punctuation"),
        ("قالت المنظمة (إيغاد) ذلك", "المنظمة (إيغاد)", None),
        ('قالت حركة "البناء" ذلك', 'حركة "البناء"', None),
        ('قالت حركة "البناء" ذلك', 'حركة "البناء', None),
        ('قال "مجلس البناء ذلك', '"مجلس البناء', "span-edge-punctuation"),
        ("قالت «الهيئة» ذلك", "«الهيئة»", "span-edge-punctuation"),
        ("قالت و.م.أ. ذلك", "و.م.أ.", None),
        ("قالت الهيئة. انتهى", "الهيئة.", "span-edge-punctuation"),
        ("قالت الهيئة ذلك", "الهيئة ", "span-edge-blank"),
        ("قالت الهيئة\u200f ذلك", "الهيئة\u200f", "span-edge-blank"),
        ("قالت\u00a0الهيئة ذلك", "\u00a0الهيئة", "span-edge-blank"),
        ("قالت الهيئةُ ذلك", "الهيئةُ", None),
        ("قالت الهيئةُ ذلك", "الهيئة", "span-splits-letter"),
        ("قالت الهيئـة ذلك", "الهيئـة", None),
        ("قالت الهيئة\nوالوزارة ذلك", "الهيئة\nوالوزارة", "mention-across-lines"),
        ("قال مجلس 2030 ذلك", "مجلس 2030", None),
    ],
)
def test_edges(annotate: Annotate, codes: Codes, text: str, surface: str, code: str | None) -> None:
    assert codes(annotate(text, span(text, surface))) == ({code} if code else set())


@pytest.mark.parametrize(
    ("text", "surface", "clean"),
    [
        ("وصل إلى القاهرة أمس", "القاهرة", True),
        ("وصل بالقاهرة أمس", "القاهرة", True),
        ("وبالقاهرة التقى", "القاهرة", True),
        ("قدم للجامعة شكره", "لجامعة", True),
        ("أشاد بوزارته أمس", "وزارت", True),
        ("قدم لـليبيا شكره", "ليبيا", True),
        ("أشاد بالـUNSMIL أمس", "UNSMIL", True),
        ("وصل القاهرةأمس", "القاهرة", False),
        ("وصل إلىالقاهرة أمس", "القاهرة", False),
        ("وصل إلى القاهرة أمس", "قاهرة", False),
        ("وصل إلى القاهرة أمس", "القاهر", False),
    ],
)
def test_spans_inside_words_are_found_in_clean_texts_alone(
    annotate: Annotate, codes: Codes, text: str, surface: str, clean: bool
) -> None:
    assert codes(annotate(text, span(text, surface), noise="light")) == set()
    found = codes(annotate(text, span(text, surface), noise="clean"))
    expected = clean or (surface == "القاهر")
    # A taa marbuta alone is taken for an attached pronoun neither in clean nor in noisy texts.
    if surface == "القاهر":
        assert found == {"span-inside-word"}
    else:
        assert found == (set() if expected else {"span-inside-word"})


@pytest.mark.parametrize(
    ("surface", "caught"),
    [
        ("بجامعة الدول العربية", True),
        ("وجامعة الدول العربية", True),
        ("جامعة الدول العربية", False),
        ("بالجامعة العربية", False),
    ],
)
def test_attached_letters(annotate: Annotate, codes: Codes, surface: str, caught: bool) -> None:
    text = f"التقى {surface} أمس"
    found = codes(annotate(text, span(text, surface)))
    assert found == ({"attached-letter-in-span"} if caught else set())


def test_nested_mentions_are_allowed_to_any_depth(annotate: Annotate, codes: Codes) -> None:
    text = "الأمانة العامة لجامعة الدول العربية"
    assert codes(annotate(text, (0, 35), (16, 35), (22, 35), (28, 35))) == set()


def test_a_mention_may_begin_where_another_ends(annotate: Annotate, codes: Codes) -> None:
    assert codes(annotate("ليبياقطر", (0, 5), (5, 8))) == set()


def test_a_document_may_have_no_mention(annotate: Annotate, codes: Codes) -> None:
    assert codes(annotate("اجتماع عادي")) == set()


def test_all_wrong_spans_are_reported_in_one_run(annotate: Annotate, found: Found) -> None:
    path = annotate("قالت الهيئة إن الهيئة تعمل", (5, 11), (15, 21))
    text = path.read_text(encoding="utf-8")
    text = text.replace('"start": 5', '"start": 4').replace('"end": 21', '"end": 20')
    path.write_text(text, encoding="utf-8")
    items = found(path)
    assert [item.pointer for item in items] == ["/mentions/0/surface", "/mentions/1/surface"]
    assert "stands at 5-11" in items[0].message
    assert "stands at 15-21" in items[1].message


@given(
    st.text("ab🇱é\u0301ليبي \n", min_size=1, max_size=30),
    st.data(),
    st.sampled_from(["utf-16-le", "utf-8"]),
)
def test_offsets_counted_in_other_units_are_recognised(
    text: str, data: st.DataObject, encoding: str
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    surface = text[start:end]
    width = 2 if encoding == "utf-16-le" else 1
    low = len(text[:start].encode(encoding)) // width
    high = len(text[:end].encode(encoding)) // width
    if text[low:high] != surface:
        assert "the offsets count" in likely_span(text, low, high, surface)


def test_segments_follow_line_feeds_alone(annotate: Annotate, codes: Codes) -> None:
    assert codes(annotate("سطر أول\u2028لا يزال أول\n\n \t\nسطر ثان\n")) == set()


def rewrite_entities(repository: Repository, **change: object) -> None:
    rows = [json.loads(row) for row in repository.entities.read_text("utf-8").splitlines()]
    rows[0] |= change
    rows = [records.entity_from_json(row) for row in rows]
    repository.entities.write_text(records.format_entities(rows), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name_ar": "جامعة\u200f الدول"}, "untidy-text"),
        ({"name_ar": " جامعة الدول"}, "untidy-text"),
        ({"description": "Two\nlines"}, "untidy-text"),
        ({"name_en": "Cafe\u0301"}, "untidy-text"),
        ({"name_ar": "Arab League"}, "wrong-script"),
        ({"name_en": "جامعة"}, "wrong-script"),
        ({"identified": False, "in_kb": False}, "wikidata-of-nobody"),
        ({"name_en": "League of Arab States (ج)"}, "wrong-script"),
    ],
)
def test_registry(
    repository: Repository, codes: Codes, change: dict[str, object], code: str
) -> None:
    rewrite_entities(repository, **change)
    assert codes() == {code}


def test_a_broken_registry_line_is_reported_once_and_at_its_mentions(
    repository: Repository, found: Found
) -> None:
    text = repository.entities.read_text("utf-8").replace('"type": "ORG"', '"type": "FIRM"')
    repository.entities.write_text(text, encoding="utf-8")
    items = found()
    assert [item.code for item in items if item.path.endswith("entities.jsonl")] == [
        "unknown-value"
    ]
    assert {item.code for item in items} == {"unknown-value", "unknown-entity"}


def test_missing_registry_and_taxonomy_are_findings(repository: Repository, codes: Codes) -> None:
    repository.topics.unlink()
    repository.entities.unlink()
    assert codes() == {"not-a-file", "unknown-entity"}
