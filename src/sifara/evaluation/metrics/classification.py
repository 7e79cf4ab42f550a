"""Topic classification (one label a row) and tagging (a set of labels a row)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sifara.evaluation.metrics.metric import Metric
from sifara.evaluation.metrics.ratios import (
    FloatArray,
    mean_where,
    precision_recall_f1,
    ratio,
)
from sifara.evaluation.metrics.scores import Decomposable, IntArray, Statistics

ACCURACY = Metric("accuracy")
MACRO_F1 = Metric("macro_f1")
MICRO_F1 = Metric("micro_f1")
SUBSET_ACCURACY = Metric("subset_accuracy")
JACCARD = Metric("jaccard")


@dataclass(frozen=True, slots=True)
class PerLabel:
    """What a system does on each label; every field has one number a label, NaN if undefined.

    Attributes:
        precision: Of the rows predicted to have the label, the share that has it.
        recall: Of the rows that have the label, the share predicted to have it.
        f1: Harmonic mean of the two.
        support: Number of rows that have the label.
        predicted: Number of rows predicted to have it.
    """

    precision: FloatArray
    recall: FloatArray
    f1: FloatArray
    support: IntArray
    predicted: IntArray

    @classmethod
    def from_counts(cls, right: ArrayLike, support: ArrayLike, predicted: ArrayLike) -> PerLabel:
        """Return the scores for the numbers of right, gold and predicted rows of each label."""
        gold, found = np.asarray(support, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
        return cls(*precision_recall_f1(right, gold, found), gold, found)


def classification(gold: ArrayLike, predicted: ArrayLike, labels: int) -> Decomposable:
    """Return ``accuracy`` and ``macro_f1`` of one label a row.

    Macro-F1 is the arithmetic mean of the labels' F1 (not the F1 of mean precision and recall:
    Opitz & Burst 2019, §3), over the labels with gold support. A label that the gold of a sample
    lacks is left out of that sample's mean rather than counted as 0 or 1: what a system does on
    it cannot be seen there.

    Args:
        gold: Label codes, 0 to ``labels - 1``.
        predicted: Label codes; -1 where the system abstains, which is never right.
        labels: Number of labels of the taxonomy.
    """
    truth, guess = _label_codes(gold, predicted)
    right = np.where(truth == guess, truth, -1)
    statistics = [Statistics.one_hot(codes, labels) for codes in (right, truth, guess)]

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        right, support, found = np.split(sums, 3, axis=-1)
        return {
            ACCURACY.name: ratio(right.sum(axis=-1), support.sum(axis=-1)),
            MACRO_F1.name: mean_where(ratio(2 * right, support + found), support > 0),
        }

    return Decomposable(statistics[0].beside(*statistics[1:]), finish)


def confusion(gold: ArrayLike, predicted: ArrayLike, labels: int) -> IntArray:
    """Return how often each gold label (row) was predicted as each label (column).

    Rows on which the system abstains (-1) are in no cell.
    """
    truth, guess = _label_codes(gold, predicted)
    answered = guess >= 0
    cells = truth[answered] * labels + guess[answered]
    return np.bincount(cells, minlength=labels * labels).reshape(labels, labels)


def per_label(gold: ArrayLike, predicted: ArrayLike, labels: int) -> PerLabel:
    """Return precision, recall, F1 and support of every label, for one label a row."""
    truth, guess = _label_codes(gold, predicted)
    support = np.bincount(truth, minlength=labels)
    found = np.bincount(guess[guess >= 0], minlength=labels)
    right = np.bincount(truth[truth == guess], minlength=labels)
    return PerLabel.from_counts(right, support, found)


def tagging(gold: ArrayLike, predicted: ArrayLike) -> Decomposable:
    """Return ``macro_f1``, ``micro_f1``, ``subset_accuracy`` and ``jaccard`` of label sets.

    Macro-F1 is over the labels with gold support, as in `classification`. Jaccard is the mean
    over rows (Godbole & Sarawagi 2004, §4).

    Args:
        gold: Boolean matrix, rows by labels.
        predicted: Boolean matrix of the same shape.
    """
    truth, guess = _label_sets(gold, predicted)
    both, overlap = truth & guess, jaccard(truth, guess)
    statistics = Statistics.dense(
        *both.T, *truth.T, *guess.T, overlap == 1, overlap, np.ones(len(truth))
    )

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        right, support, found = np.split(sums[..., :-3], 3, axis=-1)
        doubled, sizes = 2 * right, support + found
        return {
            MACRO_F1.name: mean_where(ratio(doubled, sizes), support > 0),
            MICRO_F1.name: ratio(doubled.sum(axis=-1), sizes.sum(axis=-1)),
            SUBSET_ACCURACY.name: ratio(sums[..., -3], sums[..., -1]),
            JACCARD.name: ratio(sums[..., -2], sums[..., -1]),
        }

    return Decomposable(statistics, finish)


def jaccard(gold: NDArray[np.bool_], predicted: NDArray[np.bool_]) -> FloatArray:
    """Return intersection by union of the two sets of each row, 1 where both are empty."""
    union = (gold | predicted).sum(axis=1)
    return np.where(union == 0, 1.0, ratio((gold & predicted).sum(axis=1), union))


def per_tag(gold: ArrayLike, predicted: ArrayLike) -> PerLabel:
    """Return precision, recall, F1 and support of every label, for label sets."""
    truth, guess = _label_sets(gold, predicted)
    right, support, found = ((m.sum(axis=0)) for m in (truth & guess, truth, guess))
    return PerLabel.from_counts(right, support, found)


def _label_codes(gold: ArrayLike, predicted: ArrayLike) -> tuple[IntArray, IntArray]:
    truth = np.asarray(gold, dtype=np.int64)
    guess = np.asarray(predicted, dtype=np.int64)
    if truth.shape != guess.shape or truth.ndim != 1:
        raise ValueError(f"gold of shape {truth.shape}, predictions of shape {guess.shape}")
    if truth.size and truth.min() < 0:
        raise ValueError(f"gold label {truth.min()} found, codes from 0 expected")
    return truth, guess


def _label_sets(
    gold: ArrayLike, predicted: ArrayLike
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    truth, guess = np.asarray(gold, dtype=bool), np.asarray(predicted, dtype=bool)
    if truth.shape != guess.shape or truth.ndim != 2:
        raise ValueError(f"gold of shape {truth.shape}, predictions of shape {guess.shape}")
    return truth, guess
