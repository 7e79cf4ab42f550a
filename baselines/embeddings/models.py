"""A sentence-transformers model as a classifier of topics and as a matcher of names.

Each text is embedded once a process.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import make_pipeline

from baselines.command import missing
from baselines.names.spelling import Name
from baselines.topics.pipelines import linear_svm
from sifara.errors import UsageError

FloatArray = NDArray[np.float32]

#: Texts embedded at once.
BATCH = 32


class Encoder:
    """A sentence-transformers model with a memory.

    Args:
        model: Name on the Hub, or folder, of the model.
    """

    def __init__(self, model: str) -> None:
        self._model = _loaded(model)
        self._known: dict[str, FloatArray] = {}

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """The vectors of texts, one row a text, each of length 1."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        if new:
            vectors = self._model.encode(
                new, batch_size=BATCH, normalize_embeddings=True, show_progress_bar=len(new) > 500
            )
            self._known |= zip(new, np.asarray(vectors, dtype=np.float32), strict=True)
        return np.array([self._known[text] for text in texts], dtype=np.float32)


@cache
def encoder(model: str) -> Encoder:
    """The encoder of a model; models are loaded once.

    Raises:
        UsageError: When sentence-transformers is missing or there is no such model.
    """
    return Encoder(model)


def _loaded(model: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise UsageError(missing("sentence-transformers", "embeddings")) from error
    # A model may bring code of its own; it is never run.
    try:
        return SentenceTransformer(model, trust_remote_code=False)
    except (OSError, ValueError) as error:
        reason = str(error).strip().partition("\n")[0]
        offline = " (HF_HUB_OFFLINE is set)" if os.environ.get("HF_HUB_OFFLINE") else ""
        raise UsageError(
            f"the model {model!r} could not be loaded{offline}: {reason}; expected the name of a "
            "sentence-transformers model or its folder"
        ) from error


class RowEmbedding(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns rows into the embeddings of their texts.

    Args:
        model: Name on the Hub, or folder, of a sentence-transformers model.
        prefix: Put before every text, as some models want it (``"query: "``).
    """

    def __init__(self, model: str, prefix: str = "") -> None:
        self.model = model
        self.prefix = prefix

    def fit(self, rows: Sequence[Mapping[str, Any]], labels: object = None) -> Self:
        """Learns nothing."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, rows: Sequence[Mapping[str, Any]]) -> FloatArray:
        """The vector of every row."""
        return encoder(self.model).encode([self.prefix + row["text"] for row in rows])


def classifier(model: str, prefix: str, c: float) -> Any:
    """The classifier."""
    return make_pipeline(RowEmbedding(model, prefix), linear_svm(c))


class EmbeddingMatcher:
    """Scores by the cosine of the surfaces; what points away from each other scores 0.

    Args:
        model: Name on the Hub, or folder, of a sentence-transformers model.
        prefix: Put before every name, as some models want it (``"query: "``).
        threshold: Score from which names match.
    """

    def __init__(self, model: str, prefix: str, threshold: float) -> None:
        self.model = model
        self.prefix = prefix
        self.threshold = threshold

    def prepare(self, names: Iterable[Name]) -> None:
        """Embeds all names at once, which is faster than one by one."""
        self._vectors([name.surface for name in names])

    def score(self, left: Name, right: Name) -> float:
        """The cosine of the surfaces."""
        return self.scores([left], [right])[0]

    def scores(self, lefts: Sequence[Name], rights: Sequence[Name]) -> list[float]:
        """The cosines of many pairs."""
        if not lefts:
            return []
        a, b = (self._vectors([name.surface for name in side]) for side in (lefts, rights))
        found: list[float] = np.clip((a * b).sum(axis=1, dtype=np.float64), 0.0, 1.0).tolist()
        return found

    def table(self, lefts: Sequence[Name], rights: Sequence[Name]) -> NDArray[np.float64]:
        """The cosines of two lists of names."""
        a, b = (self._vectors([name.surface for name in side]) for side in (lefts, rights))
        return np.clip(a.astype(np.float64) @ b.astype(np.float64).T, 0.0, 1.0)

    def _vectors(self, surfaces: Sequence[str]) -> Any:
        return encoder(self.model).encode([self.prefix + surface for surface in surfaces])
