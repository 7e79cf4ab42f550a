"""Entity linking: NIL is an answer like any other, and is measured by itself too."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics as sk

from sifara.evaluation.metrics.linking import NIL, linking, linking_by_entity, recall_at

links = st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 5)), min_size=1, max_size=60).map(
    lambda rows: np.array(rows).T
)


@given(links)
def test_nil_scores_equal_scikit_learn(rows):
    gold, predicted = rows
    scores = linking(gold, predicted).values()
    precision, recall, f1, _ = sk.precision_recall_fscore_support(
        gold == NIL, predicted == NIL, average="binary", zero_division=np.nan
    )
    if not (gold == NIL).any():
        precision = recall = f1 = np.nan
    expected = {
        "accuracy": sk.accuracy_score(gold, predicted),
        "nil_precision": precision,
        "nil_recall": recall,
        "nil_f1": f1,
    }
    found = {name: scores[name] for name in expected}
    assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(links)
def test_macro_accuracy_is_the_mean_of_the_entities_accuracies(rows):
    gold, predicted = rows
    entities = np.unique(gold[gold != NIL])
    expected = np.mean([np.mean(predicted[gold == e] == e) for e in entities] or [np.nan])
    found = linking_by_entity(gold, predicted).values()
    assert found == pytest.approx({"macro_accuracy": expected}, abs=1e-9, nan_ok=True)


@given(links, st.permutations(range(6)))
def test_the_numbering_of_entities_does_not_matter(rows, names):
    renamed = np.array([*names, NIL])
    for metric in (linking, linking_by_entity):
        scores = metric(*(renamed[codes] for codes in rows)).values()
        assert scores == pytest.approx(metric(*rows).values(), abs=1e-12, nan_ok=True)


@given(links)
def test_scores_lie_between_zero_and_one(rows):
    assert not any(value < 0 or value > 1 for value in linking(*rows).values().values())


def test_a_worked_example():
    gold = [0, 0, 0, 1, NIL, NIL]
    predicted = [0, 0, NIL, 2, NIL, 1]
    assert linking(gold, predicted).values() == pytest.approx(
        {
            "accuracy": 3 / 6,
            "in_kb_accuracy": 2 / 4,
            "nil_precision": 1 / 2,
            "nil_recall": 1 / 2,
            "nil_f1": 1 / 2,
        }
    )
    assert linking_by_entity(gold, predicted).values() == {"macro_accuracy": (2 / 3 + 0) / 2}


def test_recall_counts_the_mentions_with_an_entry_only():
    gold, rank = [4, 4, 2, 1, NIL], [1, 7, 0, 3, 0]
    assert recall_at(gold, rank).values() == {
        "recall_at_1": 1 / 4,
        "recall_at_5": 2 / 4,
        "recall_at_10": 3 / 4,
    }


@given(st.lists(st.integers(0, 12), min_size=1, max_size=30))
def test_recall_grows_with_the_cutoff(ranks):
    found = list(recall_at(np.zeros(len(ranks)), ranks).values().values())
    assert found == sorted(found)


def test_without_mentions_everything_is_undefined():
    found = linking([], []).values() | linking_by_entity([], []).values()
    assert all(map(np.isnan, [*found.values(), *recall_at([], []).values().values()]))


def test_nil_is_undefined_where_no_mention_is_nil_whatever_was_said():
    for predicted in ([0, 1], [NIL, 1], [NIL, NIL]):
        scores = linking([0, 1], predicted).values()
        assert {n for n, v in scores.items() if np.isnan(v)} == {
            "nil_precision",
            "nil_recall",
            "nil_f1",
        }


def test_gold_and_predictions_of_different_length_are_refused():
    with pytest.raises(ValueError, match="gold of shape"):
        linking([1, 2], [1])
    with pytest.raises(ValueError, match="gold of shape"):
        recall_at([1, 2], [1])
