"""Cosine of letter n-grams, weighted by how rare they are among the names to be matched."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from baselines import runner
from baselines.names import Name, spelled


class CharTfidf:
    """Scores by shared letter n-grams; needs the names first, but no gold.

    Args:
        threshold: Score from which names match.
    """

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self._vectors: dict[str, Any] = {}

    def prepare(self, names: Iterable[Name]) -> None:
        """Weighs the n-grams by the distinct names."""
        surfaces = sorted({name.surface for name in names})
        self._model = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
        self._vectors = self._rows(surfaces, self._model.fit_transform(map(spelled, surfaces)))

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The cosines of two lists of names, all at once."""
        ours, theirs = (
            self._model.transform([spelled(name.surface) for name in names])
            for names in (lefts, rights)
        )
        return np.minimum((ours @ theirs.T).toarray(), 1.0)

    @staticmethod
    def _rows(surfaces: Sequence[str], matrix: Any) -> dict[str, Any]:
        return {surface: matrix[i] for i, surface in enumerate(surfaces)}

    def _vector(self, surface: str) -> Any:
        if surface not in self._vectors:
            self._vectors[surface] = self._model.transform([spelled(surface)])[0]
        return self._vectors[surface]

    def score(self, left: Name, right: Name) -> float:
        """The cosine of the surfaces."""
        product = self._vector(left.surface) @ self._vector(right.surface).T
        return float(min(1.0, product.sum()))


def build(threshold: float) -> CharTfidf:
    """The matcher."""
    return CharTfidf(threshold)


if __name__ == "__main__":
    sys.exit(runner.main_of("char_tfidf"))
