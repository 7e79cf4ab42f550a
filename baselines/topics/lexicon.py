"""Topics by the terms of their definitions, with the terms that decided.

A term is found where its words follow one another in the text under orthographic normalisation;
conjunctions, prepositions and the article that are written together with a word do not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from baselines.registry import CHECKOUT
from baselines.topics.answers import MOST_TOPICS
from sifara.gold import arabic

_PROCLITICS = ("وال", "بال", "كال", "فال", "ولل", "لل", "ال", "و", "ف", "ب", "ك", "ل")
_SHORTEST = 3


@cache
def forms(word: str) -> frozenset[str]:
    """A normalised word with and without what may be written together with it."""
    stripped = {word.removeprefix(p) for p in _PROCLITICS if word.startswith(p)}
    return frozenset({word, *(s for s in stripped if len(s) >= _SHORTEST)})


@cache
def _terms() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    """The terms of each topic as words, in the order of priority."""
    topics = CHECKOUT.read_topics()
    return tuple((t.id, tuple(arabic.words(term) for term in t.terms_ar)) for t in topics)


@cache
def _starting() -> dict[str, list[tuple[str, ...]]]:
    """The terms by what their first word may look like."""
    found = defaultdict(list)
    for term in dict.fromkeys(term for _, terms in _terms() for term in terms):
        for form in forms(term[0]):
            found[form].append(term)
    return dict(found)


def hits(text: str) -> dict[str, list[str]]:
    """The terms of each topic that stand in a text; topics without a hit are absent."""
    spellings = [forms(word) for word in arabic.words(text)]
    standing = {
        term
        for at, spelling in enumerate(spellings)
        for form in spelling
        for term in _starting().get(form, ())
        if _stands(term, spellings[at:])
    }
    found = {
        topic: [" ".join(term) for term in terms if term in standing] for topic, terms in _terms()
    }
    return {topic: terms for topic, terms in found.items() if terms}


def _stands(term: Sequence[str], spellings: Sequence[frozenset[str]]) -> bool:
    return len(term) <= len(spellings) and all(
        forms(word) & have for word, have in zip(term, spellings, strict=False)
    )


class Lexicon:
    """Answers the topics with most terms in the text; ties go by the order of priority.

    Args:
        fallback: The topic of a text without any term.
    """

    def __init__(self, fallback: str) -> None:
        self.fallback = fallback

    def predict(self, rows: Sequence[Mapping[str, Any]]) -> list[str]:
        """The best topic of every row."""
        return [found[0] for found in self._ranked(rows)]

    def sets(self, rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
        """The best topics of every row, up to three."""
        return [found[:MOST_TOPICS] for found in self._ranked(rows)]

    def explain(self, text: str) -> dict[str, list[str]]:
        """The terms that decided, by topic."""
        return hits(text)

    def _ranked(self, rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
        order = {topic: rank for rank, (topic, _) in enumerate(_terms())}
        ranked = []
        for row in rows:
            found = hits(row["text"])
            best = sorted(found, key=lambda topic: (-len(found[topic]), order[topic]))
            ranked.append(best or [self.fallback])
        return ranked
