"""Edit distance of normalised names as a share of the longer one (Levenshtein 1966)."""

from __future__ import annotations

import sys

from rapidfuzz.distance import Levenshtein

from baselines import runner
from baselines.entity_matching.graded import Graded, Similarity
from baselines.names import joined

SIMILARITY = Similarity(joined, Levenshtein.normalized_similarity)


def build(threshold: float) -> Graded:
    """The matcher."""
    return Graded(SIMILARITY, threshold)


if __name__ == "__main__":
    sys.exit(runner.main_of("levenshtein"))
