"""Pairs: equal to scikit-learn, ties included; the oracle threshold is the best of all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from sifara.evaluation.metrics.matching import matching, ranking

decisions = st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=60).map(
    lambda rows: np.array(rows).T
)
# Few distinct scores, so that ties are the rule.
scored = st.lists(st.tuples(st.booleans(), st.integers(-3, 3)), min_size=1, max_size=60).map(
    lambda rows: (np.array([r[0] for r in rows]), np.array([r[1] for r in rows]) / 3)
)


@given(decisions)
def test_matching_equals_scikit_learn(rows):
    gold, predicted = rows
    if gold.any() and predicted.any():
        precision, recall, f1, _ = sk.precision_recall_fscore_support(
            gold, predicted, average="binary"
        )
        expected = {"precision": precision, "recall": recall, "f1": f1}
        assert matching(gold, predicted).values() == pytest.approx(expected, abs=1e-9)


@given(scored)
def test_average_precision_equals_scikit_learn(rows):
    gold, scores = rows
    if gold.any():
        expected = sk.average_precision_score(gold, scores)
        found = ranking(gold, scores).values()["average_precision"]
        assert found == pytest.approx(expected, abs=1e-9)


@given(scored)
def test_the_oracle_threshold_is_the_best_one(rows):
    gold, scores = rows
    if gold.any():
        best = max(sk.f1_score(gold, scores >= t, zero_division=0) for t in np.unique(scores))
        found = ranking(gold, scores).values()["oracle_best_threshold_f1"]
        assert found == pytest.approx(best, abs=1e-9)


@given(scored, st.randoms(use_true_random=False))
def test_the_order_of_tied_pairs_does_not_matter(rows, random):
    gold, scores = rows
    order = random.sample(range(gold.size), gold.size)
    shuffled = ranking(gold[order], scores[order]).values()
    assert shuffled == pytest.approx(ranking(gold, scores).values(), nan_ok=True)


@given(scored)
def test_only_the_order_of_scores_matters(rows):
    gold, scores = rows
    grown = ranking(gold, np.exp(scores) - 9).values()
    assert grown == pytest.approx(ranking(gold, scores).values(), nan_ok=True)


@given(scored)
def test_scores_lie_between_zero_and_one(rows):
    values = ranking(*rows).values().values()
    assert all(0 <= value <= 1 or not rows[0].any() for value in values)


def test_a_perfect_ranking_scores_one():
    assert ranking([True, False, True], [0.9, 0.1, 0.8]).values() == {
        "average_precision": 1.0,
        "oracle_best_threshold_f1": 1.0,
    }


@pytest.mark.parametrize("gold", [[], [False, False]])
def test_nothing_to_find_is_undefined(gold):
    found = ranking(gold, np.zeros(len(gold))).values() | matching(gold, gold).values()
    assert all(map(np.isnan, found.values()))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_scores_that_are_not_finite_are_refused(bad):
    with pytest.raises(ValueError, match="found at row 1, a finite number expected"):
        ranking([True, False], [0.5, bad])
