"""The heaviest matching is as heavy as the Hungarian method's on the full matrix."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from sifara.evaluation.metrics import assignment
from sifara.evaluation.metrics.assignment import heaviest_matching

# Few distinct weights, so that ties are the rule.
graphs = st.dictionaries(
    st.tuples(st.integers(0, 7), st.integers(0, 7)),
    st.sampled_from([0.2, 0.25, 0.5, 0.5, 0.75, 1.0]),
    max_size=40,
)


@pytest.mark.parametrize("dense", [assignment.DENSE, -1], ids=["dense", "sparse"])
def test_it_is_a_matching_and_as_heavy_as_the_hungarian_methods(dense, monkeypatch):
    monkeypatch.setattr(assignment, "DENSE", dense)
    given(graphs.filter(len))(check)()


def check(graph):
    ends = np.array(list(graph), dtype=np.int64).reshape(-1, 2)
    # Left ends are numbered without gaps, as the overlaps of clusterings are.
    left, right = np.unique(ends[:, 0], return_inverse=True)[1], ends[:, 1]
    weight = np.array(list(graph.values()), dtype=float)
    chosen = heaviest_matching(left, right, weight)
    assert len(set(left[chosen])) == len(set(right[chosen])) == chosen.size
    matrix = np.zeros((8, 8))
    matrix[left, right] = weight
    heaviest = matrix[linear_sum_assignment(matrix, maximize=True)].sum()
    assert weight[chosen].sum() == pytest.approx(heaviest, abs=1e-9)


def test_two_outer_edges_outweigh_the_middle_one():
    # 0-0 (2), 1-0 (3), 1-1 (2): a path that taking the best edge first gets wrong.
    left, right, weight = np.array([0, 1, 1]), np.array([0, 0, 1]), np.array([2.0, 3.0, 2.0])
    assert heaviest_matching(left, right, weight).tolist() == [0, 2]


def test_no_edges_need_no_matching():
    none = np.zeros(0, dtype=np.int64)
    assert heaviest_matching(none, none, np.zeros(0)).size == 0
