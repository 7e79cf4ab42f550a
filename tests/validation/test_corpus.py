"""The corpus level: what it takes for shared, how it spills, and that it stays flat."""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import arabic
from sifara.gold.repository import Repository, sha256
from sifara.gold.text import lines
from sifara.validation.findings import Finding
from sifara.validation.levels import overlap, spill

SENTENCE = "بحث الطرفان في اللقاء سبل تعزيز التعاون بين البلدين"


@pytest.fixture
def add(repository: Repository) -> Callable[..., Path]:
    """Adds a document of one story with a text."""

    def write(number: int, text: str, story: str, kind: str = "body") -> Path:
        name = f"auth-{number:03d}"
        raw = repository.data / "raw" / "authored" / f"{name}.txt"
        raw.write_bytes(text.encode("utf-8"))
        value = json.loads(repository.document_path("auth-002").read_bytes())
        scored = {"topics": ["peace-process"]} if kind == "body" else {}
        value |= {
            "id": name,
            "source": {
                "kind": "authored",
                "file": f"raw/authored/{name}.txt",
                "sha256": sha256(raw),
            },
            "story": story,
            "noise": "light",
            "segments": [{"line": line.number, "kind": kind, **scored} for line in lines(text)],
            "mentions": [],
        }
        from sifara.gold import records

        path = repository.document_path(name)
        path.write_text(records.format_document(records.document_from_json(value)), "utf-8")
        return path

    return write


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (SENTENCE, "shared-sentence"),
        (SENTENCE + ".", "shared-sentence"),
        ("بَحَثَ الطرفان في اللقـاء سبل تعزيز التعاون بين البلدين", "shared-sentence"),
        ("جملة أولى قصيرة. " + SENTENCE, "shared-sentence"),
        (SENTENCE.replace("اللقاء", "الاجتماع"), "near-duplicate-sentence"),
        (SENTENCE.replace("بحث", "ناقش"), "near-duplicate-sentence"),
        (SENTENCE.replace("البلدين", "الشعبين"), "near-duplicate-sentence"),
        (SENTENCE.replace("سبل ", ""), "near-duplicate-sentence"),
        ("بحث الطرفان في اللقاء سبل مكافحة الجراد وحماية المراعي", None),
        ("بحث الطرفان سبل تعزيز التعاون", None),
    ],
)
def test_sentences_of_two_stories(
    add: Callable[..., Path],
    found: Callable[..., list[Finding]],
    other: str,
    code: str | None,
) -> None:
    add(11, SENTENCE + "\n", "st-011")
    add(12, other, "st-012")
    assert [item.code for item in found()] == ([code] if code else [])


def test_six_words_may_be_shared_seven_may_not(
    add: Callable[..., Path], codes: Callable[..., set[str]]
) -> None:
    words = SENTENCE.split()
    add(11, " ".join(words[:6]), "st-011")
    add(12, " ".join(words[:6]) + "\n", "st-012")
    assert codes() == set()
    add(13, " ".join(words[:7]), "st-013")
    add(14, " ".join(words[:7]) + "\n", "st-014")
    assert codes() == {"shared-sentence"}


@pytest.mark.parametrize("kind", ["boilerplate", "related", "caption", "disclaimer"])
def test_the_furniture_of_a_site_may_be_shared(
    add: Callable[..., Path], codes: Callable[..., set[str]], kind: str
) -> None:
    add(11, SENTENCE, "st-011", kind)
    add(12, SENTENCE + "\n", "st-012", kind)
    assert codes() == set()


def test_documents_of_one_story_may_share_a_sentence(
    add: Callable[..., Path], codes: Callable[..., set[str]]
) -> None:
    add(11, SENTENCE, "st-011")
    add(12, SENTENCE + "\n", "st-011")
    assert codes() == set()


def test_a_finding_is_reported_when_either_of_its_documents_was_asked_for(
    add: Callable[..., Path], found: Callable[..., list[Finding]]
) -> None:
    one, two = add(11, SENTENCE, "st-011"), add(12, SENTENCE + "\n", "st-012")
    third = add(13, "جملة قصيرة", "st-013")
    assert [item.code for item in found(one)] == ["shared-sentence"]
    assert [item.code for item in found(two)] == ["shared-sentence"]
    assert found(third) == []


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(0, 9)), max_size=40), st.booleans())
def test_groups_are_those_of_a_dictionary(rows: list[tuple[int, int]], small: bool) -> None:
    expected = defaultdict(list)
    with pytest.MonkeyPatch.context() as patch:
        if small:
            patch.setattr(spill, "_BUFFER", 4)
            patch.setattr(spill, "_PASS", 5)
        store = spill.Spill()
        for key, value in rows:
            expected[key].append(value)
            store.add(array("q", [key, value]))
        found = sorted(store.groups())
        store.close()
    assert found == sorted(sorted(group) for group in expected.values() if len(group) > 1)


@given(st.text("ابجأإةىَـ .!؟؛\n،1٢x«", max_size=80))
def test_coarse_and_fine_spelling_number_sentences_alike(text: str) -> None:
    segments = [{"line": line.number, "kind": "body"} for line in lines(text)]
    fine = overlap.sentences(text, list(lines(text)), segments)
    for number, _ in overlap.keys(text, segments):
        assert number < len(fine)
    for sentence in fine:
        assert arabic.words(text[sentence.start : sentence.end]) == sentence.words


@given(st.lists(st.sampled_from(["قال", "أَكّد", "إلى", "دولـة", "ليبيا"]), min_size=7, max_size=9))
def test_sentences_equal_in_fine_spelling_share_their_coarse_keys(words: list[str]) -> None:
    plain = " ".join(arabic.normalize(word) for word in words)
    segments = [{"line": 1, "kind": "body"}]
    one = list(overlap.keys(" ".join(words), segments))
    assert one == list(overlap.keys(plain, segments))


@given(
    st.lists(st.text("ابتثجحخ", min_size=2, max_size=4), min_size=7, max_size=14, unique=True),
    st.data(),
)
def test_a_sentence_with_one_word_changed_is_always_a_candidate(
    words: list[str], data: st.DataObject
) -> None:
    segments = [{"line": 1, "kind": "body"}]
    at = data.draw(st.integers(0, len(words) - 1))
    changed = data.draw(
        st.sampled_from(
            [
                [*words[:at], "كلمة", *words[at + 1 :]],
                [*words[:at], "كلمة", *words[at:]],
                words[:at] + words[at + 1 :],
            ]
        )
    )
    one, other = (
        {key for _, keys in overlap.keys(" ".join(sentence), segments) for key in keys}
        for sentence in (words, changed)
    )
    assert one & other
