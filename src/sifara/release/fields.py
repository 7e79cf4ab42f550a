"""What each config and each field of the release is: its type, and a sentence on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datasets import Features

#: The labels of ``entity_pairs.label``.
PAIR_LABELS = ("no_match", "match")

#: The configs of the release with what a row of each is, the default first.
CONFIGS = {
    "topics": "One row a scored segment: a headline, deck or body line of a document.",
    "documents": "One row a document: the text with all its segments and mentions.",
    "mentions": "One row a mention of a person, organisation, place, facility or event.",
    "entity_pairs": "One row a pair of mentions of one type from two documents.",
    "entities": "One row an entity of the published knowledge base.",
}

_START = ("int32", "Where it starts in the text of the document, in code points.")
_END = ("int32", "Where it ends in the text of the document, in code points, exclusive.")
_STORY = (
    "string",
    "Story: documents on the same event share one, and a story never crosses splits.",
)
_CONTEXT = ("string", "The text of the whole document.")
_KIND = "headline, deck, subheading, body, caption, related, boilerplate or disclaimer."
_SURFACE = ("string", "The mention as written: text[start:end].")
_TYPE = ("string", "PERS, ORG, GPE, LOC, FAC or EVENT.")
_FORM = ("string", "name, acronym, nominal or adjective; for analysis, not for models.")
_VARIATION = (
    "string[]",
    "How it departs from the canonical name; for analysis, not for models.",
)
_ENTITY = (
    "string",
    "Gold link: id of the entity in the published knowledge base, null for NIL.",
)
_CLUSTER = (
    "string",
    "Gold cluster: id of the referent, known to the knowledge base or not.",
)
_SIDE = {
    "mention": ("string", "its id."),
    "document": ("string", "its document."),
    "context": ("string", "the text of its document."),
    "start": ("int32", "where it starts there, in code points."),
    "end": ("int32", "where it ends there, exclusive."),
    "surface": ("string", "as written."),
}

#: Type and description of every field, in order. A type is one of Arrow, ``topic``, ``pair`` or
#: ``struct``, whose fields follow with its name and a dot; ``[]`` makes it a list.
FIELDS: dict[str, dict[str, tuple[str, str]]] = {
    "topics": {
        "id": ("string", "Segment id: document and number of the line."),
        "document": ("string", "Document id."),
        "story": _STORY,
        "kind": ("string", "headline, deck or body."),
        "text": ("string", "The line, trimmed; nothing in it is cleaned."),
        "context": _CONTEXT,
        "topic": (
            "topic",
            "The primary topic: the highest in the order of priority among the topics.",
        ),
        "topics": ("topic[]", "One to three topics as a set, in the order of priority."),
    },
    "documents": {
        "id": ("string", "Document id."),
        "story": _STORY,
        "source": (
            "string",
            "web: a real article; authored: written by a language model for this corpus.",
        ),
        "register": ("string", "Manner of the text, such as agency-wire or aggregator."),
        "noise": ("string", "clean, light or heavy."),
        "review": ("string", "draft, adjudicated or human_reviewed."),
        "text": ("string", "The raw text, exactly as stored."),
        "segments": ("struct[]", "The non-blank lines."),
        "segments.id": ("string", "Segment id."),
        "segments.start": _START,
        "segments.end": _END,
        "segments.line": ("int32", "Number of the line in the text, from 1."),
        "segments.kind": ("string", _KIND),
        "segments.topics": ("topic[]", "Topics; empty where the kind is not scored."),
        "mentions": ("struct[]", "The mentions, which may nest."),
        "mentions.id": ("string", "Mention id."),
        "mentions.start": _START,
        "mentions.end": _END,
        "mentions.surface": _SURFACE,
        "mentions.type": _TYPE,
        "mentions.form": _FORM,
        "mentions.variation": _VARIATION,
        "mentions.entity": _ENTITY,
        "mentions.cluster": _CLUSTER,
    },
    "mentions": {
        "id": ("string", "Mention id: document, start and end."),
        "document": ("string", "Document id."),
        "story": _STORY,
        "context": _CONTEXT,
        "start": _START,
        "end": _END,
        "surface": _SURFACE,
        "type": _TYPE,
        "kind": ("string", "Kind of the segment that it stands in."),
        "form": _FORM,
        "variation": _VARIATION,
        "entity": _ENTITY,
        "cluster": _CLUSTER,
    },
    "entity_pairs": {
        "id": ("string", "The ids of both mentions."),
        "left": ("struct", "First mention."),
        **{
            f"left.{name}": (kind, f"First mention: {text}") for name, (kind, text) in _SIDE.items()
        },
        "right": ("struct", "Second mention."),
        **{
            f"right.{name}": (kind, f"Second mention: {text}")
            for name, (kind, text) in _SIDE.items()
        },
        "type": ("string", "The type that both mentions have."),
        "label": ("pair", "match when both have the same referent, otherwise no_match."),
        "phenomena": (
            "string[]",
            "Why the pair is hard or easy; for analysis, not for models.",
        ),
    },
    "entities": {
        "id": ("string", "Entity id."),
        "type": _TYPE,
        "name_ar": ("string", "Canonical name in Arabic."),
        "name_en": ("string", "Canonical name in English."),
        "aliases_ar": ("string[]", "Other names, from the mentions of train alone."),
        "wikidata": ("string", "Wikidata id, null where none was verified."),
        "description": ("string", "One line in English."),
    },
}


def features(topics: Sequence[str]) -> dict[str, Features]:
    """The features of each config.

    Args:
        topics: Topic ids in order of priority, which is the order of the class labels.
    """
    from datasets import ClassLabel, Features, List, Value

    labels = {
        "topic": ClassLabel(names=list(topics)),
        "pair": ClassLabel(names=list(PAIR_LABELS)),
    }

    def within(config: str, prefix: str = "") -> dict[str, Any]:
        """The fields of a config, or of a struct in it, by name."""
        found = {}
        for path, (kind, _) in FIELDS[config].items():
            name = path.removeprefix(prefix)
            if path.startswith(prefix) and "." not in name:
                item = kind.removesuffix("[]")
                feature = within(config, f"{path}.") if item == "struct" else labels.get(item)
                feature = feature or Value(item)
                found[name] = List(feature) if kind.endswith("[]") else feature
        return found

    return {config: Features(within(config)) for config in CONFIGS}
