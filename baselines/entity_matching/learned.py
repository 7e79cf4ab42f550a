"""Boosted trees on letters, words, type and context, with calibrated probabilities.

It learns from the pairs of train that blocking compares, within documents and across them. Linking
has a model of its own, because an entity of the knowledge base has no document.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from baselines import runner
from baselines.blocking import blocks
from baselines.entity_matching.features import matrix
from baselines.entity_matching.token_set import ratio
from baselines.names import Name
from baselines.resolve import Entity
from sifara.examples import Examples

#: Seed of the trees.
SEED = 0

#: Folds of the calibration, of whole stories.
FOLDS = 5

#: Entities of the right type that a mention of train is compared with, the most similar first.
RIVALS = 12


class Learned:
    """Scores by the calibrated probability of a match.

    Args:
        threshold: Probability from which names match.
        iterations: Number of trees.
        leaves: Leaves of a tree.
    """

    contextual = True

    def __init__(self, threshold: float, iterations: int, leaves: int) -> None:
        self.threshold = threshold
        self.iterations = iterations
        self.leaves = leaves

    def fit(
        self, train: Examples, validation: Examples, entities: Sequence[Mapping[str, Any]]
    ) -> None:
        """Learns from the mentions of train; validation is left for choosing the settings."""
        distinct = {
            (Name.of(row), row["cluster"]): (story, row["entity"])
            for row, (story,) in zip(train.rows, train.stories, strict=True)
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
        for name, entity, story in zip(names, gold, stories, strict=True):
            for rival in _rivals(name, entities, entity):
                # The surface itself may be an alias that train has given away.
                alias = _alias(rival, without=name.surface)
                lefts.append(name)
                rights.append(alias)
                matching.append(rival.id == entity)
                groups.append(story)
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

    def link_scores(self, name: Name, entities: Sequence[Entity]) -> list[float]:
        """The probabilities that a mention names each of some entities, 0 for the unlikely ones."""
        rivals = _rivals(name, entities)
        aliases = [_alias(rival) for rival in rivals]
        found = _probabilities(self._links, [name] * len(rivals), aliases) if rivals else []
        probability = {rival.id: score for rival, score in zip(rivals, found, strict=True)}
        return [probability.get(entity.id, 0.0) for entity in entities]


def _probabilities(model: Any, lefts: Sequence[Name], rights: Sequence[Name]) -> list[float]:
    with threadpool_limits(1):
        found: list[float] = model.predict_proba(matrix(lefts, rights))[:, 1].tolist()
    return found


def _alias(entity: Entity, without: str = "") -> Name:
    """An entity as a name: canonical, in a context of all its names."""
    context = " ".join(n for n in entity.names if n != without) or entity.names[0]
    return Name(entity.names[0], entity.type, context)


def _rivals(name: Name, entities: Sequence[Entity], gold: str | None = None) -> list[Entity]:
    """The entities that a mention could be taken for, its own among them."""
    same = [entity for entity in entities if entity.type == name.type]
    ranked = sorted(same, key=lambda entity: (-_likeness(name, entity), entity.id))[:RIVALS]
    own = [entity for entity in same if entity.id == gold and entity not in ranked]
    return ranked + own


def _likeness(name: Name, entity: Entity) -> float:
    return max(ratio(name.surface, alias) for alias in entity.names)


def build(threshold: float, iterations: int, leaves: int) -> Learned:
    """The matcher."""
    return Learned(threshold, iterations, leaves)


if __name__ == "__main__":
    sys.exit(runner.main_of("learned"))
