"""One rule for empty denominators: what the gold does not have cannot be measured."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_fscore_support

from sifara.evaluation.metrics.ratios import (
    harmonic_mean,
    mean_where,
    precision_recall_f1,
    ratio,
)

rows = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=12)


def same(found, expected):
    return found == pytest.approx(expected, abs=1e-12, nan_ok=True)


@given(rows)
def test_precision_recall_and_f1_are_those_of_scikit_learn_where_the_gold_has_the_class(pairs):
    gold, predicted = np.array(pairs, dtype=bool).reshape(-1, 2).T
    found = precision_recall_f1((gold & predicted).sum(), gold.sum(), predicted.sum())
    if not gold.any():
        assert same(list(map(float, found)), [np.nan] * 3)
        return
    *expected, _ = precision_recall_fscore_support(
        gold, predicted, average="binary", zero_division=np.nan
    )
    if not predicted.any():
        expected[2] = 0.0  # something was there, and nothing of it was found
    assert same(list(map(float, found)), expected)


def test_a_ratio_is_undefined_exactly_where_its_denominator_is_nothing():
    assert same(ratio([1.0, 1.0, 0.0], [2.0, 0.0, 0.0]).tolist(), [0.5, np.nan, np.nan])


@pytest.mark.parametrize(
    ("precision", "recall", "f1"),
    [
        (0.5, 1.0, 2 / 3),
        (0.0, 0.0, 0.0),
        (0.0, 1.0, 0.0),
        (np.nan, 0.0, 0.0),
        (np.nan, np.nan, np.nan),
        (0.5, np.nan, np.nan),
    ],
)
def test_f1_is_undefined_with_recall_and_zero_where_nothing_was_predicted(precision, recall, f1):
    assert same(float(harmonic_mean(precision, recall)), f1)


def test_a_mean_leaves_out_what_is_undefined_and_is_undefined_of_nothing():
    values = np.array([[0.5, np.nan], [np.nan, np.nan]])
    assert same(mean_where(values, ~np.isnan(values)).tolist(), [0.5, np.nan])
