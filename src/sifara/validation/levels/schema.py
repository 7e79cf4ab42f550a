"""Level ``schema``: the record has the shape that ``schema/*.schema.json`` gives it.

Two engines read the same schema. jsonschema-rs answers yes or no in microseconds; jsonschema, the
reference, is asked only when the answer is no, and the module ``sentences`` beside it turns what it
says into sentences for an annotator.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from sifara.gold.repository import package_data
from sifara.validation.findings import Finding, printable
from sifara.validation.levels.sentences import findings_of
from sifara.validation.record import Record

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

_LONGEST = 200  # characters of an engine's message that are shown
_MOST = 1000  # findings of one record that are explained


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema of the project by its name, such as ``document``."""
    path = package_data("schema") / f"{name}.schema.json"
    value: dict[str, Any] = json.loads(path.read_bytes())
    return value


@cache
def _fast(name: str) -> Any:
    import jsonschema_rs

    return jsonschema_rs.validator_for(schema(name))


@cache
def _reference(name: str) -> Any:
    from jsonschema import Draft202012Validator, validators

    keywords = {"pattern": _pattern, "uniqueItems": _unique_items}
    extend: Any = validators.extend
    return extend(Draft202012Validator, keywords)(schema(name))


def _pattern(_: Validator, pattern: str, instance: object, __: object) -> Iterator[ValidationError]:
    """The keyword ``pattern`` with a ``$`` that, unlike Python's, takes no final newline."""
    from jsonschema import ValidationError

    exact = re.sub(r"\$$", r"\\Z", pattern)
    if isinstance(instance, str) and not re.search(exact, instance):
        yield ValidationError(f"{instance!r} does not match {pattern!r}")


def _unique_items(
    _: Validator, wanted: bool, instance: object, __: object
) -> Iterator[ValidationError]:
    """The keyword ``uniqueItems`` in linear time, whatever the items are."""
    from jsonschema import ValidationError

    if wanted and isinstance(instance, list):
        written = {json.dumps(item, sort_keys=True) for item in instance}
        if len(written) < len(instance):
            yield ValidationError("the list repeats an item")


def conforms(name: str, value: object) -> bool:
    """Whether a value has the shape of a schema, asked of the fast engine."""
    try:
        return bool(_fast(name).is_valid(value))
    except ValueError:
        # A value that the engine cannot take, such as one nested too deep; the reader refuses it.
        return False


def explain(record: Record, name: str) -> list[Finding]:
    """The findings of a record that does not conform, in the order of the file."""
    unique: dict[tuple[str, str], Finding] = {}
    for error in _reference(name).iter_errors(record.value):
        for item in findings_of(record, error):
            unique[item.pointer, item.code] = item
        if len(unique) >= _MOST:
            break
    if not unique:
        return [_difference(record, name)]
    found = sorted(unique.values(), key=lambda item: (item.line, item.column, item.code))
    return found[:_MOST]


def _difference(record: Record, name: str) -> Finding:
    """The finding for what only the fast engine refuses."""
    error = next(iter(_fast(name).iter_errors(record.value)))
    pointer = "".join(f"/{part}" for part in error.instance_path)
    return record.finding("schema-violation", pointer, found=printable(error.message[:_LONGEST]))
