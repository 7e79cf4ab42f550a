"""Records: canonical JSON, derived ids and the draw of withheld entities."""

from __future__ import annotations

import json

from sifara.gold import records
from sifara.gold.repository import Repository


def test_every_gold_file_is_spelled_canonically(checkout: Repository) -> None:
    for path in checkout.document_paths():
        text = path.read_text(encoding="utf-8")
        assert records.format_document(records.document_from_json(json.loads(text))) == text
    text = checkout.entities.read_text(encoding="utf-8")
    assert records.format_entities(checkout.read_entities().values()) == text


def test_every_surface_is_the_text_between_its_offsets(checkout: Repository) -> None:
    for document in checkout.read_documents():
        text = checkout.read_raw(document.file)
        for mention in document.mentions:
            assert text[mention.start : mention.end] == mention.surface


def test_the_real_articles_have_their_fifty_four_segments(checkout: Repository) -> None:
    web = [d for d in checkout.read_documents() if d.split == "web"]
    assert [len(document.segments) for document in web] == [8, 16, 11, 9, 10]


def test_ids_are_derived_from_line_and_offsets(checkout: Repository) -> None:
    document = checkout.read_document("web-000")
    assert document.segment_id(document.segments[0]) == "web-000.s01"
    assert document.mention_id(document.mentions[0]) == "web-000.14-24"


def test_the_draw_withholds_about_a_quarter_and_never_a_state() -> None:
    drawn = [records.withheld(f"entity-{n}", "ORG") for n in range(4000)]
    assert 900 < sum(drawn) < 1100
    assert not any(records.withheld(f"entity-{n}", "GPE") for n in range(1000))


def test_the_registry_says_what_the_draw_says(checkout: Repository) -> None:
    for entity in checkout.read_entities().values():
        drawn = records.withheld(entity.id, entity.type)
        assert entity.in_kb == (entity.identified and not drawn)


def test_the_primary_topic_is_the_highest_in_the_order_of_priority() -> None:
    priority = {"aid": 0, "peace": 1, "bilateral": 2}
    assert records.primary_topic(["bilateral", "aid", "peace"], priority) == "aid"
