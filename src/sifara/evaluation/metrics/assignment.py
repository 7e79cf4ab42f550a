"""The heaviest one-to-one matching of a sparse bipartite graph, exact at a million edges."""

from __future__ import annotations

import numpy as np

from sifara.evaluation.metrics.ratios import FloatArray
from sifara.evaluation.metrics.scores import IntArray

DENSE_CELLS = 1_000_000


def heaviest_matching(left: IntArray, right: IntArray, weight: FloatArray) -> IntArray:
    """Return the edges of a matching of greatest total weight.

    An edge that weighs at least as much as the next best edge of its left end and the next best
    of its right end together belongs to some heaviest matching, because it can replace the two.
    Such edges are taken and their ends removed until none is left; in a clustering that is
    roughly right this settles nearly all of them. What remains falls into connected components,
    each solved by the Hungarian method, which Luo (2005, §2) applies to the whole.

    Args:
        left: Left end of each edge, numbered from 0; no two edges have the same two ends.
        right: Right end of each edge, numbered from 0.
        weight: Weight of each edge, positive.

    Returns:
        The numbers of the edges chosen, in ascending order.
    """
    edges, chosen = _settled(left, right, weight)
    if edges.size:
        chosen.extend(
            edges[part[_solved(left[edges[part]], right[edges[part]], weight[edges[part]])]]
            for part in _components(left[edges], right[edges])
        )
    return np.sort(np.concatenate(chosen)) if chosen else np.zeros(0, dtype=np.int64)


def _settled(
    left: IntArray, right: IntArray, weight: FloatArray
) -> tuple[IntArray, list[IntArray]]:
    """Return the edges still open and the edges taken because they dominate their neighbours."""
    edges = np.lexsort((np.arange(left.size), -weight))
    chosen: list[IntArray] = []
    while edges.size:
        ends = left[edges], right[edges]
        other_left, other_right = (_best_other(end, weight[edges]) for end in ends)
        dominant = np.flatnonzero(weight[edges] >= other_left + other_right)
        # Edges that dominate one another tie: the first of each end stands for the rest.
        for end in ends:
            dominant = dominant[np.unique(end[dominant], return_index=True)[1]]
        if not dominant.size:
            break
        chosen.append(edges[dominant])
        open_ends = np.ones(edges.size, dtype=bool)
        for end in ends:
            taken = np.zeros(end.max() + 1, dtype=bool)
            taken[end[dominant]] = True
            open_ends &= ~taken[end]
        edges = edges[open_ends]
    return edges, chosen


def _best_other(end: IntArray, falling: FloatArray) -> FloatArray:
    """Return for each edge the greatest weight among the other edges of its end, 0 if none."""
    order = np.argsort(end, kind="stable")
    grouped, weight = end[order], falling[order]
    first = np.flatnonzero(np.diff(grouped, prepend=-1))
    group = np.cumsum(np.diff(grouped, prepend=-1) > 0) - 1
    size = np.diff(first, append=grouped.size)
    second = np.where(size > 1, weight[np.minimum(first + 1, weight.size - 1)], 0.0)
    best = weight[first][group]
    best[first] = second
    result: FloatArray = np.empty_like(best)
    result[order] = best
    return result


def _components(left: IntArray, right: IntArray) -> list[IntArray]:
    """Return the edges of each connected component."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    left_nodes, right_nodes = int(left.max()) + 1, int(right.max()) + 1
    nodes = left_nodes + right_nodes
    graph = coo_array(
        (np.ones(left.size, dtype=np.int8), (left, left_nodes + right)), (nodes, nodes)
    )
    component = connected_components(graph, directed=False)[1][left]
    order = np.argsort(component, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(component[order])) + 1)


def _solved(left: IntArray, right: IntArray, weight: FloatArray) -> IntArray:
    """Return the edges of a heaviest matching of one component."""
    from scipy.optimize import linear_sum_assignment

    rows, row = np.unique(left, return_inverse=True)
    columns, column = np.unique(right, return_inverse=True)
    if rows.size * columns.size > DENSE_CELLS:
        return _solved_sparse(row, column, weight, rows.size, columns.size)
    matrix = np.zeros((rows.size, columns.size))
    matrix[row, column] = weight
    number = np.full(matrix.shape, -1)
    number[row, column] = np.arange(left.size)
    matched = number[linear_sum_assignment(matrix, maximize=True)]
    return matched[matched >= 0]


def _solved_sparse(
    row: IntArray, column: IntArray, weight: FloatArray, rows: int, columns: int
) -> IntArray:
    """Return the same for a component too large for a dense matrix (Jonker & Volgenant 1987).

    The sparse solver matches every row, so each row gets a column of its own that means "alone".
    It takes no edge of weight 0, so all weights are raised by 1; a full matching pays that
    exactly ``rows`` times.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    own = np.arange(rows)
    graph = csr_array(
        (
            np.concatenate([weight + 1.0, np.ones(rows)]),
            (np.concatenate([row, own]), np.concatenate([column, columns + own])),
        ),
        (rows, columns + rows),
    )
    partner = min_weight_full_bipartite_matching(graph, maximize=True)[1]
    return np.flatnonzero(partner[row] == column)
