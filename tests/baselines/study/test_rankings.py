"""Verdicts on rankings: what enough stories and families allow, and what they do not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kendalltau
from sklearn.metrics import f1_score

from baselines.study import rankings
from baselines.study.rankings import Scored
from sifara.evaluation.score import evaluate

SYSTEMS = [f"s{n:02d}" for n in range(12)]


def side(values, stories: int = 40, noise: float = 0.0, seed: int = 0) -> dict[str, Scored]:
    """Systems whose scores move by some noise with each story."""
    random = np.random.default_rng(seed)
    return {
        name: Scored(float(v), float(v) + noise * random.normal(size=stories))
        for name, v in zip(SYSTEMS, values, strict=False)
    }


def own_families() -> dict[str, str]:
    return {name: name for name in SYSTEMS}


CLEAR = np.arange(12) / 12


@given(st.lists(st.tuples(*[st.integers(0, 4)] * 2, st.integers(1, 3)), min_size=2, max_size=9))
def test_tau_is_that_of_scipy_and_of_systems_written_out(rows) -> None:
    ours, theirs, times = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    written_out = [np.repeat(x, times.astype(int)) for x in (ours, theirs)]
    found = float(rankings.kendall(ours, theirs, times))
    assert found == pytest.approx(kendalltau(*written_out).statistic, nan_ok=True)


def test_one_clear_order_is_established_and_its_reverse_is_not() -> None:
    same = rankings.compared(side(CLEAR), side(CLEAR * 2), own_families())
    assert (same["tau"], same["low"], same["high"]) == (1.0, 1.0, 1.0)
    assert same["verdict"] == "established"
    reverse = rankings.compared(side(CLEAR), side(-CLEAR), own_families())
    assert (reverse["tau"], reverse["verdict"]) == (-1.0, "not established")


@pytest.mark.parametrize("stories", [(40, 19), (19, 40), (5, 5)])
def test_too_few_stories_on_either_side_allow_no_verdict(stories: tuple[int, int]) -> None:
    sides = (side(CLEAR, count) for count in stories)
    found = rankings.compared(*sides, own_families())
    assert found["verdict"] == "none: too few stories"
    assert found["low"] is found["high"] is None
    assert (found["tau"], found["stories"]) == (1.0, list(stories))


def test_clones_add_systems_but_no_family() -> None:
    clones = {name: f"family {n % 4}" for n, name in enumerate(SYSTEMS)}
    found = rankings.compared(side(CLEAR), side(CLEAR), clones)
    assert (found["systems"], found["families"]) == (12, 4)
    assert found["verdict"] == "none: too few families"


def test_what_one_family_does_alone_counts_less_than_what_systems_do() -> None:
    # Six clones agree with themselves on the other set; the six that differ do not agree.
    theirs = np.concatenate([CLEAR[:6], CLEAR[6:][::-1]])
    clones = {name: name if n >= 6 else "clones" for n, name in enumerate(SYSTEMS)}
    apart, together = (
        rankings.compared(side(CLEAR), side(theirs), families)
        for families in (own_families(), clones)
    )
    assert together["tau"] == apart["tau"]
    assert together["low"] < apart["low"]


def test_an_order_that_hangs_on_few_stories_is_not_established() -> None:
    steady = rankings.compared(side(CLEAR, noise=0.001), side(CLEAR), own_families())
    shaky = rankings.compared(side(CLEAR, noise=0.2), side(CLEAR), own_families())
    assert steady["verdict"] == "established"
    assert shaky["tau"] == 1.0
    assert shaky["verdict"] == "not established"


def test_the_draws_move_as_far_as_the_jackknife_says() -> None:
    (scored,) = side([0.5], stories=50, noise=0.01).values()
    drawn = rankings._drawn([scored], np.random.default_rng(1))[:, 0]
    error = float(np.std(scored.without)) * 49**0.5
    assert drawn.std() == pytest.approx(error, rel=0.1)
    assert drawn.mean() == pytest.approx(0.5, abs=error / 10)


@pytest.mark.parametrize("task", ["topic_classification", "topic_tagging"])
def test_label_scores_are_macro_f1_over_those_labels(task: str, checkout) -> None:
    def model(row):
        topic = "public-health" if "صح" in row["text"] else "peace-process"
        return [topic] if task == "topic_tagging" else topic

    result = evaluate(task, model, split="web", folder=checkout.release)
    labels = ["peace-process", "bilateral-relations"]
    gold, predicted = (
        [[label in np.atleast_1d(row) for label in labels] for row in column]
        for column in (result.examples.column(result.task.gold), result.answers.values)
    )
    expected = f1_score(gold, predicted, average="macro", zero_division=0)
    found = rankings.of_result(result, labels)
    assert found.value == pytest.approx(expected)
    assert found.without.size == 5
    assert rankings.of_result(result).value == pytest.approx(result.value, abs=1e-6)


def test_what_is_kept_beside_a_result_is_what_it_scores(tmp_path: Path, checkout) -> None:
    path = tmp_path / "system.json"
    result = evaluate("topic_classification", lambda row: "peace-process", split="web")
    rankings.write_sidecar(result, path)
    result.save(path)
    kept, found = rankings.read_sidecar(path), rankings.of_result(result)
    assert kept.value == pytest.approx(found.value, abs=1e-6)
    assert kept.without == pytest.approx(found.without, abs=1e-6)
