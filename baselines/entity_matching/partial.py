"""Partial ratio of stemmed names: how well the shorter one fits somewhere into the longer one."""

from __future__ import annotations

import sys

from rapidfuzz import fuzz

from baselines import runner
from baselines.entity_matching.graded import Graded, Similarity
from baselines.names import spelled

SIMILARITY = Similarity(spelled, fuzz.partial_ratio, most=100.0)


def build(threshold: float) -> Graded:
    """The matcher."""
    return Graded(SIMILARITY, threshold)


if __name__ == "__main__":
    sys.exit(runner.main_of("partial"))
