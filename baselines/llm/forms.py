"""How each task is put to a model: instructions, the schema of an answer, and how it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any

from baselines.llm.endpoint import BrokenAnswer
from baselines.names.resolve import CANDIDATES
from baselines.topics.answers import MOST_TOPICS
from sifara.gold import arabic

Item = Mapping[str, Any]
Topics = Sequence[Mapping[str, Any]]

#: Raised when a word of ``instructions.toml`` changes, because answers change with it.
VERSION = "1"


@dataclass(frozen=True, slots=True)
class Form:
    """How a task is put to a model.

    Attributes:
        answer: Turns the items of a question into the JSON schema of one answer.
        fields: Turns an answer into the fields of a prediction.
        example: Turns a row with gold into the answer that would have been right; None where it
            cannot be shown.
        group: What examples are varied by.
        default: Fields of an item that the model gave no usable answer to.
        tokens: Tokens of one answer, roughly.
        most: Most answers to ask for in one request.
    """

    answer: Callable[[Sequence[Item]], dict[str, Any]]
    fields: Callable[[Any, Item], dict[str, Any]]
    example: Callable[[Item, Mapping[str, str]], Any]
    group: Callable[[Item], str]
    default: Callable[[Item], dict[str, Any]]
    tokens: int
    most: int


def instructions(task: str, topics: Topics) -> str:
    """The instructions of a task, the same for all questions, with the topics that it has."""
    known = tomllib.loads(Path(__file__).with_name("instructions.toml").read_text("utf-8"))
    texts = {name: " ".join(text.split()) for name, text in known.items()}
    listed = "".join(
        f"- {t['id']} ({t['label_en']}, {t['label_ar']}): {t['definition_en']} "
        f"Not this when: {t['not_this_when']}\n"
        for t in topics
    )
    return Template(texts[task]).substitute(texts, most=MOST_TOPICS, topics=f"\n{listed}")


def _topic_answer(items: Sequence[Item]) -> dict[str, Any]:
    return {"type": "string", "enum": list(items[0]["labels"])}


def _topics_answer(items: Sequence[Item]) -> dict[str, Any]:
    return {"type": "array", "items": _topic_answer(items)}


def _pair_answer(items: Sequence[Item]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {
            "label": {"type": "string", "enum": ["no_match", "match"]},
            "probability": {"type": "number"},
        },
        "required": ["label", "probability"],
        "additionalProperties": False,
    }


def _name_answer(items: Sequence[Item]) -> dict[str, Any]:
    return {"type": "string"}


def _link_answer(items: Sequence[Item]) -> dict[str, Any]:
    known = sorted({candidate for item in items for candidate in item["candidates"]})
    return {"type": ["string", "null"], "enum": [*known, None]}


def _topics_fields(answer: list[str], item: Item) -> dict[str, Any]:
    if not 1 <= len(answer) <= MOST_TOPICS or len(set(answer)) < len(answer):
        raise BrokenAnswer(f"found {answer}, expected one to {MOST_TOPICS} different topics")
    return {"topics": sorted(answer)}


def _pair_fields(answer: Mapping[str, Any], item: Item) -> dict[str, Any]:
    probability = answer["probability"]
    if not 0 <= probability <= 1:
        raise BrokenAnswer("found a probability that is not from 0 to 1")
    return {"label": answer["label"], "score": round(float(probability), 6)}


def _cluster_fields(answer: str, item: Item) -> dict[str, Any]:
    key = arabic.name_key(answer)
    if not key:
        raise BrokenAnswer(f"found {answer!r}, expected the Arabic name of an entity")
    return {"cluster": f"{item['type']} {key}"}


def _link_fields(answer: str | None, item: Item) -> dict[str, Any]:
    found = [] if answer is None else [answer]
    rest = [candidate for candidate in item["candidates"] if candidate != answer]
    return {"entity": answer, "candidates": [*found, *rest][:CANDIDATES]}


FORMS: dict[str, Form] = {
    "topic_classification": Form(
        answer=_topic_answer,
        fields=lambda answer, item: {"topic": answer},
        example=lambda row, names: row["topic"],
        group=lambda row: str(row["topic"]),
        default=lambda item: {"topic": item["labels"][-1]},
        tokens=12,
        most=20,
    ),
    "topic_tagging": Form(
        answer=_topics_answer,
        fields=_topics_fields,
        example=lambda row, names: row["topics"],
        group=lambda row: str(row["topics"][0]),
        default=lambda item: {"topics": [item["labels"][-1]]},
        tokens=20,
        most=20,
    ),
    "entity_pairs": Form(
        answer=_pair_answer,
        fields=_pair_fields,
        example=lambda row, names: {
            "label": row["label"],
            "probability": float(row["label"] == "match"),
        },
        group=lambda row: str(row["label"]),
        default=lambda item: {"label": "no_match", "score": 0.0},
        tokens=20,
        most=25,
    ),
    "entity_clustering": Form(
        answer=_name_answer,
        fields=_cluster_fields,
        example=lambda row, names: names.get(row["entity"]),
        group=lambda row: str(row["type"]),
        default=lambda item: {"cluster": f"{item['type']} {arabic.name_key(item['surface'])}"},
        tokens=25,
        most=25,
    ),
    "entity_linking": Form(
        answer=_link_answer,
        fields=_link_fields,
        example=lambda row, names: row["entity"],
        group=lambda row: "linked" if row["entity"] else "NIL",
        default=lambda item: {"entity": None, "candidates": list(item["candidates"])},
        tokens=12,
        most=25,
    ),
}
