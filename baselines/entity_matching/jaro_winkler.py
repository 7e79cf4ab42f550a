"""Jaro-Winkler similarity of normalised names (Winkler 1990): letters, the first ones most."""

from __future__ import annotations

import sys

from rapidfuzz.distance import JaroWinkler

from baselines import runner
from baselines.entity_matching.graded import Graded, Similarity
from baselines.names import joined

SIMILARITY = Similarity(joined, JaroWinkler.similarity)


def build(threshold: float) -> Graded:
    """The matcher."""
    return Graded(SIMILARITY, threshold)


if __name__ == "__main__":
    sys.exit(runner.main_of("jaro_winkler"))
