"""What a classifier reads of a row: its text or what stands around it, as string and as numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Self

from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union

from sifara.gold import arabic

#: What texts are taken into.
UNITS = {
    "words": {"token_pattern": r"[^\W_]+"},
    "letters": {"analyzer": "char_wb", "ngram_range": (2, 5)},
}


class RowText(TransformerMixin, BaseEstimator):  # type: ignore[misc]
    """Turns rows into strings.

    Args:
        spelling: ``raw``, ``normalized`` (orthographic key) or ``stemmed`` (light10 stems).
        part: ``text``, ``headline`` (first line of the document) or ``neighbours`` (the lines
            before and after).
    """

    def __init__(self, spelling: str = "normalized", part: str = "text") -> None:
        self.spelling = spelling
        self.part = part

    def fit(self, rows: Sequence[Mapping[str, Any]], labels: object = None) -> Self:
        """Learns nothing."""
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return True

    def transform(self, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """The string of every row."""
        return [spelled(part_of(row, self.part), self.spelling) for row in rows]


def spelled(text: str, spelling: str) -> str:
    """A text in one of the spellings."""
    if spelling == "raw":
        return text
    if spelling == "normalized":
        return arabic.normalize(text)
    return " ".join(arabic.light_stem(word) for word in arabic.words(text))


def part_of(row: Mapping[str, Any], part: str) -> str:
    """The text of a row, or what stands around it in its document."""
    text: str = row["text"]
    if part == "text":
        return text
    lines = [line.strip() for line in row["context"].split("\n") if line.strip()]
    if part == "headline":
        return "" if lines[0] == text else lines[0]
    at = lines.index(text)
    return " ".join(lines[max(0, at - 1) : at] + lines[at + 1 : at + 2])


def features(spelling: str, part: str = "text", units: Sequence[str] = tuple(UNITS)) -> Any:
    """TF-IDF of words and of letters within words, or of one of the two."""
    found = (TfidfVectorizer(sublinear_tf=True, **UNITS[unit]) for unit in units)
    return make_pipeline(RowText(spelling, part), make_union(*found))
