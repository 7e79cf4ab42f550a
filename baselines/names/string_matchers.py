"""Matchers of two names by their letters and words: equal keys, or similar from a threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import JaroWinkler, Levenshtein
from rapidfuzz.process import cdist

from baselines.names.spelling import Name, core_stems, joined, spelled
from sifara.gold import arabic

FloatArray = NDArray[np.float64]


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

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> FloatArray:
        """The scores of two lists of names."""
        ours, theirs = (np.array([self.key(n.surface) for n in s], str) for s in (lefts, rights))
        return (ours[:, None] == theirs[None, :]).astype(np.float64)


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

    def table(self, lefts: Sequence[str], rights: Sequence[str]) -> FloatArray:
        """The similarities of two lists of surfaces, shape ``(lefts, rights)``."""
        ours, theirs = (list(map(self.spelling, surfaces)) for surfaces in (lefts, rights))
        found: FloatArray = cdist(ours, theirs, scorer=self.scorer, dtype=np.float64)
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

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> FloatArray:
        """The similarities of two lists of names."""
        return self.similarity.table(*([name.surface for name in side] for side in (lefts, rights)))


class SameDocument:
    """Scores 1 for names of one document and 0 for others: what documents give by themselves."""

    threshold = 1.0
    contextual = True

    def score(self, left: Name, right: Name) -> float:
        """Whether the names stand in one document."""
        return float(left.context == right.context)


def folded(surface: str, spaces: bool = True) -> str:
    """The words of a surface under orthographic normalisation.

    Hamza carriers, alef maqsura, ta marbuta, tatweel and diacritics are folded.

    Args:
        surface: The surface.
        spaces: Whether it counts where words are parted; writers of Arabic part and join the words
            of a name as they like.
    """
    return (" " if spaces else "").join(arabic.words(surface))


def core(surface: str) -> str:
    """The stems of a name run together, without articles, clitics, titles and generic heads.

    A country and its nisba have one core, and so have a city with and without the word "city".
    """
    return "".join(core_stems(surface))


def normalized(*, spaces: bool = True) -> Keyed:
    """Names match when they are equal under :func:`folded`."""
    return Keyed(partial(folded, spaces=spaces))


#: Names match when every code point does, or when their cores do.
exact, heads = partial(Keyed, str), partial(Keyed, core)

#: Edits as a share of the longer name (Levenshtein 1966).
EDITS = Similarity(joined, Levenshtein.normalized_similarity)

#: Letters, the first ones most (Winkler 1990).
LETTERS = Similarity(joined, JaroWinkler.similarity)

#: How well the shorter name fits somewhere into the longer one.
PART = Similarity(spelled, fuzz.partial_ratio, most=100.0)

#: Whether the words of one name are among those of the other.
WORDS = Similarity(spelled, fuzz.token_set_ratio, most=100.0)

levenshtein, jaro_winkler, partial_ratio, token_set = (
    partial(Graded, similarity) for similarity in (EDITS, LETTERS, PART, WORDS)
)
