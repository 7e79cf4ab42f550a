"""Cosine of letter n-grams of names, rare ones most."""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.tfidf import Tfidf


def build(threshold: float) -> Tfidf:
    """The matcher."""
    return Tfidf(threshold, analyzer="char_wb", ngram_range=(2, 4))


if __name__ == "__main__":
    sys.exit(runner.main_of("char_tfidf"))
