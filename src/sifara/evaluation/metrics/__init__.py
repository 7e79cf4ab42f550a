"""Scores of the five tasks, as functions of arrays.

A *metric* takes gold and predicted arrays and returns scores in one of two forms: `Decomposable`
(functions of sums over rows) or `Joint` (functions of all rows). Both have ``values()``, a dict of
floats by name; ``take(mask)``, the same scores of fewer rows; and ``minus(other)``, the differences
from another system. The modules of `sifara.evaluation.stats` take either.

An empty denominator gives 0 everywhere: what cannot be measured earns nothing.
"""

from sifara.evaluation.metrics.classification import (
    PerLabel,
    classification,
    confusion,
    per_label,
    per_tag,
    tagging,
)
from sifara.evaluation.metrics.clustering import (
    CLUSTERING,
    PRF,
    Overlap,
    b_cubed,
    b_cubed_by_mention,
    ceaf_e,
    clustering,
    clustering_scores,
    fixed_b_cubed,
    lea,
    muc,
    pairwise,
)
from sifara.evaluation.metrics.linking import NIL, linking, linking_by_entity, recall_at
from sifara.evaluation.metrics.matching import (
    average_precision,
    matching,
    oracle_best_threshold_f1,
    ranking,
)
from sifara.evaluation.metrics.scores import Decomposable, Joint, Scores, Statistics

__all__ = [
    "CLUSTERING",
    "NIL",
    "PRF",
    "Decomposable",
    "Joint",
    "Overlap",
    "PerLabel",
    "Scores",
    "Statistics",
    "average_precision",
    "b_cubed",
    "b_cubed_by_mention",
    "ceaf_e",
    "classification",
    "clustering",
    "clustering_scores",
    "confusion",
    "fixed_b_cubed",
    "lea",
    "linking",
    "linking_by_entity",
    "matching",
    "muc",
    "oracle_best_threshold_f1",
    "pairwise",
    "per_label",
    "per_tag",
    "ranking",
    "recall_at",
    "tagging",
]
