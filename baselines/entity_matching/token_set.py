"""Token-set ratio of stemmed names: names match when one's words are among the other's."""

from __future__ import annotations

import sys
from functools import lru_cache

from rapidfuzz import fuzz

from baselines import runner
from baselines.names import Name, core_stems


@lru_cache(maxsize=1 << 18)
def ratio(left: str, right: str) -> float:
    """The token-set ratio of two surfaces, from 0 to 1."""
    return (
        float(fuzz.token_set_ratio(" ".join(core_stems(left)), " ".join(core_stems(right)))) / 100
    )


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


def build(threshold: float) -> TokenSet:
    """The matcher."""
    return TokenSet(threshold)


if __name__ == "__main__":
    sys.exit(runner.main_of("token_set"))
