"""Matchers by a similarity of strings, with a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.process import cdist

from baselines.names import Name


@dataclass(frozen=True, slots=True)
class Similarity:
    """A similarity of two surfaces, from 0 to 1.

    Attributes:
        spelling: What is compared of a surface.
        scorer: A scorer of rapidfuzz.
        most: Its score of equal strings.
    """

    spelling: Callable[[str], str]
    scorer: Callable[..., float]
    most: float = 1.0

    def __call__(self, left: str, right: str) -> float:
        """The similarity of two surfaces."""
        return self.scorer(self.spelling(left), self.spelling(right)) / self.most

    def table(self, lefts: Sequence[str], rights: Sequence[str]) -> NDArray[np.float64]:
        """The similarities of two lists of surfaces, shape ``(lefts, rights)``."""
        ours, theirs = (list(map(self.spelling, surfaces)) for surfaces in (lefts, rights))
        found: NDArray[np.float64] = cdist(ours, theirs, scorer=self.scorer, dtype=np.float64)
        return found / self.most


class Graded:
    """Scores by the similarity of the surfaces.

    Args:
        similarity: The similarity.
        threshold: Score from which names match.
    """

    def __init__(self, similarity: Similarity, threshold: float) -> None:
        self.similarity = similarity
        self.threshold = threshold

    def score(self, left: Name, right: Name) -> float:
        """The similarity of two names."""
        return self.similarity(left.surface, right.surface)

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The similarities of two lists of names."""
        return self.similarity.table(*([name.surface for name in side] for side in (lefts, rights)))
