"""Cosine of letter n-grams, weighted by how rare they are among the names to be matched."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from baselines import runner
from baselines.names import Name, core_stems
from baselines.resolve import Entity


def spelled(surface: str) -> str:
    """The core of a name as one string."""
    return " ".join(core_stems(surface))


class CharTfidf:
    """Scores by shared letter n-grams; needs the names first, but no gold.

    Args:
        threshold: Score from which names match.
    """

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold
        self._vectors: dict[str, Any] = {}
        self._aliases: dict[tuple[str, ...], tuple[Any, Any]] = {}

    def prepare(self, names: Iterable[Name]) -> None:
        """Weighs the n-grams by the distinct names."""
        self._aliases.clear()
        surfaces = sorted({name.surface for name in names})
        self._model = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4))
        self._vectors = self._rows(surfaces, self._model.fit_transform(map(spelled, surfaces)))

    def link_scores(self, name: Name, entities: Sequence[Entity]) -> list[float]:
        """The cosine of a name with the best alias of each entity, all at once."""
        key = tuple(entity.id for entity in entities)
        if key not in self._aliases:
            aliases = [alias for entity in entities for alias in entity.names]
            owners = [i for i, entity in enumerate(entities) for _ in entity.names]
            matrix = self._model.transform(map(spelled, aliases))
            self._aliases[key] = matrix, np.array(owners)
        matrix, owners = self._aliases[key]
        best = np.zeros(len(entities))
        cosines = (matrix @ self._vector(name.surface).reshape(-1, 1)).toarray().ravel()
        np.maximum.at(best, owners, np.minimum(cosines, 1.0))
        return list(map(float, best))

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
