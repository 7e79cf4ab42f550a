"""Clustering: equal to scorch, to scikit-learn and to the papers' examples; lawful everywhere."""

from itertools import combinations

import numpy as np
import pytest
import scorch.scores
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics.cluster import pair_confusion_matrix

from sifara.evaluation.metrics.clustering import (
    CLUSTERING,
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

LINK_BASED = {"muc", "pairwise"}

partitions = st.integers(1, 40).flatmap(
    lambda n: st.lists(st.tuples(st.integers(0, n), st.integers(0, n)), min_size=n, max_size=n).map(
        lambda rows: np.array(rows).T
    )
)


def clusters(codes):
    return [set(np.flatnonzero(codes == code).tolist()) for code in np.unique(codes)]


def codes(*written):
    """Return the cluster code of each letter of clusters written as words, by letter."""
    return np.array([at for _, at in sorted((m, at) for at, c in enumerate(written) for m in c)])


# ---- references ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "reference"),
    [
        (muc, scorch.scores.muc),
        (b_cubed, scorch.scores.b_cubed),
        (ceaf_e, scorch.scores.ceaf_e),
    ],
)
def test_it_equals_scorch(measure, reference):
    @given(partitions)
    def check(rows):
        gold, predicted = rows
        recall, precision, f1 = reference(clusters(gold), clusters(predicted))
        # The reference says 0 where there is nothing to measure.
        found = np.nan_to_num(measure(Overlap.of(gold, predicted)))
        assert found == pytest.approx((precision, recall, f1), abs=1e-9)

    check()


@given(partitions)
def test_the_conll_mean_equals_scorch(rows):
    gold, predicted = rows
    expected = scorch.scores.conll2012(clusters(gold), clusters(predicted))
    found = clustering_scores(gold, predicted)["conll_f1"]
    if np.unique(gold).size == gold.size:  # no link to find: MUC, and so the mean, is undefined
        assert np.isnan(found)
    else:
        assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("noise", [0.05, 0.3, 0.9])
def test_a_thousand_mentions_equal_scorch(noise):
    random = np.random.default_rng(7)
    gold = random.integers(0, 250, 1000)
    predicted = np.where(random.random(1000) < noise, random.integers(0, 250, 1000), gold)
    key, response = clusters(gold), clusters(predicted)
    for measure, reference in (
        (muc, scorch.scores.muc),
        (b_cubed, scorch.scores.b_cubed),
        (ceaf_e, scorch.scores.ceaf_e),
    ):
        recall, precision, f1 = reference(key, response)
        found = measure(Overlap.of(gold, predicted))
        assert found == pytest.approx((precision, recall, f1), abs=1e-9)


@given(partitions)
def test_pairwise_equals_the_pair_confusion_of_scikit_learn(rows):
    gold, predicted = rows
    if gold.size > 1:
        (_, wrong), (missed, right) = pair_confusion_matrix(gold, predicted).tolist()
        found = np.nan_to_num(pairwise(Overlap.of(gold, predicted)))
        assert found[0] == pytest.approx(right / max(right + wrong, 1), abs=1e-9)
        assert found[1] == pytest.approx(right / max(right + missed, 1), abs=1e-9)


def links(cluster):
    """Return the links of a cluster; a singleton is linked to itself."""
    return set(combinations(sorted(cluster), 2)) or {(m, m) for m in cluster}


def lea_recall(key, response):
    found = set().union(*(links(cluster) for cluster in response))
    resolved = [len(c) * len(links(c) & found) / len(links(c)) for c in key]
    return sum(resolved) / sum(len(c) for c in key)


@given(partitions)
def test_lea_equals_its_definition_on_sets(rows):
    gold, predicted = rows
    key, response = clusters(gold), clusters(predicted)
    expected = lea_recall(response, key), lea_recall(key, response)
    assert lea(Overlap.of(gold, predicted))[:2] == pytest.approx(expected, abs=1e-9)


# ---- examples of the papers ---------------------------------------------------------------------

KEY = codes("12345", "67", "89abc")


def test_the_example_of_bagga_and_baldwin_1998():
    # Their figures: B³ precision 76 % and 58 %, recall 100 %; MUC 90 % and 100 % for both.
    # By hand: (5·1 + 2·2/7 + 5·5/7) / 12 and (10·5/10 + 2·1) / 12.
    first = Overlap.of(KEY, codes("12345", "6789abc"))
    second = Overlap.of(KEY, codes("1234589abc", "67"))
    assert b_cubed(first)[:2] == pytest.approx((64 / 84, 1.0), abs=1e-9)
    assert b_cubed(second)[:2] == pytest.approx((7 / 12, 1.0), abs=1e-9)
    assert muc(first)[:2] == muc(second)[:2] == pytest.approx((0.9, 1.0), abs=1e-9)


@pytest.mark.parametrize(
    ("response", "muc_f", "b_cubed_f", "ceaf_e_f"),
    [
        # φ4 by hand: 2·(1 + 10/12)/5, 2·(1 + 10/15)/5, 2·(10/17)/4, 2·(2/6 + 2/3 + 2/6)/15.
        (("12345", "6789abc"), 0.947, 0.865, 11 / 15),
        (("1234589abc", "67"), 0.947, 0.737, 2 / 3),
        (("123456789abc",), 0.900, 0.545, 5 / 17),
        (tuple("123456789abc"), 0.0, 0.400, 8 / 45),
    ],
)
def test_the_example_of_luo_2005(response, muc_f, b_cubed_f, ceaf_e_f):
    # Same key; his table prints the F-measures to three digits (φ4: .733, .667, .294, .178).
    overlap = Overlap.of(KEY, codes(*response))
    assert muc(overlap).f1 == pytest.approx(muc_f, abs=5e-4)
    assert b_cubed(overlap).f1 == pytest.approx(b_cubed_f, abs=5e-4)
    assert ceaf_e(overlap).f1 == pytest.approx(ceaf_e_f, abs=1e-9)


@pytest.mark.parametrize(
    ("key", "response", "precision", "recall"),
    [
        (("abcd",), ("ab", "cd"), 2 / 2, 2 / 3),
        (("ab", "cd"), ("abcd",), 2 / 3, 2 / 2),
        (("abcd",), ("abcd",), 3 / 3, 3 / 3),
        (("abc", "d"), ("ab", "cd"), 1 / 2, 1 / 2),
    ],
)
def test_links_to_repair_as_in_vilain_1995(key, response, precision, recall):
    # A cluster of n that the other side cuts into c parts has n - c right links of n - 1.
    assert muc(Overlap.of(codes(*key), codes(*response)))[:2] == pytest.approx(
        (precision, recall), abs=1e-9
    )


def test_the_example_of_moosavi_and_strube_2016():
    # Key {abc} {defg}, response {ab} {cd} {fghi}. Here both sides cover the same mentions, so what
    # one side lacks there is a singleton here, whose self-link the other side has not:
    # recall (3·1/3 + 4·1/6 + 1·0 + 1·0) / 9, precision (2·1/1 + 2·0/1 + 1·0 + 4·1/6) / 9.
    found = lea(Overlap.of(codes("abc", "defg", "h", "i"), codes("ab", "cd", "e", "fghi")))
    assert found[:2] == pytest.approx(((2 + 4 / 6) / 9, (1 + 4 / 6) / 9), abs=1e-9)


# ---- laws ---------------------------------------------------------------------------------------


@given(partitions, st.randoms(use_true_random=False))
def test_the_order_of_mentions_does_not_matter(rows, random):
    gold, predicted = rows
    order = random.sample(range(gold.size), gold.size)
    shuffled = clustering_scores(gold[order], predicted[order])
    assert shuffled == pytest.approx(clustering_scores(gold, predicted), abs=1e-12, nan_ok=True)


@given(partitions, st.randoms(use_true_random=False))
def test_the_names_of_clusters_do_not_matter(rows, random):
    gold, predicted = rows
    renamed = np.array(random.sample(range(-99, 99), gold.size + 1))
    scores = clustering_scores(renamed[gold], renamed[::-1][predicted])
    assert scores == pytest.approx(clustering_scores(gold, predicted), abs=1e-9, nan_ok=True)


@given(partitions)
def test_scores_lie_between_zero_and_one(rows):
    assert not any(v < 0 or v > 1 + 1e-12 for v in clustering_scores(*rows).values())


@given(partitions)
def test_precision_is_the_recall_of_swapped_sides(rows):
    gold, predicted = rows
    there, back = Overlap.of(gold, predicted), Overlap.of(predicted, gold)
    for name, measure in CLUSTERING.items():
        if name not in LINK_BASED or min(there.links) > 0:
            assert measure(there).precision == pytest.approx(measure(back).recall, abs=1e-12)


@given(partitions)
def test_a_perfect_clustering_scores_one(rows):
    gold, _ = rows
    overlap = Overlap.of(gold, gold)
    for name, measure in CLUSTERING.items():
        measured = name not in LINK_BASED or overlap.links[0] > 0
        expected = 1.0 if measured else np.nan
        assert measure(overlap) == pytest.approx((expected,) * 3, nan_ok=True)


typed = st.lists(st.tuples(*[st.integers(0, 3)] * 3), min_size=1, max_size=30).map(
    lambda rows: np.array(rows).T
)


@given(typed)
def test_fixed_b_cubed_is_the_mean_of_b_cubed_over_kinds(rows):
    gold, predicted, kinds = rows
    worlds = [(gold[kinds == kind], predicted[kinds == kind]) for kind in np.unique(kinds)]
    fixed = fixed_b_cubed(gold, predicted, kinds).values()
    for name, value in fixed.items():
        expected = np.mean([clustering_scores(*world)[name] for world in worlds])
        assert value == pytest.approx(expected, abs=1e-9)


@given(typed)
def test_scores_are_means_over_the_kinds_with_a_link_to_find(rows):
    gold, predicted, kinds = rows
    worlds = [(gold[kinds == kind], predicted[kinds == kind]) for kind in np.unique(kinds)]
    linked = [world for world in worlds if np.unique(world[0]).size < world[0].size]
    for name, value in clustering(gold, predicted, kinds).values().items():
        expected = np.mean([clustering_scores(*world)[name] for world in linked or worlds])
        assert value == pytest.approx(expected, abs=1e-9, nan_ok=True)


@given(partitions)
def test_values_by_mention_follow_the_mentions(rows):
    gold, predicted = rows
    precision, recall = b_cubed_by_mention(gold, predicted)
    for at in range(gold.size):
        mine, theirs = predicted == predicted[at], gold == gold[at]
        assert precision[at] == pytest.approx((mine & theirs).sum() / mine.sum())
        assert recall[at] == pytest.approx((mine & theirs).sum() / theirs.sum())


def test_without_mentions_everything_is_undefined():
    none = np.zeros(0, dtype=np.int64)
    for scores in (clustering(none, none, none), fixed_b_cubed(none, none, none)):
        assert len(scores) == 0
        assert all(map(np.isnan, scores.values().values()))


@pytest.mark.parametrize("n", [1, 5])
def test_singletons_alone_have_no_links_to_find(n):
    overlap = Overlap.of(np.arange(n), np.arange(n))
    found = {name: measure(overlap) for name, measure in CLUSTERING.items()}
    for name, scores in found.items():
        expected = np.nan if name in LINK_BASED else 1.0
        assert scores == pytest.approx((expected,) * 3, nan_ok=True)


def test_links_that_nobody_predicts_have_no_precision_and_are_all_missed():
    overlap = Overlap.of(np.zeros(4, dtype=int), np.arange(4))
    for measure in (muc, pairwise):
        assert measure(overlap) == pytest.approx((np.nan, 0.0, 0.0), nan_ok=True)


def test_one_cluster_for_all_finds_every_link():
    gold, one = np.array([0, 0, 1, 2]), np.zeros(4, dtype=int)
    for name in ("muc", "b_cubed", "pairwise"):
        assert CLUSTERING[name](Overlap.of(gold, one)).recall == 1.0
    # LEA asks the gold singletons for their self-links, which one cluster lacks: 2·1 of 4.
    assert lea(Overlap.of(gold, one)).recall == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("gold", "predicted", "error", "message"),
    [
        ([0, 1], [0], ValueError, "2 mentions in gold clusters, 1 in predicted ones"),
        ([0.5, 1.0], [0, 1], TypeError, "integers expected"),
        ([[0], [1]], [0, 1], ValueError, "one code a mention expected"),
    ],
)
def test_impossible_codes_are_refused(gold, predicted, error, message):
    with pytest.raises(error, match=message):
        Overlap.of(gold, predicted)
