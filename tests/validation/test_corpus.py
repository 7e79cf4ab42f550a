"""The corpus level: what it takes for shared, and which documents it compares."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import arabic
from sifara.gold.records import Segment
from sifara.gold.repository import Repository, sha256
from sifara.gold.text import lines
from sifara.validation.findings import Finding
from sifara.validation.levels.corpus.sentences import Sentence, keys, likeness, sentences

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


def of(text: str) -> list[Sentence]:
    """The sentences of a text of body lines."""
    return sentences(text, [Segment(line.number, "body") for line in lines(text)])


@given(st.text("ابجأإةىَـ .!؟؛\n،1٢x«", max_size=80))
def test_a_sentence_is_the_text_at_its_span(text: str) -> None:
    for sentence in of(text):
        piece = text[sentence.start : sentence.end]
        assert arabic.words(piece) == sentence.words
        assert piece == piece.strip()
        assert not set(piece) & set("\n!؟؛")


@given(st.lists(st.sampled_from(["قال", "أَكّد", "إلى", "دولـة", "ليبيا"]), min_size=7, max_size=12))
def test_sentences_equal_but_for_spelling_share_all_keys(words: list[str]) -> None:
    (one,) = of(" ".join(words))
    (other,) = of(" ".join(arabic.normalize(word) for word in words))
    assert keys(one) == keys(other) != set()


@given(st.integers(0, 6))
def test_a_sentence_too_short_to_share_has_no_key(number: int) -> None:
    assert keys(Sentence(("كلمة",) * number, 0, 0)) == set()


@given(
    st.lists(st.text("ابتثجحخ", min_size=2, max_size=4), min_size=8, max_size=14, unique=True),
    st.data(),
)
def test_a_sentence_with_one_word_changed_is_always_compared(
    words: list[str], data: st.DataObject
) -> None:
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
    one, other = (keys(of(" ".join(sentence))[0]) for sentence in (words, changed))
    assert one & other


def test_the_split_of_a_story_is_that_of_its_first_document(
    add: Callable[..., Path], found: Callable[..., list[Finding]]
) -> None:
    paths = [add(number, f"نص رقمه {number}", "st-011") for number in (11, 12, 13)]
    split = json.loads(paths[0].read_bytes())["split"]
    other = next(name for name in ("train", "validation") if name != split)
    for path in paths[1:]:
        text = path.read_text("utf-8")
        path.write_text(text.replace(f'"split": "{split}"', f'"split": "{other}"'), "utf-8")
    items = found()
    assert [item.code for item in items] == ["story-across-splits"] * 2
    assert [item.path.rpartition("/")[2] for item in items] == ["auth-012.json", "auth-013.json"]
    assert all("auth-011.json" in item.message for item in items)


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12))
def test_likeness_is_the_share_of_equal_words(same: int, mine: int, yours: int) -> None:
    shared = [f"كلمة{number}" for number in range(same)]
    one = Sentence((*shared, *(f"لي{number}" for number in range(mine))), 0, 0)
    other = Sentence((*shared, *(f"لك{number}" for number in range(yours))), 0, 0)
    if same + min(mine, yours) <= 6:
        assert likeness(one, other) == 0
    else:
        assert likeness(one, other) == 2 * same / (2 * same + mine + yours)


@pytest.mark.parametrize(("same", "near"), [(8, True), (7, False)])
def test_four_fifths_of_equal_words_are_near(
    add: Callable[..., Path], codes: Callable[..., set[str]], same: int, near: bool
) -> None:
    words = [
        "بحث",
        "الطرفان",
        "في",
        "اللقاء",
        "سبل",
        "تعزيز",
        "التعاون",
        "بين",
        "البلدين",
        "الشقيقين",
    ]
    changed = words[:same] + ["كلمة", "أخرى", "هنا"][: 10 - same]
    add(11, " ".join(words), "st-011")
    add(12, " ".join(changed), "st-012")
    assert codes() == ({"near-duplicate-sentence"} if near else set())


def test_a_shared_sentence_is_told_where_it_stands_in_both_texts(
    add: Callable[..., Path], found: Callable[..., list[Finding]]
) -> None:
    add(11, f"عنوان\nجملة قصيرة. {SENTENCE}.", "st-011")
    add(12, f"عنوان آخر\n\n  قول: نعم! {SENTENCE}", "st-012")
    (item,) = found()
    assert (item.path, item.line, item.column) == ("data/raw/authored/auth-012.txt", 3, 13)
    (place,) = item.related
    assert (place.path, place.line, place.column) == ("data/raw/authored/auth-011.txt", 2, 13)
    assert "9 words" in item.message
    assert f'"{SENTENCE}"' in item.message


def test_a_sentence_is_told_once_for_each_text_that_repeats_it(
    add: Callable[..., Path], found: Callable[..., list[Finding]]
) -> None:
    for number in (11, 12, 13):
        add(number, f"{SENTENCE}\n" + f"سطر رقمه {number}", f"st-{number:03d}")
    items = found()
    assert [item.path[-7:-4] for item in items] == ["012", "013"]
    assert {item.related[0].path[-7:-4] for item in items} == {"011"}


def test_of_the_same_text_each_but_the_first_is_told(
    add: Callable[..., Path], found: Callable[..., list[Finding]]
) -> None:
    for number in (11, 12, 13):
        add(number, "نص واحد", "st-011")
    items = found()
    assert [(item.code, item.pointer) for item in items] == [("duplicate-text", "/source/file")] * 2
    assert [item.path[-8:-5] for item in items] == ["012", "013"]
    assert {item.related[0].path[-8:-5] for item in items} == {"011"}
