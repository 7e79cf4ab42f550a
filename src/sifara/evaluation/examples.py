"""The examples of a task: gold rows of one split as columns, with the properties for slices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

from sifara.errors import UsageError, nearest
from sifara.gold.repository import package_data
from sifara.release.parquet import read_manifest, read_rows

#: Fields for analysis alone; no model is given them.
HIDDEN = frozenset({"id", "document", "story", "mention", "form", "variation", "phenomena", "kind"})

#: Fields that hold gold, of any task.
GOLD = frozenset({"topic", "topics", "label", "entity", "cluster"})


@dataclass(frozen=True)
class Examples:
    """The gold rows of one config and split.

    Attributes:
        config: Name of the config.
        split: Name of the split.
        version: Version of the data.
        content_sha256: Content hash of the release.
        ids: Row ids, in the order of the release.
        rows: The rows with labels as strings.
        stories: The story of each row, or of both sides of a pair.
        properties: For every slice the values that each row has, none to many.
        labels: The labels that answers may use; empty where any key is one.
        knowledge_base: Ids of the entities that a mention can be linked to.
    """

    config: str
    split: str
    version: str
    content_sha256: str
    ids: list[str]
    rows: list[dict[str, Any]]
    stories: list[tuple[str, ...]]
    properties: dict[str, list[tuple[str, ...]]]
    labels: tuple[str, ...]
    knowledge_base: frozenset[str]

    def column(self, name: str) -> list[Any]:
        """The values of one field."""
        return [row[name] for row in self.rows]

    def only(self, keep: Iterable[bool]) -> Examples:
        """The same examples of some rows alone."""
        kept = list(keep)
        return replace(
            self,
            ids=list(compress(self.ids, kept)),
            rows=list(compress(self.rows, kept)),
            stories=list(compress(self.stories, kept)),
            properties={n: list(compress(v, kept)) for n, v in self.properties.items()},
        )

    def visible(self) -> list[dict[str, Any]]:
        """The rows as a model may see them: without gold and without fields for analysis."""
        return [_visible(row) for row in self.rows]


def _visible(row: Mapping[str, Any]) -> dict[str, Any]:
    hidden = HIDDEN | GOLD
    return {
        name: _visible(value) if isinstance(value, dict) else value
        for name, value in row.items()
        if name not in hidden
    }


def examples(config: str, split: str, folder: Path | None = None) -> Examples:
    """Reads the examples of one config and split.

    Args:
        config: ``topics``, ``mentions`` or ``entity_pairs``.
        split: A split of the release.
        folder: Release folder, by default the one of the package.

    Raises:
        UsageError: When the release has no such split; the message names those it has.
    """
    release = folder or package_data("release")
    manifest = read_manifest(release)
    splits = manifest["configs"][config]
    if split not in splits:
        raise UsageError(f"{config} has no split {split!r}{nearest(split, splits)}")
    rows = read_rows(release, config, split)
    documents = {row["id"]: row for row in read_rows(release, "documents", split)}
    train = read_rows(release, "documents", "train") if "train" in splits else []
    properties, stories = _PROPERTIES[config](rows, documents, train)
    entities = read_rows(release, "entities", "kb") if config == "mentions" else []
    return Examples(
        config=config,
        split=split,
        version=manifest["version"],
        content_sha256=manifest["content_sha256"],
        ids=[row["id"] for row in rows],
        rows=rows,
        stories=stories,
        properties=properties,
        labels=_labels(config, manifest),
        knowledge_base=frozenset(entity["id"] for entity in entities),
    )


def _labels(config: str, manifest: Mapping[str, Any]) -> tuple[str, ...]:
    from sifara.release.fields import PAIR_LABELS

    return {"topics": tuple(manifest["topics"]), "entity_pairs": PAIR_LABELS}.get(config, ())


Rows = Sequence[Mapping[str, Any]]
Documents = Mapping[str, Mapping[str, Any]]
Properties = dict[str, list[tuple[str, ...]]]


def _of_document(rows: Rows, documents: Documents) -> Properties:
    names = ("register", "noise", "source")
    return {name: [(documents[row["document"]][name],) for row in rows] for name in names}


def _topics(
    rows: Rows, documents: Documents, train: Rows
) -> tuple[Properties, list[tuple[str, ...]]]:
    properties: Properties = {
        "topic": [(row["topic"],) for row in rows],
        "kind": [(row["kind"],) for row in rows],
        "topics_per_segment": [(str(len(row["topics"])),) for row in rows],
        **_of_document(rows, documents),
    }
    return properties, [(row["story"],) for row in rows]


def _mentions(
    rows: Rows, documents: Documents, train: Rows
) -> tuple[Properties, list[tuple[str, ...]]]:
    seen = _entities(train)
    clusters: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        clusters[row["surface"]].add(row["cluster"])
    properties: Properties = {
        "seen": [("seen" if row["cluster"] in seen else "unseen",) for row in rows],
        "ambiguous": [
            ("ambiguous" if len(clusters[row["surface"]]) > 1 else "unambiguous",) for row in rows
        ],
        "form": [(row["form"],) for row in rows],
        "variation": [tuple(row["variation"]) or ("none",) for row in rows],
        "type": [(row["type"],) for row in rows],
        "kind": [(row["kind"],) for row in rows],
        **_of_document(rows, documents),
    }
    return properties, [(row["story"],) for row in rows]


def _entity_pairs(
    rows: Rows, documents: Documents, train: Rows
) -> tuple[Properties, list[tuple[str, ...]]]:
    seen = _entities(train)
    mentions = {m["id"]: m for document in documents.values() for m in document["mentions"]}
    sides = [(row["left"], row["right"]) for row in rows]
    both = [tuple(mentions[side["mention"]] for side in pair) for pair in sides]

    def of_both(name: str) -> list[tuple[str, ...]]:
        return [
            tuple(sorted({documents[side["document"]][name] for side in pair})) for pair in sides
        ]

    familiarity = ("unseen", "half_seen", "seen")
    properties: Properties = {
        "seen": [(familiarity[sum(m["cluster"] in seen for m in pair)],) for pair in both],
        "phenomena": [tuple(row["phenomena"]) or ("none",) for row in rows],
        "type": [(row["type"],) for row in rows],
        "form": [tuple(sorted({m["form"] for m in pair})) for pair in both],
        **{name: of_both(name) for name in ("register", "noise", "source")},
    }
    stories = [tuple(documents[side["document"]]["story"] for side in pair) for pair in sides]
    return properties, stories


def _entities(train: Rows) -> set[str]:
    return {mention["cluster"] for document in train for mention in document["mentions"]}


_PROPERTIES: dict[
    str,
    Callable[[Rows, Documents, Rows], tuple[Properties, list[tuple[str, ...]]]],
] = {"topics": _topics, "mentions": _mentions, "entity_pairs": _entity_pairs}
