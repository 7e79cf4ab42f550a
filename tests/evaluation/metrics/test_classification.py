"""Topic classification and tagging: equal to scikit-learn, and lawful where it has no say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from sifara.evaluation.metrics.classification import (
    classification,
    confusion,
    per_label,
    per_tag,
    tagging,
)

LABELS = 6
codes = st.lists(
    st.tuples(st.integers(0, LABELS - 1), st.integers(-1, LABELS - 1)), min_size=1, max_size=60
).map(lambda rows: np.array(rows).T)
label_set = st.lists(st.booleans(), min_size=LABELS, max_size=LABELS)
label_sets = st.lists(st.tuples(label_set, label_set), min_size=1, max_size=30).map(
    lambda rows: np.array(rows).transpose(1, 0, 2)
)


@given(codes)
def test_classification_equals_scikit_learn(rows):
    gold, predicted = rows
    scores = classification(gold, predicted, LABELS).values()
    present = np.unique(gold)
    macro = sk.f1_score(gold, predicted, labels=present, average="macro", zero_division=0)
    assert scores["macro_f1"] == pytest.approx(macro, abs=1e-9)
    assert scores["accuracy"] == pytest.approx(sk.accuracy_score(gold, predicted), abs=1e-9)


@given(codes)
def test_scores_of_labels_equal_scikit_learn(rows):
    gold, predicted = rows
    expected = sk.precision_recall_fscore_support(
        gold, predicted, labels=range(LABELS), zero_division=0
    )
    assert_scores(per_label(gold, predicted, LABELS), *expected)


def assert_scores(found, precision, recall, f1, support):
    """Holds scores of labels to scikit-learn's, which has 0 where there is nothing to measure."""
    lacking = support == 0
    unsaid = lacking | (found.predicted == 0)
    np.testing.assert_allclose(found.precision, np.where(unsaid, np.nan, precision), atol=1e-9)
    np.testing.assert_allclose(found.recall, np.where(lacking, np.nan, recall), atol=1e-9)
    np.testing.assert_allclose(found.f1, np.where(lacking, np.nan, f1), atol=1e-9)
    np.testing.assert_array_equal(found.support, support)


@given(codes)
def test_confusion_equals_scikit_learn(rows):
    gold, predicted = rows
    answered = predicted >= 0
    if answered.any():
        expected = sk.confusion_matrix(gold[answered], predicted[answered], labels=range(LABELS))
        np.testing.assert_array_equal(confusion(gold, predicted, LABELS), expected)


@given(label_sets)
def test_tagging_equals_scikit_learn(rows):
    gold, predicted = rows
    scores = tagging(gold, predicted).values()
    present = np.flatnonzero(gold.any(axis=0))
    expected = {
        "micro_f1": sk.f1_score(gold, predicted, average="micro", zero_division=np.nan),
        "subset_accuracy": sk.accuracy_score(gold, predicted),
        "jaccard": sk.jaccard_score(gold, predicted, average="samples", zero_division=1),
    }
    if present.size:
        expected["macro_f1"] = sk.f1_score(
            gold, predicted, labels=present, average="macro", zero_division=0
        )
    for name, value in expected.items():
        assert scores[name] == pytest.approx(value, abs=1e-9, nan_ok=True), name


@given(label_sets)
def test_scores_of_tags_equal_scikit_learn(rows):
    gold, predicted = rows
    expected = sk.precision_recall_fscore_support(gold, predicted, zero_division=0)
    assert_scores(per_tag(gold, predicted), *expected)


@given(codes, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows, random):
    gold, predicted = rows
    order = random.sample(range(gold.size), gold.size)
    shuffled = classification(gold[order], predicted[order], LABELS).values()
    assert shuffled == pytest.approx(classification(gold, predicted, LABELS).values(), abs=1e-12)


@given(codes, st.permutations(range(LABELS)))
def test_the_numbering_of_labels_does_not_matter(rows, names):
    gold, predicted = rows
    renamed = np.array([*names, -1])
    scores = classification(renamed[gold], renamed[predicted], LABELS).values()
    assert scores == pytest.approx(classification(gold, predicted, LABELS).values(), abs=1e-12)


@given(codes)
def test_a_perfect_answer_scores_one(rows):
    gold, _ = rows
    assert classification(gold, gold, LABELS).values() == {"accuracy": 1.0, "macro_f1": 1.0}


def test_without_rows_everything_is_undefined():
    empty = np.zeros((0, LABELS), dtype=bool)
    found = classification([], [], LABELS).values() | tagging(empty, empty).values()
    assert all(map(np.isnan, found.values()))


def test_a_label_without_gold_support_is_not_averaged():
    # Label 1 is predicted once but is nobody's gold: F1 of label 0 alone, 2 * 1 / (2 + 1).
    assert classification([0, 0], [0, 1], 3).values()["macro_f1"] == pytest.approx(2 / 3)


def test_an_abstention_is_wrong():
    assert classification([0, 1], [0, -1], 2).values()["accuracy"] == 0.5


def test_two_empty_sets_agree():
    none = np.zeros((1, LABELS), dtype=bool)
    scores = tagging(none, none).values()
    assert scores["subset_accuracy"] == scores["jaccard"] == 1.0


@pytest.mark.parametrize(
    ("gold", "predicted", "message"),
    [
        ([0, 1], [0], "gold of shape"),
        ([0, -1], [0, 0], "gold label -1 found"),
        ([0, 7], [0, 0], "code 7 found"),
    ],
)
def test_impossible_codes_are_refused(gold, predicted, message):
    with pytest.raises(ValueError, match=message):
        classification(gold, predicted, LABELS)
