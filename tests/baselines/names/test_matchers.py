"""Matchers: what each rung can tell, and what pairs, clusters and links follow from it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from baselines.names import blocking, resolve
from baselines.names.prior import Prior
from baselines.names.resolve import Entity, Matcher
from baselines.names.spelling import Name, companions, core_stems, of_rows
from baselines.names.string_matchers import (
    SameDocument,
    exact,
    heads,
    jaro_winkler,
    normalized,
    token_set,
)
from baselines.names.weighted import SoftTfidf, char_tfidf


def name(surface: str, kind: str = "ORG", context: str = "") -> Name:
    return Name(surface, kind, context)


@pytest.mark.parametrize(
    ("matcher", "left", "right", "match"),
    [
        (exact(), "وزارة الصحة", "وزارة الصحة", True),
        (exact(), "وزارة الصحة", "وزاره الصحه", False),
        (normalized(), "وزارة الصحة", "وزاره الصحه", True),
        (normalized(), "غزة،  المدينة", "غزه المدينه", True),
        (normalized(), "عبد ناصر", "عبدناصر", False),
        (normalized(spaces=False), "عبد ناصر", "عبدناصر", True),
        (normalized(spaces=False), "الناصر", "ناصر", False),
        (normalized(), "ليبيا", "الليبية", False),
        (heads(), "ليبيا", "الليبية", True),
        (heads(), "مدينة جدة", "جدة", True),
        (heads(), "ليبيا", "لبنان", False),
        (jaro_winkler(0.9), "بلينكن", "بلنكن", True),
        (jaro_winkler(0.9), "حماس", "حفتر", False),
        (token_set(0.9), "السيسي", "عبد الفتاح السيسي", True),
        (token_set(0.9), "وزارة الصحة", "وزارة العدل", False),
    ],
)
def test_a_rung_tells_what_it_is_there_to_tell(
    matcher: Matcher, left: str, right: str, match: bool
) -> None:
    assert (matcher.score(name(left), name(right)) >= matcher.threshold) is match
    assert matcher.score(name(left), name(right)) == matcher.score(name(right), name(left))


@pytest.mark.parametrize("build", [char_tfidf, lambda t: SoftTfidf(t, 0.3)])
def test_rare_words_weigh_more_than_frequent_ones(build: object) -> None:
    matcher = build(0.6)  # type: ignore[operator]
    ministries = [name(f"وزارة {word}") for word in ("الصحة", "العدل", "المالية", "الثقافة")]
    matcher.prepare([*ministries, name("الصحة"), name("لجنة الصحة")])
    rare = matcher.score(name("وزارة الصحة"), name("الصحة"))
    frequent = matcher.score(name("وزارة الصحة"), name("وزارة العدل"))
    assert rare > frequent
    assert matcher.score(name("وزارة الصحة"), name("وزارة الصحة")) == pytest.approx(1.0)


def test_a_conjunction_is_taken_off_only_where_the_rest_is_another_name() -> None:
    matcher = SoftTfidf(0.75, 0.3)
    matcher.prepare([name("وليبيا"), name("ليبيا"), name("وليد")])
    assert matcher.score(name("وليبيا"), name("ليبيا")) == pytest.approx(1.0)
    assert matcher.score(name("وليد"), name("ليد")) < 1.0


def row(context: str, surface: str, **fields: object) -> dict[str, object]:
    start = context.index(surface)
    where = {"start": start, "end": start + len(surface)}
    return {"context": context, "surface": surface, "type": "ORG", **where, **fields}


def test_behind_a_lam_the_article_is_written_again_unless_the_name_begins_with_lam() -> None:
    rows = [
        row("قدم التقرير للجامعة العربية", "لجامعة العربية"),
        row("وصل إلى ليبيا", "ليبيا"),
        row("قدم الدعم لليبيا", "ليبيا"),
        row("لجنة المتابعة", "لجنة المتابعة"),
        row("وقدم للجنة المشتركة", "لجنة المشتركة"),
    ]
    assert [found.surface for found in of_rows(rows)] == [
        "الجامعة العربية",
        "ليبيا",
        "ليبيا",
        "لجنة المتابعة",
        "لجنة المشتركة",
    ]
    alone = of_rows(rows[2:3])
    assert alone[0].surface == "اليبيا", "nothing says that the name begins with lam"


def test_the_prior_links_to_what_train_most_often_meant_and_to_nothing_else() -> None:
    health = [row("الصحة", "الصحة", entity="libya-health", cluster="c")] * 3
    other = [row("الصحة", "الصحة", entity="tunisia-health", cluster="d")]
    unknown = [row("العدل", "العدل", entity=None, cluster="e")] * 2
    justice = [row("العدل", "العدل", entity="libya-justice", cluster="f")]
    rows = [*health, *other, *unknown, *justice]
    matcher = Prior("normalized")
    matcher.fit(SimpleNamespace(rows=rows), [])  # type: ignore[arg-type]
    known = [
        Entity(entity, "ORG", (entity,), "")
        for entity in ("libya-health", "libya-justice", "tunisia-health")
    ]
    seen, nil, new = resolve.links(matcher, [name("الصحه"), name("العدل"), name("المالية")], known)
    assert seen == {"entity": "libya-health", "candidates": ["libya-health", "tunisia-health"]}
    assert nil == {"entity": None, "candidates": ["libya-justice"]}
    assert new == {"entity": None, "candidates": []}


def test_titles_and_heads_are_no_core_unless_nothing_else_is_left() -> None:
    assert core_stems("مدينة جدة") == core_stems("جدة")
    assert core_stems("المدينة") != ()


def test_first_names_are_found_before_a_surname_in_its_text() -> None:
    text = "التقى سامي حداد الوفد. وقال حداد إنه عائد."
    assert companions("حداد", text) == {"سام"}
    assert companions("سامي حداد", text) == frozenset()


def test_average_linkage_keeps_two_groups_apart_that_one_name_could_join() -> None:
    class Scores:
        threshold = 0.5

        def score(self, left: Name, right: Name) -> float:
            # "سامي" and "رامي" are sure, the bare surname fits both, the two conflict.
            pair = {left.surface, right.surface}
            return 0.0 if pair == {"سامي حداد", "رامي حداد"} else 0.6

    names = [name("سامي حداد", "PERS"), name("حداد", "PERS"), name("رامي حداد", "PERS")]
    keys = resolve.clusters(Scores(), names)
    assert keys[0] != keys[2]


def test_names_of_two_types_are_never_one_cluster() -> None:
    keys = resolve.clusters(exact(), [name("تونس", "GPE"), name("تونس", "ORG")])
    assert keys[0] != keys[1]


def test_the_trivial_row_puts_a_document_into_one_cluster_a_type() -> None:
    names = [name("أ ب", context="خبر"), name("أ ج", context="خبر"), name("أ ب", context="آخر")]
    keys = resolve.clusters(SameDocument(), names)
    assert keys[0] == keys[1] != keys[2]


def test_a_link_is_decided_by_the_context_and_nil_by_the_threshold() -> None:
    ministries = [
        Entity("sudan-mfa", "ORG", ("وزارة الخارجية السودانية", "وزارة الخارجية"), ""),
        Entity("libya-mfa", "ORG", ("وزارة الخارجية الليبية", "وزارة الخارجية"), ""),
    ]
    said = "قالت وزارة الخارجية في طرابلس إن الوفد الليبي وصل"
    (found, unknown) = resolve.links(
        exact(), [name("وزارة الخارجية", context=said), name("اللجنة")], ministries
    )
    assert found["entity"] == "libya-mfa"
    assert set(found["candidates"]) == {"libya-mfa", "sudan-mfa"}
    assert unknown == {"entity": None, "candidates": []}


def test_blocking_is_scored_on_its_own() -> None:
    names = [name("وزارة الصحة"), name("الصحة"), name("لجنة بعيدة"), name("القاهرة", "GPE")]
    score = blocking.score(names, ["a", "a", "b", "c"])
    assert score.pair_completeness == 1.0
    assert score.reduction_ratio == pytest.approx(5 / 6)
    missed = blocking.score([name("الأمم المتحدة"), name("المنظمة")], ["a", "a"])
    assert missed.pair_completeness == 0.0
