"""Reading the examples of a task: gold rows of one split, with the properties that it slices by."""

from __future__ import annotations

from pathlib import Path

from sifara.errors import UsageError, nearest
from sifara.evaluation.rows import Examples
from sifara.evaluation.tasks import TASKS
from sifara.evaluation.tasks.properties import Surroundings
from sifara.gold.repository import package_data
from sifara.release.fields import PAIR_LABELS
from sifara.release.parquet import read_manifest, read_rows

__all__ = ["GOLD", "HIDDEN", "Examples", "examples"]

#: Fields for analysis alone; no model is given them.
HIDDEN = frozenset({"id", "document", "story", "mention", "form", "variation", "phenomena", "kind"})

#: Fields that hold gold, of any task; no model is given them either.
GOLD = frozenset(task.gold for task in TASKS.values())


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
        labels={"topics": tuple(manifest["topics"]), "entity_pairs": PAIR_LABELS}.get(config, ()),
        knowledge_base=frozenset(e["id"] for e in read_rows(release, "entities", "kb"))
        if linked
        else frozenset(),
        hidden=HIDDEN | GOLD,
    )
