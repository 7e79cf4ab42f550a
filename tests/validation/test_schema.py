"""The schemas and the sentences that say, in an annotator's words, where a record departs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.vocabulary import words
from sifara.validation.findings import Finding
from sifara.validation.levels import schema
from sifara.validation.record import Record
from tests.conftest import CHECKOUT

NAMES = sorted(
    path.name.removesuffix(".schema.json") for path in (CHECKOUT / "schema").glob("*.schema.json")
)
DOCUMENT: dict[str, Any] = schema.schema("document")["examples"][0]

#: Values that a field may be given by mistake.
WRONG = st.sampled_from(
    [None, True, 0, -1, 1, 10**9, "", "x", "web-000\n", "٠", [], ["x"], ["x", "x"], {}, {"x": 1}]
)


def check(value: object, name: str = "document") -> list[Finding]:
    """The findings about a value."""
    return schema.check(Record("x.json", json.dumps(value), value), name)


def subschemas(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a schema that could be one itself."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from subschemas(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from subschemas(inner)


@pytest.mark.parametrize("name", NAMES)
def test_schemas_are_schemas_and_their_examples_conform(name: str) -> None:
    whole = schema.schema(name)
    jsonschema.Draft202012Validator.check_schema(whole)
    assert whole["examples"]
    for part in subschemas(whole):
        if isinstance(part.get("examples"), list):
            for example in part["examples"]:
                assert part is not whole or check(example, name) == []
                if "$ref" not in json.dumps(part):
                    jsonschema.Draft202012Validator(part).validate(example)


@pytest.mark.parametrize("name", ["document", "entity", "topic"])
def test_every_pattern_has_an_example_and_a_description(name: str) -> None:
    for part in subschemas(schema.schema(name)):
        if isinstance(part.get("pattern"), str):
            assert part["examples"], part
            assert part["description"], part


def fields(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from fields(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from fields(inner, (*path, index))


@given(st.sampled_from(list(fields(DOCUMENT))), WRONG)
def test_the_reference_engine_refuses_the_same_and_each_refusal_has_a_sentence(
    path: tuple[Any, ...], wrong: object
) -> None:
    value = json.loads(json.dumps(DOCUMENT))
    owner = value
    for part in path[:-1]:
        owner = owner[part]
    owner[path[-1]] = wrong
    found = check(value)
    # Python's "$" lets a final line feed pass, which the dialect of schemas does not.
    if wrong != "web-000\n":
        assert bool(found) != jsonschema.Draft202012Validator(schema.schema("document")).is_valid(
            value
        )
    assert "schema-violation" not in {item.code for item in found}
    assert found == sorted(found, key=lambda item: item.order)


KINDS = words("kind")
MENTION, SEGMENT = DOCUMENT["mentions"][0], DOCUMENT["segments"][0]


def inside(part: str, **change: object) -> dict[str, Any]:
    """A document whose first segment or mention is changed; None takes a key away."""
    item = {k: v for k, v in {**DOCUMENT[part][0], **change}.items() if v is not None}
    return {**DOCUMENT, part: [item]}


@pytest.mark.parametrize(
    ("value", "pointer", "message"),
    [
        (
            {**DOCUMENT, "mentions": "none"},
            "/mentions",
            'found the text "none", expected a list',
        ),
        ({**DOCUMENT, "mentions": 7}, "/mentions", "found the number 7, expected a list"),
        ({**DOCUMENT, "mentions": True}, "/mentions", "found true, expected a list"),
        ({**DOCUMENT, "mentions": {}}, "/mentions", "found an object, expected a list"),
        (
            {**DOCUMENT, "split": "tests"},
            "/split",
            "\"tests\" is no value of this key; did you mean 'test'?",
        ),
        (
            {**DOCUMENT, "noise": "x" * 9},
            "/noise",
            '"xxxxxxxxx" is no value of this key; expected one of clean, light, heavy',
        ),
        (
            {**DOCUMENT, "noise": ["clean"]},
            "/noise",
            "a list is no value of this key; expected one of clean, light, heavy",
        ),
        ({**DOCUMENT, "topics": ["x"]}, "/topics", 'no key is called "topics" here'),
        ({**DOCUMENT, "spilt": "x"}, "/spilt", "; did you mean 'split'?"),
        ({**DOCUMENT, "a/b~c": 1}, "/a~1b~0c", 'no key is called "a/b~c" here'),
        (
            {**DOCUMENT, "segments": []},
            "/segments",
            "the list has 0 entries, expected at least 1",
        ),
        (
            inside("segments", topics=["a", "b", "c", "d"]),
            "/segments/0/topics",
            "the list has 4 entries, expected at most 3",
        ),
        (
            inside("segments", topics=["b", "a", "b"]),
            "/segments/0/topics/2",
            "(first used at x.json:1:",
        ),
        (inside("segments", line=0), "/segments/0/line", "0, expected at least 1"),
        (inside("segments", line=10**6), "/segments/0/line", "1000000, expected at most 100000"),
        (
            inside("mentions", surface=""),
            "/mentions/0/surface",
            "0 characters, expected at least 1 character",
        ),
        (
            inside("mentions", type=None),
            "/mentions/0",
            'the key "type" is missing here; add what is missing',
        ),
        (
            inside("mentions", type=None, form=None),
            "/mentions/0",
            'the keys "type", "form" are missing here; add what is missing',
        ),
        (
            inside("segments", kind="caption"),
            "/segments/0/topics",
            'found a segment of kind "caption" with topics, expected none',
        ),
        (
            inside("segments", topics=None),
            "/segments/0",
            'found a segment of kind "body" without topics, expected one to three topics',
        ),
        (
            {**DOCUMENT, "review": "human_reviewed"},
            "",
            'found review "human_reviewed" without reviews, expected who reviewed',
        ),
        (
            {**DOCUMENT, "reviews": [{"by": "amal", "date": "2026-03-01"}]},
            "/reviews",
            'with reviews, expected no "reviews" unless review is "human_reviewed"',
        ),
        (
            {**DOCUMENT, "id": "web 000"},
            "/id",
            'does not have the form of this key, such as "web-000"',
        ),
        ({**DOCUMENT, "id": "web-000\n"}, "/id", "does not have the form of this key"),
    ],
)
def test_a_departure_is_said_at_its_place(value: object, pointer: str, message: str) -> None:
    (item,) = check(value)
    assert item.pointer == pointer
    assert message in item.message


@pytest.mark.parametrize("path", ["/etc/x", "raw/../x", "./raw/x", "raw\\x", "C:x", "raw/./x"])
def test_a_path_that_leads_out_is_told_apart_from_one_of_another_form(path: str) -> None:
    def of(file: str) -> str:
        (item,) = check({**DOCUMENT, "source": {**DOCUMENT["source"], "file": file}})
        return item.code

    assert of(path) == "unsafe-path"
    assert of("raw/web/a.b.txt") == "malformed-value"


def test_a_key_that_is_conditional_in_documents_is_plain_elsewhere() -> None:
    value = dict(schema.schema("commission")["examples"][0])
    del value["topics"]
    (item,) = check(value, "commission")
    assert item.message == 'the key "topics" is missing here; add what is missing'


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("nothing", 'found the text "nothing", expected null'),
        ({"kind": "body", "topics": []}, "the list has 0 entries, expected at least 1"),
        ({"type": "ORG", "form": "name"}, 'the key "entity" is missing here'),
        ({"kind": "body", "form": "name"}, 'no key is called "form" here'),
    ],
)
def test_of_several_shapes_the_nearest_is_explained(said: object, message: str) -> None:
    value = {**schema.schema("adjudication")["examples"][0], "first": said}
    (item,) = check(value, "adjudication")
    assert item.pointer.startswith("/first")
    assert message in item.message


def test_a_record_of_many_faults_tells_of_a_thousand() -> None:
    value = {**DOCUMENT, "mentions": [{**MENTION, "start": -1, "end": -1}] * schema.MOST}
    assert len(check(value)) == schema.MOST
