"""What the two forms of scores share: values, subsets, differences; and the sums of statistics."""

import numpy as np
import pytest

from sifara.evaluation.agreement import cohen_kappa, share
from sifara.evaluation.metrics.classification import classification, tagging
from sifara.evaluation.metrics.clustering import fixed_b_cubed
from sifara.evaluation.metrics.linking import linking, linking_by_entity, recall_at
from sifara.evaluation.metrics.matching import matching
from sifara.evaluation.metrics.scores import Decomposable, Joint, Statistics


def ratio_of(sums):
    return {"share": sums[..., 0] / sums[..., 1]}


def mean(column):
    return {"mean": float(column.mean())}


def test_sums_of_groups_add_up_to_the_total():
    random = np.random.default_rng(0)
    matrix = random.normal(size=(50, 4))
    groups = random.integers(0, 7, 50)
    statistics = Statistics.dense(*matrix.T)
    expected = np.stack([matrix[groups == g].sum(axis=0) for g in range(7)])
    np.testing.assert_allclose(statistics.sums(groups, 7), expected, atol=1e-12)
    np.testing.assert_allclose(statistics.total(), matrix.sum(axis=0), atol=1e-12)


def test_one_hot_leaves_out_negative_codes():
    statistics = Statistics.one_hot([2, -1, 0, 2], 3)
    assert statistics.total().tolist() == [1, 0, 2]


def test_one_hot_refuses_a_code_beyond_its_size():
    with pytest.raises(ValueError, match="code 3 found, codes below 3 expected"):
        Statistics.one_hot([0, 3], 3)


def test_statistics_side_by_side_have_the_same_rows():
    with pytest.raises(ValueError, match="side by side"):
        Statistics.dense([1, 2]).beside(Statistics.dense([1, 2, 3]))


def test_a_subset_of_rows_is_scored_like_those_rows_alone():
    hit, keep = np.array([1, 0, 1, 1, 0]), np.array([True, True, False, True, False])
    scores = Decomposable(Statistics.dense(hit, np.ones(5)), ratio_of)
    assert scores.take(keep).values() == {"share": pytest.approx(2 / 3)}
    assert len(scores.take(keep)) == 3
    assert Joint(mean, (hit,)).take(keep).values() == {"mean": pytest.approx(2 / 3)}


def test_a_difference_is_the_difference_of_the_values():
    one, other = np.array([1, 0, 1, 1]), np.array([0, 0, 1, 0])
    first, second = (Decomposable(Statistics.dense(x, np.ones(4)), ratio_of) for x in (one, other))
    assert first.minus(second).values() == {"share": pytest.approx(0.5)}
    assert Joint(mean, (one,)).minus(Joint(mean, (other,))).values() == {"mean": pytest.approx(0.5)}


def test_a_difference_needs_the_same_number_of_rows():
    with pytest.raises(ValueError, match="2 rows compared with scores of 3"):
        Joint(mean, (np.ones(2),)).minus(Joint(mean, (np.ones(3),)))


RANDOM = np.random.default_rng(3)
GOLD, PREDICTED, KINDS = RANDOM.integers(0, 4, (3, 60))
SETS = RANDOM.random((2, 60, 4)) < 0.4


@pytest.mark.parametrize(
    "scores",
    [
        classification(GOLD, PREDICTED, 4),
        tagging(*SETS),
        matching(GOLD == 0, PREDICTED == 0),
        linking(GOLD - 1, PREDICTED - 1),
        linking_by_entity(GOLD - 1, PREDICTED - 1),
        recall_at(GOLD - 1, PREDICTED * 3),
        fixed_b_cubed(GOLD, PREDICTED, KINDS),
        cohen_kappa(list("abca"), list("abcb")),
        share([True, False]),
    ],
    ids=lambda scores: ",".join(scores.values()),
)
def test_scores_of_stacked_sums_are_the_scores_of_each(scores):
    # Replicates are finished many at a time.
    sums = np.random.default_rng(4).integers(1, 9, (3, 2, scores.statistics.shape[1])).astype(float)
    stacked = scores.finish(sums)
    for place in np.ndindex(3, 2):
        for name, value in scores.finish(sums[place]).items():
            assert stacked[name][place] == pytest.approx(float(value), nan_ok=True), name
