"""The closed vocabularies of a document record, read from the schema that defines them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from sifara.gold.repository import package_data, read_json

#: Where the schema lists each vocabulary.
_PATHS = {
    "register": "properties/register/enum",
    "noise": "properties/noise/enum",
    "split": "properties/split/enum",
    "kind": "$defs/segment/properties/kind/enum",
    "type": "$defs/mention/properties/type/enum",
    "form": "$defs/mention/properties/form/enum",
    "variation": "$defs/mention/properties/variation/items/enum",
    "id": "properties/id/pattern",
    "story": "properties/story/pattern",
    "entity": "$defs/mention/properties/entity/pattern",
    "file": "properties/source/properties/file/pattern",
    "reviewer": "properties/reviews/items/properties/by/pattern",
}


@cache
def _at(name: str) -> Any:
    value: Any = read_json(package_data("schema") / "document.schema.json")
    for key in _PATHS[name].split("/"):
        value = value[key]
    return value


def words(name: str) -> tuple[str, ...]:
    """The words of a vocabulary, such as ``kind`` or ``form``, in the order of the schema."""
    return tuple(_at(name))


def spells(name: str, text: str) -> bool:
    """Whether a text is shaped as ``id``, ``story``, ``entity``, ``file`` or ``reviewer`` is."""
    return re.fullmatch(_at(name), text) is not None
