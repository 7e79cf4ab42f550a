"""The coverage report: the plan counted, and held to what was written."""

from __future__ import annotations

from sifara.gold import plan as coverage
from sifara.gold.repository import Repository


def test_every_planned_text_is_counted_once_by_register(checkout: Repository) -> None:
    plan = coverage.commissions(checkout)
    counts = coverage.planned(plan, "register")
    assert sum(column.total() for column in counts.values()) == len(plan)


def test_a_text_is_counted_for_each_of_its_countries() -> None:
    plan = [
        {"split": "train", "countries": ["EG", "LY"]},
        {"split": "test", "countries": ["LY"]},
    ]
    counts = coverage.planned(plan, "countries")
    assert counts["train"] == {"EG": 1, "LY": 1}
    assert counts["test"] == {"LY": 1}


def test_what_the_plan_asks_for_and_the_gold_lacks_is_told_apart(checkout: Repository) -> None:
    (document, *_) = [d for d in checkout.read_documents() if d.source == "authored"]
    topics = {topic for segment in document.segments for topic in segment.topics}
    line = {
        "id": document.id,
        "topics": [*topics, "no-such-topic"],
        "entities": [document.mentions[0].entity, "nobody"],
    }
    assert coverage.held(checkout, [line]) == {
        "topics": (len(topics), len(topics) + 1),
        "entities": (1, 2),
    }
