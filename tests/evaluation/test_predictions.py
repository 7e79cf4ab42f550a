"""Predictions are read from three formats and refused with the place of every problem."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from sifara.evaluation import predictions, tasks
from sifara.evaluation.examples import Examples, examples
from sifara.evaluation.predictions import Located, PredictionError
from sifara.gold.repository import Repository
from tests.conftest import document, entity

Make = Callable[..., Repository]
PAIRS = tasks.get("entity_pairs")


@pytest.fixture
def release(make_repository: Make) -> Path:
    first = document(1, "زار ليبيا وفد", [("ليبيا", "GPE", "name", "libya")])
    second = document(2, "ليبيا تستقبل وفدا\nوعد الوفد", [("ليبيا", "GPE", "name", "libya")])
    return make_repository([first, second], [entity("libya", name="ليبيا")], build=True).release


def gold(task: str, release: Path) -> Examples:
    return examples(tasks.get(task).config, "test", release)


def problems(task: str, release: Path, values: list[dict[str, object]]) -> list[str]:
    located = [Located(f"p.jsonl:{n}", value) for n, value in enumerate(values, start=1)]
    with pytest.raises(PredictionError) as caught:
        predictions.align(located, tasks.get(task), gold(task, release))
    return caught.value.problems


def right(task: str, release: Path) -> list[dict[str, object]]:
    field, _ = tasks.get(task).answer
    rows = gold(task, release)
    return [
        {"id": i, field: a}
        for i, a in zip(rows.ids, rows.column(tasks.get(task).gold), strict=True)
    ]


@pytest.mark.parametrize("task", list(tasks.TASKS))
def test_the_gold_itself_is_a_valid_prediction(task: str, release: Path) -> None:
    rows = right(task, release)
    found = predictions.align(
        predictions.from_python(reversed(rows), tasks.get(task)),
        tasks.get(task),
        gold(task, release),
    )
    assert found.values == gold(task, release).column(tasks.get(task).gold)


def test_missing_repeated_and_unknown_ids_are_all_named_with_their_place(release: Path) -> None:
    rows = right("topic_classification", release)
    rows = [rows[0], rows[0], {**rows[1], "id": "auth-002.s09"}]
    found = problems("topic_classification", release, rows)
    assert found[0] == "p.jsonl:2: id 'auth-001.s01' stands twice, first at p.jsonl:1"
    assert found[1].startswith("p.jsonl:3: unknown id 'auth-002.s09' in topics/test; did you mean")
    assert found[2].startswith(
        "p.jsonl:3: after this, the last, 2 of 3 rows of topics/test have no prediction, the first "
        "is 'auth-"
    )


@pytest.mark.parametrize(
    ("task", "change", "message"),
    [
        ("topic_classification", {"topic": "peace-proces"}, "did you mean 'peace-process'?"),
        ("topic_classification", {"topic": None}, "unknown label None"),
        ("topic_classification", {"topic": ["peace-process"]}, "unknown label"),
        ("topic_classification", {"tpic": "x"}, "unknown field 'tpic'; did you mean 'topic'"),
        ("topic_classification", {"data_version": "9.0.0"}, "made for data version '9.0.0'"),
        ("topic_tagging", {"topics": "peace-process"}, "expected a list of labels"),
        ("topic_tagging", {"topics": ["peace-process"] * 2}, "stands twice"),
        ("topic_tagging", {"topics": ["war"]}, "unknown label 'war'"),
        ("entity_pairs", {"score": float("nan")}, "expected a finite number"),
        ("entity_pairs", {"score": float("inf")}, "expected a finite number"),
        ("entity_pairs", {"score": True}, "expected a finite number"),
        ("entity_pairs", {"label": "yes"}, "expected one of no_match, match"),
        ("entity_clustering", {"cluster": 1.5}, "expected a string or an integer"),
        ("entity_clustering", {"cluster": None}, "expected a string or an integer"),
        ("entity_linking", {"entity": "libia"}, "did you mean 'libya'"),
        ("entity_linking", {"candidates": "libya"}, "expected a list of entities"),
        ("entity_linking", {"candidates": [None]}, "NIL is no candidate"),
        ("entity_linking", {"candidates": ["libya", "libya"]}, "stands twice"),
    ],
)
def test_a_wrong_value_is_refused_with_what_was_expected(
    task: str, change: dict[str, object], message: str, release: Path
) -> None:
    rows = right(task, release)
    rows[0] = {**rows[0], **change}
    (found, *_) = problems(task, release, rows)
    assert found.startswith("p.jsonl:1: ")
    assert message in found


def test_an_answer_that_is_absent_is_refused(release: Path) -> None:
    (found, *_) = problems("topic_classification", release, [{"id": "auth-001.s01"}])
    assert found == "p.jsonl:1: field 'topic' is missing"


def test_many_problems_are_listed_up_to_a_limit(release: Path) -> None:
    rows: list[dict[str, object]] = [{"id": f"x{n}", "topic": "peace-process"} for n in range(50)]
    located = [Located(f"{n}", row) for n, row in enumerate(rows)]
    with pytest.raises(PredictionError, match="… and 31 more"):
        predictions.align(
            located, tasks.get("topic_classification"), gold("topic_classification", release)
        )


@pytest.mark.parametrize("task", list(tasks.TASKS))
def test_the_three_formats_say_the_same(task: str, release: Path, tmp_path: Path) -> None:
    rows, which = right(task, release), tasks.get(task)
    jsonl, csv, parquet = (tmp_path / f"p.{ending}" for ending in ("jsonl", "csv", "parquet"))
    jsonl.write_text("".join(json.dumps(row) + "\n" for row in rows))
    field, _ = tasks.get(task).answer
    cells = [(row["id"], row[field]) for row in rows]
    lines = [f"{i},{';'.join(v) if isinstance(v, list) else v or ''}" for i, v in cells]
    csv.write_text("\n".join([f"id,{field}", *lines]) + "\n")
    pq.write_table(pa.Table.from_pylist(rows), parquet)
    found = [
        predictions.align(predictions.read(path, which), which, gold(task, release)).values
        for path in (jsonl, csv, parquet)
    ]
    assert found[0] == found[1] == found[2]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "a", "topic"', ":1: not a JSON object"),
        (b'{"id": "a", "id": "b"}', ":1: not a JSON object: a key stands twice"),
        (b'\n{"id": NaN}', ":2: not a JSON object: NaN is not a finite number"),
        (b"[1]", ":1: found [1], expected a JSON object"),
        (b"\xff\xfe", ":1: not a JSON object"),
        (b"[" * 100_000, ":1: not a JSON object"),
    ],
)
def test_a_broken_jsonl_file_is_refused_with_the_line(
    content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(content)
    with pytest.raises(PredictionError) as caught:
        list(predictions.read(path, PAIRS))
    assert message in str(caught.value)


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(b"PAR1xxxxPAR1")
    with pytest.raises(PredictionError, match=r"p\.parquet: not a Parquet file"):
        list(predictions.read(path, PAIRS))


def test_a_csv_row_with_a_cell_too_many_is_refused_with_the_line(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("id,label\na,b,c\n")
    with pytest.raises(PredictionError, match=r"p\.csv:2: found 3 cells, the header has 2"):
        list(predictions.read(path, PAIRS))


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(PredictionError, match=r"found '\.txt', expected \.jsonl, \.csv, \.parquet"):
        list(predictions.read(tmp_path / "p.txt", PAIRS))
