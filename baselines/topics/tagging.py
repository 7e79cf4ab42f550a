"""From a classifier of one topic to sets of topics: one-vs-rest with a threshold.

Every topic gets a copy of the classifier that tells rows with it from rows without; what turns rows
into numbers is shared by all. The threshold is one number for all topics, chosen on validation for
macro-F1; a row in which no topic reaches it has its best one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.base import clone
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import Pipeline

from baselines.topics.answers import MOST_TOPICS
from sifara.evaluation.metrics.classification import tagging

#: Thresholds tried, as quantiles of the scores on validation.
_QUANTILES = np.linspace(0.5, 0.99, 50)

FloatArray = NDArray[np.float64]


class Tagger:
    """One-vs-rest copies of a classifier with a threshold.

    Args:
        model: A pipeline whose last step has ``decision_function`` or ``predict_proba``.
        labels: All labels.
    """

    def __init__(self, model: Pipeline, labels: Sequence[str]) -> None:
        *steps, (name, classifier) = model.steps
        self.model = clone(Pipeline([*steps, (name, OneVsRestClassifier(classifier))]))
        self.labels = list(labels)
        self.known: list[int] = []
        self.threshold = 0.0

    def fit(self, rows: Sequence[Any], sets: Sequence[Sequence[str]]) -> Tagger:
        """Fits a copy for every label that some rows have and others have not."""
        having = np.array([[label in members for label in self.labels] for members in sets])
        self.known = np.flatnonzero(having.any(axis=0) & ~having.all(axis=0)).tolist()
        self.model.fit(rows, having[:, self.known].astype(np.int64))
        return self

    def tune(self, rows: Sequence[Any], sets: Sequence[Sequence[str]]) -> Tagger:
        """Chooses the threshold with the best macro-F1 on rows that were not fitted."""
        scores = self.scores(rows)
        gold = np.array([[label in members for label in self.labels] for members in sets])
        known = scores[np.isfinite(scores)]
        tried = np.unique(np.quantile(known, _QUANTILES))
        found = [
            tagging(gold, self._chosen(scores, float(threshold))).values()["macro_f1"]
            for threshold in tried
        ]
        self.threshold = float(tried[int(np.argmax(found))])
        return self

    def predict(self, rows: Sequence[Any]) -> list[list[str]]:
        """The topics of every row, in alphabetical order."""
        chosen = self._chosen(self.scores(rows), self.threshold)
        return [sorted(np.array(self.labels)[row].tolist()) for row in chosen]

    def scores(self, rows: Sequence[Any]) -> FloatArray:
        """A score a row and label; minus infinity for labels that fitting could not tell apart."""
        scores = np.full((len(rows), len(self.labels)), -np.inf)
        scores[:, self.known] = _margins(self.model, rows)
        return scores

    @staticmethod
    def _chosen(scores: FloatArray, threshold: float) -> NDArray[np.bool_]:
        ranked = np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1, kind="stable")
        return (ranked == 0) | ((scores >= threshold) & (ranked < MOST_TOPICS))


def _margins(model: Any, rows: Sequence[Any]) -> FloatArray:
    """How far each copy of a classifier is for its label."""
    if hasattr(model, "decision_function"):
        return np.asarray(model.decision_function(rows), dtype=np.float64)
    likely = np.clip(model.predict_proba(rows), 1e-12, 1 - 1e-12)
    return np.asarray(np.log(likely) - np.log1p(-likely), dtype=np.float64)
