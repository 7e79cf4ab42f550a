"""The heaviest matching is as heavy as the Hungarian method's on the full matrix."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from sifara.evaluation.metrics import assignment

# Few distinct weights, so that ties are the rule.
graphs = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
    st.sampled_from([0.2, 0.25, 0.5, 0.5, 0.75, 1.0]),
    max_size=40,
)


def arrays(graph):
    ends = np.array(list(graph), dtype=np.int64).reshape(-1, 2)
    return ends[:, 0], ends[:, 1], np.array(list(graph.values()), dtype=float)


def heaviest(left, right, weight):
    matrix = np.zeros((8, 8))
    matrix[left, right] = weight
    return matrix[linear_sum_assignment(matrix, maximize=True)].sum()


@pytest.mark.parametrize("dense_cells", [assignment.DENSE_CELLS, 0], ids=["dense", "sparse"])
def test_it_is_a_matching_and_as_heavy_as_the_hungarian_methods(dense_cells, monkeypatch):
    monkeypatch.setattr(assignment, "DENSE_CELLS", dense_cells)

    @settings(max_examples=300)
    @given(graphs)
    def check(graph):
        left, right, weight = arrays(graph)
        chosen = assignment.heaviest_matching(left, right, weight)
        assert len(set(left[chosen])) == len(set(right[chosen])) == chosen.size
        assert weight[chosen].sum() == pytest.approx(heaviest(left, right, weight), abs=1e-9)

    check()


def test_a_path_that_no_edge_dominates_is_solved():
    # 0-0 (2), 1-0 (3), 1-1 (2): the two outer edges together outweigh the middle one.
    left, right, weight = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([2.0, 3.0, 2.0])
    assert assignment.heaviest_matching(left, right, weight).tolist() == [0, 2]


def test_no_edges_need_no_matching():
    none = np.zeros(0, dtype=np.int64)
    assert assignment.heaviest_matching(none, none, np.zeros(0)).size == 0
