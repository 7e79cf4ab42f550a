"""Cosine of the stems of names, rare ones most; letters do not count."""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.tfidf import Tfidf


def build(threshold: float) -> Tfidf:
    """The matcher."""
    return Tfidf(threshold, token_pattern=r"\S+")


if __name__ == "__main__":
    sys.exit(runner.main_of("word_tfidf"))
