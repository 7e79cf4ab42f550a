"""The linear SVM that also sees the headline and the neighbouring lines."""

from __future__ import annotations

import sys
from typing import Any

from sklearn.pipeline import FeatureUnion, make_pipeline

from baselines import runner
from baselines.topic_classification.char_svm import classifier
from baselines.topic_classification.text import features


def build(spelling: str, c: float, headline: float, neighbours: float) -> Any:
    """The classifier; the weights say how much headline and neighbours count beside the text."""
    parts = ("text", "headline", "neighbours")
    union = FeatureUnion(
        [(part, features(spelling, part)) for part in parts],
        transformer_weights=dict(zip(parts, (1.0, headline, neighbours), strict=True)),
    )
    return make_pipeline(union, classifier(c))


if __name__ == "__main__":
    sys.exit(runner.main_of("context_svm"))
