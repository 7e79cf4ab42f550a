"""The rule that derives candidate pairs."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from sifara.gold import arabic
from sifara.release.pairs import (
    EASY_SHARE,
    HARD_NEIGHBOURS,
    ROWS_PER_SURFACES,
    SIMILAR_LETTERS,
    MentionInSplit,
    Pair,
    pairs,
)


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


WORDS = st.sampled_from(["وزارة", "الصحة", "الخارجية", "لجنة", "بن", "ليبيا", "مجلس", "عبد"])
TAGS = st.lists(st.sampled_from(["adjective", "partial", "proclitic"]), unique=True, max_size=2)
MENTIONS = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.lists(WORDS, min_size=1, max_size=3),
        st.sampled_from("abcd"),
        st.sampled_from(["ORG", "PERS"]),
        TAGS,
    ),
    max_size=25,
).map(
    lambda items: [
        replace(
            mention(n, f"d{document}", " ".join(words), cluster, kind),
            variation=tuple(sorted(tags)),
        )
        for n, (document, words, cluster, kind, tags) in enumerate(items)
    ]
)

Surfaces = tuple[str, str]


def words_of(surface: str) -> list[str]:
    return [arabic.without_article(word) for word in arabic.words(surface)]


def shared(surface: str) -> set[str]:
    return {w for w in words_of(surface) if len(w) >= 3 and w not in ("عبد", "الي")}


def letters(surface: str) -> set[str]:
    key = f"  {''.join(words_of(surface))} "
    return {key[i : i + 3] for i in range(len(key) - 2)}


def similarity(a: str, b: str) -> float:
    return len(letters(a) & letters(b)) / len(letters(a) | letters(b))


def reasons(a: str, b: str) -> set[str]:
    """Why two surfaces are near, by the words of the rule."""
    heads = [words_of(surface)[:1] for surface in (a, b)]
    found = set()
    if heads[0] == heads[1] and set(heads[0]) & shared(a):
        found.add("shared_head")
    if shared(a) & shared(b):
        found.add("shared_word")
    if similarity(a, b) >= SIMILAR_LETTERS:
        found.add("similar_letters")
    return found


def hard_surfaces(mentions: list[MentionInSplit]) -> dict[Surfaces, set[str]]:
    """The surfaces of one type that may give hard negatives, each two with their reasons."""
    clusters: dict[str, set[str]] = {}
    for m in mentions:
        clusters.setdefault(m.surface, set()).add(m.cluster)
    found = {}
    for one in clusters:
        if len(clusters[one]) > 1:
            found[one, one] = {"same_surface"}
        near = [
            other
            for other in clusters
            if other != one and reasons(one, other) and len(clusters[one] | clusters[other]) > 1
        ]
        near.sort(key=lambda other: (-similarity(one, other), other))
        for other in near[:HARD_NEIGHBOURS]:
            found[tuple(sorted((one, other)))] = reasons(one, other)
    return found


def rows_wanted(mentions: list[MentionInSplit], surfaces: Surfaces, match: bool) -> int:
    """How many rows two surfaces have: all there are, but no more than the limit."""
    a, b = surfaces
    candidates = {
        frozenset((one.id, other.id))
        for one in mentions
        for other in mentions
        if (one.surface, other.surface) == (a, b)
        and one.document != other.document
        and (one.cluster == other.cluster) == match
    }
    return min(ROWS_PER_SURFACES, len(candidates))


def by_surfaces(found: list[Pair]) -> Counter[tuple[str, str, str]]:
    return Counter((p.left.type, *sorted((p.left.surface, p.right.surface))) for p in found)


@settings(max_examples=60)
@given(MENTIONS)
def test_every_two_names_of_an_entity_give_a_positive(mentions: list[MentionInSplit]) -> None:
    found = by_surfaces([p for p in pairs(mentions) if p.match])
    wanted: Counter[tuple[str, str, str]] = Counter()
    for kind in ("ORG", "PERS"):
        own = [m for m in mentions if m.type == kind]
        names = {m.surface for m in own}
        for a in names:
            for b in names:
                if a <= b:
                    wanted[kind, a, b] = rows_wanted(own, (a, b), match=True)
    assert found == +wanted


@settings(max_examples=60)
@given(MENTIONS)
def test_hard_negatives_are_those_of_the_nearest_surfaces(mentions: list[MentionInSplit]) -> None:
    negatives = [p for p in pairs(mentions) if not p.match and "easy" not in p.phenomena]
    wanted: Counter[tuple[str, str, str]] = Counter()
    why = {}
    for kind in ("ORG", "PERS"):
        own = [m for m in mentions if m.type == kind]
        for surfaces, found in hard_surfaces(own).items():
            wanted[kind, *surfaces] = rows_wanted(own, surfaces, match=False)
            why[kind, *surfaces] = found
    assert by_surfaces(negatives) == +wanted
    for p in negatives:
        adjective = {"adjective"} & {*p.left.variation, *p.right.variation}
        key = (p.left.type, *sorted((p.left.surface, p.right.surface)))
        assert set(p.phenomena) == why[key] | adjective


@settings(max_examples=60)
@given(MENTIONS)
def test_easy_negatives_share_nothing_and_are_a_tenth(mentions: list[MentionInSplit]) -> None:
    found = pairs(mentions)
    for kind in ("ORG", "PERS"):
        own = [m for m in mentions if m.type == kind]
        names = sorted({m.surface for m in own})
        negatives = [p for p in found if not p.match and p.left.type == kind]
        easy = [p for p in negatives if "easy" in p.phenomena]
        hard = hard_surfaces(own)
        far = [
            (a, b)
            for i, a in enumerate(names)
            for b in names[i + 1 :]
            if (a, b) not in hard and not reasons(a, b) and rows_wanted(own, (a, b), match=False)
        ]
        assert {tuple(sorted((p.left.surface, p.right.surface))) for p in easy} <= set(far)
        assert len(easy) == min(len(far), round(EASY_SHARE * (len(negatives) - len(easy))))
        assert max(by_surfaces(easy).values(), default=0) <= 1


@settings(max_examples=60)
@given(MENTIONS)
def test_a_positive_tells_how_its_names_vary(mentions: list[MentionInSplit]) -> None:
    for p in pairs(mentions):
        if p.match:
            same = {"same_surface"} if p.left.surface == p.right.surface else set()
            assert set(p.phenomena) == {*p.left.variation, *p.right.variation} | same
        assert list(p.phenomena) == sorted(set(p.phenomena))


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
def test_a_pair_is_two_mentions_of_one_type_from_two_documents(
    mentions: list[MentionInSplit],
) -> None:
    found = pairs(mentions)
    ids = [p.id for p in found]
    assert ids == sorted(set(ids))
    for p in found:
        assert p.id == f"{p.left.id}~{p.right.id}"
        assert p.left.id < p.right.id
        assert p.left.document != p.right.document
        assert p.left.type == p.right.type
        assert p.match == (p.left.cluster == p.right.cluster)


@given(st.integers(2, 9), st.integers(2, 9))
def test_the_rows_of_two_surfaces_differ_in_both_mentions(first: int, second: int) -> None:
    mentions = [mention(0, f"a{n}", "ليبيا", "libya", "GPE") for n in range(first)]
    mentions += [mention(0, f"b{n}", "الجماهيرية", "libya", "GPE") for n in range(second)]
    found = [p for p in pairs(mentions) if p.left.surface != p.right.surface]
    assert len({m.id for p in found for m in (p.left, p.right)}) == 2 * ROWS_PER_SURFACES


MINISTRIES = ("الصحة", "الخارجية", "الدفاع", "العدل", "المالية", "الداخلية", "التعليم")
FAR = ("ليبيا", "مصر", "قطر", "الأردن", "السودان")


def test_which_rows_are_kept_depends_on_hashes_of_ids_alone() -> None:
    """What they are, and how many, is part of the data: another choice is another version of it."""
    assert (ROWS_PER_SURFACES, HARD_NEIGHBOURS, EASY_SHARE, SIMILAR_LETTERS) == (2, 4, 0.1, 0.4)
    same = [mention(n, f"d{n}", "ليبيا", "libya") for n in range(8)]
    assert [p.id for p in pairs(same)] == ["d1.1-2~d4.4-5", "d4.4-5~d6.6-7"]
    names = [f"وزارة {name}" for name in MINISTRIES]
    found = pairs([mention(n, f"d{n}", name, name) for n, name in enumerate([*names, *FAR])])
    hard = [p for p in found if "easy" not in p.phenomena]
    assert len(hard) == 16
    assert [p.id for p in found if "easy" in p.phenomena] == [
        "d0.0-1~d10.10-11",
        "d10.10-11~d5.5-6",
    ]
