"""Texts as vectors of unit length, each computed once a process."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sifara.errors import UsageError

FloatArray = NDArray[np.float32]

#: Texts embedded at once.
BATCH = 32

#: What to type when the library is missing.
MISSING = (
    "sentence embeddings need sentence-transformers, which is not installed; "
    "run: pip install sentence-transformers"
)


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
        raise UsageError(MISSING) from error
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
