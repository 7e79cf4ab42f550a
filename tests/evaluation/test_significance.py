"""Comparisons: false alarms as rare as stated, differences found as often as promised."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from sifara.evaluation.metrics.classification import classification
from sifara.evaluation.metrics.clustering import Overlap, clustering, lea
from sifara.evaluation.metrics.matching import matching
from sifara.evaluation.metrics.scores import Joint
from sifara.evaluation.stats.significance import (
    Difference,
    differences,
    holm,
    permutation_test,
    rank_ranges,
)
from sifara.evaluation.stats.units import Stories, StoryPairs

LABELS = 4


def two_systems(random, n, gain=0.0):
    """Return the answers of two systems that share the difficulty of stories, and the stories."""
    story = np.repeat(np.arange(n), random.integers(2, 12, n))
    gold = random.integers(0, LABELS, story.size)
    shared = random.normal(0.8, 0.8, n)

    def answers(skill):
        own = shared + random.normal(0, 0.5, n) + skill
        right = random.random(story.size) < expit(own)[story]
        return np.where(right, gold, (gold + random.integers(1, LABELS, story.size)) % LABELS)

    return gold, answers(gain), answers(0.0), story


def one_kind(gold, predicted):
    """Return the scores of clusters of mentions that are all of one kind."""
    return clustering(gold, predicted, np.zeros(gold.size, dtype=int))


def compared(gold, first, second, story, **options):
    scores = [classification(gold, answers, LABELS) for answers in (first, second)]
    return differences(*scores, Stories.of(story), **{"replicates": 400, **options})


def test_a_comparison_says_what_was_compared_and_how():
    gold, first, second, story = two_systems(np.random.default_rng(0), 40, gain=1.0)
    found = compared(gold, first, second, story)["accuracy"]
    difference = (first == gold).mean() - (second == gold).mean()
    assert found.value == pytest.approx(difference)
    assert found.interval.low < difference < found.interval.high
    assert found.interval.kind == "story bootstrap"
    assert (found.test, found.units) == ("story permutation", 40)


def test_swapping_the_systems_swaps_the_sign():
    gold, first, second, story = two_systems(np.random.default_rng(1), 30, gain=0.5)
    there, back = compared(gold, first, second, story), compared(gold, second, first, story)
    for name, found in there.items():
        assert back[name].value == pytest.approx(-found.value)
        assert back[name].p_value == found.p_value
        assert back[name].detectable == pytest.approx(found.detectable)


def test_a_system_is_no_better_than_itself():
    gold, first, _, story = two_systems(np.random.default_rng(2), 30)
    for found in compared(gold, first, first, story).values():
        assert found.value == 0
        assert found.p_value == 1.0
        assert (found.interval.low, found.interval.high) == (0.0, 0.0)


def test_few_stories_give_no_p_value():
    gold, first, second, story = two_systems(np.random.default_rng(3), 5, gain=2.0)
    for found in compared(gold, first, second, story).values():
        assert found.interval.kind == "leave-one-out range"
        assert found.p_value is found.test is found.detectable is None


def test_one_story_gives_no_interval_either():
    found = compared([0, 1], [0, 1], [0, 0], [7, 7])["accuracy"]
    assert found == Difference(0.5, None, None, None, None, None, 1)


def test_scores_that_are_no_sums_are_tested_by_the_jackknife():
    random = np.random.default_rng(4)
    gold, first, second, story = two_systems(random, 20, gain=2.0)
    left, right = random.integers(0, 20, (2, gold.size))
    clusters = [one_kind(gold, answers) for answers in (first, second)]
    decisions = [matching(gold == 0, answers == 0) for answers in (first, second)]
    assert differences(*clusters, Stories.of(story))["lea_f1"].test == "jackknife t"
    pairs = differences(*decisions, StoryPairs.of(left, right), replicates=200)
    assert pairs["f1"].test == "pair jackknife t"
    assert 0 < pairs["f1"].p_value <= 1


def test_scores_of_two_forms_are_not_compared():
    gold, first, second, story = two_systems(np.random.default_rng(5), 12)
    with pytest.raises(TypeError, match="Decomposable scores compared with Joint scores"):
        differences(classification(gold, first, LABELS), one_kind(gold, second), Stories.of(story))


def test_a_permutation_test_needs_the_same_score():
    stories = Stories.of([0, 1])
    with pytest.raises(ValueError, match="the same score of the same rows"):
        permutation_test(
            classification([0, 1], [0, 1], 2), classification([0, 1], [0, 1], 3), stories
        )


def test_the_permutation_test_equals_the_enumeration_of_all_swaps():
    gold, first, second, story = two_systems(np.random.default_rng(6), 10, gain=1.0)
    gain = np.bincount(story, (first == gold).astype(float) - (second == gold))
    signs = 1 - 2 * ((np.arange(2**10)[:, None] >> np.arange(10)) & 1)
    exact = np.mean(np.abs(signs @ gain) >= abs(gain.sum()) - 1e-9)
    scores = [classification(gold, answers, LABELS) for answers in (first, second)]
    found = permutation_test(*scores, Stories.of(story), replicates=40_000)["accuracy"]
    assert found == pytest.approx(exact, abs=0.01)


def test_a_permutation_test_is_chunked_without_changing_it(monkeypatch):
    gold, first, second, story = two_systems(np.random.default_rng(7), 30, gain=0.5)
    scores = [classification(gold, answers, LABELS) for answers in (first, second)]
    whole = permutation_test(*scores, Stories.of(story), 2000)
    monkeypatch.setattr("sifara.evaluation.stats.significance.CHUNK", 3_000)
    chunked = permutation_test(*scores, Stories.of(story), 2000)
    assert chunked == pytest.approx(whole, abs=0.05)


def test_false_alarms_are_as_rare_as_the_level_says():
    random, alarms = np.random.default_rng(8), {"accuracy": 0, "macro_f1": 0}
    for seed in range(1000):
        found = compared(*two_systems(random, 24), replicates=300, seed=seed)
        for name in alarms:
            alarms[name] += found[name].p_value <= 0.05
    assert all(0.03 <= count / 1000 <= 0.07 for count in alarms.values()), alarms


def test_the_jackknife_test_of_clusters_keeps_its_level():
    random, alarms, simulations = np.random.default_rng(9), 0, 600

    def links_found(gold, predicted):
        return {"lea_f1": lea(Overlap.of(gold, predicted)).f1}

    for _ in range(simulations):
        gold, first, second, story = two_systems(random, 20)
        # Every entity has mentions in several stories; the answers are spellings.
        entity, spelled = gold + LABELS * (story % 4), LABELS * (story % 4)
        systems = (Joint(links_found, (entity, spelled + x)) for x in (first, second))
        alarms += differences(*systems, Stories.of(story))["lea_f1"].p_value <= 0.05
    assert 0.03 <= alarms / simulations <= 0.07


def test_a_detectable_difference_is_found_four_times_in_five():
    random = np.random.default_rng(10)
    pilot = [compared(*two_systems(random, 40, gain=0.5), replicates=50) for _ in range(200)]
    detectable = np.mean([found["accuracy"].detectable for found in pilot])
    effect = np.mean([found["accuracy"].value for found in pilot])
    gain = 0.5 * detectable / effect
    found = [compared(*two_systems(random, 40, gain), replicates=300) for _ in range(600)]
    assert np.mean([f["accuracy"].value for f in found]) == pytest.approx(detectable, rel=0.1)
    power = np.mean([f["accuracy"].p_value <= 0.05 for f in found])
    assert 0.72 <= power <= 0.88


def recalls(gold, answers):
    """Return the recall of label 0, undefined where the gold has none."""
    return matching(gold == 0, answers == 0)


def test_a_difference_that_rests_on_one_story_is_not_tested():
    gold, first, second, story = two_systems(np.random.default_rng(11), 12)
    gold = np.where(story == 4, 0, 1 + gold % (LABELS - 1))
    found = differences(recalls(gold, first), recalls(gold, second), Stories.of(story))["recall"]
    assert np.isfinite(found.value)
    assert found.interval is found.p_value is found.test is found.detectable is None


def test_a_swap_that_leaves_a_score_undefined_counts_as_extreme():
    # Each system predicts label 0 in one story, not the same; half of the swaps leave one of them
    # without any, and so without a precision.
    gold, story = np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])
    first, second = np.array([0, 1, 1, 1]), np.array([1, 1, 1, 0])
    scores = [matching(gold == 0, answers == 0) for answers in (first, second)]
    found = permutation_test(*scores, Stories.of(story), replicates=200)
    assert found["precision"] == 1.0


def test_no_p_value_is_below_what_the_test_can_tell():
    gold, first, _, story = two_systems(np.random.default_rng(12), 40)
    perfect = compared(gold, gold, (gold + 1) % LABELS, story)["accuracy"]
    assert perfect.p_value == perfect.least_p == 1 / 401
    clusters = [one_kind(gold, answers) for answers in (gold, first)]
    found = differences(*clusters, Stories.of(story))["lea_f1"]
    assert found.p_value >= found.least_p == 2.0**-39


# ---- Holm and ranks -----------------------------------------------------------------------------


def test_holm_as_in_the_textbook():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_holm_passes_over_tests_that_were_not_possible():
    assert holm([0.01, None, 0.04]) == [0.02, None, 0.04]
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_holm_lies_between_no_correction_and_bonferroni(p_values):
    adjusted = holm(p_values)
    for p, corrected in zip(p_values, adjusted, strict=True):
        assert p <= corrected <= min(1.0, p * len(p_values))
    order = np.argsort(p_values, kind="stable")
    assert sorted(adjusted) == [adjusted[at] for at in order]


def outcome(difference, p_value):
    return Difference(difference, None, p_value, 0.0001, "story permutation", 0.1, 40)


def test_ranks_follow_from_significant_differences():
    comparisons = {
        ("a", "b"): outcome(0.20, 0.001),
        ("a", "c"): outcome(0.25, 0.001),
        ("c", "b"): outcome(-0.05, 0.3),
    }
    assert rank_ranges(["a", "b", "c"], comparisons) == {"a": (1, 1), "b": (2, 3), "c": (2, 3)}


def test_differences_that_do_not_survive_the_correction_leave_ranks_open():
    comparisons = {pair: outcome(0.1, 0.04) for pair in (("a", "b"), ("a", "c"), ("b", "c"))}
    assert set(rank_ranges("abc", comparisons).values()) == {(1, 3)}


def test_without_p_values_every_rank_is_possible():
    assert rank_ranges(["a", "b"], {("a", "b"): outcome(0.9, None)}) == {"a": (1, 2), "b": (1, 2)}
    assert rank_ranges(["a"], {}) == {"a": (1, 1)}
