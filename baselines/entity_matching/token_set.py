"""Token-set ratio of stemmed names: names match when one's words are among the other's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from baselines import runner
from baselines.names import Name, spelled


@lru_cache(maxsize=1 << 18)
def ratio(left: str, right: str) -> float:
    """The token-set ratio of two surfaces, from 0 to 1."""
    return float(fuzz.token_set_ratio(spelled(left), spelled(right))) / 100


def ratios(lefts: Sequence[str], rights: Sequence[str]) -> NDArray[np.float64]:
    """The token-set ratios of two lists of surfaces, shape ``(lefts, rights)``."""
    ours, theirs = ([spelled(surface) for surface in side] for side in (lefts, rights))
    found: NDArray[np.float64] = cdist(ours, theirs, scorer=fuzz.token_set_ratio, dtype=np.float64)
    return found / 100


class TokenSet:
    """Scores by shared words, letters of the others counting too.

    Args:
        threshold: Score from which names match.
    """

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def score(self, left: Name, right: Name) -> float:
        """The ratio of the surfaces."""
        return ratio(left.surface, right.surface)

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The ratios of two lists of names."""
        return ratios(*([name.surface for name in side] for side in (lefts, rights)))


def build(threshold: float) -> TokenSet:
    """The matcher."""
    return TokenSet(threshold)


if __name__ == "__main__":
    sys.exit(runner.main_of("token_set"))
