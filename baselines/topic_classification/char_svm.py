"""Linear SVM on word and character TF-IDF; the spelling, and either of the two, is an ablation."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from baselines import runner
from baselines.topic_classification.text import RowText

#: Seed of the solver.
SEED = 0


#: What texts are taken into.
UNITS = {
    "words": {"token_pattern": r"[^\W_]+"},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}


def features(spelling: str, part: str = "text", units: Sequence[str] = tuple(UNITS)) -> Any:
    """TF-IDF of words and of letters within words, or of one of the two."""
    found = (TfidfVectorizer(sublinear_tf=True, **UNITS[unit]) for unit in units)
    return make_pipeline(RowText(spelling, part), make_union(*found))


def build(spelling: str, c: float, units: Sequence[str] = tuple(UNITS)) -> Any:
    """The classifier."""
    return make_pipeline(features(spelling, units=units), classifier(c))


def classifier(c: float) -> LinearSVC:
    """The linear SVM."""
    return LinearSVC(C=c, class_weight="balanced", random_state=SEED)


if __name__ == "__main__":
    sys.exit(runner.main_of("char_svm"))
