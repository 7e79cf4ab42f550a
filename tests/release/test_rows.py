"""Rows of the configs, from small made-up repositories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sifara.gold.corpus import Gold
from sifara.gold.repository import Repository
from sifara.release.rows import rows, splits
from tests.conftest import document, entity

Make = Callable[..., Repository]


@pytest.fixture
def gold(make_repository: Make) -> Gold:
    entities = [
        entity("libya", name="ليبيا"),
        entity("arab-league", "ORG", "جامعة الدول العربية"),
        entity("sami-haddad", "PERS", "سامي حداد", in_kb=False),
        entity("unsmil", "ORG", "بعثة الدعم", in_kb=True),
    ]
    train = document(
        1,
        "زار سامي حداد ليبيا\n\nقال أمين للجامعة العربية",
        [
            ("سامي حداد", "PERS", "name", "sami-haddad"),
            ("ليبيا", "GPE", "name", "libya"),
            ("لجامعة العربية", "ORG", "name", "arab-league"),
        ],
        split="train",
        topics=("bilateral-relations", "peace-process"),
    )
    test = document(
        2,
        "الوفد الليبي وحداد في البعثة",
        [
            ("الليبي", "GPE", "adjective", "libya"),
            ("حداد", "PERS", "name", "sami-haddad"),
            ("البعثة", "ORG", "nominal", "unsmil"),
        ],
    )
    return Gold.read(make_repository([train, test], entities))


def test_the_primary_topic_is_computed_and_topics_stand_in_order_of_priority(
    gold: Gold,
) -> None:
    first, second = rows(gold, "topics", "train")
    assert [first["id"], second["id"]] == ["auth-001.s01", "auth-001.s03"]
    assert first["topic"] == "peace-process"
    assert first["topics"] == ["peace-process", "bilateral-relations"]
    assert second["text"] == "قال أمين للجامعة العربية"


def test_a_mention_links_to_the_knowledge_base_or_to_nothing(gold: Gold) -> None:
    found = {row["surface"]: row for row in rows(gold, "mentions", "test")}
    assert found["الليبي"]["entity"] == "libya"
    assert found["حداد"]["entity"] is None
    assert found["حداد"]["cluster"] == "sami-haddad"
    assert found["حداد"]["kind"] == "body"


def test_offsets_index_into_the_context(gold: Gold) -> None:
    for split in gold.splits:
        for row in rows(gold, "mentions", split):
            assert row["context"][row["start"] : row["end"]] == row["surface"]


def test_variation_is_computed_from_surface_name_and_context(gold: Gold) -> None:
    tags = {
        row["surface"]: row["variation"]
        for split in gold.splits
        for row in rows(gold, "mentions", split)
    }
    assert tags["سامي حداد"] == []
    assert tags["حداد"] == ["partial", "proclitic"]
    assert tags["لجامعة العربية"] == ["proclitic", "short_form"]
    assert tags["الليبي"] == ["adjective"]
    assert tags["البعثة"] == ["nominal"]


def test_the_knowledge_base_has_aliases_from_train_alone(gold: Gold) -> None:
    found = {row["id"]: row for row in rows(gold, "entities", "kb")}
    assert "sami-haddad" not in found
    assert found["arab-league"]["aliases_ar"] == ["الجامعة العربية"]
    assert found["libya"]["aliases_ar"] == []
    assert found["unsmil"]["aliases_ar"] == []


def test_a_split_without_documents_is_absent(gold: Gold) -> None:
    assert gold.splits == ("train", "test")
    assert splits(gold, "entities") == ("kb",)
