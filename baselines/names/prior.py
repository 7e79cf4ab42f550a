"""Links a name to the entity that train most often gives it, whatever stands around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.names.resolve import Entity
from baselines.names.spelling import Name, of_rows
from baselines.names.string_matchers import folded
from sifara.evaluation.examples import Examples

#: The key under which names are remembered, by the name of the rung that it is from.
KEYS = {"exact": str, "normalized": folded}


class Prior:
    """Scores entities by their share of the mentions of train that have the key of a name.

    Args:
        spelling: One of :data:`KEYS`.
    """

    #: Share from which a name is linked: more often this entity than all others and none.
    threshold = 0.5

    #: The words around a name do not count.
    context_weight = 0.0

    def __init__(self, spelling: str) -> None:
        self.spelling = spelling
        self.shares: dict[str, dict[str, float]] = {}

    def fit(self, train: Examples, entities: Sequence[Mapping[str, Any]]) -> None:
        """Counts the entities of each key; mentions of none count too."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for name, row in zip(of_rows(train.rows), train.rows, strict=True):
            counts[self._key(name)][row["entity"] or ""] += 1
        self.shares = {
            key: {entity: count / found.total() for entity, count in sorted(found.items())}
            for key, found in sorted(counts.items())
        }

    def link_scores(self, names: Sequence[Name], entities: Sequence[Entity]) -> NDArray[np.float64]:
        """The shares, of shape ``(names, entities)``."""
        known = [self.shares.get(self._key(name), {}) for name in names]
        return np.array([[shares.get(entity.id, 0.0) for entity in entities] for shares in known])

    def _key(self, name: Name) -> str:
        return f"{name.type} {KEYS[self.spelling](name.surface)}"
