"""Label Studio gets the gold as it is and gives back what a person made of it, or is refused."""

from __future__ import annotations

import contextlib
import copy
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sifara.files import write_text
from sifara.formats.faults import UnreadableError
from sifara.formats.label_studio import config, results, tasks
from sifara.gold.records import Document, Mention, Segment, format_document
from sifara.gold.repository import Repository, sha256
from sifara.gold.text import OffsetMap, lines
from tests.conftest import document, entity
from tests.formats.conftest import TEXT
from tests.formats.strategies import ENTITIES, documents

DATA = Path(__file__).parent / "data"


def exported(repository: Repository) -> list[dict[str, Any]]:
    """The tasks of all documents, each completed by a person who changed nothing."""
    tasks_: list[dict[str, Any]] = json.loads(
        tasks.dump(list(repository.read_documents()), repository)
    )
    for task in tasks_:
        task["annotations"] = [
            {"id": 7, "completed_by": 1, "was_cancelled": False, **task["predictions"][0]}
        ]
    return tasks_


def test_what_the_registry_or_the_taxonomy_lacks_goes_out_and_comes_back(
    make_repository: Callable[..., Repository],
) -> None:
    mentions = [("ليبيا", "GPE", "name", "libya")]
    repository = make_repository([document(1, "زار ليبيا", mentions, topics=["no-such-topic"])])
    assert read(exported(repository), repository) == list(repository.read_documents())


def answer(value: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = value[0]["annotations"][0]["result"]
    return found


def read(value: object, repository: Repository) -> list[Document]:
    content = json.dumps(value, ensure_ascii=True).encode()
    return [reading.document for reading in results.read(content, repository)]


def refused(value: object, repository: Repository) -> list[tuple[str, str]]:
    with pytest.raises(UnreadableError) as caught:
        read(value, repository)
    str(caught.value).encode()
    return [(fault.place, fault.message) for fault in caught.value.faults]


def only(repository: Repository) -> Document:
    (record,) = repository.read_documents()
    return record


def part(value: list[dict[str, Any]], region: str, name: str) -> dict[str, Any]:
    (found,) = [r for r in answer(value) if r["id"] == region and r["from_name"] == name]
    return found


def region_of(repository: Repository, surface: str) -> str:
    record = only(repository)
    return next(record.mention_id(m) for m in record.mentions if m.surface == surface)


# What goes out


def test_every_gold_document_comes_back_exactly(checkout: Repository) -> None:
    gold = list(checkout.read_documents())
    assert read(exported(checkout), checkout) == gold
    written = tasks.dump(gold[:9], checkout)
    assert [r.document for r in results.read(written.encode(), checkout)] == gold[:9]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(made=documents())
def test_every_document_comes_back_exactly(
    made: tuple[Document, str], make_repository: Callable[..., Repository]
) -> None:
    repository = make_repository([made], [entity(name) for name in ENTITIES])
    assert read(exported(repository), repository) == list(repository.read_documents())


def test_a_task_holds_the_text_and_every_label(repository: Repository) -> None:
    (task,) = exported(repository)
    assert task["data"]["document"] == "auth-001"
    assert task["data"]["text"] == TEXT
    region = region_of(repository, "ليبيا")
    values = {r["from_name"]: r["value"] for r in answer([task]) if r["id"] == region}
    start = TEXT.index("ليبيا")
    span = {"start": start, "end": start + 5, "text": "ليبيا"}
    assert values == {
        "type": {**span, "labels": ["GPE"]},
        "form": {**span, "choices": ["name"]},
        "entity": {**span, "taxonomy": [["GPE", "libya · ليبيا"]]},
    }


def test_the_configuration_offers_everything_that_tasks_hold(checkout: Repository) -> None:
    root = ElementTree.fromstring(config.dump(checkout))  # written by this very function
    offered: dict[str, set[str]] = {}
    for tag in root.iter():
        if tag.get("toName") == "text":
            offered[tag.attrib["name"]] = {c.attrib["value"] for c in tag.iter() if c.get("value")}
    assert set(offered) == set(config.CONTROLS)
    for task in exported(checkout):
        for result in answer([task]):
            kind, key = config.CONTROLS[result["from_name"]]
            assert result["type"] == kind
            values = result["value"][key]
            flat = {v for each in values for v in (each if isinstance(each, list) else [each])}
            assert flat <= offered[result["from_name"]]


#: Tags and attributes of the configuration, as https://labelstud.io/tags/ lists them.
TAGS = {
    "View": {"style", "className", "visibleWhen", "whenTagName"},
    "Style": set(),
    "Header": {"value", "size"},
    "Text": {"name", "value", "granularity", "saveTextResult"},
    "Labels": {"name", "toName", "choice", "showInline"},
    "Label": {"value", "background"},
    "Choices": {"name", "toName", "choice", "perRegion", "showInline"},
    "Choice": {"value", "hint"},
    "Taxonomy": {"name", "toName", "perRegion", "leafsOnly", "maxUsages", "placeholder"},
    "TextArea": {"name", "toName", "perRegion", "maxSubmissions", "rows", "placeholder"},
}


def test_the_configuration_is_strict(checkout: Repository) -> None:
    written = config.dump(checkout)
    assert not re.search("[\x00-\x08\x0b-\x1f\ufffe\uffff]", written)
    root = ElementTree.fromstring(written.encode("utf-8"))
    assert root.tag == "View"
    for tag in root.iter():
        assert set(tag.attrib) <= TAGS[tag.tag]
        assert tag.tag == "Style" or not (tag.text or "").strip()
        assert not (tag.tail or "").strip()
    names = [tag.attrib["name"] for tag in root.iter() if "name" in tag.attrib]
    assert len(names) == len(set(names))
    for tag in root.iter():
        assert tag.get("toName", config.TEXT) == config.TEXT
        assert tag.get("whenTagName", "kind") in names
        offered = [choice.attrib["value"] for choice in tag if choice.tag in ("Label", "Choice")]
        assert len(offered) == len(set(offered))
        assert all(value == value.strip() != "" for value in offered)


def test_a_name_cannot_break_out_of_the_configuration(
    make_repository: Callable[..., Repository],
) -> None:
    name = "\"/><Choice value='أ'>&lt; ]]> <!-- "
    repository = make_repository([], [entity("hostile", name=name)])
    root = ElementTree.fromstring(config.dump(repository).encode("utf-8"))
    (offered,) = [c.attrib["value"] for c in root.iter("Choice") if "hostile" in c.attrib["value"]]
    assert offered == f"hostile · {name}"
    assert config.choice_id(offered) == "hostile"


def test_the_configuration_reads_right_to_left_and_by_single_letters(checkout: Repository) -> None:
    root = ElementTree.fromstring(config.dump(checkout))
    (view,) = [tag for tag in root.iter("View") if tag.find("Text") is not None]
    assert "direction: rtl" in view.attrib["style"]
    text = view.find("Text")
    assert text is not None
    assert text.attrib["granularity"] == "symbol"
    assert text.attrib["saveTextResult"] == "yes"


def test_each_sort_of_region_shows_its_own_questions(checkout: Repository) -> None:
    root = ElementTree.fromstring(config.dump(checkout))
    shown = {
        view.attrib["whenTagName"]: [tag.attrib["name"] for tag in view if tag.get("perRegion")]
        for view in root.iter("View")
        if view.get("visibleWhen") == "region-selected"
    }
    assert shown == {
        "kind": ["topics"],
        "type": ["form", "entity", "new_entity", "variation"],
    }


# What comes back


def test_an_export_of_label_studio_1_23_2_is_read(repository: Repository) -> None:
    content = (DATA / "label-studio-1.23.2.json").read_bytes()
    (reading,) = results.read(content, repository)
    assert reading.document == only(repository)
    assert reading.note == ""


def test_a_prediction_that_nobody_completed_is_read_and_said(repository: Repository) -> None:
    (reading,) = results.read(tasks.dump([only(repository)], repository).encode(), repository)
    assert reading.document == only(repository)
    assert reading.note == "nobody has completed this task; its prediction was read"


def test_a_skipped_answer_gives_way_to_a_complete_one(repository: Repository) -> None:
    value = exported(repository)
    value[0]["annotations"].insert(0, {"was_cancelled": True, "result": []})
    assert read(value, repository) == [only(repository)]


def test_a_person_changes_labels_and_metadata_stays(repository: Repository) -> None:
    value = exported(repository)
    part(value, "auth-001.s04", "kind")["value"]["labels"] = ["related"]
    answer(value).remove(part(value, "auth-001.s04", "topics"))
    part(value, "auth-001.s02", "topics")["value"]["choices"] = ["peace-process · موضوع"]
    region = region_of(repository, "ليبيا")
    part(value, region, "type")["value"]["labels"] = ["LOC"]
    span = part(value, region, "type")["value"]
    answer(value).remove(part(value, region, "entity"))
    for name, values in (
        ("new_entity", ["eastern-libya"]),
        ("variation", ["misspelling", "metonym"]),
    ):
        kind, key = config.CONTROLS[name]
        value[0]["annotations"][0]["result"].append(
            {"id": region, "from_name": name, "to_name": "text", "type": kind,
             "value": {"start": span["start"], "end": span["end"], key: values}}
        )  # fmt: skip
    before = only(repository)
    (record,) = read(value, repository)
    assert record.segments == (
        before.segments[0],
        Segment(2, "body", ("peace-process",)),
        Segment(4, "related"),
    )
    (changed,) = set(record.mentions) - set(before.mentions)
    assert changed == Mention(
        start=span["start"],
        end=span["end"],
        surface="ليبيا",
        type="LOC",
        form="name",
        entity="eastern-libya",
        variation=("metonym", "misspelling"),
    )
    assert replace(record, segments=(), mentions=()) == replace(before, segments=(), mentions=())


def test_an_entity_that_is_typed_may_come_as_one_text(repository: Repository) -> None:
    value = exported(repository)
    entry = part(value, region_of(repository, "ليبيا"), "entity")
    entry.update(from_name="new_entity", type="textarea")
    entry["value"] = {
        "start": entry["value"]["start"],
        "end": entry["value"]["end"],
        "text": "oman",
    }
    (record,) = read(value, repository)
    assert "oman" in {mention.entity for mention in record.mentions}


def utf16(text: str) -> Callable[[int], int]:
    return OffsetMap(text, "utf-16").from_code_point


def utf8(text: str) -> Callable[[int], int]:
    return OffsetMap(text, "utf-8").from_code_point


@pytest.mark.parametrize("unit", [utf16, utf8])
def test_offsets_of_a_browser_and_of_bytes_are_understood(
    repository: Repository, unit: Callable[[str], Callable[[int], int]]
) -> None:
    value = exported(repository)
    count = unit(TEXT)
    for result in answer(value):
        for key in ("start", "end"):
            result["value"][key] = count(result["value"][key])
    assert read(value, repository) == [only(repository)]


@pytest.mark.parametrize("trimmed", [False, True])
@pytest.mark.parametrize("held", [False, True])
def test_a_tool_that_normalises_line_ends_or_trims_is_understood(
    repository: Repository, *, trimmed: bool, held: bool
) -> None:
    """The task may still hold the text as it was, or the one that the tool made of it."""
    changed = TEXT.replace("\r\n", "\n")
    first = len(changed) - len(changed.lstrip()) if trimmed else 0
    if trimmed:
        changed = changed.strip()
    value = exported(repository)
    cut = TEXT.index("\r")
    for result in answer(value):
        for key in ("start", "end"):
            result["value"][key] -= first + (result["value"][key] > cut)
    if held:
        value[0]["data"]["text"] = changed
    assert read(value, repository) == [only(repository)]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (TEXT.replace("مُحَمَّد", "محمد"), 'column 6 found U+062D ARABIC LETTER HAH in "حمد ليبيا'),
        (TEXT.replace("ـ", ""), "at line 4, column 5 found"),
        (TEXT[:20], "found the end, the raw text has"),
        (TEXT + "…", 'found "…", the raw text has the end'),
        (None, "found null, expected the text of the document"),
    ],
)
def test_a_task_with_another_text_is_refused_at_its_first_difference(
    repository: Repository, text: str | None, message: str
) -> None:
    value = exported(repository)
    value[0]["data"]["text"] = text
    ((place, found),) = refused(value, repository)
    assert place == "/0/data/text"
    assert found.startswith("auth-001: ")
    assert message in found


def edit(value: list[dict[str, Any]], region: str, **changes: Any) -> None:
    for result in answer(value):
        if result["id"] == region:
            result["value"].update(changes)


def test_a_region_that_does_not_cover_its_text_is_refused_with_its_place(
    repository: Repository,
) -> None:
    value = exported(repository)
    region = region_of(repository, "ليبيا")
    start = TEXT.index("ليبيا")
    edit(value, region, start=start - 7, end=start - 2)
    ((place, message),) = refused(value, repository)
    first = next(i for i, result in enumerate(answer(value)) if result["id"] == region)
    assert place == f"/0/annotations/0/result/{first}"
    assert message == (
        f'auth-001: region {region}: covers "{TEXT[start - 7 : start - 2]}" in code points of '
        "the text as stored; "
        f'expected "ليبيا", which stands at {start}-{start + 5}'
    )


def test_one_region_that_looks_counted_by_a_browser_is_refused(repository: Repository) -> None:
    value = exported(repository)
    start = TEXT.index("ليبيا")
    edit(value, LIBYA, start=start + 1, end=start + 6)
    ((_, message),) = refused(value, repository)
    assert "it fits counted in UTF-16 units of the text as stored, which other" in message


def test_an_end_past_the_text_is_refused(repository: Repository) -> None:
    value = exported(repository)
    region = region_of(repository, "جامعـة الدول العربية")
    edit(value, region, end=len(TEXT) + 3)
    ((_, message),) = refused(value, repository)
    assert f"offset {len(TEXT) + 3} is outside the text, which ends at {len(TEXT)}" in message


Change = Callable[[list[dict[str, Any]]], None]


def drop(region: str, name: str) -> Change:
    return lambda value: answer(value).remove(part(value, region, name))


def put(region: str, name: str, values: Any) -> Change:
    def change(value: list[dict[str, Any]]) -> None:
        kind, key = config.CONTROLS[name]
        (some, *_) = [r for r in answer(value) if r["id"] == region]
        answer(value)[:] = [r for r in answer(value) if (r["id"], r["from_name"]) != (region, name)]
        span = {k: some["value"][k] for k in ("start", "end")}
        answer(value).append(
            {"id": region, "from_name": name, "type": kind, "value": {**span, key: values}}
        )

    return change


def without(region: str) -> Change:
    def change(value: list[dict[str, Any]]) -> None:
        answer(value)[:] = [r for r in answer(value) if r["id"] != region]

    return change


def again(region: str) -> Change:
    def change(value: list[dict[str, Any]]) -> None:
        for result in [r for r in answer(value) if r["id"] == region]:
            answer(value).append({**copy.deepcopy(result), "id": "other"})

    return change


LIBYA = f"auth-001.{TEXT.index('ليبيا')}-{TEXT.index('ليبيا') + 5}"
S4 = TEXT.index("جامعـة")


def resize(region: str, start: int, end: int) -> Change:
    return lambda value: edit(value, region, start=start, end=end, text=TEXT[start:end])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (without("auth-001.s02"), 'line 2 ("زار مُحَمَّد ليبيا 🇱") has no region with a kind'),
        (again("auth-001.s02"), "line 2 has another segment; delete one"),
        (resize("auth-001.s04", S4, S4 + 6), f"covers {S4}-{S4 + 6} of line 4, which is {S4}-"),
        (resize("auth-001.s04", 2, S4 + 6), "touches 3 lines, a segment is one line"),
        (resize("auth-001.s04", S4 - 2, S4 - 1), "touches 0 lines, a segment is one line"),
        (resize(LIBYA, 2, S4 + 6), "goes over the end of a line"),
        (drop("auth-001.s02", "topics"), "body without topics; tick one to three"),
        (put("auth-001.s02", "kind", ["caption"]), "caption carries no topics; untick them"),
        (put("auth-001.s02", "kind", ["bodi"]), 'found kind "bodi", expected one of headline,'),
        (put("auth-001.s02", "kind", []), "found 0 values of kind, expected one"),
        (put("auth-001.s02", "kind", ["body", "deck"]), "found 2 values of kind, expected one"),
        (put("auth-001.s02", "form", ["name"]), "has form, which belongs to the other sort"),
        (put("auth-001.s02", "type", ["ORG"]), "found a kind and a type"),
        (put("auth-001.s02", "topics", [3]), "found topics 3, expected text"),
        (put(LIBYA, "topics", ["peace-process"]), "has topics, which belongs to the other sort"),
        (drop(LIBYA, "type"), "has neither a kind nor a type; label it or delete it"),
        (drop(LIBYA, "form"), "found 0 values of form, expected one"),
        (drop(LIBYA, "entity"), "found 0 entities, expected one, from the registry or typed"),
        (put(LIBYA, "new_entity", ["oman"]), "found 2 entities, expected one"),
        (put(LIBYA, "entity", [["GPE", "a b"]]), 'found entity "a b", expected an id such as'),
        (put(LIBYA, "entity", ["libya"]), 'found entity "libya", expected a path'),
        (put(LIBYA, "entity", [[]]), "expected a path in the registry"),
        (put(LIBYA, "variation", ["typo"]), 'found variation "typo", expected one of'),
        (put(LIBYA, "type", "GPE"), f'region {LIBYA}: found no list "labels" from type'),
    ],
)
def test_a_label_that_a_record_cannot_hold_is_refused_with_its_region(
    repository: Repository, change: Change, message: str
) -> None:
    value = exported(repository)
    change(value)
    ((place, found),) = refused(value, repository)
    assert place == "/" or place.startswith("/0/annotations/0/result/")
    assert found.startswith("auth-001: ")
    assert message in found


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (3, "found 3, expected a result"),
        (
            {"type": "relation"},
            'found a result of type "relation" from null, expected one of',
        ),
        ({"id": "r", "from_name": "sentiment"}, 'from "sentiment"'),
        ({"id": "r", "from_name": "kind"}, 'found no list "labels" from kind'),
        (
            {"id": "r", "from_name": "kind", "value": {"labels": [], "start": "0", "end": 1}},
            'found "0", expected an offset',
        ),
        (
            {"id": "r", "from_name": "kind", "value": {"labels": [], "start": True, "end": 1}},
            "found true, expected an offset",
        ),
        (
            {"id": LIBYA, "from_name": "variation", "value": {"choices": [], "start": 0, "end": 1}},
            "found 0-1, other results of it have",
        ),
        (
            {
                "id": LIBYA,
                "from_name": "form",
                "value": {
                    "choices": [],
                    "start": TEXT.index("ليبيا"),
                    "end": TEXT.index("ليبيا") + 5,
                },
            },
            "form stands twice",
        ),
    ],
)
def test_a_result_that_is_none_of_ours_is_refused_with_its_place(
    repository: Repository, result: Any, message: str
) -> None:
    value = exported(repository)
    answer(value).append(result)
    ((place, found),) = refused(value, repository)
    assert place == f"/0/annotations/0/result/{len(answer(value)) - 1}"
    assert message in found


def test_all_faults_of_a_file_are_told_at_once(repository: Repository) -> None:
    value = exported(repository)
    drop(LIBYA, "form")(value)
    drop("auth-001.s02", "topics")(value)
    value.append({"data": {"document": "auth-002"}})
    found = refused(value, repository)
    assert len(found) == 3
    assert found[-1][0] == "/1/data/document"
    assert "no document 'auth-002'" in found[-1][1]


@pytest.mark.parametrize(
    ("task", "place", "message"),
    [
        ({"text": "a", "type": []}, "/0", "not JSON-MIN"),
        (3, "/0", 'found a task without "data"'),
        ({"data": {"document": "../x"}}, "/0/data/document", 'found "../x", expected the id'),
        ({"data": {"document": None}}, "/0/data/document", "found null, expected the id"),
    ],
)
def test_a_task_that_is_none_of_ours_is_refused(
    repository: Repository, task: Any, place: str, message: str
) -> None:
    ((at, found),) = refused([task], repository)
    assert at == place
    assert message in found


@pytest.mark.parametrize(
    ("answers", "place", "message"),
    [
        ({"annotations": [], "predictions": []}, "/0", "neither annotations nor predictions"),
        ({"annotations": None, "predictions": [1]}, "/0/predictions", "with their results"),
        ({"annotations": [{"was_cancelled": True}]}, "/0/annotations", "the task was skipped"),
        ({"annotations": [{}, {}]}, "/0/annotations", "found 2 answers, expected one"),
        ({"annotations": [{}]}, "/0/annotations/0/result", "expected a list of results"),
    ],
)
def test_a_task_without_one_answer_is_refused(
    repository: Repository, answers: dict[str, Any], place: str, message: str
) -> None:
    value = exported(repository)
    value[0].update(answers)
    assert any(at == place and message in found for at, found in refused(value, repository))


@pytest.mark.parametrize(
    ("content", "place", "message"),
    [
        (b"[]", "/", "found no task"),
        (b"[", "1:2", "expected the JSON export of Label Studio"),
        (b'[\n"\xe9"]', "2:2", "found byte 0xE9, expected UTF-8"),
        (b"[" * 100_000, "1:1", "nested too deeply"),
        (b"[" + b"1" * 5000 + b"]", "1:1", "a number too long"),
    ],
)
def test_a_file_that_is_no_export_is_refused(
    repository: Repository, content: bytes, place: str, message: str
) -> None:
    with pytest.raises(UnreadableError) as caught:
        results.read(content, repository)
    (fault,) = caught.value.faults
    assert fault.place == place
    assert message in fault.message


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=4,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(data=st.data())
def test_a_file_with_junk_in_any_place_is_read_or_refused_and_never_a_crash(
    repository: Repository, data: st.DataObject
) -> None:
    value: Any = exported(repository)
    node: Any = value
    while True:
        key = data.draw(
            st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
        )
        if not isinstance(node[key], dict | list) or not node[key] or data.draw(st.booleans()):
            break
        node = node[key]
    node[key] = data.draw(JUNK)
    with contextlib.suppress(UnreadableError):
        for record in read(value, repository):
            raw = repository.read_raw(record.file)
            assert all(raw[m.start : m.end] == m.surface for m in record.mentions)
            assert [s.line for s in record.segments] == [line.number for line in lines(raw)]


def test_one_task_alone_and_a_byte_order_mark_are_read(repository: Repository) -> None:
    (task,) = exported(repository)
    content = b"\xef\xbb\xbf" + json.dumps(task).encode()
    (reading,) = results.read(content, repository)
    assert reading.document == only(repository)


def test_an_import_does_not_undo_what_changed_since_the_export(repository: Repository) -> None:
    value = exported(repository)
    record = only(repository)
    changed = replace(record, mentions=record.mentions[1:])
    write_text(repository.document_path(record.id), format_document(changed))
    ((place, message),) = refused(value, repository)
    assert place == "/0/data/record_sha256"
    assert "has changed since this task was exported" in message
    assert sha256(repository.document_path(record.id)) == tasks.record_hash(changed)


def test_what_was_imported_may_be_imported_again(repository: Repository) -> None:
    value = exported(repository)
    put(LIBYA, "variation", ["metonym"])(value)
    (record,) = read(value, repository)
    write_text(repository.document_path(record.id), format_document(record))
    assert read(value, repository) == [record]
