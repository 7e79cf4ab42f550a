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
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.examples import GOLD, HIDDEN, examples
from tests.evaluation.conftest import AID


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


def test_a_model_that_learns_is_given_the_gold_of_the_split_that_is_named(release: Path) -> None:
    class Model:
        def fit(self, inputs: list[Any], gold: list[Any]) -> None:
            self.known = dict(zip((row["surface"] for row in inputs), gold, strict=True))

        def predict(self, inputs: list[Any]) -> list[Any]:
            return [self.known[row["surface"]] for row in inputs]

    result = sifara.evaluate("entity_linking", Model(), fit="train", split="test", folder=release)
    assert result.model.trained_on == ("train",)
    assert result.metrics()["in_kb_accuracy"].value is not None
    assert result.metrics()["in_kb_accuracy"].value > 0.5
    stated = sifara.Model("m", trained_on=("elsewhere",))
    again = sifara.evaluate(
        "entity_linking", Model(), fit="train", split="test", folder=str(release), model=stated
    )
    assert again.model.trained_on == ("elsewhere",)


@pytest.mark.parametrize("predicted", [lambda row: "x", {}, None, object(), LinearSVC, "p.jsonl"])
def test_fit_needs_an_object_that_learns(predicted: Any, release: Path) -> None:
    with pytest.raises(UsageError, match="fit='train' needs an object with fit and predict, found"):
        sifara.evaluate(
            "topic_classification", predicted, fit="train", split="test", folder=release
        )


@pytest.mark.parametrize("task", list(sifara.TASKS))
def test_the_seed_of_evaluate_reaches_the_intervals(task: str, release: Path) -> None:
    def answered(seed: int) -> sifara.Result:
        gold = list(gold_of(task, release).items())
        answers = {row: gold[max(0, n - n % 3)][1] for n, (row, _) in enumerate(gold)}
        return sifara.evaluate(task, answers, split="test", folder=release, seed=seed)

    one, same, other = answered(1), answered(1), answered(2)
    assert one == same
    assert (one.resampling.seed, other.resampling.seed) == (1, 2)
    drawn = one.primary.interval is not None and "bootstrap" in one.primary.interval.kind
    assert (one.populations != other.populations) == drawn
