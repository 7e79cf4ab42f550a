"""Tasks for Label Studio: one a document, with the gold as a prediction that a person corrects.

Offsets count code points, as Label Studio does in the versions that its documentation describes.
https://labelstud.io/guide/predictions
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sifara.formats.label_studio.config import CONTROLS, TEXT, entity_choice, topic_choice
from sifara.gold.records import Document, Entity, Mention, Topic, format_document
from sifara.gold.repository import Repository
from sifara.gold.text import lines

#: ``model_version`` of the prediction that holds the gold.
GOLD = "gold"


def record_hash(document: Document) -> str:
    """SHA-256 of a record in its canonical spelling; an import compares it with the record then."""
    return hashlib.sha256(format_document(document).encode()).hexdigest()


def dump(documents: Sequence[Document], repository: Repository) -> str:
    """The JSON list of the tasks of documents."""
    entities = repository.read_entities()
    topics = {topic.id: topic for topic in repository.read_topics()}
    tasks = [
        task(document, repository.read_raw(document.file), entities, topics)
        for document in documents
    ]
    return json.dumps(tasks, ensure_ascii=False, indent=1) + "\n"


def task(
    document: Document, text: str, entities: Mapping[str, Entity], topics: Mapping[str, Topic]
) -> dict[str, Any]:
    """One task."""
    result = [
        *_segments(document, text, topics),
        *(part for mention in document.mentions for part in _mention(document, mention, entities)),
    ]
    return {
        "data": {
            "document": document.id,
            "file": document.file,
            "story": document.story,
            "register": document.register,
            "noise": document.noise,
            "review": document.review,
            "record_sha256": record_hash(document),
            TEXT: text,
        },
        "predictions": [{"model_version": GOLD, "result": result}],
    }


def _part(region: str, span: Mapping[str, Any], name: str, values: object) -> dict[str, Any]:
    """One result. Those of one region share its id and repeat its span."""
    kind, key = CONTROLS[name]
    return {
        "id": region,
        "from_name": name,
        "to_name": TEXT,
        "type": kind,
        "value": {**span, key: values},
    }


def _segments(
    document: Document, text: str, topics: Mapping[str, Topic]
) -> Iterator[dict[str, Any]]:
    by_line = {segment.line: segment for segment in document.segments}
    for line in lines(text):
        segment = by_line[line.number]
        region = document.segment_id(segment)
        span = {"start": line.start, "end": line.end, TEXT: text[line.start : line.end]}
        yield _part(region, span, "kind", [segment.kind])
        if segment.topics:
            chosen = [topic_choice(topics[id_]) if id_ in topics else id_ for id_ in segment.topics]
            yield _part(region, span, "topics", chosen)


def _mention(
    document: Document, mention: Mention, entities: Mapping[str, Entity]
) -> Iterator[dict[str, Any]]:
    region = document.mention_id(mention)
    span = {"start": mention.start, "end": mention.end, TEXT: mention.surface}
    yield _part(region, span, "type", [mention.type])
    yield _part(region, span, "form", [mention.form])
    if entity := entities.get(mention.entity):
        yield _part(region, span, "entity", [[entity.type, entity_choice(entity)]])
    else:
        yield _part(region, span, "new_entity", [mention.entity])
    if mention.variation:
        yield _part(region, span, "variation", list(mention.variation))
