"""Errors of the reference schema engine, said for an annotator instead of a schema's author."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sifara.errors import nearest
from sifara.validation.findings import Finding, count, quote
from sifara.validation.record import Record

if TYPE_CHECKING:
    from jsonschema import ValidationError

#: What the types of JSON are called.
_TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}

#: Keys whose presence hangs on another field, and the rule that says so.
_CONDITIONAL = {"topics": "topics-and-kind", "reviews": "reviews-and-state"}


def findings_of(record: Record, error: ValidationError) -> Iterator[Finding]:
    """The findings that one error of the engine stands for."""
    pointer = "".join(
        f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in error.absolute_path
    )
    say = _SENTENCES.get(str(error.validator), _other)
    yield from say(record, pointer, error)


def _missing(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    missing = [key for key in _strings(error.validator_value) if key not in _object(error)]
    if "then" in error.absolute_schema_path and _CONDITIONAL.keys() >= set(missing):
        for key in missing:
            yield _conditional(record, pointer, key, _object(error))
    elif missing:
        names = [quote(key) for key in missing]
        keys = f"the key {names[0]} is" if len(names) == 1 else f"the keys {', '.join(names)} are"
        yield record.finding("missing-key", pointer, keys=keys)


def _forbidden(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    keys = _strings(_mapping(error.validator_value).get("required", ()))
    for key in keys:
        if key in _CONDITIONAL:
            yield _conditional(record, pointer, key, _object(error))
    if not any(key in _CONDITIONAL for key in keys):
        yield from _other(record, pointer, error)


def _conditional(record: Record, pointer: str, key: str, owner: Mapping[str, Any]) -> Finding:
    present = key in owner
    where = f"{pointer}/{key}" if present else pointer
    if key == "topics":
        kind = quote(owner.get("kind"))
        found = f"a segment of kind {kind} {'with' if present else 'without'} topics"
        expected = (
            "none: only headline, deck and body carry topics"
            if present
            else "one to three topics, since headline, deck and body carry them"
        )
    else:
        found = f"review {quote(owner.get('review'))} {'with' if present else 'without'} reviews"
        expected = (
            'no "reviews" unless review is "human_reviewed"'
            if present
            else 'who reviewed the document and when, in "reviews"'
        )
    code = _CONDITIONAL[key]
    return record.finding(code, where, of_key=present, found=found, expected=expected)


def _unknown_key(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    known = list(_mapping(error.schema).get("properties", {}))
    for key in _object(error):
        if key not in known:
            where = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
            hint = nearest(key, known)
            yield record.finding("unknown-key", where, of_key=True, found=quote(key), hint=hint)


def _wrong_type(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    types = error.validator_value
    names = [_TYPES[name] for name in ([types] if isinstance(types, str) else _strings(types))]
    found = _described(error.instance)
    yield record.finding("wrong-type", pointer, found=found, expected=" or ".join(names))


def _described(value: object) -> str:
    if isinstance(value, str):
        return f"the text {quote(value)}"
    if isinstance(value, int) and not isinstance(value, bool):
        return f"the number {quote(value)}"
    return quote(value)


def _unknown_value(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    known = _strings(error.validator_value)
    hint = nearest(error.instance, known) if isinstance(error.instance, str) else ""
    hint = hint or f"; expected one of {', '.join(known)}"
    yield record.finding("unknown-value", pointer, found=quote(error.instance), hint=hint)


def _malformed(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    found = str(error.instance)
    if pointer == "/source/file" and _leads_out(found):
        yield record.finding("unsafe-path", pointer, found=quote(found))
        return
    about = _mapping(error.schema)
    expected = str(about.get("description") or about.get("title") or "another form").rstrip(".")
    examples = [quote(example) for example in about.get("examples", ()) if example]
    example = f", such as {' or '.join(examples)}" if examples else ""
    yield record.finding(
        "malformed-value", pointer, found=quote(found), expected=expected, example=example
    )


def _leads_out(path: str) -> bool:
    """Whether a path is anything but plain steps down from ``data/``."""
    parts = path.split("/")
    return path.startswith("/") or "\\" in path or ":" in path or ".." in parts or "." in parts


def _number_range(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    side = "at least" if error.validator == "minimum" else "at most"
    expected = f"{side} {error.validator_value}"
    found = quote(error.instance)
    yield record.finding("number-out-of-bounds", pointer, found=found, expected=expected)


def _length(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    side = "at least" if error.validator == "minLength" else "at most"
    expected = f"{side} {count(int(str(error.validator_value)), 'character')}"
    found = count(len(str(error.instance)), "character")
    yield record.finding("text-length", pointer, found=found, expected=expected)


def _items(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    side = "at least" if error.validator == "minItems" else "at most"
    items: list[object] = list(error.instance) if isinstance(error.instance, list) else []
    expected = f"{side} {error.validator_value}"
    yield record.finding(
        "item-count", pointer, found=count(len(items), "entry", "entries"), expected=expected
    )


def _repeated(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    items: list[object] = list(error.instance) if isinstance(error.instance, list) else []
    seen: dict[str, int] = {}
    for index, item in enumerate(items):
        first = seen.setdefault(json.dumps(item, sort_keys=True), index)
        if first < index:
            place = record.place(f"{pointer}/{first}", "first used")
            yield record.finding(
                "repeated-item", f"{pointer}/{index}", related=(place,), found=quote(item)
            )


def _alternatives(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    """The error of the alternative that the value comes closest to."""
    from jsonschema.exceptions import best_match

    nearest_error = best_match(error.context or [])
    if nearest_error is None:
        yield from _other(record, pointer, error)
    else:
        yield from findings_of(record, nearest_error)


def _other(record: Record, pointer: str, error: ValidationError) -> Iterator[Finding]:
    found = f"{error.validator} is {quote(error.validator_value)}"
    yield record.finding("schema-violation", pointer, found=found)


def _strings(value: object) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list | tuple) else []


def _object(error: ValidationError) -> Mapping[str, Any]:
    return _mapping(error.instance)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


_SENTENCES: dict[str, Callable[[Record, str, Any], Iterator[Finding]]] = {
    "anyOf": _alternatives,
    "oneOf": _alternatives,
    "required": _missing,
    "not": _forbidden,
    "additionalProperties": _unknown_key,
    "type": _wrong_type,
    "enum": _unknown_value,
    "pattern": _malformed,
    "minimum": _number_range,
    "maximum": _number_range,
    "minLength": _length,
    "maxLength": _length,
    "minItems": _items,
    "maxItems": _items,
    "uniqueItems": _repeated,
}
