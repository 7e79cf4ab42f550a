"""What the commissioning sheet plans, and what of it the written texts hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sifara.gold.records import SPLIT
from sifara.gold.repository import Repository

#: The authored splits.
AUTHORED = tuple(name for name, split in SPLIT.items() if split.source == "authored")

#: Fields of the sheet that are counted.
FIELDS = ("register", "noise", "countries", "topics", "noise_kinds", "hard")

#: Steps of the table of lengths, in words.
STEP = 100


def commissions(repository: Repository) -> list[dict[str, Any]]:
    """The lines of the commissioning sheet."""
    text = repository.commissions.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def planned(plan: Sequence[Mapping[str, Any]], field: str) -> dict[str, Counter[str]]:
    """How many documents of each split the plan gives each value of a field."""
    found: dict[str, Counter[str]] = {split: Counter() for split in AUTHORED}
    for line in plan:
        values = line[field] if isinstance(line[field], list) else [line[field]]
        found[line["split"]].update(values)
    return found


def held(repository: Repository, plan: Sequence[Mapping[str, Any]]) -> dict[str, tuple[int, int]]:
    """Of the planned topics, entities and countries of all texts, how many are in their gold.

    A topic is there when a segment has it, an entity when a mention does.
    """
    documents = {document.id: document for document in repository.read_documents()}
    found: dict[str, Counter[bool]] = {"topics": Counter(), "entities": Counter()}
    for line in plan:
        document = documents[line["id"]]
        topics = {topic for segment in document.segments for topic in segment.topics}
        entities = {mention.entity for mention in document.mentions}
        found["topics"].update(topic in topics for topic in line["topics"])
        found["entities"].update(entity in entities for entity in line["entities"])
    return {name: (counts[True], counts.total()) for name, counts in found.items()}


def lengths(repository: Repository, plan: Sequence[Mapping[str, Any]]) -> dict[str, Counter[str]]:
    """How many texts are planned, and how many written, with so many words."""
    found = {"planned": Counter[str](), "written": Counter[str]()}
    texts = {d.id: repository.raw_path(d.file) for d in repository.read_documents()}
    for line in plan:
        found["planned"][_bin(line["words"])] += 1
        words = len(texts[line["id"]].read_text(encoding="utf-8").split())
        found["written"][_bin(words)] += 1
    return found


def _bin(words: int) -> str:
    low = words // STEP * STEP
    return f"{low:>3}–{low + STEP - 1}"
