"""Complement naive Bayes on TF-IDF of words or letters (Rennie et al. 2003)."""

from __future__ import annotations

import sys
from typing import Any

from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline

from baselines import runner
from baselines.topic_classification.text import features


def build(spelling: str, unit: str, alpha: float) -> Any:
    """The classifier."""
    return make_pipeline(features(spelling, units=(unit,)), ComplementNB(alpha=alpha))


if __name__ == "__main__":
    sys.exit(runner.main_of("naive_bayes"))
