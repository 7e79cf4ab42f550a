"""The examples of a task: gold rows of one split as columns, with the properties for slices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import Any

from sifara.errors import UsageError, nearest
from sifara.evaluation.tasks import TASKS
from sifara.evaluation.tasks.properties import Surroundings
from sifara.gold.repository import package_data
from sifara.release.parquet import read_manifest, read_rows

#: Fields for analysis alone; no model is given them.
HIDDEN = frozenset({"id", "document", "story", "mention", "form", "variation", "phenomena", "kind"})

#: Fields that hold gold, of any task.
GOLD = frozenset(task.gold for task in TASKS.values())


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


def examples(config: str, split: str, folder: Path | str | None = None) -> Examples:
    """Reads the examples of one config and split, with the properties that its tasks slice by.

    Args:
        config: ``topics``, ``mentions`` or ``entity_pairs``.
        split: A split of the release.
        folder: Release folder, by default the one of the package.

    Raises:
        UsageError: When the release has no such split; the message names those it has.
    """
    release = package_data("release") if folder is None else Path(folder)
    manifest = read_manifest(release)
    splits = manifest["configs"][config]
    if split not in splits:
        raise UsageError(f"{config} has no split {split!r}{nearest(str(split), splits)}")
    rows = read_rows(release, config, split)
    documents = {row["id"]: row for row in read_rows(release, "documents", split)}
    train = read_rows(release, "documents", "train") if "train" in splits else []
    seen = frozenset(mention["cluster"] for document in train for mention in document["mentions"])
    found = Surroundings(rows, documents, seen)
    tasks = [task for task in TASKS.values() if task.config == config]
    # Links are to the published entities; rows without a link need none.
    linked = any("entity" in row for row in rows[:1])
    return Examples(
        config=config,
        split=split,
        version=manifest["version"],
        content_sha256=manifest["content_sha256"],
        ids=[row["id"] for row in rows],
        rows=rows,
        stories=[tuple(document["story"] for document in found.of(row)) for row in rows],
        properties={
            each.name: each.values(found)
            for task in tasks
            for each in (*task.slices, *task.properties)
        },
        labels=next((tuple(labels) for t in tasks if (labels := t.labels(manifest))), ()),
        knowledge_base=frozenset(e["id"] for e in read_rows(release, "entities", "kb"))
        if linked
        else frozenset(),
    )
