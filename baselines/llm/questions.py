"""Rows of a task as questions: those of one document, or two, in one request."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baselines.llm.endpoint import BrokenAnswer, whole
from baselines.llm.forms import Form, Item

#: Around a marked name. Neither letter stands in Arabic news.
OPEN, CLOSE = "\u27e6", "\u27e7"

#: Aliases listed for an entity.
ALIASES = 5


@dataclass(frozen=True)
class Question:
    """Some rows that are answered together.

    Attributes:
        ids: Ids of the rows; the model does not see them.
        items: What is known of each row, for the schema and for reading the answer.
        text: What the model is asked.
    """

    ids: tuple[str, ...]
    items: tuple[Item, ...]
    text: str

    def schema(self, form: Form) -> dict[str, Any]:
        """The schema of the whole answer: one property a row, by its number from 1.

        Every property is required, no other is allowed and choices stand once, as endpoints with
        strict schemas want it.
        """
        numbers = [str(number) for number in range(1, len(self.items) + 1)]
        return {
            "type": "object",
            "properties": {number: {"$ref": "#/$defs/answer"} for number in numbers},
            "required": numbers,
            "additionalProperties": False,
            "$defs": {"answer": form.answer(self.items)},
        }

    def read(self, form: Form, content: str) -> list[dict[str, Any]]:
        """The predictions of the rows.

        Raises:
            BrokenAnswer: When the content is no JSON, does not fit the schema, or an answer is
                impossible.
        """
        import jsonschema

        try:
            value = json.loads(_unfenced(content))
            whole(json.dumps(value, ensure_ascii=False))
            found = jsonschema.Draft202012Validator(self.schema(form)).iter_errors(value)
            misfit = jsonschema.exceptions.best_match(found)
        except BrokenAnswer:
            raise
        except (ValueError, RecursionError) as error:
            raise BrokenAnswer(f"the answer is no JSON: {error}") from error
        if misfit is not None:
            raise BrokenAnswer(f"{misfit.json_path}: {misfit.message}")
        return [
            {"id": row, **form.fields(value[str(number)], item)}
            for number, (row, item) in enumerate(zip(self.ids, self.items, strict=True), start=1)
        ]


def _unfenced(content: str) -> str:
    """A reply without the Markdown fence that some models put around JSON."""
    text = content.strip()
    return text.strip("`").removeprefix("json") if text.startswith("```") else text


def questions(task: str, form: Form, ids: Sequence[str], rows: Sequence[Item]) -> list[Question]:
    """The questions that ask for all rows, in the order of the first row of each.

    Args:
        task: Name of the task.
        form: How it is put.
        ids: Ids of the rows.
        rows: The visible rows; topic rows with ``labels``, linking rows with ``candidates`` and
            the ``entities`` that these are.
    """
    together: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        together[_documents(row)].append(number)
    write = _WRITERS[task]
    found = []
    for numbers in together.values():
        for start in range(0, len(numbers), form.most):
            part = numbers[start : start + form.most]
            items = tuple(rows[i] for i in part)
            found.append(Question(tuple(ids[i] for i in part), items, write(items)))
    return found


def _documents(row: Item) -> tuple[str, ...]:
    """The texts that a row refers to."""
    if "left" in row:
        return row["left"]["context"], row["right"]["context"]
    return (row["context"],)


def _passages(items: Sequence[Item]) -> str:
    lines = (f"{number}. {item['text']}" for number, item in enumerate(items, start=1))
    return f"Document:\n{items[0]['context']}\n\nPassages:\n" + "\n".join(lines)


def _mentions(items: Sequence[Item]) -> str:
    spans = {(item["start"], item["end"]): str(n) for n, item in enumerate(items, start=1)}
    types = (f"{number}. {item['surface']} ({item['type']})" for number, item in _numbered(items))
    text = marked(items[0]["context"], spans)
    return f"Document:\n{text}\n\nNames:\n" + "\n".join(types)


def _with_entities(items: Sequence[Item]) -> str:
    known = {entity["id"]: entity for item in items for entity in item["entities"]}
    lines = (_entity(known[entity]) for entity in sorted(known))
    return f"{_mentions(items)}\n\nEntities:\n" + "\n".join(lines)


def _entity(entity: Mapping[str, Any]) -> str:
    aliases = "؛ ".join(entity["aliases_ar"][:ALIASES])
    names = f"{entity['name_ar']} ({aliases})" if aliases else entity["name_ar"]
    return f"- {entity['id']} | {entity['type']} | {names} | {entity['description']}"


def _pairs(items: Sequence[Item]) -> str:
    marks: dict[str, dict[tuple[int, int], str]] = {"left": {}, "right": {}}
    pairs = []
    for number, item in _numbered(items):
        names = []
        for side, letter in (("left", "A"), ("right", "B")):
            mention, known = item[side], marks[side]
            mark = known.setdefault((mention["start"], mention["end"]), f"{letter}{len(known) + 1}")
            names.append(f"{mark} {mention['surface']}")
        pairs.append(f"{number}. {names[0]} / {names[1]} ({item['type']})")
    texts = (
        f"Document {letter}:\n{marked(items[0][side]['context'], marks[side])}"
        for side, letter in (("left", "A"), ("right", "B"))
    )
    return "\n\n".join([*texts, "Pairs:\n" + "\n".join(pairs)])


def _numbered(items: Sequence[Item]) -> Iterable[tuple[int, Item]]:
    return enumerate(items, start=1)


def marked(text: str, spans: Mapping[tuple[int, int], str]) -> str:
    """A text with names marked; spans nest or are apart."""
    opens: dict[int, list[tuple[int, str]]] = defaultdict(list)
    closes: dict[int, int] = defaultdict(int)
    for (start, end), mark in spans.items():
        opens[start].append((-end, mark))
        closes[end] += 1
    parts, position = [], 0
    for at in sorted({*opens, *closes}):
        parts.append(text[position:at])
        parts.append(CLOSE * closes[at])
        parts += [f"{OPEN}{mark} " for _, mark in sorted(opens[at])]
        position = at
    return "".join([*parts, text[position:]])


_WRITERS: dict[str, Callable[[Sequence[Item]], str]] = {
    "topic_classification": _passages,
    "topic_tagging": _passages,
    "entity_pairs": _pairs,
    "entity_clustering": _mentions,
    "entity_linking": _with_entities,
}
