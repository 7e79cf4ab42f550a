"""Notes: what they show, what they leave alone, and when they are looked for."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara.cli import main
from sifara.gold.records import Mention
from sifara.gold.repository import Repository
from sifara.validation import Run
from sifara.validation.catalogue import rules
from sifara.validation.findings import Finding
from sifara.validation.levels.corpus.notes import _NOTES, _any_of, _Whole
from sifara.validation.record import Annotated
from tests.conftest import entity
from tests.validation.making import annotated, context

Annotate = Callable[..., Path]
Notes = Callable[..., list[Finding]]

NOTES = frozenset(code for code, rule in rules().items() if rule.severity == "note")


@pytest.fixture
def notes(repository: Repository) -> Notes:
    """The notes of the checkout, of one code or of all."""

    def run(*codes: str, paths: list[Path] | None = None) -> list[Finding]:
        asked = frozenset(codes) or NOTES
        found = Run(repository, paths, notes=asked).findings()
        return [item for item in found if item.severity == "note"]

    return run


@pytest.fixture
def messages(notes: Notes) -> Callable[..., list[str]]:
    """Their messages, without the related places."""
    return lambda *codes: [re.sub(r" \([^()]* at [^()]*\)$", "", n.message) for n in notes(*codes)]


def test_the_base_has_nothing_to_look_at(notes: Notes) -> None:
    assert notes() == []


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
    annotate: Annotate, notes: Notes, text: str, start: int
) -> None:
    annotate(text)
    found = [note for note in notes("unlinked-name") if note.path.endswith("auth-002.txt")]
    assert [note.column for note in found] == [start + 1]


def test_an_annotated_name_and_its_parts_are_left_alone(
    annotate: Annotate, messages: Callable[..., list[str]]
) -> None:
    text = "دعت جامعة الدول العربية"
    annotate(text, (4, 23))
    assert messages("unlinked-name") == []


def test_names_inside_longer_mentions_are_told_apart(
    annotate: Annotate, messages: Callable[..., list[str]]
) -> None:
    annotate("قالت سفارة قطر ذلك", (5, 14))
    assert messages("unlinked-name") == []
    (told,) = messages("unlinked-name-in-mention")
    assert told.startswith('"قطر" inside "سفارة قطر" is a name of qatar')


def test_spans_that_differ_only_in_their_edge(
    annotate: Annotate, messages: Callable[..., list[str]]
) -> None:
    text = "قالت الجامعة العربية. ثم عادت الجامعة العربية"
    annotate(text, (5, 20), (30, 37))
    (told,) = messages("wider-span-elsewhere")
    assert told.startswith('"الجامعة" is a mention of arab-league, and "الجامعة العربية"')


def test_a_surface_with_two_entities_is_noted_at_the_rarer_one(
    annotate: Annotate, notes: Notes
) -> None:
    path = annotate("قالت ليبيا ثم ليبيا", (5, 10), (14, 19))
    text = path.read_text("utf-8").replace('"ORG"', '"GPE"').replace("arab-league", "libya")
    at = text.index('"libya"')
    path.write_text(text[:at] + '"qatar"' + text[at + 7 :], encoding="utf-8")
    (note,) = notes("surface-of-several-entities")
    assert note.message.startswith('"ليبيا" stands for 2 entities: qatar (1), libya (4)')
    assert (note.path, note.line, note.column) == ("data/raw/authored/auth-002.txt", 1, 6)
    assert [place.note for place in note.related] == ["libya"]


def test_many_values_are_cut_to_a_few() -> None:
    assert _any_of(("a", "b")) == "a or b"
    assert _any_of(tuple("abcdefg")) == "a or b or c or d or e or 2 more"


def look(code: str, *documents: Annotated) -> list[Finding]:
    """The notes of one code about documents in memory."""
    return list(_NOTES[code](_Whole(list(documents), context())))


@pytest.mark.parametrize("number", [2, 5, 6, 8])
def test_a_note_tells_the_five_rarest_values_and_counts_the_rest(number: int) -> None:
    text = "ليبيا " * 40
    spans = [(start, start + 5) for start in range(0, len(text), 6)]
    # The first value is used once, the second twice and so on.
    names = [f"e{n}" for n in range(number) for _ in range(n + 1)]
    mentions = [
        Mention(*span, "ليبيا", "GPE", "name", name)
        for span, name in zip(spans, names, strict=False)
    ]
    (note,) = look("surface-of-several-entities", annotated(text, mentions))
    told = ", ".join(f"e{n} ({n + 1})" for n in range(min(5, number)))
    more = f" and {number - 5} more" if number > 5 else ""
    assert f"stands for {number} entities: {told}{more}" in note.message
    assert (note.line, note.column) == (1, 1)
    assert [place.note for place in note.related] == [f"e{n}" for n in range(1, min(5, number))]
    assert [place.column for place in note.related][:2] == [7, 19][: min(5, number) - 1]


def test_forms_are_compared_within_an_entity_and_types_are_not() -> None:
    text = "ليبيا ليبيا"

    def of(one: tuple[str, str, str], other: tuple[str, str, str]) -> set[str]:
        mentions = [
            Mention(start, start + 5, "ليبيا", *label)
            for start, label in zip((0, 6), (one, other), strict=True)
        ]
        codes = [code for code in _NOTES if code.startswith("surface-of")]
        return {code for code in codes if look(code, annotated(text, mentions))}

    assert of(("GPE", "name", "libya"), ("GPE", "name", "libya")) == set()
    assert of(("GPE", "name", "libya"), ("GPE", "adjective", "libya")) == {
        "surface-of-several-forms"
    }
    assert of(("GPE", "name", "libya"), ("GPE", "adjective", "amal")) == {
        "surface-of-several-entities"
    }
    assert of(("GPE", "name", "libya"), ("ORG", "name", "amal")) == {
        "surface-of-several-entities",
        "surface-of-several-types",
    }


@pytest.mark.parametrize(
    ("spans", "inner"),
    [
        ([(0, 14, "a"), (0, 5, "a")], [0]),
        ([(0, 14, "a"), (0, 9, "b"), (0, 5, "a")], [0]),
        ([(0, 5, "a"), (6, 11, "a")], []),
        ([(0, 14, "a"), (0, 5, "b"), (6, 11, "b")], []),
        ([(0, 14, "a"), (0, 5, "b"), (6, 11, "a")], [6]),
        ([(0, 14, "a"), (0, 9, "a"), (0, 5, "a")], [0, 0, 0]),
    ],
)
def test_an_entity_inside_itself_is_noted_at_the_inner_mention(
    spans: list[tuple[int, int, str]], inner: list[int]
) -> None:
    text = "ليبيا قطر عمان"
    mentions = [Mention(s, e, text[s:e], "GPE", "name", name) for s, e, name in spans]
    found = look("entity-inside-itself", annotated(text, mentions))
    assert [note.column - 1 for note in found] == inner


def test_one_name_of_two_entities_is_noted_at_the_later_one() -> None:
    entities = [
        entity("a", "ORG", "الجامعة"),
        entity("b", "GPE", "الجامعة"),
        entity("c", "ORG", "جامعه"),
    ]
    found = list(_NOTES["name-of-several-entities"](_Whole([], context(entities))))
    assert [(note.line, note.related[0].line) for note in found] == [(3, 1)]


def test_parts_of_words_are_listed(annotate: Annotate, messages: Callable[..., list[str]]) -> None:
    annotate("قالت الجامعةأمس", (5, 12))
    (told,) = messages("span-in-joined-words")
    assert told.startswith('"الجامعة" is part of the word "الجامعةأمس"')


def test_notes_about_a_document_alone(annotate: Annotate, notes: Notes) -> None:
    path = annotate("زار ليبيا أمس")
    other = path.with_name("auth-001.json")
    assert [note.code for note in notes(paths=[path])] == ["unlinked-name"]
    assert notes(paths=[other]) == []


def test_a_file_outside_the_checkout_is_noted_in_the_place_of_its_namesake(
    annotate: Annotate, notes: Notes, tmp_path: Path
) -> None:
    path = annotate("قالت ليبيا ذلك", (5, 10))
    text = path.read_text("utf-8").replace('"ORG"', '"GPE"')
    path.write_text(text.replace("arab-league", "libya"), "utf-8")
    copy = tmp_path / path.name
    copy.write_text(text.replace("arab-league", "qatar"), "utf-8")
    assert notes("surface-of-several-entities", paths=[path]) == []
    assert len(notes("surface-of-several-entities", paths=[copy])) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], set()),
        (["--only", "corpus"], set()),
        (["--notes"], {"unlinked-name", "text-without-document"}),
        (["--notes", "--only", "corpus"], {"unlinked-name", "text-without-document"}),
        (["--notes", "--only", "annotation"], set()),
        (["--only", "unlinked-name"], {"unlinked-name"}),
        (["--notes", "--skip", "unlinked-name"], {"text-without-document"}),
    ],
)
def test_notes_are_listed_when_asked_for_and_never_fail(
    annotate: Annotate,
    repository: Repository,
    capfd: pytest.CaptureFixture[str],
    arguments: list[str],
    expected: set[str],
) -> None:
    annotate("زار ليبيا أمس")
    (repository.data / "raw" / "web" / "new.txt").write_text("new", encoding="utf-8")
    # The League is mentioned nowhere else, and its line may stay for this test.
    skip = ["--skip", "unused-entity"] if "--only" not in arguments else []
    assert main(["--root", str(repository.root), "validate", *arguments, *skip]) == 0
    assert set(re.findall(r": note\[([a-z-]+)\]", capfd.readouterr().out)) == expected


def test_notes_wait_until_the_data_is_sound_and_say_so(
    annotate: Annotate, repository: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    path = annotate("زار ليبيا أمس")
    path.write_text(path.read_text("utf-8").replace('"draft"', '"done"'), encoding="utf-8")
    assert main(["--root", str(repository.root), "validate", "--notes"]) == 1
    captured = capfd.readouterr()
    assert "note[" not in captured.out
    assert "no note was looked for" in captured.err


def test_a_note_is_a_notice_of_github(
    annotate: Annotate, repository: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    annotate("زار ليبيا أمس")
    main(
        [
            "--root",
            str(repository.root),
            "validate",
            "--format",
            "github",
            "--only",
            "unlinked-name",
        ]
    )
    assert capfd.readouterr().out.startswith("::notice file=data/raw/authored/auth-002.txt,line=1")
