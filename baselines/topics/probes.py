"""Probes for shortcuts: classifiers that see what should not be enough.

A probe reads what no model may read. A score near that of a real classifier says that the topic can
be guessed without understanding the segment.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union

from baselines.topics.pipelines import linear_svm

Row = Mapping[str, Any]


def names(row: Row) -> str:
    """The entities of the segment, and nothing else of it."""
    document = row["page"]
    (segment,) = (s for s in document["segments"] if s["id"] == row["id"])
    inside = (m for m in document["mentions"] if segment["start"] <= m["start"] < segment["end"])
    return " ".join(f"{mention['cluster']} {mention['type']}" for mention in inside)


def furniture(row: Row) -> str:
    """The lines of the document that carry no topic: banners, captions, headlines of others."""
    document = row["page"]
    lines = (s for s in document["segments"] if not s["topics"])
    return " ".join(document["text"][s["start"] : s["end"]] for s in lines)


def shape(row: Row) -> str:
    """Register, noise, place in the document and length, as words."""
    document = row["page"]
    place = [s["id"] for s in document["segments"]].index(row["id"])
    length = len(row["text"].split()) // 10
    return (
        f"register_{document['register']} noise_{document['noise']} kind_{row['kind']} "
        f"place_{place} length_{length} lines_{len(document['segments'])}"
    )


VIEWS: dict[str, Callable[[Row], str]] = {"names": names, "furniture": furniture, "shape": shape}


class View(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns whole rows, each with its document as ``page``, into the string that a probe sees.

    Args:
        view: A name in :data:`VIEWS`.
    """

    def __init__(self, view: str) -> None:
        self.view = view

    def fit(self, rows: Sequence[Row], labels: object = None) -> Self:
        """Learns nothing."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, rows: Sequence[Row]) -> list[str]:
        """The string of every row."""
        return [VIEWS[self.view](row) or "nothing" for row in rows]


def probe(view: str, c: float) -> Any:
    """The classifier of a probe."""
    words = TfidfVectorizer(token_pattern=r"\S+", sublinear_tf=True)
    return make_pipeline(View(view), make_union(words), linear_svm(c))
