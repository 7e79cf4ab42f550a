"""Topics by the terms of their definitions, with the terms that decided.

A term is found where its words follow one another in the text under orthographic normalisation;
conjunctions, prepositions and the article that are written together with a word do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sifara
from sifara import arabic
from sifara.repository import find_repository

#: Most topics a segment may have.
MOST_TOPICS = 3

_PROCLITICS = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال", "و", "ف", "ب", "ك", "ل")
_SHORTEST = 3


@cache
def forms(word: str) -> frozenset[str]:
    """A normalised word with and without what may be written together with it."""
    stripped = {word.removeprefix(p) for p in _PROCLITICS if word.startswith(p)}
    return frozenset({word, *(s for s in stripped if len(s) >= _SHORTEST)})


@cache
def _terms() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    topics = find_repository().read_topics()
    return tuple((t.id, tuple(arabic.words(term) for term in t.terms_ar)) for t in topics)


def hits(text: str) -> dict[str, list[str]]:
    """The terms of each topic that stand in a text; topics without a hit are absent."""
    spellings = [forms(word) for word in arabic.words(text)]
    found = {
        topic: [" ".join(term) for term in terms if _stands(term, spellings)]
        for topic, terms in _terms()
    }
    return {topic: terms for topic, terms in found.items() if terms}


def _stands(term: Sequence[str], spellings: Sequence[frozenset[str]]) -> bool:
    wanted = [forms(word) for word in term]
    return any(
        all(want & have for want, have in zip(wanted, spellings[at:], strict=False))
        for at in range(len(spellings) - len(wanted) + 1)
    )


def classify(text: str, fallback: str) -> list[str]:
    """The topics of a text, that with most terms first; ties go by the order of priority."""
    found = hits(text)
    order = [topic for topic, _ in _terms()]
    ranked = sorted(found, key=lambda topic: (-len(found[topic]), order.index(topic)))
    return ranked[:MOST_TOPICS] or [fallback]


def predict(task: str, split: str, *, fallback: str) -> list[dict[str, Any]]:
    """Predicts the topics of a split."""
    rows = sifara.load("topics", split)
    answers = [classify(text, fallback) for text in rows["text"]]
    if task == "topic_classification":
        return [{"id": i, "topic": a[0]} for i, a in zip(rows["id"], answers, strict=True)]
    return [{"id": i, "topics": sorted(a)} for i, a in zip(rows["id"], answers, strict=True)]
