"""A linear SVM on sentence embeddings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import make_pipeline

from baselines.embeddings.encoder import FloatArray, encoder
from baselines.topic_classification.char_svm import classifier


class RowEmbedding(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns rows into the embeddings of their texts.

    Args:
        model: Name on the Hub, or folder, of a sentence-transformers model.
        prefix: Put before every text, as some models want it (``"query: "``).
    """

    def __init__(self, model: str, prefix: str = "") -> None:
        self.model = model
        self.prefix = prefix

    def fit(self, rows: Sequence[Mapping[str, Any]], labels: object = None) -> Self:
        """Learns nothing."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, rows: Sequence[Mapping[str, Any]]) -> FloatArray:
        """The vector of every row."""
        return encoder(self.model).encode([self.prefix + row["text"] for row in rows])


def build(model: str, prefix: str, c: float) -> Any:
    """The classifier."""
    return make_pipeline(RowEmbedding(model, prefix), classifier(c))
