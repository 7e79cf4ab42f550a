"""Requests: instructions, examples from train and one question, as a chat completion."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from baselines.llm.forms import FORMS, Form, Item, instructions
from baselines.llm.questions import Question, questions
from baselines.names import resolve
from baselines.names.spelling import of_rows
from baselines.registry import CHECKOUT, TUNED, named
from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples, examples
from sifara.gold.repository import read_json
from sifara.release.parquet import read_rows

#: The unsupervised matcher that finds candidates for linking.
RETRIEVER = "soft_tfidf"

Message = dict[str, str]


def asked(task: str, gold: Examples, entities: Sequence[Item]) -> list[Question]:
    """The questions of a split; only what a model may see goes into them."""
    return questions(task, FORMS[task], gold.ids, _items(task, gold, gold.visible(), entities))


def _items(
    task: str, gold: Examples, rows: Sequence[Item], entities: Sequence[Item]
) -> list[dict[str, Any]]:
    """Visible rows with the choices that an answer has."""
    if task != "entity_linking":
        return [{**row, "labels": gold.labels} for row in rows]
    names = of_rows(rows)
    (baseline,) = named([RETRIEVER])
    matcher = baseline.build()
    matcher.prepare(names)
    found = resolve.links(matcher, names, [resolve.Entity.of(entity) for entity in entities])
    known = {entity["id"]: entity for entity in entities}
    return [
        {
            **row,
            "candidates": link["candidates"],
            "entities": [known[entity] for entity in link["candidates"]],
        }
        for row, link in zip(rows, found, strict=True)
    ]


def shots(
    task: str, count: int, seed: int, folder: Path, entities: Sequence[Item]
) -> list[Message]:
    """Examples from train as questions with the right answers.

    They are drawn with a seed, in turn from every group of answers, and show a name with its own
    line alone, so that they stay short.
    """
    form = FORMS[task]
    if not count:
        return []
    train = examples(tasks.get(task).config, TUNED[0], folder)
    names = {entity["id"]: entity["name_ar"] for entity in entities}
    messages: list[Message] = []
    for number in _drawn(form, train, seed):
        answer = form.example(train.rows[number], names)
        (item,) = _items(task, train, [_shortened(train.visible()[number])], entities)
        if task == "entity_linking":
            item = _with_answer(item, answer, entities)
        elif answer is None:
            continue
        (question,) = questions(task, form, ["example"], [item])
        messages += [
            {"role": "user", "content": question.text},
            {"role": "assistant", "content": json.dumps({"1": answer}, ensure_ascii=False)},
        ]
        if len(messages) == 2 * count:
            break
    return messages


def _drawn(form: Form, train: Examples, seed: int) -> Iterator[int]:
    """The rows of train in the order in which they are shown: one of every group in turn."""
    groups: dict[str, list[int]] = defaultdict(list)
    order = list(range(len(train.rows)))
    random.Random(seed).shuffle(order)  # noqa: S311 - a reproducible draw
    for number in order:
        groups[form.group(train.rows[number])].append(number)
    waiting = list(groups.values())
    while waiting:
        for group in waiting:
            yield group.pop(0)
        waiting = [group for group in waiting if group]


def _shortened(row: Item) -> dict[str, Any]:
    """A row whose context is the line that it stands in."""
    if "left" in row:
        return {**row, **{side: _shortened(row[side]) for side in ("left", "right")}}
    context = row["context"]
    if "start" not in row:
        return {**row, "context": row["text"]}
    start = context.rfind("\n", 0, row["start"]) + 1
    end = context.find("\n", row["end"])
    line = context[start : end if end >= 0 else None]
    return {**row, "context": line, "start": row["start"] - start, "end": row["end"] - start}


def _with_answer(item: dict[str, Any], answer: str | None, entities: Sequence[Item]) -> Any:
    """A linking item that has its own answer among the candidates."""
    if answer is None or answer in item["candidates"]:
        return item
    (own,) = (entity for entity in entities if entity["id"] == answer)
    return {
        **item,
        "candidates": [answer, *item["candidates"]],
        "entities": [own, *item["entities"]],
    }


def requests(
    task: str,
    gold: Examples,
    folder: Path,
    model: str,
    count: int,
    seed: int,
    settings: Mapping[str, Any],
) -> tuple[list[tuple[Question, dict[str, Any]]], int]:
    """The questions of a split with the chat completions that ask them, and the examples shown.

    Args:
        task: Name of the task.
        gold: The examples to answer.
        folder: The release folder.
        model: Name of the model at the endpoint.
        count: Examples to show, as many as train has at most.
        seed: Seed of their draw.
        settings: Further fields of a request, such as ``temperature``.
    """
    entities = read_rows(folder, "entities", "kb")
    topics: Any = read_json(CHECKOUT.topics)["topics"]
    shown = shots(task, count, seed, folder, entities)
    before = [{"role": "system", "content": instructions(task, topics)}, *shown]
    return [
        (question, body(question, FORMS[task], model, before, settings))
        for question in asked(task, gold, entities)
    ], len(shown) // 2


def body(
    question: Question,
    form: Form,
    model: str,
    before: Sequence[Message],
    settings: Mapping[str, Any],
) -> dict[str, Any]:
    """The body of a chat completion whose answer has to fit the schema of a question.

    Args:
        question: The question.
        form: How its task is put.
        model: Name of the model at the endpoint.
        before: Instructions and examples.
        settings: Further fields, such as ``temperature``.
    """
    return {
        "model": model,
        "messages": [*before, {"role": "user", "content": question.text}],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answers", "strict": True, "schema": question.schema(form)},
        },
        **settings,
    }
