"""Level ``schema``: the record has the shape that ``schema/*.schema.json`` gives it.

jsonschema-rs says whether and where a record departs from its schema; the sentences here say it for
an annotator instead of a schema's author.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sifara.errors import nearest
from sifara.gold.repository import package_data
from sifara.validation.findings import Finding, count, quote
from sifara.validation.record import Record
from sifara.validation.scanner import pointer_step

#: Findings of one record that are told.
MOST = 1000

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

#: Keys whose presence hangs on another field: the rule that says so, what has the field, the field,
#: and what is expected where the key has no place and where it is missing.
_CONDITIONAL = {
    "topics": (
        "topics-and-kind",
        "a segment of kind",
        "kind",
        "none: only headline, deck and body carry topics",
        "one to three topics, since headline, deck and body carry them",
    ),
    "reviews": (
        "reviews-and-state",
        "review",
        "review",
        'no "reviews" unless review is "human_reviewed"',
        'who reviewed the document and when, in "reviews"',
    ),
}


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema of the project by its name, such as ``document``."""
    path = package_data("schema") / f"{name}.schema.json"
    value: dict[str, Any] = json.loads(path.read_bytes())
    return value


@cache
def validator(name: str) -> Any:
    """The engine for a schema."""
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema(name))


def check(record: Record, name: str) -> list[Finding]:
    """The findings of a record, in the order of the file.

    Args:
        record: A record that is strict JSON.
        name: Name of its schema.
    """
    if validator(name).is_valid(record.value):
        return []
    unique: dict[tuple[str, str], Finding] = {}
    for error in validator(name).iter_errors(record.value):
        for item in _Broken.of(record, schema(name), error).findings():
            unique[item.pointer, item.code] = item
        if len(unique) >= MOST:
            break
    return sorted(unique.values(), key=lambda item: item.order)[:MOST]


@dataclass(frozen=True, slots=True)
class _Broken:
    """A keyword of a schema that a value breaks.

    Attributes:
        record: The record.
        whole: The schema.
        error: What the engine says.
        pointer: JSON pointer of the value.
        keyword: The keyword.
        wanted: The value of the keyword in the schema.
        about: The part of the schema that the keyword stands in.
        found: The value.
    """

    record: Record
    whole: dict[str, Any]
    error: Any
    pointer: str
    keyword: str
    wanted: Any
    about: dict[str, Any]
    found: Any

    @classmethod
    def of(cls, record: Record, whole: dict[str, Any], error: Any) -> _Broken:
        *path, keyword = error.schema_path
        about: Any = whole
        for step in path:
            about = about[step]
        pointer = "".join(map(pointer_step, error.instance_path))
        return cls(record, whole, error, pointer, keyword, about[keyword], about, error.instance)

    def findings(self) -> Iterator[Finding]:
        """The findings that it stands for."""
        return _SENTENCES.get(self.keyword, _other)(self)

    def finding(self, code: str, **values: Any) -> Finding:
        """A finding about the value."""
        return self.record.finding(code, self.pointer, **values)


def _missing(broken: _Broken) -> Iterator[Finding]:
    missing = [key for key in broken.wanted if key not in broken.found]
    if "then" in broken.error.schema_path and _CONDITIONAL.keys() >= set(missing):
        yield from (_conditional(broken, key) for key in missing)
        return
    names = [quote(key) for key in missing]
    keys = f"the key {names[0]} is" if len(names) == 1 else f"the keys {', '.join(names)} are"
    yield broken.finding("missing-key", keys=keys)


def _forbidden(broken: _Broken) -> Iterator[Finding]:
    keys = [key for key in broken.wanted.get("required", ()) if key in _CONDITIONAL]
    yield from (_conditional(broken, key) for key in keys) if keys else _other(broken)


def _conditional(broken: _Broken, key: str) -> Finding:
    code, owner, field, forbidden, required = _CONDITIONAL[key]
    present = key in broken.found
    having = f"{owner} {quote(broken.found.get(field))} {'with' if present else 'without'}"
    return broken.record.finding(
        code,
        f"{broken.pointer}/{key}" if present else broken.pointer,
        of_key=present,
        found=f"{having} {key}",
        expected=forbidden if present else required,
    )


def _unknown_key(broken: _Broken) -> Iterator[Finding]:
    known = list(broken.about.get("properties", {}))
    for key in broken.found:
        if key not in known:
            yield broken.record.finding(
                "unknown-key",
                broken.pointer + pointer_step(key),
                of_key=True,
                found=quote(key),
                hint=nearest(key, known),
            )


def _wrong_type(broken: _Broken) -> Iterator[Finding]:
    types = [broken.wanted] if isinstance(broken.wanted, str) else broken.wanted
    found = quote(broken.found)
    if isinstance(broken.found, str):
        found = f"the text {found}"
    elif isinstance(broken.found, int) and not isinstance(broken.found, bool):
        found = f"the number {found}"
    expected = " or ".join(_TYPES[name] for name in types)
    yield broken.finding("wrong-type", found=found, expected=expected)


def _unknown_value(broken: _Broken) -> Iterator[Finding]:
    hint = nearest(broken.found, broken.wanted) if isinstance(broken.found, str) else ""
    hint = hint or f"; expected one of {', '.join(broken.wanted)}"
    yield broken.finding("unknown-value", found=quote(broken.found), hint=hint)


def _malformed(broken: _Broken) -> Iterator[Finding]:
    found = quote(broken.found)
    if broken.pointer == "/source/file" and _leads_out(broken.found):
        yield broken.finding("unsafe-path", found=found)
        return
    about = broken.about
    expected = (about.get("description") or about.get("title") or "another form").rstrip(".")
    examples = [quote(example) for example in about.get("examples", ()) if example]
    example = f", such as {' or '.join(examples)}" if examples else ""
    yield broken.finding("malformed-value", found=found, expected=expected, example=example)


def _leads_out(path: str) -> bool:
    """Whether a path is anything but plain steps down from ``data/``."""
    return (
        path.startswith("/")
        or any(c in path for c in "\\:")
        or bool({".", ".."} & set(path.split("/")))
    )


def _bound(broken: _Broken) -> Iterator[Finding]:
    """A number, text or list that is too small or too large."""
    code, unit, units = {
        "imum": ("number-out-of-bounds", "", ""),
        "Length": ("text-length", "character", "characters"),
        "Items": ("item-count", "entry", "entries"),
    }[broken.keyword[len("min") :]]
    found = count(len(broken.found), unit, units) if unit else quote(broken.found)
    expected = f"at {'least' if broken.keyword.startswith('min') else 'most'} {broken.wanted}"
    if code == "text-length":
        expected += f" {unit if broken.wanted == 1 else units}"
    yield broken.finding(code, found=found, expected=expected)


def _repeated(broken: _Broken) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, item in enumerate(broken.found):
        first = seen.setdefault(json.dumps(item, sort_keys=True), index)
        if first < index:
            place = broken.record.place(f"{broken.pointer}/{first}", "first used")
            yield broken.record.finding(
                "repeated-item", f"{broken.pointer}/{index}", related=(place,), found=quote(item)
            )


def _alternatives(broken: _Broken) -> Iterator[Finding]:
    """The findings of the alternative that the value comes closest to."""
    alternatives = [
        [_Broken.of(broken.record, broken.whole, error) for error in errors]
        for errors in broken.error.kind.context
    ]

    def distance(errors: list[_Broken]) -> tuple[bool, int]:
        return any(e.keyword == "type" and e.pointer == broken.pointer for e in errors), len(errors)

    for closest in min(alternatives, key=distance):
        yield from closest.findings()


def _other(broken: _Broken) -> Iterator[Finding]:
    yield broken.finding("schema-violation", found=f"{broken.keyword} is {quote(broken.wanted)}")


_SENTENCES: dict[str, Callable[[_Broken], Iterator[Finding]]] = {
    "anyOf": _alternatives,
    "required": _missing,
    "not": _forbidden,
    "additionalProperties": _unknown_key,
    "type": _wrong_type,
    "enum": _unknown_value,
    "pattern": _malformed,
    "minimum": _bound,
    "maximum": _bound,
    "minLength": _bound,
    "maxLength": _bound,
    "minItems": _bound,
    "maxItems": _bound,
    "uniqueItems": _repeated,
}
