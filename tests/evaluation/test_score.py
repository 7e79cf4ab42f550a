"""Scoring: files, records, mappings, callables and scikit-learn pipelines give typed results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import sifara
from sifara import cli
from sifara.evaluation import result as results
from sifara.evaluation import tasks
from sifara.evaluation.examples import GOLD, HIDDEN, examples
from sifara.gold.repository import Repository
from tests.evaluation.conftest import AID, PEACE


def gold_of(task: str, release: Path) -> dict[str, Any]:
    rows = examples(tasks.get(task).config, "test", release)
    return dict(zip(rows.ids, rows.column(tasks.get(task).gold), strict=True))


def test_macro_f1_is_that_of_scikit_learn_over_labels_with_support(release: Path) -> None:
    gold = gold_of("topic_classification", release)
    guess = {row: AID if n % 2 else label for n, (row, label) in enumerate(gold.items())}
    result = sifara.evaluate("topic_classification", guess, split="test", folder=release)
    expected = f1_score(
        list(gold.values()),
        list(guess.values()),
        average="macro",
        labels=sorted(set(gold.values())),
    )
    assert result.value == pytest.approx(expected, abs=1e-6)
    (low, high) = (getattr(result.primary.interval, end) for end in ("low", "high"))
    assert 0 <= low <= result.value <= high <= 1


def test_a_scikit_learn_pipeline_is_scored_in_three_lines(release: Path) -> None:
    model = make_pipeline(TfidfVectorizer(), LinearSVC())
    result = sifara.evaluate(
        "topic_classification", model, fit="train", split="test", folder=release
    )
    assert result.value > 0.9
    assert result.model.trained_on == ("train",)


def test_a_pipeline_that_was_fitted_on_class_indices_is_understood(release: Path) -> None:
    train = sifara.load("topics", "train", folder=release)
    model = make_pipeline(TfidfVectorizer(), LinearSVC()).fit(train["text"], train["topic"])
    result = sifara.evaluate("topic_classification", model, split="test", folder=release)
    assert result.value > 0.9


def test_a_callable_sees_what_a_model_may_see_and_nothing_else(release: Path) -> None:
    seen: list[Mapping[str, Any]] = []

    def model(row: Mapping[str, Any]) -> str:
        seen.append(row)
        return str(row["surface"])

    sifara.evaluate("entity_clustering", model, split="test", folder=release)
    assert set(seen[0]) == {"context", "start", "end", "surface", "type"}
    pairs: list[Mapping[str, Any]] = []
    sifara.evaluate(
        "entity_pairs",
        lambda row: pairs.append(row) or "match",  # type: ignore[func-returns-value]
        split="test",
        folder=release,
    )
    assert set(pairs[0]) == {"left", "right", "type"}
    assert set(pairs[0]["left"]) == {"context", "start", "end", "surface"}
    assert not (HIDDEN | GOLD) & set(pairs[0]["left"])


def test_adjectives_stand_apart_and_do_not_rank(release: Path) -> None:
    gold = gold_of("entity_linking", release)
    rows = examples("mentions", "test", release)
    wrong_adjectives = {
        row: None if form == ("adjective",) else gold[row]
        for row, form in zip(rows.ids, rows.properties["form"], strict=True)
    }
    result = sifara.evaluate("entity_linking", wrong_adjectives, split="test", folder=release)
    assert result.value == 1.0
    assert result.metrics("adjectives")["accuracy"].value == 0.0


def test_slices_say_where_the_error_is(release: Path) -> None:
    gold = gold_of("entity_linking", release)
    rows = examples("mentions", "test", release)
    guess = {
        row: None if surface == "حداد" else gold[row]
        for row, surface in zip(rows.ids, rows.column("surface"), strict=True)
    }
    result = sifara.evaluate("entity_linking", guess, split="test", folder=release)
    first = result.slices[0]
    assert (first.property, first.value) in {
        ("variation", "partial"),
        ("ambiguous", "ambiguous"),
    }
    assert first.error_share == 1.0
    assert {e["mention"][-6:] for e in result.errors()} == {"[حداد]"}


def test_candidates_give_recall_at_k(release: Path) -> None:
    gold = gold_of("entity_linking", release)
    records = [{"id": row, "entity": None, "candidates": ["libya", "sami-haddad"]} for row in gold]
    metrics = sifara.evaluate("entity_linking", records, split="test", folder=release).metrics()
    assert metrics["recall_at_5"].value == 1.0
    assert metrics["recall_at_1"].value < 1.0


def test_a_result_is_saved_read_back_and_the_same_bytes_again(
    release: Path, tmp_path: Path
) -> None:
    result = sifara.evaluate(
        "entity_pairs", lambda row: "match", split="test", folder=release, model="yes"
    )
    path = tmp_path / "yes.json"
    result.save(path)
    before = path.read_bytes(), path.with_suffix(".jsonl").read_bytes()
    again = results.reader(release)(path)
    assert again == result
    again.save(path)
    assert (path.read_bytes(), path.with_suffix(".jsonl").read_bytes()) == before


def test_the_table_names_system_task_and_intervals(release: Path) -> None:
    result = sifara.evaluate(
        "entity_clustering", lambda row: row["surface"], split="test", folder=release, model="same"
    )
    table = result.table()
    assert "same · entity_clustering · test" in table
    assert "jackknife" in table


def test_tampered_predictions_and_other_data_are_refused(release: Path, tmp_path: Path) -> None:
    gold = gold_of("topic_classification", release)
    sifara.evaluate("topic_classification", gold, split="test", folder=release).save(
        tmp_path / "r.json"
    )
    lines = (tmp_path / "r.jsonl").read_text()
    (tmp_path / "r.jsonl").write_text(lines.replace(AID, PEACE, 1))
    with pytest.raises(results.ResultError, match="not the predictions that were scored"):
        results.reader(release)(tmp_path / "r.json")
    record = (tmp_path / "r.json").read_text()
    sha = results.read(tmp_path / "r.json").data.content_sha256
    (tmp_path / "r.json").write_text(record.replace(sha, "0" * 64))
    with pytest.raises(results.ResultError, match="score the predictions again"):
        results.reader(release)(tmp_path / "r.json")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"task": "topic_clasification"}, "did you mean 'topic_classification'"),
        ({"split": "dev"}, "topics has no split 'dev'; expected one of train, test"),
        ({"predicted": [1]}, "expected a record with 'id', 'topic'"),
    ],
)
def test_a_wrong_call_says_what_was_expected(
    call: dict[str, Any], message: str, release: Path
) -> None:
    arguments = {"task": "topic_classification", "predicted": {}, "split": "test", **call}
    with pytest.raises(ValueError, match=message):
        sifara.evaluate(
            arguments["task"], arguments["predicted"], split=arguments["split"], folder=release
        )


def test_a_model_that_answers_too_few_rows_is_refused(release: Path) -> None:
    class Short:
        def predict(self, rows: list[Any]) -> list[str]:
            return [AID]

    with pytest.raises(ValueError, match="gave 1 answers to 28 rows"):
        sifara.evaluate("topic_classification", Short(), split="test", folder=release)


def test_refused_predictions_write_nothing(
    checkout: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "p.jsonl").write_text('{"id": "web-000.s01", "topic": "war"}\n')
    command = ["--root", str(checkout.root), "evaluate", "--task", "topic_classification"]
    command += ["--split", "web", "--predictions", str(tmp_path / "p.jsonl")]
    assert cli.main([*command, "--output", str(tmp_path / "out.json")]) == 1
    assert "p.jsonl:1: field 'topic': unknown label 'war'" in capsys.readouterr().err
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [("--seed", "-1", "expected a number from 0 up"), ("--parameter", "c", "expected KEY=VALUE")],
)
def test_a_wrong_option_says_what_was_expected(
    option: str, value: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["evaluate", "--task", "entity_pairs", "--split", "web", "--predictions", "p.jsonl"]
    try:
        code = cli.main([*command, f"{option}={value}"])
    except SystemExit as end:
        code = end.code
    assert code == 2
    assert message in capsys.readouterr().err
