"""Results: the scores of one system on one task and split, in memory and as a file.

A result file is canonical JSON with numbers rounded to six decimals, so that the same predictions
give the same bytes. Beside ``NAME.json`` stands ``NAME.jsonl`` with the predictions: scores can be
checked and systems compared only with them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.predictions import Answers
from sifara.gold.repository import package_data, read_json, write_text
from sifara.release.parquet import canonical_row

if TYPE_CHECKING:
    from sifara.evaluation.examples import Examples

#: Decimals of every number in a result file.
DECIMALS = 6

Relation = Literal["yes", "no", "unknown"]


class ResultError(UsageError):
    """A result file that cannot be used, with the file and the reason."""


@dataclass(frozen=True, slots=True)
class Model:
    """Who made the predictions.

    Attributes:
        name: Name of the system, unique on the leaderboard.
        version: Its version, in whatever form its makers number it.
        parameters: Settings that reproduce it.
        trained_on: What it has learnt from: splits of this data or other sources; empty for a
            system that learns nothing.
        wrote_or_labelled_the_data: Whether a model of the same family wrote texts or labels of the
            data, which would let it agree with itself.
    """

    name: str
    version: str = "1"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    trained_on: tuple[str, ...] = ()
    wrote_or_labelled_the_data: Relation = "unknown"

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Model:
        """The system of a result record."""
        described = record["model"]
        return cls(**{**described, "trained_on": tuple(described["trained_on"])})


@dataclass(frozen=True)
class Result:
    """The scores of one system.

    Attributes:
        record: The content of the result file.
        examples: The gold that was scored against.
        answers: The predictions, in the order of the examples.
    """

    record: dict[str, Any]
    examples: Examples
    answers: Answers

    @property
    def task(self) -> tasks.Task:
        """The task."""
        return tasks.get(self.record["task"])

    @property
    def model(self) -> str:
        """Name of the system."""
        return str(self.record["model"]["name"])

    @property
    def value(self) -> float:
        """The primary metric over the ranked population."""
        return float(self.metrics()[self.task.primary]["value"])

    def metrics(self, population: str | None = None) -> dict[str, Any]:
        """Metrics by name, each with ``value`` and ``interval``.

        Args:
            population: Name of a population, by default the ranked one.

        Raises:
            UsageError: When the result has no such population.
        """
        from sifara.errors import nearest

        found = {p["name"]: p["metrics"] for p in self.record["populations"]}
        name = population or next(iter(found))
        if name not in found:
            raise UsageError(f"unknown population {name!r}{nearest(name, found)}")
        metrics: dict[str, Any] = found[name]
        return metrics

    def table(self) -> str:
        """The scores with their intervals, as text for a terminal."""
        from sifara.report.scores import scores_text

        return scores_text(self.record)

    def slices(self) -> list[dict[str, Any]]:
        """The slices, those first that hold more of the error than of the rows."""
        return list(self.record["slices"])

    def errors(self) -> list[dict[str, Any]]:
        """The rows that the system gets wrong: id, what it saw, gold and predicted answer."""
        from sifara.evaluation.wrong_rows import errors

        return errors(self)

    @cached_property
    def predictions(self) -> str:
        """The predictions as canonical JSON lines, in the order of the examples."""
        return prediction_lines(self.task, self.examples, self.answers)

    def save(self, path: Path | str) -> None:
        """Writes the result, and the predictions beside it with the ending ``.jsonl``.

        Args:
            path: Result file, with the ending ``.json``.
        """
        path = Path(path)
        if path.suffix != ".json":
            raise UsageError(f"{path}: found ending {path.suffix!r}, expected '.json'")
        write_text(path.with_suffix(".jsonl"), self.predictions)
        write_text(path, format_result(self.record))


def prediction_lines(task: tasks.Task, examples: Examples, answers: Answers) -> str:
    """Predictions as canonical JSON lines, in the order of the examples."""
    name, _ = task.answer
    columns = {name: answers.values, **answers.optional}
    rows = (
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    )
    return "".join(
        canonical_row({"id": row, **value}) + "\n"
        for row, value in zip(examples.ids, rows, strict=True)
    )


def sha256_of(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def rounded(value: Any) -> Any:
    """A JSON value with every float rounded; negative zero becomes zero."""
    if isinstance(value, float):
        return round(value, DECIMALS) + 0.0
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(item) for item in value]
    return value


def format_result(record: Mapping[str, Any]) -> str:
    """The canonical text of a result file."""
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_record(path: Path) -> dict[str, Any]:
    """Reads a result file and holds it to its schema.

    Raises:
        ResultError: When it is no result.
        FileNotFoundError: When it does not exist.
    """
    try:
        record = read_json(path)
    except (ValueError, TypeError) as error:
        raise ResultError(f"{path}: {error}; expected a result file") from error
    problem = schema_problem(record)
    if problem:
        raise ResultError(f"{path}: {problem}")
    return record


def records(folder: Path) -> dict[str, dict[str, Any]]:
    """The result records in a folder by system; predictions are not read."""
    found = (read_record(path) for path in sorted(folder.glob("*.json")))
    return {record["model"]["name"]: record for record in found}


def primary_value(record: Mapping[str, Any]) -> float:
    """The primary score of a record, over the ranked population."""
    metrics = record["populations"][0]["metrics"]
    value: float = metrics[tasks.get(record["task"]).primary]["value"]
    return value


def primary_values(folder: Path) -> dict[str, float]:
    """The primary score of every system in a folder."""
    return {name: primary_value(record) for name, record in records(folder).items()}


def schema_problem(record: Mapping[str, Any]) -> str | None:
    """Why a record is no valid result, or None."""
    import jsonschema

    error = jsonschema.exceptions.best_match(_validator().iter_errors(record))
    return None if error is None else f"{error.json_path}: {error.message}"


@cache
def _validator() -> Any:
    import jsonschema

    schema = read_json(package_data("schema") / "result.schema.json")
    return jsonschema.Draft202012Validator(schema)


def read(path: Path | str, folder: Path | None = None) -> Result:
    """Reads a result with its predictions and the gold that they answer.

    Args:
        path: Result file; the predictions are read from its sibling ``.jsonl``.
        folder: Release folder, by default the one of the package.

    Raises:
        ResultError: When the file is no result, was scored on other data, or its predictions are
            missing or not those that were scored.
    """
    return reader(folder)(path)


def reader(folder: Path | None = None) -> Callable[[Path | str], Result]:
    """A :func:`read` for many results, which reads the gold of each split once."""
    from sifara.evaluation.examples import examples

    @cache
    def gold(config: str, split: str) -> Examples:
        return examples(config, split, folder)

    return lambda path: _read(Path(path), gold)


def _read(path: Path, gold_of: Callable[[str, str], Examples]) -> Result:
    record = read_record(path)
    gold = gold_of(tasks.get(record["task"]).config, record["split"])
    if record["data"]["content_sha256"] != gold.content_sha256:
        raise ResultError(
            f"{path}: scored on data {record['data']['version']} "
            f"({record['data']['content_sha256'][:12]}…), the release here is {gold.version} "
            f"({gold.content_sha256[:12]}…); score the predictions again"
        )
    return answered(path, record, gold)


def answered(path: Path, record: dict[str, Any], gold: Examples) -> Result:
    """A record with its predictions, from the sibling ``.jsonl``, and the gold that they answer.

    Raises:
        ResultError: When the predictions are missing or not those that were scored.
    """
    from sifara.evaluation import predictions

    task = tasks.get(record["task"])
    beside = path.with_suffix(".jsonl")
    if not beside.is_file():
        raise ResultError(f"{path}: the predictions are missing, expected them in {beside}")
    answers = predictions.align(predictions.read(beside), task, gold)
    if sha256_of(prediction_lines(task, gold, answers)) != record["predictions_sha256"]:
        raise ResultError(f"{beside}: not the predictions that were scored in {path.name}")
    return Result(record, gold, answers)
