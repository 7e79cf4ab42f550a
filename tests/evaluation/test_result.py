"""Results: typed, written whole or not at all, and what is written can be read."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.result import (
    Model,
    Result,
    ResultError,
    check_data,
    check_predictions,
    format_result,
    read,
    reader,
    rounded,
    sha256_of,
    with_rows,
)
from sifara.evaluation.score import score
from tests.conftest import TOPICS
from tests.evaluation.conftest import mentions, segments

GOLD = segments([TOPICS[n % 3] for n in range(12)], kind=["body", "deck"] * 6)


def scored(model: Model, seed: int = 0) -> Result:
    answers = dict.fromkeys(GOLD.ids, TOPICS[0])
    return score(tasks.get("topic_classification"), answers, GOLD, model, seed)


@pytest.fixture(scope="module")
def result() -> Result:
    return scored(Model("m", parameters={"c": 0.1}, trained_on=("train",)))


# ---- writer and reader share one check ----------------------------------------------------------

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=4,
)


@given(
    st.text(st.characters(codec=None, exclude_categories=()), max_size=82),
    st.text(max_size=2),
    st.dictionaries(st.text(max_size=3), values, max_size=3),
    st.lists(st.text(max_size=2), max_size=2),
)
def test_a_model_that_can_be_described_can_be_saved_and_read_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, version: str, parameters: Any, sources: Any
) -> None:
    try:
        model = Model(name, version, parameters, sources, "no")
    except ResultError:
        return
    path = tmp_path_factory.mktemp("saved") / "r.json"
    result = replace(BASE, model=model)
    result.save(path)
    assert read(path) == result


BASE = scored(Model("base"))


@pytest.mark.parametrize(
    ("description", "message"),
    [
        ({"name": ""}, "$.name"),
        ({"name": "x" * 81}, "$.name"),
        ({"name": None}, "$.name"),
        ({"name": "\ud83d"}, "surrogates not allowed"),
        ({"version": ""}, "$.version"),
        ({"trained_on": [""]}, "$.trained_on[0]"),
        ({"trained_on": [3]}, "$.trained_on[0]"),
        ({"wrote_or_labelled_the_data": "maybe"}, "$.wrote_or_labelled_the_data"),
        ({"parameters": {"t": float("nan")}}, "parameter 't': found nan"),
        ({"parameters": {"t": [float("inf")]}}, "parameter 't': found [inf]"),
        ({"parameters": {"t": {1}.__iter__}}, "parameter 't': found"),
    ],
)
def test_what_no_reader_would_take_is_refused_before_anything_is_scored(
    description: dict[str, Any], message: str
) -> None:
    with pytest.raises(ResultError) as caught:
        Model(**{"name": "m", **description})
    assert message in str(caught.value)


def test_settings_are_kept_as_a_reader_of_the_file_gets_them() -> None:
    model = Model(
        "m",
        parameters={"n": np.int64(3), "x": np.float64(1e-9), "grid": (1, 2), "of": {"a": (None,)}},
        trained_on="train",
    )
    assert model.parameters == {"n": 3, "x": 1e-9, "grid": [1, 2], "of": {"a": [None]}}
    assert model.trained_on == ("train",)
    assert json.loads(format_result(scored(model)))["model"]["parameters"]["x"] == 1e-9


def test_a_result_that_breaks_the_schema_is_not_written(result: Result, tmp_path: Path) -> None:
    broken = replace(result, split="Test Split")
    with pytest.raises(ResultError, match=r"\$\.split.*nothing was written"):
        broken.save(tmp_path / "r.json")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda r: r.pop("slices"), "'slices' is a required property"),
        (lambda r: r.update(task="topic_clasification"), "did you mean 'topic_classification'"),
        (lambda r: r["populations"][0]["metrics"].pop("macro_f1"), "found no macro_f1, by which"),
        (lambda r: r["populations"][0]["metrics"].update(f=None), "$.populations[0].metrics.f"),
        (
            lambda r: r["populations"][0]["metrics"].update(acuracy={"value": 1, "interval": None}),
            "unknown metric 'acuracy' of topic_classification; did you mean 'accuracy'",
        ),
        (lambda r: r["slices"][0].update(metric="f"), "unknown metric 'f'"),
        (lambda r: r["model"].update(name=""), "$.model.name"),
        (lambda r: r["data"].update(rows="12"), "$.data.rows"),
    ],
)
def test_a_file_that_is_no_result_is_refused_with_the_place(
    change: Any, message: str, result: Result, tmp_path: Path
) -> None:
    record = json.loads(format_result(result))
    change(record)
    path = tmp_path / "r.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(ResultError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b"{", b"[" * 100_000, None])
def test_a_file_that_cannot_be_read_is_an_error_of_use(
    content: bytes | None, tmp_path: Path
) -> None:
    path = tmp_path / "r.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ResultError, match=r"r\.json: "):
        read(path)
    with pytest.raises(ResultError, match="cannot be read"):
        read(tmp_path / ("x" * 300))


# ---- a pair of files, or neither ----------------------------------------------------------------


def test_a_pair_is_written_and_is_the_same_result(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "r.json"
    result.save(path)
    assert sorted(p.name for p in path.parent.iterdir()) == ["r.json", "r.jsonl"]
    again = read(path)
    assert (again, again.path) == (result, path)
    assert again.answered is None
    assert with_rows(again, GOLD).answers == result.answers
    assert sha256_of(path.with_suffix(".jsonl").read_text("utf-8")) == again.predictions_sha256


@pytest.mark.parametrize("half", ["r.json", "r.jsonl"])
def test_where_one_of_the_two_cannot_be_written_neither_is(
    half: str, result: Result, tmp_path: Path
) -> None:
    (tmp_path / half).mkdir()
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UsageError, match="it is a folder; name another place"):
        result.save(tmp_path / "r.json")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_full_disk_leaves_the_old_pair(
    result: Result, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r.json"
    result.save(path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        scored(Model("other")).save(path)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["r.txt", "r", "file/r.json", "x" * 300 + ".json"])
def test_a_target_that_cannot_be_is_refused(name: str, result: Result, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"expected '\.json'|cannot be written"):
        result.save(tmp_path / name)


# ---- what a result says -------------------------------------------------------------------------


def test_a_result_has_names_for_what_people_ask(result: Result) -> None:
    assert (result.name, result.model.name, result.task.name) == ("m", "m", "topic_classification")
    assert result.ranked is result.populations[0]
    assert result.primary is result.ranked.metrics["macro_f1"]
    assert result.value == result.primary.value == pytest.approx(1 / 6, abs=1e-6)
    assert result.metrics() is result.metrics("all") is result.ranked.metrics
    with pytest.raises(UsageError, match="unknown population 'al'; did you mean 'all'"):
        result.metrics("al")


def test_a_result_without_rows_says_so(result: Result, tmp_path: Path) -> None:
    result.save(tmp_path / "r.json")
    with pytest.raises(ResultError, match="was read without its predictions"):
        read(tmp_path / "r.json").errors()


def test_the_seed_reaches_the_intervals() -> None:
    # A seed moves what is drawn and nothing else.
    one, same, other = (scored(Model("m"), seed) for seed in (1, 1, 2))
    assert one == same
    assert (one.resampling.seed, other.resampling.seed) == (1, 2)
    assert one.value == other.value
    assert one.primary.interval != other.primary.interval


def test_numbers_are_rounded_once_and_what_is_undefined_is_none() -> None:
    given_values = {"a": [0.12345678, float("nan"), -0.0], "b": ("x", 3, None, True)}
    found = rounded(given_values)
    assert found == {"a": [0.123457, None, 0.0], "b": ["x", 3, None, True]}
    assert str(found["a"][2]) == "0.0"


def test_slices_with_more_of_the_error_than_of_the_rows_come_first() -> None:
    gold = segments([TOPICS[0]] * 4, kind=["body", "body", "deck", "deck"], noise=["light"] * 4)
    answers = dict(zip(gold.ids, [TOPICS[0], TOPICS[0], TOPICS[0], TOPICS[1]], strict=True))
    found = score(tasks.get("topic_classification"), answers, gold, Model("m")).slices
    assert [(s.property, s.value) for s in found] == [("kind", "deck"), ("kind", "body")]
    deck = found[0]
    assert (deck.rows, deck.stories, deck.small, deck.metric) == (2, 2, True, "macro_f1")
    assert (deck.error_rate, deck.row_share, deck.error_share) == (0.5, 0.5, 1.0)
    assert deck.score == pytest.approx(2 / 3, abs=1e-6)


@pytest.mark.parametrize(
    ("rows", "stories", "small"), [(29, 29, True), (30, 4, True), (30, 5, False)]
)
def test_a_slice_of_few_rows_or_stories_is_marked_as_small(
    rows: int, stories: int, small: bool
) -> None:
    gold = segments([TOPICS[0]] * (rows + 1), kind=["body"] * rows + ["deck"])
    gold.stories[:] = [(str(place % stories),) for place in range(rows)] + [("other",)]
    answers = dict.fromkeys(gold.ids, TOPICS[0])
    found = score(tasks.get("topic_classification"), answers, gold, Model("m")).slices
    assert [s.small for s in found if s.value == "body"] == [small]


# ---- reading with the gold ----------------------------------------------------------------------


def test_predictions_are_those_that_were_scored(result: Result, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    result.save(path)
    beside = path.with_suffix(".jsonl")
    stored = read(path)
    check_predictions(stored)
    # Another order and other blanks are the same predictions; a changed one is not.
    lines = [json.dumps(json.loads(line)) for line in beside.read_text("utf-8").splitlines()]
    beside.write_text("\n".join(reversed(lines)), encoding="utf-8")
    assert with_rows(stored, GOLD).answers == result.answers
    beside.write_text("\n".join(lines).replace(TOPICS[0], TOPICS[1], 1), encoding="utf-8")
    for check in (lambda: with_rows(stored, GOLD), lambda: check_predictions(stored)):
        with pytest.raises(ResultError, match="not the predictions that were scored in"):
            check()
    beside.unlink()
    for check in (lambda: with_rows(stored, GOLD), lambda: check_predictions(stored)):
        with pytest.raises(ResultError, match=r"are missing, expected them in .*r\.jsonl"):
            check()


def test_a_result_on_other_data_is_refused_with_both_versions(result: Result) -> None:
    check_data(result, "0.1.0", "a" * 64)
    with pytest.raises(ResultError) as caught:
        check_data(result, "0.2.0", "b" * 64)
    for said in (
        "data 0.1.0 (aaaaaaaaaaaa…)",
        "0.2.0 (bbbbbbbbbbbb…)",
        "score the predictions again",
    ):
        assert said in str(caught.value)
    with pytest.raises(ResultError, match="score the predictions again"):
        with_rows(replace(result, answered=None), replace(GOLD, content_sha256="b" * 64))


def test_a_reader_reads_the_gold_of_a_split_once(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sifara
    from sifara.evaluation import result as module

    for name in ("a", "b"):
        sifara.evaluate(
            "entity_linking", lambda row: None, split="test", folder=release, model=name
        ).save(tmp_path / f"{name}.json")
    calls = []
    monkeypatch.setattr(
        module, "examples", lambda *a, real=module.examples: calls.append(a) or real(*a)
    )
    open_ = reader(release)
    first, second = open_(tmp_path / "a.json"), open_(tmp_path / "b.json")
    assert first.examples is second.examples
    assert len(calls) == 1


def test_errors_say_what_the_system_saw_the_most_wrong_first() -> None:
    gold = mentions(["a", "a", "b"])
    keys = dict(zip(gold.ids, [1, 2, 2], strict=True))
    result = score(tasks.get("entity_clustering"), keys, gold, Model("m"))
    found = result.errors()
    assert [entry["error"] for entry in found] == sorted(
        (entry["error"] for entry in found), reverse=True
    )
    assert found[0]["mention"] == "the [name] here"
    assert set(found[0]) == {"id", "mention", "gold", "predicted", "error"}
