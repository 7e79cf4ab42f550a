"""From gold to rows: what each config of the release holds."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sifara.gold.arabic import full_spelling
from sifara.gold.corpus import Gold
from sifara.gold.records import SCORED_KINDS, Document, Mention, primary_topic
from sifara.gold.text import lines
from sifara.gold.variation import variation
from sifara.release.fields import PAIR_LABELS
from sifara.release.pairs import MentionInSplit, pairs

Row = dict[str, Any]

#: The split of the ``entities`` config.
KB_SPLIT = "kb"


def splits(gold: Gold, config: str) -> tuple[str, ...]:
    """The splits of a config."""
    return (KB_SPLIT,) if config == "entities" else gold.splits


def rows(gold: Gold, config: str, split: str) -> Iterator[Row]:
    """The rows of one config and split, sorted by id, with labels as strings."""
    return _ROWS[config](gold, split)


def _segment_rows(gold: Gold, document: Document, text: str) -> Iterator[Row]:
    spans = {line.number: line for line in lines(text)}
    for segment in document.segments:
        span = spans[segment.line]
        yield {
            "id": document.segment_id(segment),
            "start": span.start,
            "end": span.end,
            "line": segment.line,
            "kind": segment.kind,
            "topics": sorted(segment.topics, key=gold.priority.__getitem__),
        }


def _mention_row(gold: Gold, document: Document, text: str, mention: Mention) -> Row:
    return {
        "id": document.mention_id(mention),
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "type": mention.type,
        "form": mention.form,
        "variation": variation(text, mention, gold.entities[mention.entity]),
        "entity": gold.link(mention),
        "cluster": mention.entity,
    }


def _topics(gold: Gold, split: str) -> Iterator[Row]:
    for document, text in gold.of_split(split):
        for segment in _segment_rows(gold, document, text):
            if segment["kind"] in SCORED_KINDS:
                yield {
                    "id": segment["id"],
                    "document": document.id,
                    "story": document.story,
                    "kind": segment["kind"],
                    "text": text[segment["start"] : segment["end"]],
                    "context": text,
                    "topic": primary_topic(segment["topics"], gold.priority),
                    "topics": segment["topics"],
                }


def _documents(gold: Gold, split: str) -> Iterator[Row]:
    for document, text in gold.of_split(split):
        yield {
            "id": document.id,
            "story": document.story,
            "source": document.source,
            "register": document.register,
            "noise": document.noise,
            "review": document.review,
            "text": text,
            "segments": list(_segment_rows(gold, document, text)),
            "mentions": [_mention_row(gold, document, text, m) for m in document.mentions],
        }


def _mentions(gold: Gold, split: str) -> Iterator[Row]:
    for document, text in gold.of_split(split):
        segments = list(_segment_rows(gold, document, text))
        starts = [segment["start"] for segment in segments]
        for mention in document.mentions:
            yield {
                **_mention_row(gold, document, text, mention),
                "document": document.id,
                "story": document.story,
                "context": text,
                "kind": segments[bisect_right(starts, mention.start) - 1]["kind"],
            }


def _entity_pairs(gold: Gold, split: str) -> Iterator[Row]:
    mentions = {}
    for document, text in gold.of_split(split):
        for mention in document.mentions:
            mentions[document.mention_id(mention)] = document, text, mention
    seen = (
        MentionInSplit(
            id=id_,
            document=document.id,
            surface=mention.surface,
            type=mention.type,
            cluster=mention.entity,
            variation=tuple(variation(text, mention, gold.entities[mention.entity])),
        )
        for id_, (document, text, mention) in mentions.items()
    )

    def side(id_: str) -> Row:
        document, text, mention = mentions[id_]
        return {
            "mention": id_,
            "document": document.id,
            "context": text,
            "start": mention.start,
            "end": mention.end,
            "surface": mention.surface,
        }

    for pair in pairs(seen):
        yield {
            "id": pair.id,
            "left": side(pair.left.id),
            "right": side(pair.right.id),
            "type": pair.left.type,
            "label": PAIR_LABELS[pair.match],
            "phenomena": list(pair.phenomena),
        }


def _entities(gold: Gold, split: str) -> Iterator[Row]:
    aliases: dict[str, set[str]] = defaultdict(set)
    for document, text in gold.of_split("train"):
        for mention in document.mentions:
            if mention.form != "nominal":
                alias = full_spelling(text, mention.start, mention.end)
                aliases[mention.entity].add(alias)
    for entity in gold.entities.values():
        if entity.in_kb:
            yield {
                "id": entity.id,
                "type": entity.type,
                "name_ar": entity.name_ar,
                "name_en": entity.name_en,
                "aliases_ar": sorted(aliases[entity.id] - {entity.name_ar}),
                "wikidata": entity.wikidata,
                "description": entity.description,
            }


_ROWS: dict[str, Callable[[Gold, str], Iterator[Row]]] = {
    "topics": _topics,
    "documents": _documents,
    "mentions": _mentions,
    "entity_pairs": _entity_pairs,
    "entities": _entities,
}
