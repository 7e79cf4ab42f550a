"""Results: the scores of one system on one task and split, in memory and as a file.

A result file is canonical JSON with numbers rounded to six decimals, so that the same predictions
give the same bytes. Beside ``NAME.json`` stands ``NAME.jsonl`` with the predictions: scores can be
checked and systems compared only with them. Reader and writer share one check, the JSON schema.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sifara.errors import UsageError, nearest
from sifara.evaluation import predictions, tasks
from sifara.evaluation.examples import examples
from sifara.evaluation.kinds import plain
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.stats.resampling import Interval
from sifara.evaluation.tasks.task import Measured, Task
from sifara.evaluation.wrong_rows import wrong_rows
from sifara.files import check_target as check_file
from sifara.files import write_texts
from sifara.gold.repository import package_data, read_json, sha256

#: Decimals of every number in a result file.
DECIMALS = 6

Relation = Literal["yes", "no", "unknown"]


class ResultError(UsageError):
    """A result that cannot be used, with the file and the reason."""


@dataclass(frozen=True, slots=True)
class Model:
    """Who made the predictions.

    Attributes:
        name: Name of the system, unique on the leaderboard; at most 80 letters.
        version: Its version, in whatever form its makers number it.
        parameters: Settings that reproduce it: plain JSON, or NumPy numbers.
        trained_on: What it has learnt from: splits of this data or other sources, or one of them;
            empty for a system that learns nothing.
        wrote_or_labelled_the_data: Whether a model of the same family wrote texts or labels of the
            data, which would let it agree with itself.

    Raises:
        ResultError: When a result file could not hold it.
    """

    name: str
    version: str = "1"
    parameters: Mapping[str, Any] = field(default_factory=dict)
    trained_on: Sequence[str] = ()
    wrote_or_labelled_the_data: Relation = "unknown"

    def __post_init__(self) -> None:
        sources = (self.trained_on,) if isinstance(self.trained_on, str) else self.trained_on
        object.__setattr__(self, "trained_on", tuple(sources))
        # The frozen form is what a reader of the file gets.
        parameters = {str(name): _as_json(name, value) for name, value in self.parameters.items()}
        object.__setattr__(self, "parameters", parameters)
        record = asdict(self) | {"trained_on": list(self.trained_on)}
        problem = schema_problem(record, "model")
        try:
            json.dumps(record, ensure_ascii=False).encode()
        except UnicodeEncodeError as error:
            problem = str(error)
        if problem:
            raise ResultError(f"the description of the model {self.name!r}: {problem}")


def _as_json(name: str, value: Any) -> Any:
    """A parameter as it comes back from a file.

    Raises:
        ResultError: When JSON cannot hold it.
    """
    try:
        return json.loads(json.dumps(plain(value), allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ResultError(
            f"parameter {name!r}: found {value!r}, expected what JSON holds: texts, finite "
            "numbers, true, false, null, lists and objects"
        ) from error


@dataclass(frozen=True, slots=True)
class Data:
    """Exactly which data was scored."""

    version: str
    content_sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Resampling:
    """How intervals were made."""

    replicates: int
    level: float
    seed: int


@dataclass(frozen=True, slots=True)
class Score:
    """One metric over some rows.

    Attributes:
        value: The score; None where there is nothing to measure.
        interval: Its interval; None where there are too few stories for one.
    """

    value: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Population:
    """The scores over a set of rows.

    Attributes:
        name: ``all``, ``names_and_nominals``, …
        rows: Number of rows.
        stories: Number of stories that they are from.
        metrics: Scores by the name of the metric.
    """

    name: str
    rows: int
    stories: int
    metrics: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Slice:
    """Some rows of the ranked population.

    Attributes:
        property: What the rows share.
        value: The value of it that they have.
        rows: Number of rows.
        stories: Number of stories that they are from.
        small: Whether there are too few rows or stories to build on.
        metric: The metric shown.
        score: Its value; None where there is nothing to measure.
        error_rate: Share of the rows that is wrong.
        row_share: Share of all rows.
        error_share: Share of all errors.
    """

    property: str
    value: str
    rows: int
    stories: int
    small: bool
    metric: str
    score: float | None
    error_rate: float
    row_share: float
    error_share: float


class Answered(NamedTuple):
    """The gold rows that a result was scored on, and the answers in their order."""

    examples: Examples
    answers: Answers


@dataclass(frozen=True)
class Result:
    """The scores of one system.

    Attributes:
        task: The task.
        split: The split.
        data: The data that was scored.
        model: The system.
        resampling: How intervals were made.
        predictions_sha256: Hash of the predictions.
        populations: The scores, those over the ranked rows first.
        slices: Where the errors are: those first that hold more of the error than of the rows.
        detail: Tables of the task beyond the scores.
        path: The file that it was read from; None for a result that was not.
        answered: The rows and the answers to them; None for a result that was read without.
    """

    task: Task
    split: str
    data: Data
    model: Model
    resampling: Resampling
    predictions_sha256: str
    populations: tuple[Population, ...]
    slices: tuple[Slice, ...]
    detail: Mapping[str, Any]
    path: Path | None = field(default=None, compare=False)
    answered: Answered | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """Name of the system."""
        return self.model.name

    @property
    def ranked(self) -> Population:
        """The population by which systems are ranked."""
        return self.populations[0]

    @property
    def primary(self) -> Score:
        """The primary metric over the ranked population."""
        return self.ranked.metrics[self.task.primary.name]

    @property
    def value(self) -> float | None:
        """Value of the primary metric over the ranked population; None where it is undefined."""
        return self.primary.value

    def metrics(self, population: str | None = None) -> Mapping[str, Score]:
        """Scores by the name of the metric.

        Args:
            population: Name of a population, by default the ranked one.

        Raises:
            UsageError: When the result has no such population.
        """
        found = {p.name: p.metrics for p in self.populations}
        name = self.ranked.name if population is None else population
        if name not in found:
            raise UsageError(f"unknown population {name!r}{nearest(str(name), found)}")
        return found[name]

    @property
    def examples(self) -> Examples:
        """The gold that was scored against."""
        return self._opened().examples

    @property
    def answers(self) -> Answers:
        """The predictions, in the order of the examples."""
        return self._opened().answers

    def _opened(self) -> Answered:
        if self.answered is None:
            raise ResultError(f"{self.path}: was read without its predictions; read it by reader()")
        return self.answered

    @cached_property
    def measured(self) -> Measured:
        """What the task measures on the rows."""
        return self.task.measure(self.examples, self.answers)

    def table(self) -> str:
        """The scores with their intervals, as text for a terminal.

        What renders is :mod:`sifara.report.scores`, which stands after this module in the flow. It
        is imported here, when it is called, and nowhere else: who holds a result in a notebook
        asks the result, and nothing here depends on how it looks.
        """
        from sifara.report.scores import scores_text

        return scores_text(self)

    def errors(self) -> list[dict[str, Any]]:
        """The rows that the system gets wrong: id, what it saw, gold and predicted answer."""
        return wrong_rows(self.examples, self.answers, self.measured, self.task.gold)

    def save(self, path: Path | str) -> None:
        """Writes the result, and the predictions beside it with the ending ``.jsonl``.

        Both files are written, or neither.

        Args:
            path: Result file, with the ending ``.json``.

        Raises:
            UsageError: When the result breaks the schema, or the place cannot be written.
            OSError: When a file cannot be written all the same, as on a full disk.
        """
        path = Path(path)
        check_target(path)
        text = format_result(self)
        if problem := schema_problem(json.loads(text)):
            raise ResultError(f"{path}: {problem}; nothing was written")
        lines = predictions.lines(self.task, *self._opened())
        write_texts({path.with_suffix(".jsonl"): lines, path: text})


def check_target(path: Path) -> None:
    """Refuses, before any work, a path where no result can be written.

    Raises:
        UsageError: With the reason.
    """
    if path.suffix != ".json":
        raise ResultError(f"{path}: found the ending {path.suffix!r}, expected '.json'")
    for each in (path, path.with_suffix(".jsonl")):
        check_file(each)


def sha256_of(text: str) -> str:
    """SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def rounded(value: Any) -> Any:
    """A value ready for JSON: floats rounded, negative zero as zero, NaN as None."""
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, DECIMALS) + 0.0
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(item) for item in value]
    return value


def format_result(result: Result) -> str:
    """The canonical text of a result file."""
    record = {
        "task": result.task.name,
        "split": result.split,
        "data": asdict(result.data),
        "model": asdict(result.model),
        "resampling": asdict(result.resampling),
        "predictions_sha256": result.predictions_sha256,
        "populations": [asdict(population) for population in result.populations],
        "slices": [asdict(part) for part in result.slices],
        "detail": result.detail,
    }
    return json.dumps(record, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read(path: Path | str) -> Result:
    """Reads a result file, without the predictions beside it, and holds it to its schema.

    Raises:
        ResultError: When it cannot be read or is no result.
    """
    path = Path(path)
    try:
        record: Any = read_json(path)
        problem = schema_problem(record)
        task = tasks.get(record["task"]) if not problem else None
    except OSError as error:
        raise ResultError(f"{path}: cannot be read: {error.strerror}") from error
    except (ValueError, TypeError, RecursionError) as error:
        raise ResultError(f"{path}: {error}; expected a result file") from error
    if task is None:
        raise ResultError(f"{path}: {problem}")
    populations = tuple(map(_population, record["populations"]))
    if task.primary.name not in populations[0].metrics:
        raise ResultError(
            f"{path}: found no {task.primary.name}, by which systems are ranked in {task.name}"
        )
    shown = {name for population in populations for name in population.metrics}
    for name in sorted(shown | {part["metric"] for part in record["slices"]}):
        try:
            task.metric(name)
        except UsageError as error:
            raise ResultError(f"{path}: {error}") from error
    return Result(
        task=task,
        split=record["split"],
        data=Data(**record["data"]),
        model=Model(**record["model"]),
        resampling=Resampling(**record["resampling"]),
        predictions_sha256=record["predictions_sha256"],
        populations=populations,
        slices=tuple(Slice(**part) for part in record["slices"]),
        detail=record["detail"],
        path=path,
    )


def _population(record: Mapping[str, Any]) -> Population:
    metrics = {
        name: Score(score["value"], score["interval"] and Interval(**score["interval"]))
        for name, score in record["metrics"].items()
    }
    return Population(**{**record, "metrics": metrics})


def schema_problem(record: Any, part: str | None = None) -> str | None:
    """Why a record is no valid result, or a part of one no valid part; None if it is."""
    schema, fast = _validator(part)
    if fast.is_valid(record):
        return None
    import jsonschema

    # Slower, with messages that people read.
    errors = jsonschema.Draft202012Validator(schema).iter_errors(record)
    error = jsonschema.exceptions.best_match(errors)
    return f"{error.json_path}: {error.message}"


@cache
def _validator(part: str | None) -> tuple[Any, Any]:
    """The schema of a result, or of a part of one, and what holds records to it."""
    import jsonschema_rs

    schema: Any = read_json(package_data("schema") / "result.schema.json")
    schema = schema["properties"][part] if part else schema
    return schema, jsonschema_rs.validator_for(schema)


def reader(folder: Path | str | None = None) -> Callable[[Path | str], Result]:
    """What reads results with their predictions and the gold, the gold of each split once.

    Args:
        folder: Release folder, by default the one of the package.
    """
    opened = opener(folder)
    return lambda path: opened(read(path))


def opener(folder: Path | str | None = None) -> Callable[[Result], Result]:
    """What adds the rows to results that were read, the gold of each split once.

    It raises :class:`ResultError` when a result was scored on other data, or its predictions are
    missing or not those that were scored.

    Args:
        folder: Release folder, by default the one of the package.
    """

    @cache
    def gold(config: str, split: str) -> Examples:
        return examples(config, split, folder)

    return lambda result: with_rows(result, gold(result.task.config, result.split))


def with_rows(result: Result, gold: Examples) -> Result:
    """A result with the rows and the answers to them, from the file beside it.

    Raises:
        ResultError: When it was scored on other data, or its predictions are missing or not those
            that were scored.
    """
    if result.answered is not None:
        return result
    check_data(result, gold.version, gold.content_sha256)
    beside, gold = predictions_file(result), result.task.of(gold)
    answers = predictions.align(predictions.read(beside, result.task), result.task, gold)
    if sha256_of(predictions.lines(result.task, gold, answers)) != result.predictions_sha256:
        raise ResultError(f"{beside}: not the predictions that were scored in {result.path}")
    return replace(result, answered=Answered(gold, answers))


def check_data(result: Result, version: str, content_sha256: str) -> None:
    """Refuses a result that was scored on other data than a release.

    Raises:
        ResultError: With both versions.
    """
    if result.data.content_sha256 != content_sha256:
        raise ResultError(
            f"{result.path}: scored on data {result.data.version} "
            f"({result.data.content_sha256[:12]}…), the release here is {version} "
            f"({content_sha256[:12]}…); score the predictions again"
        )


def check_predictions(result: Result) -> None:
    """Refuses a result whose predictions are missing, or are not the bytes that were scored.

    Raises:
        ResultError: With the file.
    """
    beside = predictions_file(result)
    if sha256(beside) != result.predictions_sha256:
        raise ResultError(f"{beside}: not the predictions that were scored in {result.path}")


def predictions_file(result: Result) -> Path:
    """The file with the predictions, beside the result file.

    Raises:
        ResultError: When there is none.
    """
    beside = result.path.with_suffix(".jsonl") if result.path else None
    if beside is None or not beside.is_file():
        raise ResultError(f"{result.path}: the predictions are missing, expected them in {beside}")
    return beside
