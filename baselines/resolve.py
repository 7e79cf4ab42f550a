"""From a matcher to pairs, clusters and links, so that one rung serves three tasks.

A matcher gives two names of one type a score from 0 to 1 and has a threshold from which they
match.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any, Protocol

import sifara

#: Candidates listed for a mention.
CANDIDATES = 10

Row = Mapping[str, Any]


class Matcher(Protocol):
    """Decides whether two names can be one entity."""

    threshold: float

    def score(self, left: str, right: str) -> float:
        """How sure it is that two names of one type are one entity, from 0 to 1."""


def predict(matcher: Matcher, task: str, split: str) -> list[dict[str, Any]]:
    """The predictions of a matcher for one of the entity tasks."""
    if task == "entity_pairs":
        return pairs(matcher, sifara.load("entity_pairs", split))
    mentions = sifara.load("mentions", split).select_columns(["id", "type", "surface"])
    if task == "entity_clustering":
        return clusters(matcher, mentions)
    return links(matcher, mentions, sifara.load("entities", "kb"))


def pairs(matcher: Matcher, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """A decision and a score for every pair."""
    predictions = []
    for row in rows:
        score = matcher.score(row["left"]["surface"], row["right"]["surface"])
        label = "match" if score >= matcher.threshold else "no_match"
        predictions.append({"id": row["id"], "label": label, "score": round(score, 6)})
    return predictions


def clusters(matcher: Matcher, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """A cluster for every mention: names of one type that match belong together.

    The key of a cluster is its first name in sorted order.
    """
    mentions = [(row["id"], (row["type"], row["surface"])) for row in rows]
    names = sorted({name for _, name in mentions})
    first = {name: name for name in names}

    def root(name: tuple[str, str]) -> tuple[str, str]:
        while first[name] != name:
            name = first[name]
        return name

    for left, right in combinations(names, 2):
        if left[0] == right[0] and matcher.score(left[1], right[1]) >= matcher.threshold:
            a, b = sorted((root(left), root(right)))
            first[b] = a
    return [{"id": i, "cluster": " ".join(root(name))} for i, name in mentions]


def links(matcher: Matcher, rows: Iterable[Row], entities: Iterable[Row]) -> list[dict[str, Any]]:
    """The best entity for every mention, or NIL, and the candidates from the best down."""
    known = [(e["id"], e["type"], (e["name_ar"], *e["aliases_ar"])) for e in entities]
    ranked: dict[tuple[str, str], list[tuple[float, str]]] = {}
    predictions = []
    for row in rows:
        name = row["type"], row["surface"]
        if name not in ranked:
            ranked[name] = _candidates(matcher, *name, known)
        best = ranked[name]
        predictions.append(
            {
                "id": row["id"],
                "entity": best[0][1] if best and -best[0][0] >= matcher.threshold else None,
                "candidates": [entity for _, entity in best],
            }
        )
    return predictions


def _candidates(
    matcher: Matcher, kind: str, surface: str, known: Sequence[tuple[str, str, tuple[str, ...]]]
) -> list[tuple[float, str]]:
    """The entities of the type with a positive score, as (negative score, id), the best first."""
    scored = (
        (-max(matcher.score(surface, name) for name in names), entity)
        for entity, entity_type, names in known
        if entity_type == kind
    )
    return sorted(pair for pair in scored if pair[0] < 0)[:CANDIDATES]
