"""Linear SVM on word and character TF-IDF; the spelling is an ablation."""

from __future__ import annotations

import sys
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from baselines import runner
from baselines.topic_classification.text import RowText

#: Seed of the solver.
SEED = 0


def features(spelling: str, part: str = "text") -> Any:
    """TF-IDF of words and of letters within words."""
    words = TfidfVectorizer(token_pattern=r"[^\W_]+", sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True)
    return make_pipeline(RowText(spelling, part), make_union(words, letters))


def build(spelling: str, c: float) -> Any:
    """The classifier."""
    return make_pipeline(features(spelling), classifier(c))


def classifier(c: float) -> LinearSVC:
    """The linear SVM."""
    return LinearSVC(C=c, class_weight="balanced", random_state=SEED)


if __name__ == "__main__":
    sys.exit(runner.main_of("char_svm"))
