"""The schemas are valid, closed, described, and their examples hold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.conftest import CHECKOUT

SCHEMAS = sorted((CHECKOUT / "schema").glob("*.schema.json"))


def read(path: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return value


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_a_schema_is_valid_titled_and_described(path: Path) -> None:
    schema = read(path)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["title"]
    assert schema["description"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_the_examples_of_a_schema_are_valid(path: Path) -> None:
    schema = read(path)
    validator = jsonschema.Draft202012Validator(schema)
    assert schema["examples"]
    for example in schema["examples"]:
        validator.validate(example)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "properties" in value and value.get("type") == "object":
            yield value
        for key, inner in value.items():
            if key != "examples":
                yield from objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from objects(inner)


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_every_object_is_closed(path: Path) -> None:
    found = list(objects(read(path)))
    assert found
    for schema in found:
        assert schema["additionalProperties"] is False, schema.get("title")
        assert set(schema["required"]) <= set(schema["properties"])


def test_there_is_a_schema_for_every_kind_of_record() -> None:
    assert {path.name.partition(".")[0] for path in SCHEMAS} == {
        "adjudication",
        "commission",
        "document",
        "entity",
        "prediction",
        "result",
        "topic",
    }


@pytest.mark.parametrize("name", ["document", "commission", "adjudication"])
def test_arabic_digits_are_no_digits_of_an_id(name: str) -> None:
    # A backslash-d matches them in Python's validators; the patterns say [0-9].
    text = (CHECKOUT / "schema" / f"{name}.schema.json").read_text(encoding="utf-8")
    assert r"\d" not in text
    schema = json.loads(text)
    example = {**schema["examples"][0], "id": "auth-١٢٣"}
    found = jsonschema.Draft202012Validator(schema).iter_errors(example)
    assert any(list(error.path) == ["id"] for error in found)
