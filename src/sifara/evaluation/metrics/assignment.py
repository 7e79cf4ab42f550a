"""The heaviest one-to-one matching of a sparse bipartite graph."""

from __future__ import annotations

import numpy as np

from sifara.evaluation.metrics.ratios import FloatArray
from sifara.evaluation.metrics.scores import IntArray


def heaviest_matching(left: IntArray, right: IntArray, weight: FloatArray) -> IntArray:
    """Return the edges of a matching of greatest total weight (Jonker & Volgenant 1987).

    The solver matches every left end, so each gets a right end of its own that means "alone". It
    takes no edge of weight 0, so all weights are raised by 1; a full matching pays that exactly
    once for every left end.

    Measured on the overlaps of two clusterings, it takes 2 ms for 3,000 mentions, 1 s for 100,000.
    Up to 10,000 nothing made of connected components and dense matrices was faster.

    Args:
        left: Left end of each edge, numbered from 0 without gaps; no two edges have the same ends.
        right: Right end of each edge, numbered from 0.
        weight: Weight of each edge, positive.

    Returns:
        The numbers of the edges chosen, in ascending order.
    """
    if not left.size:
        return np.zeros(0, dtype=np.int64)
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows, columns = int(left.max()) + 1, int(right.max()) + 1
    own = np.arange(rows)
    graph = csr_array(
        (
            np.concatenate([weight + 1.0, np.ones(rows)]),
            (np.concatenate([left, own]), np.concatenate([right, columns + own])),
        ),
        (rows, columns + rows),
    )
    partner = min_weight_full_bipartite_matching(graph, maximize=True)[1]
    return np.flatnonzero(partner[left] == right)
