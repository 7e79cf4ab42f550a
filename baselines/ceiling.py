"""The second annotation pass scored as a system: the ceiling that the labels themselves allow.

It was made by a model of the family that labelled the data, and says so in its result. A mention
that it did not mark stands alone and links to nothing.
"""

from __future__ import annotations

import sys
from functools import cache
from typing import Any

from baselines import runner
from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples
from sifara.gold.records import Document, document_from_json, primary_topic
from sifara.gold.repository import find_repository, read_json


@cache
def _second_pass() -> dict[str, Document]:
    folder = find_repository().second
    return {path.stem: document_from_json(read_json(path)) for path in folder.glob("*.json")}


class SecondPass:
    """Answers with the labels of the second pass; there is nothing to learn."""

    def answers(self, task: str, target: Examples) -> list[dict[str, Any]]:
        """The predictions for one task."""
        documents = _second_pass()
        topics = {
            d.segment_id(segment): list(segment.topics)
            for d in documents.values()
            for segment in d.segments
        }
        links = {d.mention_id(m): m.entity for d in documents.values() for m in d.mentions}
        field, _ = tasks.get(task).answer
        rows = zip(target.ids, target.rows, strict=True)
        return [{"id": i, field: _answer(task, i, row, topics, links, target)} for i, row in rows]


def _answer(
    task: str,
    row_id: str,
    row: dict[str, Any],
    topics: dict[str, list[str]],
    links: dict[str, str],
    target: Examples,
) -> Any:
    if task == "topic_classification":
        order = {label: rank for rank, label in enumerate(target.labels)}
        # A segment that the second pass gives a kind without topics has no answer of its own.
        return primary_topic(topics[row_id] or [target.labels[-1]], order)
    if task == "topic_tagging":
        return topics[row_id]
    if task == "entity_clustering":
        return links.get(row_id, f"alone {row_id}")
    if task == "entity_linking":
        entity = links.get(row_id)
        return entity if entity in target.knowledge_base else None
    left, right = (links.get(row[side]["mention"]) for side in ("left", "right"))
    return "match" if left and left == right else "no_match"


def build() -> SecondPass:
    """The system."""
    return SecondPass()


if __name__ == "__main__":
    sys.exit(runner.main_of("second_pass"))
