"""Linear SVM on word and character TF-IDF; the spelling, and either of the two, is an ablation."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

from baselines import runner
from baselines.topic_classification.text import UNITS, features

#: Seed of the solver.
SEED = 0


def build(spelling: str, c: float, units: Sequence[str] = tuple(UNITS)) -> Any:
    """The classifier."""
    return make_pipeline(features(spelling, units=units), classifier(c))


def classifier(c: float) -> LinearSVC:
    """The linear SVM."""
    return LinearSVC(C=c, class_weight="balanced", random_state=SEED)


if __name__ == "__main__":
    sys.exit(runner.main_of("char_svm"))
