"""Rows of the configs, from small made-up repositories."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sifara.gold.repository import Repository
from sifara.release import rows as tables
from tests.conftest import document, entity

Make = Callable[..., Repository]


@pytest.fixture
def gold(make_repository: Make) -> tables.Gold:
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
    return tables.Gold.read(make_repository([train, test], entities))


def test_the_primary_topic_is_computed_and_topics_stand_in_order_of_priority(
    gold: tables.Gold,
) -> None:
    rows = list(tables.rows(gold, "topics", "train"))
    assert [row["id"] for row in rows] == ["auth-001.s01", "auth-001.s03"]
    assert rows[0]["topic"] == "peace-process"
    assert rows[0]["topics"] == ["peace-process", "bilateral-relations"]
    assert rows[1]["text"] == "قال أمين للجامعة العربية"


def test_a_mention_links_to_the_knowledge_base_or_to_nothing(gold: tables.Gold) -> None:
    rows = {row["surface"]: row for row in tables.rows(gold, "mentions", "test")}
    assert rows["الليبي"]["entity"] == "libya"
    assert rows["حداد"]["entity"] is None
    assert rows["حداد"]["cluster"] == "sami-haddad"
    assert rows["حداد"]["kind"] == "body"


def test_offsets_index_into_the_context(gold: tables.Gold) -> None:
    for split in gold.splits:
        for row in tables.rows(gold, "mentions", split):
            assert row["context"][row["start"] : row["end"]] == row["surface"]


def test_variation_is_computed_from_surface_name_and_context(gold: tables.Gold) -> None:
    tags = {
        row["surface"]: row["variation"]
        for split in gold.splits
        for row in tables.rows(gold, "mentions", split)
    }
    assert tags["سامي حداد"] == []
    assert tags["حداد"] == ["partial", "proclitic"]
    assert tags["لجامعة العربية"] == ["proclitic", "short_form"]
    assert tags["الليبي"] == ["adjective"]
    assert tags["البعثة"] == ["nominal"]


def test_the_knowledge_base_has_aliases_from_train_alone(gold: tables.Gold) -> None:
    rows = {row["id"]: row for row in tables.rows(gold, "entities", "kb")}
    assert "sami-haddad" not in rows
    assert rows["arab-league"]["aliases_ar"] == ["الجامعة العربية"]
    assert rows["libya"]["aliases_ar"] == []
    assert rows["unsmil"]["aliases_ar"] == []


def test_a_split_without_documents_is_absent(gold: tables.Gold) -> None:
    assert gold.splits == ("train", "test")
    assert tables.splits(gold, "entities") == ("kb",)
