"""Soft TF-IDF (Cohen, Ravikumar and Fienberg 2003): words that nearly agree, weighted by rarity.

It learns from nothing but the names to be matched, so that anyone can run it on a list of names.
"""

from __future__ import annotations

import math
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

from baselines import runner
from baselines.names import Name, core_stems, without_proclitic

#: Similarity from which two words count as spellings of one.
SAME_WORD = 0.9


@lru_cache(maxsize=1 << 18)
def _near(left: str, right: str) -> float:
    return float(JaroWinkler.similarity(left, right))


class SoftTfidf:
    """Scores by shared words, rare ones most; a name that holds another is weighed by the shorter.

    Args:
        threshold: Score from which names match.
        shorter: How much the shorter name's own weight counts against that of both, from 0 to 1.
    """

    def __init__(self, threshold: float, shorter: float) -> None:
        self.threshold = threshold
        self.shorter = shorter
        self._weights: Mapping[str, float] = {}
        self._unseen = 1.0
        self._vocabulary: frozenset[str] = frozenset()
        self._distinct: dict[tuple[str, ...], tuple[str, ...]] = {}

    def prepare(self, names: Iterable[Name]) -> None:
        """Weighs the words by the distinct names."""
        surfaces = {core_stems(name.surface) for name in names}
        self._vocabulary = frozenset(word for words in surfaces for word in words)
        self._distinct.clear()
        distinct = {self._words(words) for words in surfaces}
        counts = Counter(word for words in distinct for word in words)
        self._weights = {w: math.log(1 + len(distinct) / n) for w, n in counts.items()}
        self._unseen = math.log(1 + len(distinct))

    def score(self, left: Name, right: Name) -> float:
        """The weighted share of words that both names have."""
        a, b = self._words(core_stems(left.surface)), self._words(core_stems(right.surface))
        a_weight, b_weight = (math.fsum(map(self._weight, words)) for words in (a, b))
        shared = self._shared(a, b) / 2 + self._shared(b, a) / 2
        both = math.sqrt(a_weight * b_weight)
        whole = self.shorter * min(a_weight, b_weight) + (1 - self.shorter) * both
        return min(1.0, shared / whole) if whole else 0.0

    def _words(self, words: tuple[str, ...]) -> tuple[str, ...]:
        """The distinct words, without what is written together with them."""
        if words not in self._distinct:
            bare = (without_proclitic(word, self._vocabulary) for word in words)
            self._distinct[words] = tuple(dict.fromkeys(bare))
        return self._distinct[words]

    def _shared(self, a: tuple[str, ...], b: tuple[str, ...]) -> float:
        nearest = ((word, max((_near(word, other) for other in b), default=0.0)) for word in a)
        return math.fsum(near * self._weight(word) for word, near in nearest if near >= SAME_WORD)

    def _weight(self, word: str) -> float:
        return self._weights.get(word, self._unseen)


def build(threshold: float, shorter: float) -> SoftTfidf:
    """The matcher."""
    return SoftTfidf(threshold, shorter)


if __name__ == "__main__":
    sys.exit(runner.main_of("soft_tfidf"))
