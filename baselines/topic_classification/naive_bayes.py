"""Complement naive Bayes on word counts (Rennie et al. 2003)."""

from __future__ import annotations

import sys
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline

from baselines import runner
from baselines.topic_classification.text import RowText


def build(spelling: str, alpha: float) -> Any:
    """The classifier."""
    words = TfidfVectorizer(token_pattern=r"[^\W_]+", sublinear_tf=True)
    return make_pipeline(RowText(spelling), words, ComplementNB(alpha=alpha))


if __name__ == "__main__":
    sys.exit(runner.main_of("naive_bayes"))
