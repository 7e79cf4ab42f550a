"""Predictions: gathered from files, Python objects or a model, and held to the examples."""

from __future__ import annotations

import codecs
import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

from sifara.errors import UsageError, nearest
from sifara.evaluation.kinds import plain
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.task import Task
from sifara.release.parquet import canonical_row

#: Problems listed before the rest is only counted.
MOST_PROBLEMS = 20

#: What may stand between the cells of a CSV file.
DELIMITERS = ",;\t"

#: Letters that a cell of a CSV file may have.
LONGEST_CELL = 2**31 - 1

#: What to do about a file in another encoding.
_SAVE_AS = "expected UTF-8; in a spreadsheet, save it as 'CSV UTF-8'"


class PredictionError(UsageError):
    """Predictions that cannot be scored: every problem with its place, one a line."""

    def __init__(self, problems: list[str]) -> None:
        rest = len(problems) - MOST_PROBLEMS
        shown = problems[:MOST_PROBLEMS]
        super().__init__("\n".join([*shown, f"… and {rest} more"] if rest > 0 else shown))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Located:
    """One prediction and the place where it stands, for messages."""

    place: str
    value: Mapping[str, Any]


def read(path: Path, task: Task) -> Iterator[Located]:
    """Yields the predictions of a JSONL, CSV or Parquet file.

    Args:
        path: The file.
        task: The task, whose fields say what a cell of a CSV file stands for.

    Raises:
        PredictionError: When the file cannot be read as its ending says.
    """
    readers: dict[str, Callable[[Path, Task], Iterator[Located]]] = {
        ".jsonl": _read_jsonl,
        ".csv": _read_csv,
        ".parquet": _read_parquet,
    }
    if path.suffix not in readers:
        raise PredictionError([f"{path}: found {path.suffix!r}, expected {', '.join(readers)}"])
    try:
        yield from readers[path.suffix](path, task)
    except OSError as error:
        raise PredictionError([f"{path}: cannot be read: {error.strerror}"]) from error


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a finite number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a key stands twice")
    return value


def _read_jsonl(path: Path, task: Task) -> Iterator[Located]:
    content = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    for number, line in enumerate(content.split(b"\n"), start=1):
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


def _read_csv(path: Path, task: Task) -> Iterator[Located]:
    fields = {field.name: field.kind.cell for field in (task.answer, *task.optional)}
    rows = _cells(path, {"id", *fields})
    _, header = rows[0] if rows else (1, [""])
    for name in ("id", task.answer.name):
        if header.count(name) != 1:
            found = "stands twice" if name in header else "is missing"
            raise PredictionError(
                [f"{path}:1: column {name!r} {found}; found the header {', '.join(header)!r}"]
            )
    if len(set(header)) < len(header):
        raise PredictionError([f"{path}:1: a column stands twice in {', '.join(header)!r}"])
    for line, cells in rows[1:]:
        place = f"{path}:{line}"
        if len(cells) != len(header):
            raise PredictionError(
                [f"{place}: found {len(cells)} cells, the header has {len(header)}"]
            )
        value = dict(zip(header, cells, strict=True))
        yield Located(place, {name: fields.get(name, str)(cell) for name, cell in value.items()})


def _cells(path: Path, names: set[str]) -> list[tuple[int, list[str]]]:
    """The rows of a CSV file with their lines, at the delimiter that finds most names in the head.

    The limit of the csv module on a cell is one for the whole process, so it is put back.
    """
    text = _decoded(path)
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        heads = [next(csv.reader(StringIO(text), delimiter=mark), []) for mark in DELIMITERS]
        best = max(range(len(heads)), key=lambda place: len(names & set(heads[place])))
        rows = csv.reader(StringIO(text, newline=""), delimiter=DELIMITERS[best])
        return [(rows.line_num, row) for row in rows if row]
    except csv.Error as error:
        raise PredictionError([f"{path}: not a CSV file: {error}"]) from error
    finally:
        csv.field_size_limit(before)


def _decoded(path: Path) -> str:
    """The text of a file in UTF-8, or in UTF-16 with a byte order mark."""
    data = path.read_bytes()
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        other = [c for c in data.decode("cp1256", "replace") if not c.isascii()]
        arabic = sum("\u0600" <= c <= "\u06ff" for c in other) > len(other) / 2
        looks = ", it looks like cp1256, the Arabic encoding of Windows" if arabic else ""
        raise PredictionError([f"{path}:{line}: not UTF-8{looks}; {_SAVE_AS}"]) from error
    if "\0" in text:
        raise PredictionError([f"{path}: holds NUL, as UTF-16 without its mark does; {_SAVE_AS}"])
    return text


def _read_parquet(path: Path, task: Task) -> Iterator[Located]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = pq.read_table(path).to_pylist()
    except pa.ArrowException as error:
        raise PredictionError([f"{path}: not a Parquet file: {error}"]) from error
    for number, value in enumerate(rows, start=1):
        yield Located(f"{path}:row {number}", value)


def gathered(predicted: Any, task: Task, examples: Examples) -> Iterable[Located]:
    """The predictions that a file, Python objects or a model give.

    Args:
        predicted: What :func:`sifara.evaluate` takes.
        task: The task.
        examples: The rows that a model is asked about.

    Raises:
        UsageError: When it is none of these.
        PredictionError: When a model gives more or fewer answers than there are rows.
    """
    if isinstance(predicted, str | Path):
        return read(Path(predicted), task)
    if isinstance(predicted, type):
        raise UsageError(f"found the class {predicted.__name__}, expected an object of it")
    if hasattr(predicted, "predict"):
        answers = predicted.predict(inputs(task, examples))
        # Of many labels a sparse matrix may come back, which has no length.
        answers = list(answers.toarray() if hasattr(answers, "toarray") else answers)
    elif callable(predicted):
        answers = [predicted(row) for row in examples.visible()]
    else:
        return from_python(predicted, task)
    if len(answers) != len(examples.ids):
        raise PredictionError(
            [f"the model gave {len(answers)} answers to {len(examples.ids)} rows"]
        )
    return from_python(dict(zip(examples.ids, answers, strict=True)), task)


def inputs(task: Task, examples: Examples) -> list[Any]:
    """What a model with ``fit`` or ``predict`` is given."""
    return examples.column(task.inputs) if task.inputs else examples.visible()


def _tabular(values: Any) -> Any:
    """The records of a data frame or Arrow table; anything else as it is."""
    for method in ("to_pylist", "to_dicts"):  # pyarrow, polars
        if hasattr(values, method):
            return getattr(values, method)()
    if hasattr(values, "iloc"):  # pandas: a frame has columns, a series is a mapping
        return values.to_dict(*["records"] if hasattr(values, "columns") else [])
    return values


def from_python(values: Any, task: Task) -> Iterator[Located]:
    """Yields predictions given as records, a table, or a mapping from row id to answer.

    Raises:
        PredictionError: When they are none of these.
    """
    field = task.answer.name
    found = _tabular(values)
    if isinstance(found, Mapping):
        found = [{"id": row, field: answer} for row, answer in found.items()]
    if not isinstance(found, Iterable):
        raise PredictionError(
            [
                f"found {type(values).__name__}, expected a file, records with 'id' and {field!r}, "
                f"a table, a mapping from row id to {field}, a function, or an object with predict"
            ]
        )
    for number, value in enumerate(found, start=1):
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
    rows = set(examples.ids)
    found: dict[str, dict[str, Any]] = {}
    places: dict[str, str] = {}
    problems: list[str] = []
    for prediction in predictions:
        place, value = prediction.place, {k: plain(v) for k, v in prediction.value.items()}
        problem = _problem(value, places, rows, task, examples)
        if problem:
            problems.append(f"{place}: {problem}")
        if isinstance(row := value.get("id"), str):
            places.setdefault(row, place)
            found.setdefault(row, value)
    missing = [row for row in examples.ids if row not in found]
    if missing:
        end = f"{next(reversed(places.values()))}: after this, the last, " if places else ""
        problems.append(
            f"{end}{len(missing)} of {len(rows)} rows of {task.config}/{examples.split} have no "
            f"prediction, the first is {missing[0]!r}"
        )
    if problems:
        raise PredictionError(problems)
    ordered = [found[row] for row in examples.ids]
    return Answers(
        values=[value[task.answer.name] for value in ordered],
        optional={
            field.name: [value[field.name] for value in ordered]
            for field in task.optional
            if ordered and all(field.name in value for value in ordered)
        },
    )


def _problem(
    value: dict[str, Any],
    places: Mapping[str, str],
    rows: set[str],
    task: Task,
    examples: Examples,
) -> str | None:
    """What is wrong with one prediction; its values become what they stand for."""
    return _field_problem(value, task, examples) or _id_problem(value["id"], places, rows, examples)


def _id_problem(
    row: Any, places: Mapping[str, str], rows: set[str], examples: Examples
) -> str | None:
    if not isinstance(row, str):
        return f"field 'id': found {row!r}, expected a string"
    if row in places:
        return f"id {row!r} stands twice, first at {places[row]}"
    if row not in rows:
        return f"unknown id {row!r} in {examples.config}/{examples.split}{_near(row, examples)}"
    return None


def _field_problem(value: dict[str, Any], task: Task, examples: Examples) -> str | None:
    fields = {field.name: field.kind for field in (task.answer, *task.optional)}
    known = ("id", "data_version", *fields)
    for name in ("id", task.answer.name):
        if name not in value:
            return f"field {name!r} is missing"
    for name in value:
        if name not in known:
            return f"unknown field {name!r}{nearest(str(name), known)}"
    stated = value.get("data_version")
    if stated not in (None, "", examples.version):
        return f"made for data version {stated!r}, this is {examples.version!r}; predict anew"
    for name, kind in fields.items():
        if name in value:
            value[name] = kind.meant(value[name], examples)
            if problem := kind.problem(value[name], examples):
                return f"field {name!r}: {problem}"
    return None


def _near(row: str, examples: Examples) -> str:
    # Nearness over thousands of ids is slow; those of the same document are what could be meant.
    document = row.partition(".")[0]
    same = [known for known in examples.ids if known.partition(".")[0] == document]
    return nearest(row, same[:500]) if same else ""


def lines(task: Task, examples: Examples, answers: Answers) -> str:
    """Predictions as canonical JSON lines, in the order of the examples."""
    columns = {"id": examples.ids, task.answer.name: answers.values, **answers.optional}
    return "".join(
        canonical_row(dict(zip(columns, row, strict=True))) + "\n"
        for row in zip(*columns.values(), strict=True)
    )


def schema(tasks: Iterable[Task]) -> dict[str, Any]:
    """The JSON Schema of one line of a file of predictions."""
    common = {
        "id": {"description": "Id of the row.", "type": "string", "minLength": 1},
        "data_version": {
            "description": "Version of the data that the prediction was made for; another one is "
            "refused.",
            "type": "string",
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://sifara.example/schema/prediction.schema.json",
        "title": "Prediction",
        "description": "One line of a file of predictions. Which form is meant follows from the "
        "task; labels are strings. Generated from the tasks.",
        "oneOf": [
            {
                "title": task.name,
                "type": "object",
                "additionalProperties": False,
                "required": ["id", task.answer.name],
                "properties": {
                    **{name: {"$ref": f"#/$defs/{name}"} for name in common},
                    **{f.name: f.kind.schema for f in (task.answer, *task.optional)},
                },
            }
            for task in tasks
        ],
        "$defs": common,
        "examples": [task.example for task in tasks],
    }
