"""Predictions are read from three formats and refused with the place of every problem."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from sifara.errors import UsageError
from sifara.evaluation import predictions, tasks
from sifara.evaluation.examples import Examples, examples
from sifara.evaluation.predictions import Located, PredictionError
from tests.conftest import CHECKOUT, TOPICS, document, entity, repository_in
from tests.evaluation.conftest import mentions, segments

PAIRS = tasks.get("entity_pairs")


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    first = document(1, "زار ليبيا وفد", [("ليبيا", "GPE", "name", "libya")])
    second = document(2, "ليبيا تستقبل وفدا\nوعد الوفد", [("ليبيا", "GPE", "name", "libya")])
    folder = tmp_path_factory.mktemp("tiny") / "repository"
    return repository_in(
        folder, [first, second], [entity("libya", name="ليبيا")], build=True
    ).release


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


def test_a_prediction_of_a_parquet_file_is_placed_by_its_row(release: Path, tmp_path: Path) -> None:
    rows = right("topic_classification", release)
    rows[1]["topic"] = "war"
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "p.parquet")
    with pytest.raises(PredictionError, match=r"p\.parquet:row 2: field 'topic': unknown label"):
        aligned(
            "topic_classification", gold("topic_classification", release), tmp_path / "p.parquet"
        )


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


# ---- values -------------------------------------------------------------------------------------

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None, exclude_categories=()), max_size=3)
    | st.sampled_from([10**400, -(10**400), "\ud83d", "a\0", "libya", "match", *TOPICS]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=4,
)


@pytest.mark.parametrize("task", list(tasks.TASKS))
def test_one_value_of_any_kind_is_taken_or_refused_and_what_is_taken_can_be_written(
    task: str, release: Path
) -> None:
    which, examples = tasks.get(task), gold(task, release)
    rows = right(task, release)
    fields = ["id", "data_version", which.answer.name, *(f.name for f in which.optional)]

    @given(st.sampled_from(fields), json_values)
    def check(name: str, value: Any) -> None:
        located = [
            Located(f"{n}", row) for n, row in enumerate([{**rows[0], name: value}, *rows[1:]])
        ]
        try:
            answers = predictions.align(located, which, examples)
        except PredictionError as error:
            str(error).encode()
        else:
            written = predictions.lines(which, examples, answers).encode()
            again = [Located("", json.loads(line)) for line in written.splitlines()]
            assert predictions.align(again, which, examples) == answers

    check()


def aligned(task: str, examples: Examples, values: Any) -> list[Any]:
    which = tasks.get(task)
    return predictions.align(predictions.gathered(values, which, examples), which, examples).values


def test_labels_may_be_their_numbers_wherever_they_come_from(tmp_path: Path) -> None:
    examples = segments([TOPICS[2], TOPICS[0]])
    records = [{"id": i, "topic": n} for i, n in zip(examples.ids, (2, 0), strict=True)]
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "p.parquet")
    for values in (
        records,
        [{"id": i, "topic": np.int64(n)} for i, n in zip(examples.ids, (2, 0), strict=True)],
        dict(zip(examples.ids, np.array([2, 0]), strict=True)),
        tmp_path / "p.parquet",
        str(tmp_path / "p.parquet"),
    ):
        assert aligned("topic_classification", examples, values) == [TOPICS[2], TOPICS[0]]
    for wrong in (3, -1, True, 1.0):
        with pytest.raises(PredictionError, match=f"unknown label {wrong}"):
            aligned("topic_classification", examples, dict.fromkeys(examples.ids, wrong))


@pytest.mark.parametrize(
    "rows",
    [
        [[1, 0, 1], [0, 1, 0]],
        np.array([[1, 0, 1], [0, 1, 0]]),
        np.array([[True, False, True], [False, True, False]]),
        np.array([[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]),
        csr_array(np.array([[1, 0, 1], [0, 1, 0]])),
        [[0, 2], [1]],
        [(TOPICS[0], TOPICS[2]), (TOPICS[1],)],
        [{TOPICS[0], TOPICS[2]}, {TOPICS[1]}],
    ],
)
def test_sets_of_labels_may_be_names_numbers_or_an_indicator_matrix(rows: Any) -> None:
    class Model:
        def predict(self, inputs: list[Any]) -> Any:
            return rows

    found = aligned("topic_tagging", segments(["a", "b"]), Model())
    assert [sorted(labels) for labels in found] == [sorted([TOPICS[0], TOPICS[2]]), [TOPICS[1]]]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_probabilities_are_no_labels_and_the_message_says_what_to_do(dtype: type) -> None:
    class Model:
        def predict(self, inputs: list[Any]) -> Any:
            return np.array([[0.9, 0.2, 0.0], [0.1, 0.7, 0.2]], dtype=dtype)

    examples = segments([TOPICS[0], TOPICS[1]])
    with pytest.raises(PredictionError, match=r"0 or 1 for each of the 3 labels; .*>= 0\.5"):
        aligned("topic_tagging", examples, Model())
    with pytest.raises(PredictionError, match=r"found 3 numbers, expected one label.*argmax"):
        aligned("topic_classification", examples, Model())


def test_two_labels_may_also_be_yes_and_no(release: Path) -> None:
    examples = gold("entity_pairs", release)
    answers = np.array(examples.column("label")) == "match"
    assert aligned("entity_pairs", examples, dict(zip(examples.ids, answers, strict=True))) == (
        examples.column("label")
    )


def test_numbers_of_numpy_are_numbers_in_records() -> None:
    examples = mentions(["a", "b"])
    for kind in (np.int64, np.int8, np.uint16):
        records = [{"id": i, "cluster": kind(n)} for n, i in enumerate(examples.ids)]
        assert aligned("entity_clustering", examples, records) == [0, 1]
    pairs = segments(["a"])
    pairs.rows[0]["label"] = "match"
    pairs = tasks.get("entity_pairs").of(pairs)
    record = {"id": pairs.ids[0], "label": np.str_("match"), "score": np.float32(0.5)}
    which = tasks.get("entity_pairs")
    found = predictions.align(predictions.from_python([record], which), which, pairs)
    assert found.optional == {"score": [0.5]}


@pytest.mark.parametrize("table", [pd.DataFrame, pl.DataFrame, pa.Table.from_pylist, list, iter])
def test_a_table_is_its_records(table: Any) -> None:
    examples = mentions(["a", "nil", "b"])
    records = [
        {"id": i, "entity": entity}
        for i, entity in zip(examples.ids, ["a", None, "b"], strict=True)
    ]
    assert aligned("entity_linking", examples, table(records)) == ["a", None, "b"]


def test_a_series_is_a_mapping_and_nan_is_what_is_absent() -> None:
    examples = mentions(["a", "nil"])
    series = pd.Series(["a", np.nan], index=examples.ids, dtype=object)
    assert aligned("entity_linking", examples, series) == ["a", None]


@pytest.mark.parametrize("wrong", [None, object(), 3, 1.5])
def test_what_is_no_prediction_at_all_is_told_what_is(wrong: Any) -> None:
    with pytest.raises(
        UsageError, match=r"found \w+, expected a file, records with 'id' and 'topic'"
    ):
        aligned("topic_classification", segments(["a"]), wrong)


def test_a_class_is_no_model_yet() -> None:
    class Model:
        def predict(self, inputs: list[Any]) -> Any:
            return inputs

    with pytest.raises(UsageError, match="found the class Model, expected an object of it"):
        aligned("topic_classification", segments(["a"]), Model)


def test_a_model_is_given_texts_and_a_callable_each_visible_row() -> None:
    examples = segments([TOPICS[0], TOPICS[1]])

    class Model:
        def predict(self, inputs: list[Any]) -> Any:
            assert inputs == ["line 0", "line 1"]
            return TOPICS[:2]

    assert aligned("topic_classification", examples, Model()) == list(TOPICS[:2])
    assert aligned("topic_classification", examples, lambda r: TOPICS[int(r["text"][-1])]) == (
        list(TOPICS[:2])
    )


# ---- CSV ----------------------------------------------------------------------------------------

ARABIC = "مجموعة"


def written(
    path: Path, rows: list[list[str]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_in_unicode_with_each_delimiter(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    examples = mentions(["a", "b"])
    keys = [f"{ARABIC}, {ARABIC}; {ARABIC}\t1\n2", "x" * 200_000]
    rows = [["id", "cluster"], *map(list, zip(examples.ids, keys, strict=True))]
    path = written(tmp_path / "p.csv", rows, delimiter, encoding)
    before = csv.field_size_limit()
    assert aligned("entity_clustering", examples, path) == keys
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    ("encoding", "message"),
    [
        ("cp1256", "p.csv:2: not UTF-8, it looks like cp1256, the Arabic encoding of Windows"),
        ("utf-16-le", "p.csv: holds NUL, as UTF-16 without its mark does"),
        ("latin-1", "p.csv:2: not UTF-8; expected UTF-8"),
    ],
)
def test_another_encoding_is_named_with_what_to_do(
    encoding: str, message: str, tmp_path: Path
) -> None:
    text = "é" if encoding == "latin-1" else ARABIC
    path = written(tmp_path / "p.csv", [["id", "cluster"], ["d0.s1", text]], encoding=encoding)
    with pytest.raises(PredictionError) as caught:
        list(predictions.read(path, tasks.get("entity_clustering")))
    assert message in str(caught.value)
    assert "in a spreadsheet, save it as 'CSV UTF-8'" in str(caught.value)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        (
            "id,cluster,cluster",
            "column 'cluster' stands twice; found the header 'id, cluster, cluster'",
        ),
        ("id,cluster,x,x", "a column stands twice in 'id, cluster, x, x'"),
        ("row;cluster", "column 'id' is missing; found the header 'row, cluster'"),
        ("id|cluster", "column 'id' is missing; found the header 'id|cluster'"),
        ("", "column 'id' is missing"),
    ],
)
def test_a_header_without_or_with_repeated_columns_is_shown(
    header: str, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "p.csv"
    path.write_text(f"{header}\na,b,c\n", encoding="utf-8")
    with pytest.raises(PredictionError) as caught:
        list(predictions.read(path, tasks.get("entity_clustering")))
    assert message in str(caught.value)


def test_what_a_cell_stands_for_follows_from_the_field_of_the_task(tmp_path: Path) -> None:
    def cells(task: str, *names: str, row: list[str]) -> Any:
        path = written(tmp_path / "p.csv", [["id", *names], ["a", *row]])
        (found,) = predictions.read(path, tasks.get(task))
        return [found.value[name] for name in names]

    assert cells("topic_tagging", "topics", row=["a; b;"]) == [["a", "b"]]
    assert cells("entity_linking", "entity", "candidates", row=["", ""]) == [None, []]
    assert cells("entity_pairs", "label", "score", row=["match", "0.5"]) == ["match", 0.5]
    assert cells("entity_pairs", "label", "score", row=["match", "high"]) == ["match", "high"]
    # The names of fields of other tasks mean nothing here.
    assert cells("entity_clustering", "cluster", "topics", row=["1", "a;b"]) == ["1", "a;b"]


def test_an_empty_key_in_csv_is_no_cluster(tmp_path: Path) -> None:
    path = written(tmp_path / "p.csv", [["id", "cluster"], ["d0.s1", ""]])
    with pytest.raises(PredictionError, match="found None, expected a string or an integer"):
        aligned("entity_clustering", mentions(["a"]), path)


def test_a_file_that_cannot_be_opened_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "folder.jsonl").mkdir()
    for name in ("missing.jsonl", "folder.jsonl", "x" * 300 + ".csv", "file/p.jsonl"):
        (tmp_path / "file").touch()
        with pytest.raises(PredictionError, match="cannot be read: "):
            list(predictions.read(tmp_path / name, PAIRS))


def test_a_byte_order_mark_before_json_lines_is_no_part_of_them(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + b'{"id": "a", "label": "match"}\n')
    assert [found.value for found in predictions.read(path, PAIRS)] == [
        {"id": "a", "label": "match"}
    ]


# ---- the schema ---------------------------------------------------------------------------------


def test_the_committed_schema_is_that_of_the_tasks() -> None:
    committed = json.loads((CHECKOUT / "schema" / "prediction.schema.json").read_text("utf-8"))
    assert committed == predictions.schema(tasks.TASKS.values())
