"""Entity matching: which pairs of mentions are one entity."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sifara.evaluation.metrics.metric import Metric
from sifara.evaluation.metrics.ratios import FloatArray, precision_recall_f1
from sifara.evaluation.metrics.scores import Decomposable, IntArray, Joint, Statistics

PRECISION = Metric("precision")
RECALL = Metric("recall")
F1 = Metric("f1")
AVERAGE_PRECISION = Metric("average_precision", needs="score")
ORACLE_BEST_THRESHOLD_F1 = Metric("oracle_best_threshold_f1", needs="score")


def matching(gold: ArrayLike, predicted: ArrayLike) -> Decomposable:
    """Return ``precision``, ``recall`` and ``f1`` of the positive class.

    Args:
        gold: Whether each pair matches.
        predicted: Whether each pair is predicted to match.
    """
    truth, guess = np.asarray(gold, dtype=bool), np.asarray(predicted, dtype=bool)
    if truth.shape != guess.shape or truth.ndim != 1:
        raise ValueError(f"gold of shape {truth.shape}, predictions of shape {guess.shape}")

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        precision, recall, f1 = precision_recall_f1(*np.moveaxis(sums, -1, 0))
        return {PRECISION.name: precision, RECALL.name: recall, F1.name: f1}

    return Decomposable(Statistics.dense(truth & guess, truth, guess), finish)


def ranking(gold: ArrayLike, scores: ArrayLike) -> Joint:
    """Return ``average_precision`` and ``oracle_best_threshold_f1`` of scored pairs.

    Average precision is the sum of precision times gain in recall over the thresholds, not
    interpolated, as in scikit-learn (``average_precision_score``; Manning, Raghavan & Schütze 2008,
    §8.4): pairs of one score enter together, so that their order cannot matter. The other is the F1
    of the best threshold, chosen with the gold labels in view: no system knows it, so it bounds
    what tuning can reach and never enters a ranking. Both are undefined if no pair matches.

    Args:
        gold: Whether each pair matches.
        scores: How sure the system is that each pair matches; higher is surer.
    """
    truth, values = np.asarray(gold, dtype=bool), np.asarray(scores, dtype=np.float64)
    if truth.shape != values.shape or truth.ndim != 1:
        raise ValueError(f"gold of shape {truth.shape}, scores of shape {values.shape}")
    if not np.isfinite(values).all():
        at = int(np.flatnonzero(~np.isfinite(values))[0])
        raise ValueError(f"score {values[at]} found at row {at}, a finite number expected")
    return Joint(_ranking, (truth, values))


def _ranking(gold: NDArray[np.bool_], scores: FloatArray) -> dict[str, float]:
    if not gold.any():
        return dict.fromkeys((AVERAGE_PRECISION.name, ORACLE_BEST_THRESHOLD_F1.name), np.nan)
    right, found = _counts_at_thresholds(gold, scores)
    matches = right[-1]
    gained = np.diff(right, prepend=0)
    return {
        AVERAGE_PRECISION.name: (right / found * gained).sum() / matches,
        ORACLE_BEST_THRESHOLD_F1.name: (2 * right / (found + matches)).max(),
    }


def _counts_at_thresholds(gold: NDArray[np.bool_], scores: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the matches and the pairs at or above each distinct score, from the highest down."""
    order = np.argsort(scores)[::-1]
    falling = scores[order]
    last = np.append(np.flatnonzero(falling[1:] != falling[:-1]), order.size - 1)[: order.size]
    return np.cumsum(gold[order], dtype=np.int64)[last], last + 1
