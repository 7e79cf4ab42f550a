"""Jaro-Winkler similarity of normalised names (Winkler 1990)."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler as Similarity
from rapidfuzz.process import cdist

from baselines import runner
from baselines.names import Name
from sifara.arabic import name_key


@lru_cache(maxsize=1 << 18)
def similarity(left: str, right: str) -> float:
    """The similarity of two surfaces under their keys."""
    return float(Similarity.similarity(name_key(left), name_key(right)))


class JaroWinkler:
    """Scores by letters that agree, the first ones most.

    Args:
        threshold: Score from which names match.
    """

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def score(self, left: Name, right: Name) -> float:
        """The similarity of the surfaces."""
        return similarity(left.surface, right.surface)

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The similarities of two lists of names."""
        ours, theirs = ([name_key(name.surface) for name in side] for side in (lefts, rights))
        return cdist(ours, theirs, scorer=Similarity.similarity, dtype=np.float64)


def build(threshold: float) -> JaroWinkler:
    """The matcher."""
    return JaroWinkler(threshold)


if __name__ == "__main__":
    sys.exit(runner.main_of("jaro_winkler"))
