"""Laws of references: what a document, a list or an adjudication points to, and what it says."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import records
from sifara.gold.records import SPLITS, document_to_json, format_document, withheld
from sifara.gold.repository import Repository, sha256
from sifara.validation import targets
from sifara.validation.context import Context
from sifara.validation.findings import Finding
from sifara.validation.levels import reference
from sifara.validation.levels.reference import lists
from sifara.validation.record import Annotated, Record
from sifara.validation.targets import ADJUDICATION, COMMISSIONS, TOPICS, FileKind, target
from tests.conftest import entity
from tests.validation.making import ENTITIES, annotated, context, mention

TEXT = "قال المجلس ذلك"
LEAGUE = ENTITIES["league"]

#: Checks a document that differs in some fields, its raw text being these bytes.
Check = Callable[..., Annotated | list[Finding]]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    def run(
        data: bytes = TEXT.encode(),
        against: Context | None = None,
        name: str = "",
        **fields: object,
    ) -> Annotated | list[Finding]:
        against = against or context()
        against.repository = Repository(tmp_path)
        fields = {"mentions": (mention(TEXT, 4, 10),)} | fields
        found = annotated(TEXT, **fields).document
        path = tmp_path / "data" / found.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        found = replace(found, sha256=str(fields.get("sha256", sha256(path))))
        document = against.repository.document_path(name or found.id)
        record = Record("x.json", format_document(found), document_to_json(found))
        return reference.check(record, against, target(against.repository, document))

    return run


def told(found: Annotated | list[Finding]) -> list[tuple[str, str]]:
    return [] if isinstance(found, Annotated) else [(i.code, i.pointer) for i in found]


def test_a_document_whose_references_hold_comes_with_its_text(check: Check) -> None:
    found = check()
    assert isinstance(found, Annotated)
    assert (found.text, found.raw) == (TEXT, "data/raw/authored/auth-001.txt")
    assert found.document.mentions[0].surface == "المجلس"


@pytest.mark.parametrize("kind", ["web", "authored"])
@pytest.mark.parametrize("split", SPLITS)
def test_real_texts_are_in_the_split_web_and_authored_ones_in_the_others(
    check: Check, kind: str, split: str
) -> None:
    stem, story = {"web": ("web-", "web-"), "authored": ("auth-", "st-")}[kind]
    fields = {"id": f"{stem}001", "story": f"{story}001", "file": f"raw/{kind}/x.txt"}
    found = check(source=kind, split=split, **fields)
    known = [item for item in told(found) if item[0] == "source-kind"]
    assert known == ([] if (split == "web") == (kind == "web") else [("source-kind", "/split")])


@pytest.mark.parametrize(
    ("pointer", "fields"),
    [
        ("/id", {"id": "web-001"}),
        ("/story", {"story": "web-001"}),
        ("/source/file", {"file": "raw/web/auth-001.txt"}),
        ("/split", {"split": "web"}),
    ],
)
def test_what_is_not_of_its_kind_of_source_is_told_by_field(
    check: Check, pointer: str, fields: dict[str, str]
) -> None:
    found = check(name=fields.get("id", "auth-001"), **fields)
    assert told(found) == [("source-kind", pointer)]
    assert isinstance(found, list)
    assert f'"{next(iter(fields.values()))}"' in found[0].message


@pytest.mark.parametrize("data", [b"", b"a" * reference.MAX_RAW_BYTES])
def test_a_raw_text_has_at_most_a_mebibyte(check: Check, data: bytes) -> None:
    assert told(check(data)) == []
    if data:
        assert told(check(data + b"a")) == [("raw-not-a-file", "/source/file")]


@pytest.mark.parametrize(
    "accident", ["\ufeff", "\r", "\0", "\x08", "\x0b", "\x0c", "\x1f", "\x7f", "\x80", "\x9f"]
)
def test_the_accidents_of_an_editor_are_counted_at_the_first(check: Check, accident: str) -> None:
    text = accident if accident == "\ufeff" else f"سطر\nثان {accident}{accident}"
    found = check(text.encode())
    assert isinstance(found, list)
    (item,) = found
    assert (item.code, item.path) == ("raw-editor-accident", "data/raw/authored/auth-001.txt")
    assert (item.line, item.column) == ((1, 1) if accident == "\ufeff" else (2, 5))
    assert f"U+{ord(accident):04X}" in item.message
    assert ("1 such character" if accident == "\ufeff" else "2 such characters") in item.message
    web = {"id": "web-001", "story": "web-001", "split": "web", "file": "raw/web/x.txt"}
    fine = check(text.encode(), context([replace(LEAGUE, invented=False)]), source="web", **web)
    assert told(fine) == []


@pytest.mark.parametrize("character", ["\t", "\n", " ", "\u00a0", "\u200f", "\u064e", "a\ufeff"])
def test_the_noise_of_authored_texts_is_no_accident(check: Check, character: str) -> None:
    assert told(check(f"سطر{character}آخر".encode())) == []


def test_all_that_is_wrong_with_a_raw_text_is_told_at_once(check: Check) -> None:
    found = check(b"\xd9\xff", sha256="0" * 64)
    assert told(found) == [("raw-hash", "/source/sha256"), ("raw-not-utf8", "")]
    assert isinstance(found, list)
    assert found[0].message.count("000000000000") == 1


def test_a_missing_text_names_the_nearest_one(check: Check, tmp_path: Path) -> None:
    check()
    repository = Repository(tmp_path)
    found = annotated(TEXT, file="raw/authored/auth-01.txt").document
    record = Record("x.json", format_document(found), document_to_json(found))
    against = context()
    against.repository = repository
    (item,) = reference.check(record, against, target(repository, Path("auth-001.json")))  # type: ignore[misc]
    assert item.code == "raw-missing"
    assert "did you mean 'raw/authored/auth-001.txt'?" in item.message


def test_the_name_of_a_file_is_the_id(check: Check) -> None:
    assert told(check(name="auth-002")) == [("id-not-file-name", "/id")]


def test_entities_are_registered_and_each_is_told_where_it_stands(check: Check) -> None:
    found = check(against=context([entity("leagues", "ORG")]))
    assert told(found) == [("unknown-entity", "/mentions/0/entity")]
    assert isinstance(found, list)
    assert "did you mean 'leagues'?" in found[0].message


@pytest.mark.parametrize("kind", ["PERS", "ORG"])
@pytest.mark.parametrize("invented", [True, False])
@pytest.mark.parametrize("source", ["web", "authored"])
def test_people_of_authored_texts_are_invented_and_nobody_on_the_web_is(
    check: Check, kind: str, invented: bool, source: str
) -> None:
    fields = {"source": source, "split": "web" if source == "web" else "test"}
    if source == "web":
        fields |= {"id": "web-001", "story": "web-001", "file": "raw/web/x.txt"}
    one = replace(entity("league", kind), invented=invented)
    mentions = (mention(TEXT, 0, 3), mention(TEXT, 4, 10))
    found = check(against=context([one]), mentions=mentions, **fields)
    expected = []
    if source == "web" and invented:
        expected = [("invented-in-web", "/mentions/0/entity")]
    if source == "authored" and kind == "PERS" and not invented:
        expected = [("person-not-invented", "/mentions/0/entity")]
    assert told(found) == expected


def test_topics_are_those_of_the_taxonomy(check: Check) -> None:
    against = context()
    against.take([Record("topics.json", "", {"topics": [{"id": "aid"}]})], TOPICS)
    segments = (records.Segment(1, "body", ("aid", "trade")),)
    found = check(against=against, segments=segments)
    assert told(found) == [("unknown-topic", "/segments/0/topics/1")]
    against.taxonomy = against.topics = None
    assert told(check(against=against, segments=segments)) == []


@pytest.mark.parametrize("field", ["story", "split", "register", "noise"])
def test_a_commissioned_document_is_as_planned(check: Check, field: str) -> None:
    planned = {"story": "st-001", "split": "test", "register": "agency-wire", "noise": "light"}
    row = {"id": "auth-001", **planned, field: "other"}
    against = context()
    against.take([Record("c.jsonl", json.dumps(row), row, 7)], COMMISSIONS)
    found = check(against=against)
    assert told(found) == [("not-as-commissioned", f"/{field}")]
    assert isinstance(found, list)
    assert "planned at c.jsonl:7:" in found[0].message
    assert planned[field] in found[0].message


def of_list(rows: list[dict[str, object]], kind: FileKind) -> list[Finding]:
    """The findings about a file of such rows."""
    written = [
        Record("x.jsonl", json.dumps(row, ensure_ascii=False), row, number)
        for number, row in enumerate(rows, start=1)
    ]
    return list(lists.check(written, kind, context()))


def row(name: str, **change: object) -> dict[str, object]:
    """A line of the registry."""
    one = entity(name, "ORG", "اسم", in_kb=not withheld(name, "ORG"))
    return {slot: getattr(one, slot) for slot in records.Entity.__slots__} | change


@given(st.lists(st.sampled_from("abcd"), max_size=6))
def test_lines_are_sorted_by_id_and_each_id_stands_once(names: list[str]) -> None:
    found = of_list([row(name) for name in names], targets.ENTITIES)
    again = [n for n, name in enumerate(names) if name in names[:n]]
    late = [
        n for n, name in enumerate(names) if n not in again and name < max(names[:n], default="")
    ]
    assert [item.line - 1 for item in found if item.code == "duplicate-record"] == again
    assert [item.line - 1 for item in found if item.code == "unsorted-records"] == late
    for item in found:
        name = names[item.line - 1]
        if item.code == "duplicate-record":
            assert item.related[0].line - 1 == names.index(name)
        else:
            assert f'"{max(names[: item.line - 1])}"' in item.message


@pytest.mark.parametrize("kind", ["ORG", "GPE"])
@pytest.mark.parametrize("identified", [True, False])
@pytest.mark.parametrize("in_kb", [True, False])
@pytest.mark.parametrize("name", ["entity-0", "entity-1", "entity-2", "entity-3", "entity-4"])
def test_the_knowledge_base_is_drawn(kind: str, identified: bool, in_kb: bool, name: str) -> None:
    found = of_list([row(name, type=kind, identified=identified, in_kb=in_kb)], targets.ENTITIES)
    drawn = withheld(name, kind)
    wrong = in_kb != (identified and not drawn)
    assert [item.code for item in found] == ["kb-draw"] * wrong
    for item in found:
        why = (
            "no text identifies" if not identified else f"draw {'withholds' if drawn else 'keeps'}"
        )
        assert why in item.message
        assert json.dumps(in_kb) in item.message


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([{"wikidata": "Q1", "invented": False}], []),
        ([{"wikidata": "Q1"}], ["wikidata-of-nobody"]),
        (
            [{"wikidata": "Q1", "invented": False, "identified": False, "in_kb": False}],
            ["wikidata-of-nobody"],
        ),
        ([{"wikidata": "Q1", "invented": False}] * 3, ["duplicate-wikidata"] * 2),
        ([{"wikidata": None}] * 2, []),
    ],
)
def test_an_item_of_wikidata_is_of_one_real_entity(
    changes: list[dict[str, object]], expected: list[str]
) -> None:
    rows = [row(name, **change) for name, change in zip("abc", changes, strict=False)]
    found = of_list(rows, targets.ENTITIES)
    assert [item.code for item in found] == expected
    assert all(item.related[0].line == 1 for item in found if "duplicate" in item.code)


TIDY = ("ok", " ok", "ok ", "o  k", "o\u00a0k", "o\nk", "o\u200fk", "oe\u0301")


@pytest.mark.parametrize("text", TIDY)
@pytest.mark.parametrize("field", ["name_ar", "name_en", "description"])
def test_texts_of_the_registry_are_tidy(field: str, text: str) -> None:
    text = f"اسم {text}".replace(" ok", "") + text if field == "name_ar" else text
    found = [item.code for item in of_list([row("a", **{field: text})], targets.ENTITIES)]
    tidy = text in ("ok", "اسمok", "اسم ok")
    assert found == [] if tidy else "untidy-text" in found


TOPIC = {
    "id": "aid",
    "label_ar": "عون",
    "label_en": "aid",
    "definition_ar": "تعريف",
    "definition_en": "what it is",
    "not_this_when": "never",
    "reason": "first",
}


def of_topics(*topics: dict[str, str]) -> list[tuple[str, str]]:
    value = {"topics": list(topics)}
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    found = lists.check([Record("topics.json", text, value)], TOPICS, context())
    return [(item.code, item.pointer) for item in found]


@pytest.mark.parametrize("field", [field for field in TOPIC if field != "id"])
def test_texts_of_the_taxonomy_are_tidy_and_in_their_script(field: str) -> None:
    assert of_topics(TOPIC, {**TOPIC, "id": "trade"}) == []
    assert of_topics({**TOPIC, field: f"{TOPIC[field]} "}) == [
        ("untidy-text", f"/topics/0/{field}")
    ]
    other = of_topics({**TOPIC, field: "latin"})
    assert other == [("wrong-script", f"/topics/0/{field}")] * field.endswith("_ar")


def test_a_topic_stands_once_in_the_taxonomy() -> None:
    assert of_topics(TOPIC, {**TOPIC, "id": "b"}, TOPIC) == [("duplicate-topic", "/topics/2/id")]


LABELS = {
    "s01": {"kind": "body", "topics": ["peace-process"]},
    "4-10": {"type": "ORG", "form": "name", "entity": "league"},
}


@pytest.fixture
def passes(tmp_path: Path) -> Repository:
    """A document that two passes and the gold say the same of."""
    repository = Repository(tmp_path)
    document = annotated(TEXT, [mention(TEXT, 4, 10)]).document
    raw = tmp_path / "data" / document.file
    raw.parent.mkdir(parents=True)
    raw.write_text(TEXT, "utf-8")
    for folder in (repository.documents, repository.first, repository.second):
        folder.mkdir(parents=True)
        (folder / "auth-001.json").write_text(format_document(document), "utf-8")
    return repository


def adjudicated(repository: Repository, **change: object) -> list[Finding]:
    """The findings about an adjudication of a place of the document."""
    place = str(change.pop("place", "4-10"))
    said = LABELS.get(place)
    value = {"id": f"auth-001.{place}", "surface": "المجلس" if said is LABELS["4-10"] else "قال"}
    value |= {"first": said, "second": said, "final": said, "reason": "why"} | change  # type: ignore[arg-type]
    record = Record("adjudication.jsonl", json.dumps(value, ensure_ascii=False), value)
    return list(lists.check([record], ADJUDICATION, Context(repository)))


@pytest.mark.parametrize("place", LABELS)
@pytest.mark.parametrize("key", ["first", "second", "final"])
def test_an_adjudication_says_what_each_pass_says(passes: Repository, place: str, key: str) -> None:
    assert adjudicated(passes, place=place) == []
    for said, words in ((None, "nothing"), ({"kind": "عنوان"}, '{"kind": "عنوان"}')):
        (item,) = adjudicated(passes, place=place, **{key: said})
        assert (item.code, item.pointer) == ("adjudication-mismatch", f"/{key}")
        assert words in item.message
        assert json.dumps(LABELS[place]) in item.message
        folder = "documents" if key == "final" else key
        assert item.related[0].path == f"data/gold/{folder}/auth-001.json"


@pytest.mark.parametrize("place", ["s02", "4-9", "3-10"])
def test_of_another_place_nothing_is_said(passes: Repository, place: str) -> None:
    surface = {"s02": "", "4-9": "المجل", "3-10": " المجلس"}[place]
    assert adjudicated(passes, place=place, surface=surface) == []


@pytest.mark.parametrize(
    ("place", "surface", "fine"),
    [
        ("4-10", "المجلس", True),
        ("4-10", "المجل", False),
        ("s01", "قال المجلس", True),
        ("s01", TEXT, True),
        ("s01", "المجلس", False),
    ],
)
def test_the_surface_is_that_of_the_text(
    passes: Repository, place: str, surface: str, fine: bool
) -> None:
    found = adjudicated(passes, place=place, surface=surface)
    expected = [] if fine else [("adjudication-mismatch", "/surface")]
    assert [(item.code, item.pointer) for item in found] == expected


def test_a_line_is_found_by_its_number(passes: Repository) -> None:
    raw = passes.data / "raw" / "authored" / "auth-001.txt"
    raw.write_text(f"\n  سطر ثان\n{TEXT}", "utf-8")
    for number, surface in ((1, ""), (2, "سطر"), (3, "قال"), (4, ""), (9, "")):
        place = f"s{number:02d}"
        said = LABELS["s01"] if number == 1 else None
        labels = dict.fromkeys(("first", "second", "final"), said)
        assert adjudicated(passes, place=place, surface=surface, **labels) == []


def test_what_cannot_be_compared_says_nothing(passes: Repository) -> None:
    (passes.first / "auth-001.json").unlink()
    (passes.second / "auth-001.json").write_text("{", "utf-8")
    assert adjudicated(passes, first=None, second=None) == []
    (passes.data / "raw" / "authored" / "auth-001.txt").unlink()
    assert adjudicated(passes, surface="other") == []
    passes.document_path("auth-001").unlink()
    (item,) = adjudicated(passes)
    assert (item.code, item.pointer) == ("unknown-document", "/id")
