"""Predictions: reading them from files or Python objects, and holding them to the examples."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sifara.errors import UsageError, nearest

if TYPE_CHECKING:
    from sifara.evaluation.examples import Examples
    from sifara.evaluation.tasks import Task

#: Problems listed before the rest is only counted.
MOST_PROBLEMS = 20

#: Separator of the members of a list in CSV.
CSV_SEPARATOR = ";"


class PredictionError(UsageError):
    """Predictions that cannot be scored: every problem with its place, one a line."""

    def __init__(self, problems: list[str]) -> None:
        rest = len(problems) - MOST_PROBLEMS
        shown = problems[:MOST_PROBLEMS]
        super().__init__("\n".join([*shown, f"… and {rest} more"] if rest > 0 else shown))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Answers:
    """Predictions in the order of the examples.

    Attributes:
        values: The answer to each row: a label, labels, a cluster key, or an entity or None.
        optional: Further fields, present only when every row has them.
    """

    values: list[Any]
    optional: dict[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Located:
    """One prediction and the place where it stands, for messages."""

    place: str
    value: Mapping[str, Any]


def read(path: Path) -> Iterator[Located]:
    """Yields the predictions of a JSONL, CSV or Parquet file.

    Raises:
        PredictionError: When the file cannot be read as its ending says.
        FileNotFoundError: When there is none.
    """
    readers: dict[str, Callable[[Path], Iterator[Located]]] = {
        ".jsonl": _read_jsonl,
        ".csv": _read_csv,
        ".parquet": _read_parquet,
    }
    if path.suffix not in readers:
        raise PredictionError([f"{path}: found {path.suffix!r}, expected {', '.join(readers)}"])
    return readers[path.suffix](path)


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a finite number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands twice")
    return value


def _read_jsonl(path: Path) -> Iterator[Located]:
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            value = json.loads(
                line.decode("utf-8"),
                parse_constant=_refuse_constant,
                object_pairs_hook=_unique_keys,
            )
        except (ValueError, RecursionError) as error:
            raise PredictionError([f"{path}:{number}: not a JSON object: {error}"]) from error
        if not isinstance(value, dict):
            raise PredictionError([f"{path}:{number}: found {value!r}, expected a JSON object"])
        yield Located(f"{path}:{number}", value)


def _read_csv(path: Path) -> Iterator[Located]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            place = f"{path}:{rows.line_num}"
            if None in row or None in row.values():
                raise PredictionError([f"{place}: found more or fewer cells than the header has"])
            yield Located(place, {name: _from_cell(name, cell) for name, cell in row.items()})


def _from_cell(name: str, cell: str) -> Any:
    if name in ("topics", "candidates"):
        return [part.strip() for part in cell.split(CSV_SEPARATOR) if part.strip()]
    if name == "score":
        try:
            return float(cell)
        except ValueError:
            return cell
    return None if name == "entity" and not cell else cell


def _read_parquet(path: Path) -> Iterator[Located]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(path).to_pylist()
    except pa.ArrowException as error:
        raise PredictionError([f"{path}: not a Parquet file: {error}"]) from error
    for number, value in enumerate(rows, start=1):
        yield Located(f"{path}:row {number}", value)


def from_python(values: Iterable[Any] | Mapping[str, Any], task: Task) -> Iterator[Located]:
    """Yields predictions given as records, or as a mapping from row id to answer."""
    field, _ = task.answer
    if isinstance(values, Mapping):
        values = ({"id": row, field: answer} for row, answer in values.items())
    for number, value in enumerate(values, start=1):
        if not isinstance(value, Mapping):
            raise PredictionError(
                [f"prediction {number}: found {value!r}, expected a record with 'id', {field!r}"]
            )
        yield Located(f"prediction {number}", value)


def align(predictions: Iterable[Located], task: Task, examples: Examples) -> Answers:
    """Puts predictions in the order of the examples.

    Raises:
        PredictionError: For missing, repeated or unknown ids, fields or labels, scores that are
            not finite, and predictions for another version of the data.
    """
    field, kind = task.answer
    fields = {field: kind, **dict(task.optional)}
    known = {"id", "data_version", *fields}
    rows = set(examples.ids)
    found: dict[str, Located] = {}
    problems: list[str] = []
    for prediction in predictions:
        problem = (
            _identity_problem(prediction, known, field, examples.version)
            or _id_problem(prediction, found, rows, examples)
            or _value_problem(prediction.value, fields, examples)
        )
        if problem:
            problems.append(f"{prediction.place}: {problem}")
        if isinstance(row := prediction.value.get("id"), str):
            found.setdefault(row, prediction)
    missing = [row for row in examples.ids if row not in found]
    if missing:
        end = f"{next(reversed(found.values())).place}: after this, the last, " if found else ""
        problems.append(
            f"{end}{len(missing)} of {len(rows)} rows of {task.config}/{examples.split} have no "
            f"prediction, the first is {missing[0]!r}"
        )
    if problems:
        raise PredictionError(problems)
    ordered = [found[row].value for row in examples.ids]
    return Answers(
        values=[value[field] for value in ordered],
        optional={
            name: [value[name] for value in ordered]
            for name, _ in task.optional
            if ordered and all(name in value for value in ordered)
        },
    )


def _identity_problem(prediction: Located, known: set[str], field: str, version: str) -> str | None:
    value = prediction.value
    for name in ("id", field):
        if name not in value:
            return f"field {name!r} is missing"
    for name in value:
        if name not in known:
            return f"unknown field {name!r}{nearest(name, sorted(known))}"
    stated = value.get("data_version")
    if stated is not None and stated != version:
        return f"made for data version {stated!r}, the release is {version!r}; predict anew"
    return None


def _id_problem(
    prediction: Located, found: Mapping[str, Located], rows: set[str], examples: Examples
) -> str | None:
    row = prediction.value["id"]
    if row in found:
        return f"id {row!r} stands twice, first at {found[row].place}"
    if row not in rows:
        return f"unknown id {row!r} in {examples.config}/{examples.split}{_near(row, examples)}"
    return None


def _near(row: Any, examples: Examples) -> str:
    # Nearness over thousands of ids is slow; those of the same document are what could be meant.
    same = [i for i in examples.ids if i.partition(".")[0] == str(row).partition(".")[0]]
    return nearest(str(row), same[:500]) if same else ""


def _value_problem(
    value: Mapping[str, Any], fields: Mapping[str, str], examples: Examples
) -> str | None:
    for name, kind in fields.items():
        if name in value:
            problem = _CHECKS[kind](value[name], examples)
            if problem:
                return f"field {name!r}: {problem}"
    return None


def _label(value: Any, examples: Examples) -> str | None:
    if value in examples.labels:
        return None
    return f"unknown label {value!r}{nearest(str(value), examples.labels)}"


def _labels(value: Any, examples: Examples) -> str | None:
    if not isinstance(value, list):
        return f"found {value!r}, expected a list of labels"
    if len(set(map(str, value))) < len(value):
        return f"a label stands twice in {value!r}"
    return next((problem for label in value if (problem := _label(label, examples))), None)


def _key(value: Any, examples: Examples) -> str | None:
    if isinstance(value, str | int) and not isinstance(value, bool):
        return None
    return f"found {value!r}, expected a string or an integer that names a cluster"


def _link(value: Any, examples: Examples) -> str | None:
    if value is None or (isinstance(value, str) and value in examples.knowledge_base):
        return None
    near = nearest(str(value), sorted(examples.knowledge_base))
    return f"unknown entity {value!r} (null means NIL){near}"


def _number(value: Any, examples: Examples) -> str | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return None
    return f"found {value!r}, expected a finite number"


def _ranking(value: Any, examples: Examples) -> str | None:
    if not isinstance(value, list):
        return f"found {value!r}, expected a list of entities, the best first"
    unknown = next((e for e in value if _link(e, examples)), None)
    if unknown is not None:
        return _link(unknown, examples)
    if None in value:
        return f"found null in {value!r}, expected entities alone; NIL is no candidate"
    return f"an entity stands twice in {value!r}" if len(set(value)) < len(value) else None


_CHECKS: dict[str, Callable[[Any, Examples], str | None]] = {
    "label": _label,
    "labels": _labels,
    "key": _key,
    "link": _link,
    "number": _number,
    "ranking": _ranking,
}
