"""Rows of the configs, from small made-up repositories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sifara.gold.corpus import Gold
from sifara.gold.records import SCORED_KINDS
from sifara.gold.repository import Repository
from sifara.release.fields import CONFIGS, PAIR_LABELS, features
from sifara.release.parquet import decode, encode
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


@pytest.fixture(scope="module")
def real(checkout: Repository) -> Gold:
    """The real articles of the checkout, and some authored texts."""
    found = Gold.read(checkout)
    some = [d for d in found.documents if d.split == "web"] + found.documents[:6]
    return Gold(found.topics, found.entities, some, found.texts)


def every(gold: Gold, config: str) -> list[dict[str, Any]]:
    return [row for split in splits(gold, config) for row in rows(gold, config, split)]


def test_every_offset_indexes_into_the_text_that_stands_beside_it(real: Gold) -> None:
    documents = {row["id"]: row for row in every(real, "documents")}
    lines = {s["id"]: (row, s) for row in documents.values() for s in row["segments"]}
    assert len(lines) > 50
    for row, segment in lines.values():
        line = row["text"][segment["start"] : segment["end"]]
        assert line == line.strip() == row["text"].split("\n")[segment["line"] - 1].strip()
    for row in every(real, "topics"):
        document, segment = lines[row["id"]]
        assert row["context"] == document["text"]
        assert row["text"] == row["context"][segment["start"] : segment["end"]]
    spans = [(m, row["text"]) for row in documents.values() for m in row["mentions"]]
    spans += [(m, m["context"]) for m in every(real, "mentions")]
    spans += [
        (p[s], p[s]["context"]) for p in every(real, "entity_pairs") for s in ("left", "right")
    ]
    assert len(spans) > 1000
    for mention, text in spans:
        assert text[mention["start"] : mention["end"]] == mention["surface"] != ""


def test_a_mention_is_the_same_in_every_config(real: Gold) -> None:
    documents = {row["id"]: row for row in every(real, "documents")}
    inside = {m["id"]: (row, m) for row in documents.values() for m in row["mentions"]}
    mentions = {row["id"]: row for row in every(real, "mentions")}
    assert mentions.keys() == inside.keys()
    for name, row in mentions.items():
        document, mention = inside[name]
        assert mention.items() <= row.items()
        assert (row["context"], row["story"]) == (document["text"], document["story"])
        (segment,) = [s for s in document["segments"] if s["start"] <= row["start"] < s["end"]]
        assert row["kind"] == segment["kind"]
    for pair in every(real, "entity_pairs"):
        left, right = (mentions[pair[side]["mention"]] for side in ("left", "right"))
        for row, side in ((left, pair["left"]), (right, pair["right"])):
            assert side == {"mention": row["id"], **{k: row[k] for k in side if k != "mention"}}
        assert pair["type"] == left["type"] == right["type"]
        assert pair["label"] == PAIR_LABELS[left["cluster"] == right["cluster"]]


def test_a_link_is_to_what_is_published_and_rows_are_sorted_by_id(real: Gold) -> None:
    published = {row["id"] for row in every(real, "entities")}
    assert published == {e.id for e in real.entities.values() if e.in_kb}
    for row in every(real, "mentions"):
        assert row["entity"] == (row["cluster"] if row["cluster"] in published else None)
    for config in ("documents", "entity_pairs"):
        for split in splits(real, config):
            ids = [row["id"] for row in rows(real, config, split)]
            assert ids == sorted(set(ids))


def test_topics_stand_where_the_kind_is_scored_and_the_first_is_primary(real: Gold) -> None:
    scored = {row["id"]: row for row in every(real, "topics")}
    segments = [s for row in every(real, "documents") for s in row["segments"]]
    assert scored.keys() == {s["id"] for s in segments if s["kind"] in SCORED_KINDS}
    for segment in segments:
        ranks = [real.priority[topic] for topic in segment["topics"]]
        assert ranks == sorted(set(ranks))
        assert bool(ranks) == (segment["id"] in scored)
        if ranks:
            row = scored[segment["id"]]
            assert (row["topics"], row["topic"]) == (segment["topics"], segment["topics"][0])


def test_every_row_has_the_fields_that_are_described_and_no_other(real: Gold) -> None:
    types = features([topic.id for topic in real.topics])
    for config in CONFIGS:
        found = every(real, config)
        assert found
        assert all(row.keys() == types[config].keys() for row in found)
        assert list(decode(encode(found, types[config]))) == [
            {name: row[name] for name in types[config]} for row in found
        ]
