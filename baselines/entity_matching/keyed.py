"""Matchers by a key: two names match when their keys are equal."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from baselines.names import Name


class Keyed:
    """Scores 1 for names with one key and 0 for others.

    Args:
        key: The key of a surface.
    """

    threshold = 1.0

    def __init__(self, key: Callable[[str], str]) -> None:
        self.key = key

    def score(self, left: Name, right: Name) -> float:
        """Whether the keys are equal."""
        return float(self.key(left.surface) == self.key(right.surface))

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The scores of two lists of names."""
        ours, theirs = (np.array([self.key(n.surface) for n in s], str) for s in (lefts, rights))
        return (ours[:, None] == theirs[None, :]).astype(np.float64)
