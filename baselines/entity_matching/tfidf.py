"""Cosines of TF-IDF vectors of names, weighted by how rare things are among those to be matched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from baselines.names import Name, spelled


class Tfidf:
    """Scores by what two names share; needs the names first, but no gold.

    Args:
        threshold: Score from which names match.
        parts: What a name is taken into: options of scikit-learn's vectoriser.
    """

    def __init__(self, threshold: float, **parts: Any) -> None:
        self.threshold = threshold
        self.parts = parts

    def prepare(self, names: Iterable[Name]) -> None:
        """Weighs the parts by the distinct names."""
        surfaces = sorted({name.surface for name in names})
        self._model = TfidfVectorizer(**self.parts).fit(map(spelled, surfaces))

    def score(self, left: Name, right: Name) -> float:
        """The cosine of two names."""
        return self.scores([left], [right])[0]

    def scores(self, lefts: Sequence[Name], rights: Sequence[Name]) -> list[float]:
        """The cosines of many pairs at once."""
        if not lefts:
            return []
        products = self._vectors(lefts).multiply(self._vectors(rights)).sum(axis=1)
        found: list[float] = np.minimum(np.asarray(products).ravel(), 1.0).tolist()
        return found

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The cosines of two lists of names."""
        return np.minimum((self._vectors(lefts) @ self._vectors(rights).T).toarray(), 1.0)

    def _vectors(self, names: Sequence[Name]) -> Any:
        return self._model.transform([spelled(name.surface) for name in names])
