"""The records of the gold standard and their one canonical spelling as JSON.

Records are plain frozen dataclasses that mirror ``schema/*.schema.json``. Reading one expects data
that has passed validation; the checks work on parsed JSON, never on these.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

#: Kinds of segment that carry topics and are rows of the ``topics`` config.
SCORED_KINDS = frozenset({"headline", "deck", "body"})


@dataclass(frozen=True, slots=True)
class Split:
    """What one split of the data is.

    Attributes:
        name: Its name.
        source: The kind of source that its texts have.
        learn: Whether systems may learn from it, be it a setting or a threshold.
        scored: Whether systems are scored on it.
    """

    name: str
    source: str
    learn: bool
    scored: bool


#: The splits by name, in the order in which they are shown.
SPLIT = {
    split.name: split
    for split in (
        Split("train", "authored", learn=True, scored=False),
        Split("validation", "authored", learn=True, scored=True),
        Split("test", "authored", learn=False, scored=True),
        Split("web", "web", learn=False, scored=True),
    )
}

#: Their names.
SPLITS = tuple(SPLIT)

#: The splits from which no system may learn, the one that ranks systems first.
HELD_OUT = tuple(name for name, split in SPLIT.items() if not split.learn)


@dataclass(frozen=True, slots=True)
class Segment:
    """One line of a raw text: its number, its kind and, where the kind is scored, its topics."""

    line: int
    kind: str
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A span of the raw text, in code points with exclusive end, that refers to an entity."""

    start: int
    end: int
    surface: str
    type: str
    form: str
    entity: str
    variation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """The gold annotation of one raw text; ``file`` is relative to ``data/``."""

    id: str
    source: str
    file: str
    sha256: str
    story: str
    split: str
    register: str
    noise: str
    review: str
    segments: tuple[Segment, ...]
    mentions: tuple[Mention, ...]
    reviews: tuple[tuple[str, str], ...] = ()

    def segment_id(self, segment: Segment) -> str:
        """The derived, stable id of a segment."""
        return f"{self.id}.s{segment.line:02d}"

    def mention_id(self, mention: Mention) -> str:
        """The derived, stable id of a mention."""
        return f"{self.id}.{mention.start}-{mention.end}"


@dataclass(frozen=True, slots=True)
class Entity:
    """One line of the registry of entities."""

    id: str
    type: str
    name_ar: str
    name_en: str
    wikidata: str | None
    description: str
    invented: bool
    identified: bool
    in_kb: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the taxonomy, reduced to what code needs; the file tells people more."""

    id: str
    label_ar: str
    label_en: str
    definition_ar: str
    definition_en: str
    terms_ar: tuple[str, ...]


def document_from_json(value: Mapping[str, Any]) -> Document:
    """Reads a validated document record."""
    source = value["source"]
    return Document(
        id=value["id"],
        source=source["kind"],
        file=source["file"],
        sha256=source["sha256"],
        story=value["story"],
        split=value["split"],
        register=value["register"],
        noise=value["noise"],
        review=value["review"],
        segments=tuple(
            Segment(s["line"], s["kind"], tuple(s.get("topics", ()))) for s in value["segments"]
        ),
        mentions=tuple(
            Mention(
                m["start"],
                m["end"],
                m["surface"],
                m["type"],
                m["form"],
                m["entity"],
                tuple(m.get("variation", ())),
            )
            for m in value["mentions"]
        ),
        reviews=tuple((r["by"], r["date"]) for r in value.get("reviews", ())),
    )


def _segment_json(segment: Segment) -> dict[str, Any]:
    topics = {"topics": list(segment.topics)} if segment.topics else {}
    return {"line": segment.line, "kind": segment.kind, **topics}


def _mention_json(mention: Mention) -> dict[str, Any]:
    variation = {"variation": list(mention.variation)} if mention.variation else {}
    return {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "type": mention.type,
        "form": mention.form,
        "entity": mention.entity,
        **variation,
    }


def document_to_json(document: Document) -> dict[str, Any]:
    """The JSON value of a document with its keys in canonical order."""
    reviews = {"reviews": [{"by": by, "date": date} for by, date in document.reviews]}
    return {
        "id": document.id,
        "source": {"kind": document.source, "file": document.file, "sha256": document.sha256},
        "story": document.story,
        "split": document.split,
        "register": document.register,
        "noise": document.noise,
        "review": document.review,
        **(reviews if document.reviews else {}),
        "segments": [_segment_json(s) for s in sorted(document.segments, key=lambda s: s.line)],
        "mentions": [
            _mention_json(m) for m in sorted(document.mentions, key=lambda m: (m.start, -m.end))
        ],
    }


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def format_document(document: Document) -> str:
    """The canonical text of a document file: one line a segment or mention, so that diffs read."""
    fields = []
    for key, value in document_to_json(document).items():
        if key in ("segments", "mentions") and value:
            items = ",\n".join(f"    {_compact(item)}" for item in value)
            fields.append(f"  {_compact(key)}: [\n{items}\n  ]")
        else:
            fields.append(f"  {_compact(key)}: {_compact(value)}")
    return "{\n" + ",\n".join(fields) + "\n}\n"


def entity_from_json(value: Mapping[str, Any]) -> Entity:
    """Reads a validated line of the registry."""
    return Entity(**{name: value[name] for name in Entity.__slots__})


def format_entities(entities: Iterable[Entity]) -> str:
    """The canonical text of the registry: sorted by id, one object a line."""
    rows = sorted(entities, key=lambda entity: entity.id)
    return "".join(
        _compact({name: getattr(entity, name) for name in Entity.__slots__}) + "\n"
        for entity in rows
    )


def withheld(entity_id: str, entity_type: str) -> bool:
    """Whether the seeded draw keeps an entity out of the published knowledge base.

    A quarter of the entities is drawn, by a hash of the id alone, so that adding an entity never
    moves another one. Geopolitical entities are never drawn: a knowledge base without states would
    be like none that exists. Together that withholds about a fifth of the registry.
    """
    if entity_type == "GPE":
        return False
    digest = hashlib.sha256(f"sifara-kb-1:{entity_id}".encode()).digest()
    return digest[0] < 64


def topics_from_json(value: Mapping[str, Any]) -> tuple[Topic, ...]:
    """Reads the validated taxonomy; the order of the topics is their priority."""
    return tuple(
        Topic(
            id=topic["id"],
            label_ar=topic["label_ar"],
            label_en=topic["label_en"],
            definition_ar=topic["definition_ar"],
            definition_en=topic["definition_en"],
            terms_ar=tuple(topic["terms_ar"]),
        )
        for topic in value["topics"]
    )


def primary_topic(topics: Iterable[str], priority: Mapping[str, int]) -> str:
    """The topic that stands first in the order of priority.

    Args:
        topics: One or more topic ids.
        priority: Rank of each topic, 0 being the highest.
    """
    return min(topics, key=priority.__getitem__)
