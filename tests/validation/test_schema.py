"""The two schema engines agree, and what they refuse is said in an annotator's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
            validator = jsonschema.Draft202012Validator(
                {**whole, **part} if part is whole else part
            )
            for example in part["examples"]:
                assert part is not whole or schema.conforms(name, example)
                if "$ref" not in json.dumps(part):
                    validator.validate(example)


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
def test_the_engines_agree_and_a_refusal_is_always_explained(
    path: tuple[Any, ...], wrong: object
) -> None:
    value = json.loads(json.dumps(DOCUMENT))
    owner = value
    for part in path[:-1]:
        owner = owner[part]
    owner[path[-1]] = wrong
    record = Record("x.json", json.dumps(value), value)
    found = schema.explain(record, "document") if not schema.conforms("document", value) else []
    strict = not list(schema._reference("document").iter_errors(value))
    assert schema.conforms("document", value) == strict == (not found)
    assert "schema-violation" not in {item.code for item in found}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mentions": "none"}, 'found the text "none", expected a list'),
        ({"split": "tests"}, "\"tests\" is no value of this key; did you mean 'test'?"),
        ({"noise": "x" * 9}, "expected one of clean, light, heavy"),
        ({"topics": ["x"]}, 'no key is called "topics" here'),
        ({"segments": []}, "the list has 0 entries, expected at least 1"),
        ({"review": "human_reviewed"}, 'found review "human_reviewed" without reviews'),
        ({"id": "web 000"}, 'does not have the form of this key, such as "web-000"'),
    ],
)
def test_sentences(change: dict[str, object], sentence: str) -> None:
    value = {**DOCUMENT, **change}
    record = Record("x.json", json.dumps(value), value)
    assert any(sentence in item.message for item in schema.explain(record, "document"))


def test_a_key_that_is_conditional_in_documents_is_plain_elsewhere() -> None:
    value = dict(schema.schema("commission")["examples"][0])
    del value["topics"]
    (item,) = schema.explain(Record("x.jsonl", json.dumps(value), value), "commission")
    assert item.message == 'the key "topics" is missing here; add what is missing'


def test_what_only_the_fast_engine_refuses_is_still_a_finding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Satisfied:
        def iter_errors(self, _: object) -> list[object]:
            return []

    monkeypatch.setattr(schema, "_reference", lambda _: Satisfied())
    value = {**DOCUMENT, "id": "x"}
    (item,) = schema.explain(Record("x.json", json.dumps(value), value), "document")
    assert (item.code, item.pointer) == ("schema-violation", "/id")
