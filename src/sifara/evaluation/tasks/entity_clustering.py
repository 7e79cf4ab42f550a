"""Clusters of mentions over a whole split."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np

from sifara.evaluation.kinds import KEY
from sifara.evaluation.metrics.clustering import (
    B_CUBED_F1,
    B_CUBED_PRECISION,
    B_CUBED_RECALL,
    CEAF_E_F1,
    CONLL_F1,
    LEA_F1,
    MUC_F1,
    PAIRWISE_F1,
    b_cubed_within,
    clustering,
    fixed_b_cubed,
)
from sifara.evaluation.metrics.ratios import harmonic_mean
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.properties import OF_MENTIONS, names_and_nominals
from sifara.evaluation.tasks.task import BoolArray, Field, IntArray, Measured, Task, subsets


def _codes(keys: Sequence[Hashable]) -> IntArray:
    """Keys as numbers; two keys are one if and only if they are equal."""
    code: dict[Hashable, int] = {}
    return np.array([code.setdefault(key, len(code)) for key in keys], dtype=np.int64)


def _first_of_each(keys: IntArray) -> BoolArray:
    first = np.zeros(len(keys), dtype=bool)
    first[np.unique(keys, return_index=True)[1]] = True
    return first


def _measure(examples: Examples, answers: Answers) -> Measured:
    """Scores are means over the types of mention, each a world of its own."""
    surfaces, entities = examples.column("surface"), examples.column("cluster")
    gold, predicted, types = map(_codes, (entities, answers.values, examples.column("type")))
    ranked = names_and_nominals(examples)
    first = _first_of_each(_codes(list(zip(surfaces, entities, strict=True))))
    return Measured(
        subsets=subsets(
            [clustering(gold, predicted, types)],
            names_and_nominals=ranked,
            distinct_surfaces=ranked & first,
            adjectives=~ranked,
        ),
        errors=1 - harmonic_mean(*b_cubed_within(gold, predicted, types)),
        sliced=fixed_b_cubed(gold[ranked], predicted[ranked], types[ranked]),
        slice_metric=B_CUBED_F1,
    )


TASK = Task(
    name="entity_clustering",
    place=4,
    title="Which mentions of the split name the same entity?",
    config="mentions",
    gold="cluster",
    answer=Field("cluster", KEY),
    example={"id": "web-000.14-24", "cluster": "faed mustafa"},
    metrics=(
        CONLL_F1,
        MUC_F1,
        B_CUBED_F1,
        B_CUBED_PRECISION,
        B_CUBED_RECALL,
        CEAF_E_F1,
        LEA_F1,
        PAIRWISE_F1,
    ),
    slices=OF_MENTIONS,
    measure=_measure,
)
