"""Rewrites what is right and only written in another way: order and layout, never a label."""

from __future__ import annotations

import json
from typing import Any

from sifara.files import holds, write_text
from sifara.gold import records
from sifara.validation import reading
from sifara.validation.targets import ENTITIES, FileKind, Target


def fix(target: Target) -> bool:
    """Writes a file in its canonical form, if all its records have the right shape.

    Returns:
        Whether the file was rewritten.
    """
    if target.kind is None:
        return False
    content = reading.read(target, target.kind)
    if not content.records or any(item.code != "not-canonical" for item in content.findings):
        return False
    text = _canonical([record.value for record in content.records], target.kind)
    if holds(target.path, text):
        return False
    write_text(target.path, text)
    return True


def _canonical(values: list[dict[str, Any]], kind: FileKind) -> str:
    if kind.annotates:
        return records.format_document(records.document_from_json(_sorted_sets(values[0])))
    if kind is ENTITIES:
        return records.format_entities(records.entity_from_json(value) for value in values)
    if not kind.lines:
        return json.dumps(values[0], ensure_ascii=False, indent=2) + "\n"
    if kind.in_order:
        values = sorted(values, key=lambda value: str(value["id"]))
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)


def _sorted_sets(document: dict[str, Any]) -> dict[str, Any]:
    """The document with its sets of topics and variations in alphabetical order."""
    parts = {"segments": "topics", "mentions": "variation"}
    for part, key in parts.items():
        for item in document[part]:
            if key in item:
                item[key] = sorted(item[key])
    return document
