"""Cosine of the embeddings of two names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines import resolve
from baselines.embeddings.encoder import encoder
from baselines.names import Name
from sifara.evaluation.examples import Examples

#: Thresholds tried when one is chosen.
THRESHOLDS = tuple(round(0.5 + 0.01 * step, 2) for step in range(50))


class EmbeddingMatcher:
    """Scores by the cosine of the surfaces; what points away from each other scores 0.

    Args:
        model: Name on the Hub, or folder, of a sentence-transformers model.
        prefix: Put before every name, as some models want it (``"query: "``).
        threshold: Score from which names match.
    """

    def __init__(self, model: str, prefix: str, threshold: float) -> None:
        self.model = model
        self.prefix = prefix
        self.threshold = threshold

    def prepare(self, names: Iterable[Name]) -> None:
        """Embeds all names at once, which is faster than one by one."""
        self._vectors([name.surface for name in names])

    def score(self, left: Name, right: Name) -> float:
        """The cosine of the surfaces."""
        return self.scores([left], [right])[0]

    def scores(self, lefts: Sequence[Name], rights: Sequence[Name]) -> list[float]:
        """The cosines of many pairs."""
        if not lefts:
            return []
        a, b = (self._vectors([name.surface for name in side]) for side in (lefts, rights))
        found: list[float] = np.clip((a * b).sum(axis=1, dtype=np.float64), 0.0, 1.0).tolist()
        return found

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The cosines of two lists of names."""
        a, b = (self._vectors([name.surface for name in side]) for side in (lefts, rights))
        return np.clip(a.astype(np.float64) @ b.astype(np.float64).T, 0.0, 1.0)

    def _vectors(self, surfaces: Sequence[str]) -> Any:
        return encoder(self.model).encode([self.prefix + surface for surface in surfaces])


def chosen_threshold(matcher: EmbeddingMatcher, splits: Sequence[Examples]) -> float:
    """The threshold that is best for the pairs of some splits, names and nominals."""
    scores: list[float] = []
    matching: list[bool] = []
    for split in splits:
        rows = zip(split.rows, resolve.pairs(matcher, split), split.properties["form"], strict=True)
        for row, answer, forms in rows:
            if "adjective" not in forms:
                scores.append(answer["score"])
                matching.append(row["label"] == "match")
    return best_threshold(scores, matching)


def best_threshold(scores: Sequence[float], matching: Sequence[bool]) -> float:
    """The threshold among :data:`THRESHOLDS` with the best F1; the lowest of equals."""
    have, want = np.array(scores, dtype=float), np.array(matching, dtype=bool)

    def f1(threshold: float) -> float:
        chosen = have >= threshold
        return 2 * float((chosen & want).sum()) / max(float(chosen.sum() + want.sum()), 1.0)

    return max(THRESHOLDS, key=f1)


def build(model: str, prefix: str, threshold: float) -> EmbeddingMatcher:
    """The matcher."""
    return EmbeddingMatcher(model, prefix, threshold)
