"""Boosted trees on letters, words, type and context, with calibrated probabilities.

It learns from the pairs of train that blocking compares, within documents and across them. Linking
has a model of its own, because an entity of the knowledge base has no document.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from baselines.names.blocking import blocks
from baselines.names.features import matrix
from baselines.names.resolve import Entity
from baselines.names.spelling import Name, of_rows
from baselines.names.string_matchers import WORDS
from sifara.evaluation.examples import Examples

#: Seed of the trees.
SEED = 0

#: Folds of the calibration, of whole stories.
FOLDS = 5

#: Entities of the right type that a mention of train is compared with, the most similar first.
RIVALS = 12


class Learned:
    """Scores by the calibrated probability of a match.

    Args:
        threshold: Probability from which a candidate pair matches.
        iterations: Number of trees.
        leaves: Leaves of a tree.
    """

    contextual = True

    #: Clusters and links weigh all that blocking compares, for which the probabilities are right;
    #: the threshold is for candidate pairs, of which far more match.
    cut = 0.5

    def __init__(self, threshold: float, iterations: int, leaves: int) -> None:
        self.threshold = threshold
        self.iterations = iterations
        self.leaves = leaves

    def fit(self, train: Examples, entities: Sequence[Mapping[str, Any]]) -> None:
        """Learns from mentions; the settings are chosen on others."""
        distinct = {
            (name, row["cluster"]): (story, row["entity"])
            for name, row, (story,) in zip(
                of_rows(train.rows), train.rows, train.stories, strict=True
            )
        }
        names = [name for name, _ in distinct]
        clusters = [cluster for _, cluster in distinct]
        stories = [story for story, _ in distinct.values()]
        compared = list(blocks(names))
        matching = np.array([clusters[i] == clusters[j] for i, j in compared])
        lefts, rights = [names[i] for i, _ in compared], [names[j] for _, j in compared]
        self._pairs = self._fitted(lefts, rights, matching, [stories[i] for i, _ in compared])
        gold = [entity for _, entity in distinct.values()]
        self._fit_links(names, gold, stories, [Entity.of(e) for e in entities])

    def _fit_links(
        self,
        names: Sequence[Name],
        gold: Sequence[str | None],
        stories: Sequence[str],
        entities: Sequence[Entity],
    ) -> None:
        lefts, rights, matching, groups = [], [], [], []
        for kind in sorted({name.type for name in names}):
            known = [entity for entity in entities if entity.type == kind]
            rows = [i for i, name in enumerate(names) if name.type == kind]
            near = _rivals([names[i] for i in rows], known) if known else ()
            for i, some in zip(rows, near, strict=False):
                own = (j for j, entity in enumerate(known) if entity.id == gold[i])
                for j in dict.fromkeys((*some, *own)):
                    lefts.append(names[i])
                    # The surface itself may be an alias that train has given away.
                    rights.append(_alias(known[j], without=names[i].surface))
                    matching.append(known[j].id == gold[i])
                    groups.append(stories[i])
        self._links = self._fitted(lefts, rights, np.array(matching), groups)

    def _fitted(
        self,
        lefts: Sequence[Name],
        rights: Sequence[Name],
        matching: NDArray[np.bool_],
        stories: Sequence[str],
    ) -> Any:
        trees = HistGradientBoostingClassifier(
            max_iter=self.iterations,
            max_leaf_nodes=self.leaves,
            learning_rate=0.1,
            early_stopping=False,
            random_state=SEED,
        )
        folds = list(GroupKFold(FOLDS).split(lefts, matching, stories))
        model = CalibratedClassifierCV(trees, method="sigmoid", cv=folds)
        with threadpool_limits(1):  # small trees; threads that wait for each other cost far more
            return model.fit(matrix(lefts, rights), matching)

    def score(self, left: Name, right: Name) -> float:
        """The probability that two mentions are one entity."""
        return self.scores([left], [right])[0]

    def scores(self, lefts: Sequence[Name], rights: Sequence[Name]) -> list[float]:
        """The probabilities of many pairs at once."""
        if not lefts:
            return []
        return _probabilities(self._pairs, lefts, rights)

    def link_scores(self, names: Sequence[Name], entities: Sequence[Entity]) -> NDArray[np.float64]:
        """The probabilities that mentions name entities of their type, 0 for the unlikely ones."""
        near = [(i, j) for i, some in enumerate(_rivals(names, entities)) for j in some]
        aliases = [_alias(entity) for entity in entities]
        lefts, rights = [names[i] for i, _ in near], [aliases[j] for _, j in near]
        found = np.zeros((len(names), len(entities)))
        found[tuple(np.array(near).T)] = _probabilities(self._links, lefts, rights)
        return found


def _probabilities(model: Any, lefts: Sequence[Name], rights: Sequence[Name]) -> list[float]:
    with threadpool_limits(1):
        found: list[float] = model.predict_proba(matrix(lefts, rights))[:, 1].tolist()
    return found


def _alias(entity: Entity, without: str = "") -> Name:
    """An entity as a name: canonical, in a context of all its names."""
    context = " ".join(n for n in entity.names if n != without) or entity.names[0]
    return Name(entity.names[0], entity.type, context)


def _rivals(names: Sequence[Name], entities: Sequence[Entity]) -> Iterator[list[int]]:
    """For each of some names of one type the entities that it could be taken for."""
    aliases = [alias for entity in entities for alias in entity.names]
    first = np.cumsum([0, *(len(entity.names) for entity in entities[:-1])])
    likeness = np.maximum.reduceat(WORDS.table([n.surface for n in names], aliases), first, axis=1)
    order = sorted(range(len(entities)), key=lambda i: entities[i].id)
    for row in likeness:
        yield sorted(order, key=lambda i: -row[i])[:RIVALS]
