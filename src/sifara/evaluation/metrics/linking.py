"""Entity linking: which entity of the knowledge base a mention names, or none of them (NIL)."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sifara.evaluation.metrics.classification import ACCURACY
from sifara.evaluation.metrics.metric import Metric
from sifara.evaluation.metrics.ratios import (
    FloatArray,
    mean_where,
    precision_recall_f1,
    ratio,
)
from sifara.evaluation.metrics.scores import Decomposable, IntArray, Statistics

NIL = -1

MACRO_ACCURACY = Metric("macro_accuracy")
IN_KB_ACCURACY = Metric("in_kb_accuracy")
NIL_F1 = Metric("nil_f1")
NIL_PRECISION = Metric("nil_precision")
NIL_RECALL = Metric("nil_recall")

#: ``recall_at_K``: the gold entity is among the first K candidates.
RECALL_AT = {k: Metric(f"recall_at_{k}", needs="candidates") for k in (1, 5, 10)}


def linking(gold: ArrayLike, predicted: ArrayLike) -> Decomposable:
    """Return the scores of linked mentions.

    * ``accuracy``: share of mentions with the right answer, NIL included;
    * ``in_kb_accuracy``: the same over the mentions whose gold entity is in the knowledge base;
    * ``nil_precision``, ``nil_recall``, ``nil_f1``: of the answer NIL, "no entry" (Ji et al. 2014).

    Args:
        gold: Entity codes; -1 (`NIL`) where the knowledge base has no entry.
        predicted: Entity codes of the same numbering; -1 for the answer NIL.
    """
    truth, guess = _codes(gold, predicted)
    known, right = truth >= 0, truth == guess

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        rows, right, known, right_known, nil, said_nil, right_nil = np.moveaxis(sums, -1, 0)
        precision, recall, f1 = precision_recall_f1(right_nil, nil, said_nil)
        return {
            ACCURACY.name: ratio(right, rows),
            IN_KB_ACCURACY.name: ratio(right_known, known),
            NIL_PRECISION.name: precision,
            NIL_RECALL.name: recall,
            NIL_F1.name: f1,
        }

    return Decomposable(
        Statistics.dense(
            np.ones(truth.size), right, known, right & known, ~known, guess < 0, right & ~known
        ),
        finish,
    )


def linking_by_entity(gold: ArrayLike, predicted: ArrayLike) -> Decomposable:
    """Return ``macro_accuracy`` of linked mentions.

    The mean over the gold entities of the knowledge base of the accuracy on their mentions, so
    that a country named in every story counts once. It needs sums for every entity, hundreds of
    times those of `linking`.

    Args:
        gold: Entity codes; -1 (`NIL`) where the knowledge base has no entry.
        predicted: Entity codes of the same numbering; -1 for the answer NIL.
    """
    truth, guess = _codes(gold, predicted)
    known = truth >= 0
    names, entity = np.unique(truth[known], return_inverse=True)
    of_row = np.full(truth.shape, NIL)
    of_row[known] = entity

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        found, support = np.split(sums, 2, axis=-1)
        return {MACRO_ACCURACY.name: mean_where(ratio(found, support), support > 0)}

    found = Statistics.one_hot(np.where(truth == guess, of_row, NIL), names.size)
    return Decomposable(found.beside(Statistics.one_hot(of_row, names.size)), finish)


def _codes(gold: ArrayLike, predicted: ArrayLike) -> tuple[IntArray, IntArray]:
    truth, guess = np.asarray(gold, dtype=np.int64), np.asarray(predicted, dtype=np.int64)
    if truth.shape != guess.shape or truth.ndim != 1:
        raise ValueError(f"gold of shape {truth.shape}, predictions of shape {guess.shape}")
    return truth, guess


def recall_at(gold: ArrayLike, rank: ArrayLike) -> Decomposable:
    """Return ``recall_at_k`` of ranked candidates, over the mentions in the knowledge base.

    Args:
        gold: Entity codes; mentions of `NIL` have no candidate to find and are left out.
        rank: Rank of the gold entity among the candidates, from 1; 0 where it is not among them.
    """
    known, place = np.asarray(gold) >= 0, np.asarray(rank, dtype=np.int64)
    if known.shape != place.shape or known.ndim != 1:
        raise ValueError(f"gold of shape {known.shape}, ranks of shape {place.shape}")
    found = [known & (place >= 1) & (place <= k) for k in RECALL_AT]

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        return {
            metric.name: ratio(sums[..., at], sums[..., -1])
            for at, metric in enumerate(RECALL_AT.values())
        }

    return Decomposable(Statistics.dense(*found, known), finish)
