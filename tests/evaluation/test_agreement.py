"""Agreement of two passes: reference values, worked examples and laws."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from sifara.evaluation import agreement
from sifara.evaluation.agreement import Passes
from sifara.gold.records import Mention
from tests.conftest import TOPICS, document

PRIORITY = {topic: rank for rank, topic in enumerate(TOPICS)}


@given(
    st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd")), min_size=2, max_size=40)
)
def test_kappa_is_that_of_scikit_learn(pairs: list[tuple[str, str]]) -> None:
    first, second = zip(*pairs, strict=True)
    found = agreement.cohen_kappa(first, second).values()["kappa"]
    if len({*first, *second}) == 1:
        assert np.isnan(found)  # both passes use one label alone
    else:
        assert found == pytest.approx(cohen_kappa_score(first, second), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("ab", "ab", 0.0),
        ("a", "b", 1.0),
        ("a", "ab", 1 - 1 / 2 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),
    ],
)
def test_masi_follows_its_definition(first: str, second: str, distance: float) -> None:
    assert agreement.masi_distance(frozenset(first), frozenset(second)) == pytest.approx(distance)
    assert agreement.masi_distance(frozenset(second), frozenset(first)) == pytest.approx(distance)


def test_alpha_of_the_worked_example_of_krippendorff() -> None:
    # Krippendorff (2011), section B: nominal data, two observers, no missing data, alpha = 0.692.
    # With single labels MASI is the nominal distance.
    first = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    second = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    found = agreement.krippendorff_alpha(
        [frozenset(x) for x in first], [frozenset(x) for x in second]
    )
    assert found.values()["alpha"] == pytest.approx(0.692, abs=5e-4)


SETS = st.frozensets(st.sampled_from("abc"), min_size=1)


@given(st.lists(st.tuples(SETS, SETS), min_size=2, max_size=20))
def test_alpha_is_the_definition_written_out(
    pairs: list[tuple[frozenset[str], frozenset[str]]],
) -> None:
    values = [value for pair in pairs for value in pair]
    n = len(values)
    expected = sum(
        agreement.masi_distance(values[i], values[j]) for i in range(n) for j in range(n) if i != j
    ) / (n * (n - 1))
    observed = sum(agreement.masi_distance(a, b) for a, b in pairs) / len(pairs)
    # Where nothing varies there is nothing to agree about.
    alpha = 1 - observed / expected if expected else np.nan
    first, second = zip(*pairs, strict=True)
    found = agreement.krippendorff_alpha(first, second).values()["alpha"]
    assert found == pytest.approx(alpha, abs=1e-9, nan_ok=True)


def passes() -> list[Passes]:
    found = []
    for number in range(1, 15):
        first, _ = document(
            number,
            "زار سامي حداد ليبيا\nثم عاد",
            [("سامي حداد", "PERS", "name", "sami"), ("ليبيا", "GPE", "name", "libya")],
            topics=(TOPICS[number % 3],),
        )
        found.append(Passes(first, first))
    return found


def test_equal_passes_agree_on_everything() -> None:
    found = agreement.report(passes(), PRIORITY)
    assert {m["value"] for n, m in found["measures"].items() if "kind" not in n} == {1.0}
    assert found["mentions"] == [28, 28]


def test_a_shorter_span_overlaps_but_is_not_exact() -> None:
    both = passes()
    first = both[0].first
    person = first.mentions[0]
    shorter = Mention(person.start, person.end - 5, "سامي", person.type, person.form, person.entity)
    second = replace(first, mentions=(shorter, first.mentions[1]))
    found = agreement.report([Passes(first, second), *both[1:]], PRIORITY)
    assert found["measures"]["spans.exact_f1"]["value"] == pytest.approx(27 / 28, abs=1e-6)
    assert found["measures"]["spans.overlap_f1"]["value"] == 1.0


def test_another_entity_lowers_that_measure_alone() -> None:
    both = passes()
    first = both[0].first
    other = tuple(replace(m, entity="other") for m in first.mentions)
    found = agreement.report([Passes(first, replace(first, mentions=other)), *both[1:]], PRIORITY)
    assert found["measures"]["mention_entity.agreement"]["value"] == pytest.approx(
        26 / 28, abs=1e-6
    )
    assert found["measures"]["mention_type.agreement"]["value"] == 1.0


def test_a_line_that_only_one_pass_gives_topics_says_nothing_about_topics() -> None:
    both = passes()
    first = both[0].first
    bare = tuple(replace(segment, kind="related", topics=()) for segment in first.segments)
    for pair in (
        Passes(first, replace(first, segments=bare)),
        Passes(replace(first, segments=bare), first),
    ):
        found = agreement.report([pair, *both[1:]], PRIORITY)["measures"]
        assert found["primary_topic.agreement"]["value"] == 1.0
        assert found["segment_kind.agreement"]["value"] == pytest.approx(26 / 28, abs=1e-6)


def test_what_nothing_varies_in_is_undefined() -> None:
    found = agreement.report(passes(), PRIORITY)["measures"]
    assert found["segment_kind.kappa"] == {"value": None, "low": None, "high": None, "kind": None}
    assert found["segment_kind.agreement"]["value"] == 1.0
