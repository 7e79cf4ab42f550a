"""Logistic regression on word TF-IDF."""

from __future__ import annotations

import sys
from typing import Any

from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from baselines import runner
from baselines.topic_classification.text import features


def build(spelling: str, c: float) -> Any:
    """The classifier."""
    model = LogisticRegression(C=c, class_weight="balanced", max_iter=2000)
    return make_pipeline(features(spelling, units=("words",)), model)


if __name__ == "__main__":
    sys.exit(runner.main_of("word_lr"))
