"""From gold to rows: what each config of the release holds."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sifara.gold.arabic import full_spelling
from sifara.gold.records import (
    SCORED_KINDS,
    SPLITS,
    Document,
    Entity,
    Mention,
    Topic,
    primary_topic,
)
from sifara.gold.repository import Repository
from sifara.gold.text import lines
from sifara.gold.variation import variation
from sifara.release.pairs import MentionInSplit, pairs

if TYPE_CHECKING:
    from datasets import Features

Row = dict[str, Any]

#: The labels of ``entity_pairs.label``.
PAIR_LABELS = ("no_match", "match")

#: The configs of the release, the default first.
CONFIGS = ("topics", "documents", "mentions", "entity_pairs", "entities")

#: The split of the ``entities`` config.
KB_SPLIT = "kb"


@dataclass(frozen=True)
class Gold:
    """Everything that the release is made from, read into memory.

    Attributes:
        topics: The taxonomy in order of priority.
        entities: The registry by id.
        documents: The gold documents, sorted by id.
        texts: The raw text of each document.
    """

    topics: tuple[Topic, ...]
    entities: Mapping[str, Entity]
    documents: Sequence[Document]
    texts: Mapping[str, str]

    @classmethod
    def read(cls, repository: Repository) -> Gold:
        """Reads a validated repository."""
        documents = sorted(repository.read_documents(), key=lambda document: document.id)
        return cls(
            topics=repository.read_topics(),
            entities=repository.read_entities(),
            documents=documents,
            texts={d.id: repository.read_raw(d.file) for d in documents},
        )

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that have documents, in the order in which they are shown."""
        present = {document.split for document in self.documents}
        return tuple(split for split in SPLITS if split in present)

    @cached_property
    def priority(self) -> dict[str, int]:
        """Rank of each topic in the order of priority."""
        return {topic.id: rank for rank, topic in enumerate(self.topics)}

    def of_split(self, split: str) -> Iterator[tuple[Document, str]]:
        """The documents of a split with their texts."""
        return ((d, self.texts[d.id]) for d in self.documents if d.split == split)

    def link(self, mention: Mention) -> str | None:
        """The entity of the published knowledge base that a mention links to, or None for NIL."""
        return mention.entity if self.entities[mention.entity].in_kb else None


def features(topics: Sequence[str]) -> dict[str, Features]:
    """The features of each config.

    Args:
        topics: Topic ids in order of priority, which is the order of the class labels.
    """
    from datasets import ClassLabel, Features, List, Value

    string, integer, strings = Value("string"), Value("int32"), List(Value("string"))
    topic = ClassLabel(names=list(topics))
    side = {
        "mention": string,
        "document": string,
        "context": string,
        "start": integer,
        "end": integer,
        "surface": string,
    }
    span = {"id": string, "start": integer, "end": integer}
    link = {"entity": string, "cluster": string}
    return {
        "topics": Features(
            {
                "id": string,
                "document": string,
                "story": string,
                "kind": string,
                "text": string,
                "context": string,
                "topic": topic,
                "topics": List(topic),
            }
        ),
        "documents": Features(
            {
                "id": string,
                "story": string,
                "source": string,
                "register": string,
                "noise": string,
                "review": string,
                "text": string,
                "segments": List({**span, "line": integer, "kind": string, "topics": List(topic)}),
                "mentions": List(
                    {
                        **span,
                        "surface": string,
                        "type": string,
                        "form": string,
                        "variation": strings,
                        **link,
                    }
                ),
            }
        ),
        "mentions": Features(
            {
                "id": string,
                "document": string,
                "story": string,
                "context": string,
                "start": integer,
                "end": integer,
                "surface": string,
                "type": string,
                "kind": string,
                "form": string,
                "variation": strings,
                **link,
            }
        ),
        "entity_pairs": Features(
            {
                "id": string,
                "left": side,
                "right": side,
                "type": string,
                "label": ClassLabel(names=list(PAIR_LABELS)),
                "phenomena": strings,
            }
        ),
        "entities": Features(
            {
                "id": string,
                "type": string,
                "name_ar": string,
                "name_en": string,
                "aliases_ar": strings,
                "wikidata": string,
                "description": string,
            }
        ),
    }


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
