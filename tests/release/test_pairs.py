"""The rule that derives candidate pairs."""

from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from sifara.release.pairs import EASY_SHARE, ROWS_PER_SURFACES, MentionInSplit, pairs


def mention(
    number: int, document: str, surface: str, cluster: str, kind: str = "ORG"
) -> MentionInSplit:
    return MentionInSplit(f"{document}.{number}-{number + 1}", document, surface, kind, cluster, ())


def described(found: list) -> set[tuple[str, str, bool]]:
    return {(*sorted((p.left.surface, p.right.surface)), p.match) for p in found}


def test_pairs_are_of_one_type_and_of_two_documents() -> None:
    found = pairs(
        [
            mention(0, "d1", "وزارة الصحة", "a"),
            mention(5, "d1", "الوزارة", "a"),
            mention(0, "d2", "وزارة الصحة", "a"),
            mention(0, "d3", "وزارة الصحة", "p", kind="FAC"),
        ]
    )
    assert all(p.left.document != p.right.document and p.left.type == p.right.type for p in found)
    assert described(found) == {
        ("وزارة الصحة", "وزارة الصحة", True),
        ("الوزارة", "وزارة الصحة", True),
    }


def test_one_surface_for_two_entities_gives_a_negative() -> None:
    found = pairs([mention(0, "d1", "الوزارة", "a"), mention(0, "d2", "الوزارة", "b")])
    assert [(p.match, p.phenomena) for p in found] == [(False, ("same_surface",))]


def test_names_that_share_a_word_or_letters_are_hard_negatives() -> None:
    found = pairs(
        [
            mention(0, "d1", "وزارة الصحة الأردنية", "a"),
            mention(0, "d2", "وزارة الصحة اللبنانية", "b"),
            mention(1, "d2", "منظمة بعيدة", "c"),
        ]
    )
    hard = [p for p in found if "easy" not in p.phenomena]
    assert [(p.match, p.phenomena) for p in hard] == [
        (False, ("shared_head", "shared_word", "similar_letters"))
    ]


def test_a_shared_abd_alone_makes_no_hard_negative() -> None:
    found = pairs(
        [
            mention(0, "d1", "عبد المطلب ثابت", "a", "PERS"),
            mention(0, "d2", "عبد الفتاح ناصر", "b", "PERS"),
        ]
    )
    assert all("shared_word" not in p.phenomena for p in found)


def test_frequent_surfaces_do_not_drown_the_rest() -> None:
    mentions = [mention(0, f"d{n}", "ليبيا", "libya", "GPE") for n in range(30)]
    assert len(pairs(mentions)) == ROWS_PER_SURFACES


WORDS = st.sampled_from(["وزارة", "الصحة", "الخارجية", "لجنة", "بن", "ليبيا", "مجلس"])
MENTIONS = st.lists(
    st.tuples(st.integers(0, 5), st.lists(WORDS, min_size=1, max_size=3), st.sampled_from("abcd")),
    max_size=25,
).map(
    lambda items: [
        mention(n, f"d{document}", " ".join(words), cluster)
        for n, (document, words, cluster) in enumerate(items)
    ]
)


@settings(max_examples=60)
@given(MENTIONS, st.randoms(use_true_random=False))
def test_the_order_of_mentions_does_not_matter(
    mentions: list[MentionInSplit], shuffler: random.Random
) -> None:
    shuffled = mentions[:]
    shuffler.shuffle(shuffled)
    assert pairs(shuffled) == pairs(mentions)


@settings(max_examples=60)
@given(MENTIONS)
def test_the_stated_limits_hold(mentions: list[MentionInSplit]) -> None:
    found = pairs(mentions)
    assert len({p.id for p in found}) == len(found)
    rows = Counter(
        (*sorted((p.left.surface, p.right.surface)), p.match)
        for p in found
        if "easy" not in p.phenomena
    )
    assert all(number <= ROWS_PER_SURFACES for number in rows.values())
    assert all(p.match == (p.left.cluster == p.right.cluster) for p in found)
    easy = sum("easy" in p.phenomena for p in found)
    hard = sum(not p.match for p in found) - easy
    assert easy <= round(EASY_SHARE * hard)
