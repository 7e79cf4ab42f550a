"""Matchers by how rare the parts of names are among the names to be matched; none needs gold."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import JaroWinkler

from baselines.names.spelling import Name, core_stems, spelled, without_proclitic

#: Similarity from which two words count as spellings of one.
SAME_WORD = 0.9


@lru_cache(maxsize=1 << 18)
def _near(left: str, right: str) -> float:
    return float(JaroWinkler.similarity(left, right))


class Tfidf:
    """Scores by the cosine of TF-IDF vectors of names.

    Args:
        threshold: Score from which names match.
        parts: What a name is taken into: options of scikit-learn's vectoriser.
    """

    def __init__(self, threshold: float, **parts: Any) -> None:
        self.threshold = threshold
        self.parts = parts

    def prepare(self, names: Iterable[Name]) -> None:
        """Weighs the parts by the distinct names."""
        from sklearn.feature_extraction.text import TfidfVectorizer

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


#: Stems, rare ones most; letters do not count. And pieces of two to four letters.
word_tfidf = partial(Tfidf, token_pattern=r"\S+")
char_tfidf = partial(Tfidf, analyzer="char_wb", ngram_range=(2, 4))


class SoftTfidf:
    """Scores by shared words that nearly agree, rare ones most.

    Soft TF-IDF (Cohen, Ravikumar and Fienberg 2003); a name that holds another is weighed by the
    shorter one.

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
