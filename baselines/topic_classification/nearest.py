"""Nearest neighbours by the cosine of word and character TF-IDF."""

from __future__ import annotations

import sys
from typing import Any

from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline

from baselines import runner
from baselines.topic_classification.text import features


def build(spelling: str, neighbours: int) -> Any:
    """The classifier."""
    model = KNeighborsClassifier(neighbours, weights="distance", metric="cosine")
    return make_pipeline(features(spelling), model)


if __name__ == "__main__":
    sys.exit(runner.main_of("nearest"))
