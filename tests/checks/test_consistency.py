"""The reports for annotators: what they show, and what they leave alone."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara.checks import balance, consistency
from sifara.repository import Repository
from tests.conftest import CHECKOUT

Annotate = Callable[..., Path]


@pytest.fixture
def notes(repository: Repository) -> Callable[..., list[str]]:
    """The messages of one report."""

    def run(kind: str) -> list[str]:
        corpus = consistency.read(repository)
        return [note.message for note in consistency.notes(corpus, [kind])]

    return run


def test_the_base_has_little_to_look_at(repository: Repository) -> None:
    kinds = {note.kind for note in consistency.notes(consistency.read(repository))}
    assert kinds <= {"unannotated", "shared-names"}


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("زار ليبيا أمس", 4),
        ("زار وليبيا أمس", 5),
        ("عاد من بليبيا أمس", 8),
        ("عاد وبليبيا أمس", 6),
        ("قال لجامعة الدول العربية أمس", 5),
        ("قال وَقَطَر أمس", 6),
    ],
)
def test_known_names_are_found_with_attached_letters(
    annotate: Annotate, repository: Repository, text: str, start: int
) -> None:
    annotate(text)
    corpus = consistency.read(repository)
    found = [
        place.column
        for note in consistency.notes(corpus, ["unannotated"])
        for place in note.places
        if place.path.endswith("auth-002.txt")
    ]
    assert found == [start + 1]


def test_an_annotated_name_and_its_parts_are_left_alone(
    annotate: Annotate, notes: Callable[..., list[str]]
) -> None:
    text = "دعت جامعة الدول العربية"
    annotate(text, (4, 23))
    assert not [note for note in notes("unannotated") if "arab-league" in note]


def test_names_inside_longer_mentions_are_reported_apart(
    annotate: Annotate, notes: Callable[..., list[str]]
) -> None:
    text = "قالت سفارة قطر ذلك"
    annotate(text, (5, 14))
    assert notes("unannotated-nested") == [
        '1 occurrence of a name of qatar without a mention inside "سفارة قطر"'
    ]


def test_spans_that_differ_only_in_their_edge(
    annotate: Annotate, notes: Callable[..., list[str]]
) -> None:
    text = "قالت الجامعة العربية. ثم عادت الجامعة العربية"
    annotate(text, (5, 20), (30, 37))
    assert notes("edges") == ['"الجامعة" (arab-league) is annotated as "الجامعة العربية" elsewhere']


def test_one_surface_with_two_entities(
    annotate: Annotate, notes: Callable[..., list[str]], repository: Repository
) -> None:
    path = annotate("قالت الجامعة ثم الجامعة", (5, 12), (16, 23))
    text = path.read_text("utf-8")
    at = text.rindex('"arab-league"')
    path.write_text(text[:at] + '"qatar"' + text[at + 13 :], encoding="utf-8")
    (note,) = notes("surface-entities")
    assert note == '"الجامعة" has 2 entities: arab-league (1), qatar (1)'
    assert len(notes("entity-types")) == 1


def test_parts_of_words_are_listed(annotate: Annotate, notes: Callable[..., list[str]]) -> None:
    annotate("قالت الجامعةأمس", (5, 12))
    assert notes("inside-words") == ['"الجامعة" is part of the word "الجامعةأمس"']


def test_the_script_prints_text_and_json(repository: Repository) -> None:
    command = [sys.executable, str(CHECKOUT / "scripts" / "consistency.py")]
    command += ["--root", str(repository.root)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    data = subprocess.run(
        [*command, "--format", "json"], check=True, capture_output=True, text=True
    ).stdout
    assert all(set(note) == {"kind", "message", "places"} for note in json.loads(data))
    assert len(json.loads(data)) == sum(line[:2] == "  " != line[2:4] for line in text.splitlines())


def test_balance_is_asked_of_a_large_corpus_alone(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = consistency.read(repository)
    assert list(consistency.notes(corpus, ["balance"])) == []
    monkeypatch.setattr(balance, "FEWEST", 1)
    messages = [note.message for note in consistency.notes(corpus, ["balance"])]
    assert "split validation has 0% of the authored documents, expected 15% give or take 8%" in (
        messages
    )
    assert any(message.startswith("topic peace-process is primary in 1") for message in messages)
    assert any("unseen in train" in message for message in messages)


def test_distinct_share_counts_runs_of_four_words() -> None:
    assert balance.distinct_share(list("abcdabcd")) == 4 / 5
    assert balance.distinct_share(list("abc")) == 0


def test_check_makes_a_report_a_gate(repository: Repository) -> None:
    command = [sys.executable, str(CHECKOUT / "scripts" / "consistency.py"), "--check"]
    command += ["--root", str(repository.root), "--kind"]
    assert subprocess.run([*command, "balance"], check=False).returncode == 0
    (repository.data / "raw" / "authored" / "new.txt").write_text("new", encoding="utf-8")
    assert subprocess.run([*command, "texts"], check=False).returncode == 1
