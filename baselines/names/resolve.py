"""From a matcher to pairs, clusters and links, so that one rung serves three tasks.

A matcher has a ``threshold`` and ``score(left, right)`` for two names of one type. It may have

* ``contextual = True``: its score depends on the contexts;
* ``cut``: a threshold of its own for clusters and links;
* ``context_weight``: how much the context counts beside the string when candidates are ranked;
* ``prepare(names)``: statistics of the names to be matched, without gold;
* ``fit(train, entities)``: learning from train;
* ``scores(lefts, rights)`` for many pairs at once, ``table(lefts, rights)`` for all pairs of two
  lists;
* ``link_scores(names, entities)``, where entities are more than their aliases.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.spatial.distance import squareform

from baselines.names.blocking import blocks
from baselines.names.spelling import Name, context_stems, core_stems, of_rows
from sifara.evaluation.examples import Examples

#: Candidates listed for a mention.
CANDIDATES = 10

#: How much the context counts beside the string when candidates are ranked, unless told.
CONTEXT_WEIGHT = 0.3

Row = Mapping[str, Any]

FloatArray = NDArray[np.float64]


class Matcher(Protocol):
    """Decides whether two names can be one entity."""

    threshold: float

    def score(self, left: Name, right: Name) -> float:
        """How sure it is that two names of one type are one entity, from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity of the knowledge base as linking sees it."""

    id: str
    type: str
    names: tuple[str, ...]
    description: str

    @classmethod
    def of(cls, row: Row) -> Entity:
        """The entity of a row of ``entities``."""
        names = (row["name_ar"], *row["aliases_ar"])
        return cls(row["id"], row["type"], names, row["description"])


def predict(
    matcher: Matcher, task: str, target: Examples, entities: Iterable[Row] = ()
) -> list[dict[str, Any]]:
    """The predictions of a matcher for one of the entity tasks."""
    if task == "entity_pairs":
        return pairs(matcher, target)
    names = of_rows(target.rows)
    if hasattr(matcher, "prepare"):
        matcher.prepare(names)
    if task == "entity_clustering":
        keys = clusters(matcher, names)
        return [{"id": i, "cluster": key} for i, key in zip(target.ids, keys, strict=True)]
    known = [Entity.of(row) for row in entities]
    return [
        {"id": i, **link} for i, link in zip(target.ids, links(matcher, names, known), strict=True)
    ]


def pairs(matcher: Matcher, target: Examples) -> list[dict[str, Any]]:
    """A decision and a score for every pair."""
    names = of_rows(
        [{**row[side], "type": row["type"]} for row in target.rows for side in ("left", "right")]
    )
    if hasattr(matcher, "prepare"):
        matcher.prepare(names)
    scores = _scores(matcher, names[::2], names[1::2])
    return [
        {
            "id": row,
            "label": "match" if score >= matcher.threshold else "no_match",
            "score": round(score, 6),
        }
        for row, score in zip(target.ids, scores, strict=True)
    ]


def clusters(matcher: Matcher, names: Sequence[Name]) -> list[str]:
    """A cluster for every name, by average linkage: a pair that conflicts weighs as one that fits.

    Names that the matcher cannot tell apart (the same spelling, and the same context where it
    looks at contexts) are one node. The key of a cluster is its first name.
    """
    node_of: dict[tuple[str, str, str], int] = {}
    nodes: list[Name] = []
    of_name = []
    for name in names:
        key = name.type, *_key(matcher, name)
        if key not in node_of:
            node_of[key] = len(nodes)
            nodes.append(name)
        of_name.append(node_of[key])
    by_type: dict[str, list[int]] = defaultdict(list)
    for number, node in enumerate(nodes):
        by_type[node.type].append(number)
    label = [""] * len(nodes)
    for kind, members in sorted(by_type.items()):
        groups = _groups(matcher, [nodes[i] for i in members])
        first = {group: members[k] for k, group in reversed(list(enumerate(groups)))}
        for k, group in enumerate(groups):
            label[members[k]] = f"{kind}-{first[group]}"
    return [label[node] for node in of_name]


def _key(matcher: Matcher, name: Name) -> tuple[str, str]:
    """What a matcher can tell names of one type apart by."""
    return name.surface, name.context if getattr(matcher, "contextual", False) else ""


def _cut(matcher: Matcher) -> float:
    """The score from which names are one entity where all are compared, not candidate pairs."""
    return float(getattr(matcher, "cut", matcher.threshold))


def _groups(matcher: Matcher, nodes: Sequence[Name]) -> list[int]:
    """Average-linkage clusters of names of one type; names never compared are far apart."""
    size = len(nodes)
    if size == 1:
        return [0]
    distance = np.ones((size, size))
    np.fill_diagonal(distance, 0.0)
    compared = list(blocks(nodes))
    sides = [nodes[i] for i, _ in compared], [nodes[j] for _, j in compared]
    for (i, j), score in zip(compared, _scores(matcher, *sides), strict=True):
        distance[i, j] = distance[j, i] = 1 - score
    tree = linkage(squareform(distance, checks=False), method="average")
    found: list[int] = fcluster(tree, 1 - _cut(matcher) + 1e-9, criterion="distance").tolist()
    return found


def _scores(matcher: Matcher, lefts: Sequence[Name], rights: Sequence[Name]) -> list[float]:
    if hasattr(matcher, "scores"):
        found: list[float] = list(matcher.scores(lefts, rights))
        return found
    return [matcher.score(left, right) for left, right in zip(lefts, rights, strict=True)]


def links(
    matcher: Matcher, names: Sequence[Name], entities: Sequence[Entity]
) -> list[dict[str, Any]]:
    """The best entity for every name, or NIL, and the candidates from the best down.

    A candidate's score is that of its best alias; among candidates the context decides too: how
    many words of the entity's name stand in the document. NIL is where no alias reaches the
    threshold.
    """
    known: dict[Name, dict[str, Any]] = {}
    for kind in sorted({name.type for name in names}):
        some = list(dict.fromkeys(name for name in names if name.type == kind))
        rivals = [entity for entity in entities if entity.type == kind]
        known |= zip(some, _links(matcher, some, rivals), strict=True)
    return [known[name] for name in names]


def _links(
    matcher: Matcher, names: Sequence[Name], entities: Sequence[Entity]
) -> Iterator[dict[str, Any]]:
    """The links of names of one type to entities of that type."""
    row: dict[tuple[str, str], int] = {}
    distinct = []
    keys = [_key(matcher, name) for name in names]
    for name, key in zip(names, keys, strict=True):
        if key not in row:
            row[key] = len(distinct)
            distinct.append(name)
    scores = _entity_scores(matcher, distinct, entities)
    for name, key in zip(names, keys, strict=True):
        yield _link(matcher, name, entities, scores[row[key]])


def _link(
    matcher: Matcher, name: Name, entities: Sequence[Entity], scores: FloatArray
) -> dict[str, Any]:
    weight = getattr(matcher, "context_weight", CONTEXT_WEIGHT)
    ranked = sorted(
        (-float(scores[i]) - weight * evidence(name, entities[i]), entities[i].id, i)
        for i in np.flatnonzero(scores > 0)
    )[:CANDIDATES]
    linked = ranked and scores[ranked[0][2]] >= _cut(matcher)
    return {
        "entity": ranked[0][1] if linked else None,
        "candidates": [entity for _, entity, _ in ranked],
    }


def _entity_scores(
    matcher: Matcher, names: Sequence[Name], entities: Sequence[Entity]
) -> FloatArray:
    """A score for every name and entity: its own way, or that of the entity's best alias."""
    if not entities:
        return np.zeros((len(names), 0))
    if hasattr(matcher, "link_scores"):
        return np.asarray(matcher.link_scores(names, entities), dtype=np.float64)
    aliases = [Name(alias, e.type, "") for e in entities for alias in e.names]
    first = np.cumsum([0, *(len(e.names) for e in entities[:-1])])
    return np.maximum.reduceat(table(matcher, names, aliases), first, axis=1)


def table(matcher: Matcher, lefts: Sequence[Name], rights: Sequence[Name]) -> FloatArray:
    """The scores of every left with every right name, shape ``(lefts, rights)``."""
    if hasattr(matcher, "table"):
        return np.asarray(matcher.table(lefts, rights), dtype=np.float64)
    return np.array([[matcher.score(left, right) for right in rights] for left in lefts])


def evidence(name: Name, entity: Entity) -> float:
    """Share of the words of an entity's name that stand in the document of a mention."""
    words = set(core_stems(entity.names[0]))
    return len(words & context_stems(name.context)) / len(words)
