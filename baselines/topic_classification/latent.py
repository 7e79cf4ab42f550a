"""Logistic regression on latent semantic dimensions of words (Deerwester et al. 1990)."""

from __future__ import annotations

import sys
from typing import Any

from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

from baselines import runner
from baselines.topic_classification.text import features

#: Seed from which the solver starts.
SEED = 0


def build(spelling: str, dimensions: int, c: float) -> Any:
    """The classifier."""
    latent = TruncatedSVD(dimensions, algorithm="arpack", random_state=SEED)
    model = LogisticRegression(C=c, class_weight="balanced", max_iter=2000)
    return make_pipeline(features(spelling, units=("words",)), latent, Normalizer(), model)


if __name__ == "__main__":
    sys.exit(runner.main_of("latent"))
