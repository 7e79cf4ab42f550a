"""What the value of a prediction field can be: how it is read and what it has to be.

A kind is an object; a field of a task names one. The same rules hold for JSONL, CSV, Parquet and
Python, where NumPy numbers and arrays are what they stand for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sifara.errors import nearest
from sifara.evaluation.rows import Examples

#: Separator of the members of a list in CSV.
CSV_SEPARATOR = ";"


def _as_is(value: Any, examples: Examples) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds.

    Attributes:
        problem: Why a value is wrong and what was expected, or None.
        cell: The value that a cell of a CSV file stands for.
        schema: JSON Schema of the value.
        meant: The value that another spelling of it stands for, such as the number of a label.
    """

    problem: Callable[[Any, Examples], str | None]
    cell: Callable[[str], Any]
    schema: Mapping[str, Any]
    meant: Callable[[Any, Examples], Any] = _as_is


def plain(value: Any) -> Any:
    """A value without NumPy types; tuples become lists and sets sorted lists."""
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(map(plain, value), key=str)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def _shown(value: Any) -> str:
    try:
        text = repr(value)
    except ValueError:  # an integer of thousands of digits
        text = f"a huge {type(value).__name__}"
    return text if len(text) <= 80 else f"{text[:77]}…"


def _nearest(value: Any, known: Iterable[str]) -> str:
    return nearest(value if isinstance(value, str) else _shown(value), known)


def _numeric(value: Any) -> bool:
    return isinstance(value, int | float)


def _label(value: Any, examples: Examples) -> str | None:
    if isinstance(value, str) and value in examples.labels:
        return None
    if isinstance(value, list) and value and all(map(_numeric, value)):
        return (
            f"found {len(value)} numbers, expected one label; choose the label with the highest "
            "number first (argmax)"
        )
    return f"unknown label {_shown(value)}{_nearest(value, examples.labels)}"


def _meant_label(value: Any, examples: Examples) -> Any:
    """The release stores labels as their numbers, and so may answers; of two, also as yes or no."""
    if isinstance(value, bool) and len(examples.labels) != 2:
        return value
    if isinstance(value, int) and 0 <= value < len(examples.labels):
        return examples.labels[value]
    return value


def _labels(value: Any, examples: Examples) -> str | None:
    if not isinstance(value, list):
        return f"found {_shown(value)}, expected a list of labels"
    if value and all(map(_numeric, value)):
        return (
            f"found the numbers {_shown(value)}, expected labels, or a 0 or 1 for each of the "
            f"{len(examples.labels)} labels; choose labels first, for example: scores >= 0.5"
        )
    if len(set(map(str, value))) < len(value):
        return f"a label stands twice in {_shown(value)}"
    return next((problem for label in value if (problem := _label(label, examples))), None)


def _meant_labels(value: Any, examples: Examples) -> Any:
    """A row of an indicator matrix, or numbers of labels."""
    labels = examples.labels
    if not isinstance(value, list) or not all(map(_numeric, value)):
        return value
    if len(value) == len(labels) and set(value) <= {0, 1}:
        return [label for label, chosen in zip(labels, value, strict=True) if chosen]
    named = [_meant_label(item, examples) for item in value]
    return value if any(map(_numeric, named)) else named


def _key(value: Any, examples: Examples) -> str | None:
    if isinstance(value, str | int) and not isinstance(value, bool):
        try:
            str(value).encode()
        except ValueError as error:
            return f"found a key that cannot be written as text: {error}"
        return None
    return f"found {_shown(value)}, expected a string or an integer that names a cluster"


def _link(value: Any, examples: Examples) -> str | None:
    if value is None or (isinstance(value, str) and value in examples.knowledge_base):
        return None
    near = _nearest(value, sorted(examples.knowledge_base))
    return f"unknown entity {_shown(value)} (null means NIL){near}"


def _meant_link(value: Any, examples: Examples) -> Any:
    """A table of numbers and texts shows what is absent as NaN."""
    return None if isinstance(value, float) and math.isnan(value) else value


def _number(value: Any, examples: Examples) -> str | None:
    if _numeric(value) and not isinstance(value, bool):
        try:
            if math.isfinite(value):
                return None
        except OverflowError:
            return f"found {_shown(value)}, expected a number that a double holds"
    return f"found {_shown(value)}, expected a finite number"


def _number_cell(cell: str) -> Any:
    try:
        return float(cell)
    except ValueError:
        return cell


def _ranking(value: Any, examples: Examples) -> str | None:
    if not isinstance(value, list):
        return f"found {_shown(value)}, expected a list of entities, the best first"
    if None in value:
        return f"found null in {_shown(value)}, expected entities alone; NIL is no candidate"
    unknown = next((problem for e in value if (problem := _link(e, examples))), None)
    if unknown is None and len(set(value)) < len(value):
        return f"an entity stands twice in {_shown(value)}"
    return unknown


def _list_cell(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(CSV_SEPARATOR) if part.strip()]


#: One of the labels.
LABEL = Kind(_label, str, {"type": "string"}, _meant_label)

#: A set of labels.
LABELS = Kind(
    _labels,
    _list_cell,
    {"type": "array", "uniqueItems": True, "items": {"type": "string"}},
    _meant_labels,
)

#: Any name of a cluster; an empty cell names none.
KEY = Kind(
    _key,
    lambda cell: cell or None,
    {
        "description": "Any key; mentions with one key are one entity. 1 and '1' are two keys.",
        "type": ["string", "integer"],
    },
)

#: An entity of the knowledge base, or None.
LINK = Kind(
    _link,
    lambda cell: cell or None,
    {
        "description": "Id of an entity of the knowledge base; null for NIL.",
        "type": ["string", "null"],
    },
    _meant_link,
)

#: How sure a system is.
NUMBER = Kind(
    _number,
    _number_cell,
    {"description": "How sure the system is of a match; higher is surer.", "type": "number"},
)

#: Entities, the best first.
RANKING = Kind(
    _ranking,
    _list_cell,
    {
        "description": "Entities from the best down, for recall at k.",
        "type": "array",
        "uniqueItems": True,
        "items": {"type": "string"},
    },
)
