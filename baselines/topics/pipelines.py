"""Classifiers of scikit-learn on the text of a segment: the same steps, other parts.

Every function gives an unfitted pipeline. ``spelling`` is one of :class:`~baselines.topics.text.
RowText`; what cross-validation chooses comes last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sklearn.decomposition import TruncatedSVD
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import ComplementNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import FeatureUnion, make_pipeline
from sklearn.preprocessing import Normalizer
from sklearn.svm import LinearSVC

from baselines.topics.text import UNITS, features

#: Seed of the solvers.
SEED = 0


def linear_svm(c: float) -> LinearSVC:
    """The linear SVM of several systems."""
    return LinearSVC(C=c, class_weight="balanced", random_state=SEED)


def _regression(c: float) -> LogisticRegression:
    return LogisticRegression(C=c, class_weight="balanced", max_iter=2000)


def naive_bayes(spelling: str, unit: str, alpha: float) -> Any:
    """Complement naive Bayes on TF-IDF of words or letters (Rennie et al. 2003)."""
    return make_pipeline(features(spelling, units=(unit,)), ComplementNB(alpha=alpha))


def word_lr(spelling: str, c: float) -> Any:
    """Logistic regression on word TF-IDF."""
    return make_pipeline(features(spelling, units=("words",)), _regression(c))


def latent(spelling: str, dimensions: int, c: float) -> Any:
    """Logistic regression on latent semantic dimensions of words (Deerwester et al. 1990)."""
    steps = TruncatedSVD(dimensions, algorithm="arpack", random_state=SEED), Normalizer()
    return make_pipeline(features(spelling, units=("words",)), *steps, _regression(c))


def nearest(spelling: str, neighbours: int) -> Any:
    """Nearest neighbours by the cosine of word and letter TF-IDF."""
    model = KNeighborsClassifier(neighbours, weights="distance", metric="cosine")
    return make_pipeline(features(spelling), model)


def char_svm(spelling: str, c: float, units: Sequence[str] = tuple(UNITS)) -> Any:
    """Linear SVM on word and letter TF-IDF; the spelling, and either of the two, is an ablation."""
    return make_pipeline(features(spelling, units=units), linear_svm(c))


def context_svm(spelling: str, c: float, headline: float, neighbours: float) -> Any:
    """The linear SVM that also sees the headline and the lines around, with their weights."""
    parts = ("text", "headline", "neighbours")
    union = FeatureUnion(
        [(part, features(spelling, part)) for part in parts],
        transformer_weights=dict(zip(parts, (1.0, headline, neighbours), strict=True)),
    )
    return make_pipeline(union, linear_svm(c))
