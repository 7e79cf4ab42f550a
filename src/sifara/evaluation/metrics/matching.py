"""Entity matching: which pairs of mentions are one entity."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sifara.evaluation.metrics.ratios import FloatArray, ratio, share
from sifara.evaluation.metrics.scores import Decomposable, IntArray, Joint, Statistics


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
        right, matches, found = np.moveaxis(sums, -1, 0)
        return {
            "precision": ratio(right, found),
            "recall": ratio(right, matches),
            "f1": ratio(2 * right, matches + found),
        }

    return Decomposable(Statistics.dense(truth & guess, truth, guess), finish)


def ranking(gold: ArrayLike, scores: ArrayLike) -> Joint:
    """Return ``average_precision`` and ``oracle_best_threshold_f1`` of scored pairs.

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


def average_precision(gold: ArrayLike, scores: ArrayLike) -> float:
    """Return the sum of precision times gain in recall over the thresholds, not interpolated.

    The definition is that of scikit-learn (``average_precision_score``; Manning, Raghavan &
    Schütze 2008, §8.4): pairs of one score enter together, so that their order cannot matter.
    0 if no pair matches.
    """
    return ranking(gold, scores).values()["average_precision"]


def oracle_best_threshold_f1(gold: ArrayLike, scores: ArrayLike) -> float:
    """Return the F1 of the best threshold, chosen with the gold labels in view.

    An **oracle**: no system knows this threshold, so the figure bounds what tuning can reach and
    never enters a ranking.
    """
    return ranking(gold, scores).values()["oracle_best_threshold_f1"]


def _ranking(gold: NDArray[np.bool_], scores: FloatArray) -> dict[str, float]:
    right, found = _counts_at_thresholds(gold, scores)
    matches = int(right[-1]) if right.size else 0
    gained = right.copy()
    gained[1:] -= right[:-1]
    return {
        "average_precision": share(float((right / found * gained).sum()), matches),
        "oracle_best_threshold_f1": float((2 * right / (found + matches)).max(initial=0.0)),
    }


def _counts_at_thresholds(gold: NDArray[np.bool_], scores: FloatArray) -> tuple[IntArray, IntArray]:
    """Return the matches and the pairs at or above each distinct score, from the highest down."""
    order = np.argsort(scores)[::-1]
    falling = scores[order]
    last = np.append(np.flatnonzero(falling[1:] != falling[:-1]), order.size - 1)[: order.size]
    return np.cumsum(gold[order], dtype=np.int64)[last], last + 1
