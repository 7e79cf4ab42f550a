"""Intervals: how they are built, and that they cover the truth as often as they say.

Coverage is measured on simulated corpora whose truth is known. Every story has a difficulty of its
own and a number of rows of its own; entities are shared between stories. The truth of a score is
its value for corpora of the same number of stories without end: that of the population for sums,
the mean over corpora for scores that depend on the size of the corpus.
"""

from collections import Counter
from functools import cache

import numpy as np
import pytest
from scipy.special import expit

from sifara.evaluation.metrics.classification import classification, tagging
from sifara.evaluation.metrics.clustering import (
    Overlap,
    b_cubed,
    clustering,
    clustering_scores,
    fixed_b_cubed,
)
from sifara.evaluation.metrics.linking import linking, linking_by_entity
from sifara.evaluation.metrics.matching import matching, ranking
from sifara.evaluation.metrics.ratios import ratio
from sifara.evaluation.metrics.scores import Decomposable, Joint, Statistics
from sifara.evaluation.stats.resampling import (
    FEW_UNITS,
    Interval,
    bootstrap,
    intervals,
    leave_one_out,
    spread,
)
from sifara.evaluation.stats.units import Stories, StoryPairs


def mean_of(values, weights=None):
    """Return a weighted mean as a decomposable score."""
    values = np.asarray(values, dtype=float)
    weights = np.ones(values.size) if weights is None else np.asarray(weights, dtype=float)
    return Decomposable(
        Statistics.dense(values * weights, weights), lambda s: {"mean": ratio(s[..., 0], s[..., 1])}
    )


def one_kind(metric, gold, predicted):
    """Return the scores of clusters of mentions that are all of one kind."""
    return metric(gold, predicted, np.zeros(gold.size, dtype=int))


# ---- construction -------------------------------------------------------------------------------


def test_the_error_of_a_mean_is_the_textbook_one():
    values = np.random.default_rng(0).random(30)
    found = errors_of(mean_of(values), Stories.of(np.arange(30)))["mean"]
    assert found == pytest.approx(values.std(ddof=1) / 30**0.5, rel=1e-9)


def test_leaving_a_story_out_of_sums_or_of_rows_is_the_same():
    random = np.random.default_rng(1)
    gold, predicted = random.integers(0, 4, (2, 200))
    stories = Stories.of(random.integers(0, 12, 200))
    scores = classification(gold, predicted, 4)
    by_rows = Joint(lambda g, p: classification(g, p, 4).values(), (gold, predicted))
    found, expected = leave_one_out(scores, stories), leave_one_out(by_rows, stories)
    for name in found:
        np.testing.assert_allclose(found[name], expected[name], atol=1e-12)


def test_leaving_a_story_out_of_pairs_drops_all_that_touch_it():
    random = np.random.default_rng(2)
    gold, predicted = random.random((2, 300)) < 0.5
    left, right = random.integers(0, 12, (2, 300))
    pairs = StoryPairs.of(left, right)
    found = leave_one_out(matching(gold, predicted), pairs)["f1"]
    for story in range(12):
        keep = (left != story) & (right != story)
        assert found[story] == pytest.approx(matching(gold[keep], predicted[keep]).values()["f1"])
    by_rows = Joint(lambda g, p: matching(g, p).values(), (gold, predicted))
    assert errors_of(by_rows, pairs) == pytest.approx(
        errors_of(matching(gold, predicted), pairs), abs=1e-12
    )


def test_a_pair_weighs_the_product_of_its_stories_and_within_a_story_its_weight():
    pairs = StoryPairs.of(["a", "b", "a"], ["b", "c", "a"])
    weights = pairs.weights(np.array([[2.0, 1.0, 0.0], [3.0, 0.0, 0.0]]))
    # Cells in order: a-a, a-b, b-c; products are divided by their expectation 1 - 1/3.
    np.testing.assert_allclose(weights, [[2, 2 * 1 * 1.5, 0], [3, 0, 0]])


def test_the_two_stories_of_a_pair_have_no_order():
    pairs = StoryPairs.of(["a", "b", "b"], ["b", "a", "b"])
    assert pairs.cell.tolist() == [0, 0, 1]
    assert pairs.across.tolist() == [True, False]


def test_replicates_are_chunked_without_changing_them(monkeypatch):
    scores, stories = mean_of(np.random.default_rng(3).random(40)), Stories.of(np.arange(40))
    whole = bootstrap(scores, stories, 500, seed=4)["mean"]
    monkeypatch.setattr("sifara.evaluation.stats.resampling.CHUNK", 4_000)
    np.testing.assert_allclose(bootstrap(scores, stories, 500, seed=4)["mean"], whole, atol=1e-12)


def test_one_seed_gives_one_interval():
    scores, stories = mean_of(np.random.default_rng(5).random(40)), Stories.of(np.arange(40))
    assert intervals(scores, stories, seed=1) == intervals(scores, stories, seed=1)
    assert intervals(scores, stories, seed=1) != intervals(scores, stories, seed=2)


def test_the_names_and_the_order_of_stories_do_not_matter():
    random = np.random.default_rng(6)
    values, story = random.random(60), random.integers(0, 15, 60)
    order = random.permutation(60)
    plain = errors_of(mean_of(values), Stories.of(story))
    renamed = Stories.of([f"st-{99 - s}" for s in story[order]])
    assert errors_of(mean_of(values[order]), renamed) == pytest.approx(plain, abs=1e-12)


def test_few_stories_give_a_range_and_no_confidence():
    values = np.array([0.2, 0.4, 0.9])
    found = intervals(mean_of(values), Stories.of([0, 1, 2]))["mean"]
    assert found == Interval(
        pytest.approx(0.3), pytest.approx(0.65), "leave-one-out range", None, 3
    )


def test_one_story_gives_no_interval():
    assert intervals(mean_of([0.5, 0.7]), Stories.of([0, 0])) == {}
    assert intervals(mean_of([]), Stories.of([])) == {}


def test_the_kind_says_how_an_interval_was_made():
    random = np.random.default_rng(8)
    gold, predicted = random.integers(0, 2, (2, 200))
    one, other = random.integers(0, FEW_UNITS + 5, (2, 200))
    found = {
        intervals(scores, units, replicates=50)[name].kind
        for scores, units, name in (
            (classification(gold, predicted, 2), Stories.of(one), "accuracy"),
            (matching(gold, predicted), StoryPairs.of(one, other), "f1"),
            (one_kind(clustering, gold, predicted), Stories.of(one), "conll_f1"),
            (ranking(gold, random.random(200)), StoryPairs.of(one, other), "average_precision"),
        )
    }
    assert found == {"story bootstrap", "pair bootstrap", "jackknife", "pair jackknife"}


def test_nothing_wrong_in_thirty_stories_is_no_proof_of_perfection():
    found = intervals(mean_of(np.ones(30)), Stories.of(np.arange(30)))["mean"]
    assert found.kind == "rule of three"
    assert found.high == 1.0
    # The chance of 30 stories without an error is 2.5 % if one in 1 - low of them has an error.
    assert found.low**30 == pytest.approx(0.025)


def test_intervals_stay_within_the_bounds():
    random = np.random.default_rng(9)
    story = np.repeat(np.arange(12), 5)
    gold = random.integers(0, 9, 60)
    predicted = np.where(random.random(60) < 0.03, 9, gold)
    for found in intervals(one_kind(clustering, gold, predicted), Stories.of(story)).values():
        assert 0 <= found.low <= found.high <= 1


def test_rows_and_stories_of_different_number_are_refused():
    with pytest.raises(ValueError, match="scores of 3 rows, but the stories of 2"):
        intervals(mean_of([1, 0, 1]), Stories.of([0, 1]))


# ---- undefined scores ---------------------------------------------------------------------------


def share_of_special(special, right):
    """Return the share of the special rows that is right: undefined where there is none."""
    special, right = np.asarray(special, dtype=float), np.asarray(right, dtype=float)
    return Decomposable(
        Statistics.dense(special * right, special),
        lambda sums: {"share": ratio(sums[..., 0], sums[..., 1])},
    )


@pytest.mark.parametrize("stories", [5, 30])
def test_a_score_that_rests_on_one_story_has_no_interval(stories):
    special = np.arange(stories) == 3
    scores = share_of_special(special, np.ones(stories))
    assert scores.values() == {"share": 1.0}
    assert intervals(scores, Stories.of(np.arange(stories))) == {}
    joint = Joint(lambda s, r: share_of_special(s, r).values(), (special, np.ones(stories)))
    assert intervals(joint, Stories.of(np.arange(stories))) == {}


def test_a_score_that_is_undefined_everywhere_has_no_interval():
    scores = share_of_special(np.zeros(30), np.ones(30))
    assert np.isnan(scores.values()["share"])
    assert intervals(scores, Stories.of(np.arange(30))) == {}
    pairs = StoryPairs.of(np.arange(30) % 12, (np.arange(30) + 1) % 12)
    assert intervals(scores, pairs) == {}


def test_a_replicate_without_a_special_row_is_left_out_of_the_skew():
    random = np.random.default_rng(0)
    special = np.arange(24) < 3  # about one replicate in twenty draws none of the three
    right = random.random(24) < 0.5
    right[:3] = [True, False, True]
    scores, stories = share_of_special(special, right), Stories.of(np.arange(24))
    drawn = bootstrap(scores, stories, 2000)["share"]
    assert 0 < np.isnan(drawn).mean() < 0.1
    found = intervals(scores, stories, replicates=2000)["share"]
    assert 0 < found.low < 2 / 3 < found.high < 1


# ---- simulated corpora --------------------------------------------------------------------------

LABELS, ENTITIES, PLACES = 14, 60, 30


def zipf(size):
    return 1 / np.arange(1, size + 1) / np.sum(1 / np.arange(1, size + 1))


def drawn(random, chances):
    """Return one draw from each row of chances."""
    below = np.cumsum(chances, axis=-1) < random.random((*chances.shape[:-1], 1))
    return below.sum(axis=-1).clip(max=chances.shape[-1] - 1)


def stories_of_rows(random, n, low, high):
    return np.repeat(np.arange(n), random.integers(low, high, n))


def topics(random, n):
    story = stories_of_rows(random, n, 2, 12)
    gold = drawn(random, random.dirichlet(zipf(LABELS) * 8, n)[story])
    right = random.random(story.size) < expit(random.normal(0.8, 1.0, n))[story]
    other = random.choice(LABELS, story.size, p=zipf(LABELS))
    return classification(gold, np.where(right, gold, other), LABELS), story


def tags(random, n):
    story = stories_of_rows(random, n, 2, 12)
    mix = random.dirichlet(zipf(LABELS) * 8, n)[story]
    gold = np.zeros((story.size, LABELS), dtype=bool)
    for _ in range(2):
        gold[np.arange(story.size), drawn(random, mix)] = True
    skill = random.normal(1.0, 0.8, n)[story, None]
    kept = random.random(gold.shape) < expit(skill)
    added = random.random(gold.shape) < zipf(LABELS) * 1.2 / (1 + np.exp(skill))
    return tagging(gold, (gold & kept) | added), story


def answers(random, n):
    story = stories_of_rows(random, n, 5, 40)
    gold = random.choice(ENTITIES, story.size, p=zipf(ENTITIES))
    skill = 1 + np.sin(gold * 7.0) + random.normal(0, 0.8, n)[story]
    right = random.random(story.size) < expit(skill)
    gold = np.where(gold % 5 == 4, -1, gold)
    other = random.integers(-ENTITIES, ENTITIES, story.size).clip(-1)
    return gold, np.where(right, gold, other), story


def links(random, n):
    gold, predicted, story = answers(random, n)
    return linking(gold, predicted), story


def links_by_entity(random, n):
    gold, predicted, story = answers(random, n)
    return linking_by_entity(gold, predicted), story


def mentions(random, n, shared=0.5):
    """Return gold and predicted clusters; a share of the mentions is of entities of all stories.

    The system clusters by spelling: right, a spelling of its own, a variant of the entity, or a
    word that several entities share.
    """
    story = stories_of_rows(random, n, 6, 25)
    size = story.size
    own = PLACES + story * 4 + random.integers(0, 4, size)
    common = random.random(size) < shared
    entity = np.where(common, random.choice(PLACES, size, p=zipf(PLACES)), own)
    right = random.random(size) < expit(random.normal(1.2, 0.8, n))[story]
    generic = story * 4 if shared == 0 else 0
    spelling = np.array(
        [
            10**6 + np.arange(size),
            2 * 10**6 + entity * 2 + random.integers(0, 2, size),
            3 * 10**6 + generic + random.integers(0, 4, size),
        ]
    )[random.integers(0, 3, size), np.arange(size)]
    return entity, np.where(right, entity, spelling), story


def pairs(random, n, difficulty=0.4):
    """Return gold, scores and the two stories of candidate pairs; also pairs within a story."""
    documents = random.choice([1, 2, 3], n)
    hard, kin = random.normal(0, difficulty, n), random.normal(-1, 0.5, n)
    i, j = np.triu_indices(n)
    expected = np.where(i == j, 2.4 * (documents[i] > 1), 12 / n) * documents[i] * documents[j]
    count = random.poisson(expected)
    left, right = np.repeat(i, count), np.repeat(j, count)
    gold = random.random(left.size) < expit((kin[left] + kin[right]) / 2 - (left == right))
    sure = np.where(gold, 1, -1) * (1.2 + hard[left] + hard[right])
    return gold, sure + random.logistic(size=left.size), left, right


@cache
def population(simulate, n=30_000):
    """Return the scores of one corpus so large that its stories are all there are."""
    return simulate(np.random.default_rng(99), n)[0].values()


def coverage(sample, truth, simulations, seed=1):
    """Return how often the intervals of ``sample(random)`` cover each true score."""
    random, covered = np.random.default_rng(seed), Counter()
    for _ in range(simulations):
        found = sample(random)
        covered.update(name for name, t in truth.items() if found[name][0] <= t <= found[name][1])
    return {name: covered[name] / simulations for name in truth}


def errors_of(scores, units):
    return spread(scores, units, replicates=1).standard_errors()


def ends(scores, units, **options):
    found = intervals(scores, units, **{"replicates": 500, **options})
    return {name: (interval.low, interval.high) for name, interval in found.items()}


def percentiles(replicates):
    return {name: tuple(np.quantile(x, [0.025, 0.975])) for name, x in replicates.items()}


def assert_covers(found):
    assert all(0.93 <= share <= 0.97 for share in found.values()), found


# ---- coverage -----------------------------------------------------------------------------------


@pytest.mark.parametrize("simulate", [topics, tags, links, links_by_entity])
def test_story_bootstrap_covers(simulate):
    names = {"accuracy", "macro_f1", "micro_f1", "subset_accuracy", "jaccard"}
    names |= {"in_kb_accuracy", "macro_accuracy", "nil_precision", "nil_recall", "nil_f1"}
    truth = {name: value for name, value in population(simulate).items() if name in names}

    def sample(random):
        scores, story = simulate(random, 30)
        return ends(scores, Stories.of(story), seed=int(random.integers(2**31)))

    assert_covers(coverage(sample, truth, 1200))


def test_percentiles_alone_cover_too_little():
    truth = {"macro_f1": population(topics)["macro_f1"]}

    def sample(random):
        scores, story = topics(random, 24)
        return percentiles(bootstrap(scores, Stories.of(story), 600, int(random.integers(2**31))))

    assert coverage(sample, truth, 1000)["macro_f1"] < 0.93


@pytest.mark.parametrize(("difficulty", "n"), [(0.0, 20), (0.4, 20), (0.8, 30)])
def test_pair_bootstrap_covers(difficulty, n):
    found = pair_coverage(difficulty, n)
    if difficulty == 0:
        # Where stories do not differ, the interval of recall is wider than it had to be.
        assert found.pop("recall") > 0.97
    assert_covers(found)


def pair_coverage(difficulty, n):
    def sample(random):
        gold, scores, left, right = pairs(random, n, difficulty)
        units = StoryPairs.of(left, right)
        return ends(matching(gold, scores > 0), units, seed=int(random.integers(2**31)))

    return coverage(sample, pair_truth(difficulty, n), 1200)


@cache
def pair_truth(difficulty, n):
    """Return the scores of the expected counts of a corpus of n stories."""
    random, counts = np.random.default_rng(7), np.zeros(3)
    for _ in range(1000):
        gold, scores, _, _ = pairs(random, n, difficulty)
        counts += (gold & (scores > 0)).sum(), gold.sum(), (scores > 0).sum()
    right, matching, found = counts
    return {
        "precision": right / found,
        "recall": right / matching,
        "f1": 2 * right / (matching + found),
    }


def test_products_of_weights_alone_cover_too_much():
    truth = pair_truth(0.0, 30)

    def sample(random):
        gold, scores, left, right = pairs(random, 30, 0.0)
        units = StoryPairs.of(left, right)
        drawn = bootstrap(matching(gold, scores > 0), units, 600, int(random.integers(2**31)))
        return percentiles(drawn)

    assert coverage(sample, truth, 500)["f1"] > 0.975


@pytest.mark.parametrize("difficulty", [0.0, 0.4])
def test_pair_jackknife_covers(difficulty):
    random = np.random.default_rng(7)
    corpora = (pairs(random, 14, difficulty)[:2] for _ in range(1000))
    truth = {
        "average_precision": np.mean(
            [ranking(*corpus).values()["average_precision"] for corpus in corpora]
        )
    }

    def sample(random):
        gold, scores, left, right = pairs(random, 14, difficulty)
        return ends(ranking(gold, scores), StoryPairs.of(left, right))

    assert_covers(coverage(sample, truth, 500))


@cache
def cluster_truth(n, shared=0.5):
    random = np.random.default_rng(7)
    corpora = [clustering_scores(*mentions(random, n, shared)[:2]) for _ in range(1000)]
    names = list(corpora[0])
    return {name: np.mean([scores[name] for scores in corpora]) for name in names}


def test_jackknife_covers():
    def sample(random):
        gold, predicted, story = mentions(random, 14)
        return ends(one_kind(clustering, gold, predicted), Stories.of(story))

    assert_covers(coverage(sample, cluster_truth(14), 800))


def test_fixed_b_cubed_covers_where_clusters_stay_within_stories():
    def sample(random):
        gold, predicted, story = mentions(random, 24, shared=0)
        seed = int(random.integers(2**31))
        return ends(one_kind(fixed_b_cubed, gold, predicted), Stories.of(story), seed=seed)

    truth = {"b_cubed_f1": cluster_truth(24, shared=0)["b_cubed_f1"]}
    assert_covers(coverage(sample, truth, 1200))


def test_fixed_b_cubed_covers_too_little_where_clusters_span_stories():
    # A story also moves the values of mentions elsewhere; the jackknife above sees that.
    def sample(random):
        gold, predicted, story = mentions(random, 40)
        seed = int(random.integers(2**31))
        return ends(one_kind(fixed_b_cubed, gold, predicted), Stories.of(story), seed=seed)

    truth = {"b_cubed_f1": cluster_truth(40)["b_cubed_f1"]}
    assert coverage(sample, truth, 600)["b_cubed_f1"] < 0.93


def test_the_naive_bootstrap_of_b_cubed_covers_too_little():
    # Stories drawn twice are duplicated with their clusters, so that copies match each other.
    def duplicated(gold, predicted, story, n, random):
        rows = np.split(np.arange(story.size), np.flatnonzero(np.diff(story)) + 1)
        chosen = np.concatenate([rows[s] for s in random.integers(0, n, n)])
        return b_cubed(Overlap.of(gold[chosen], predicted[chosen])).f1

    def sample(random):
        gold, predicted, story = mentions(random, 24)
        found = np.array([duplicated(gold, predicted, story, 24, random) for _ in range(100)])
        return percentiles({"b_cubed_f1": found})

    truth = {"b_cubed_f1": cluster_truth(24)["b_cubed_f1"]}
    assert coverage(sample, truth, 150)["b_cubed_f1"] < 0.85
