"""The closed vocabularies, as the schema of a document lists them."""

from __future__ import annotations

import pytest

from sifara.gold.records import SCORED_KINDS, SPLITS
from sifara.gold.variation import STORED
from sifara.gold.vocabulary import spells, words


def test_words_are_those_of_the_schema_in_its_order() -> None:
    assert words("split") == SPLITS
    assert set(words("kind")) > SCORED_KINDS
    assert sorted(words("variation")) == sorted(STORED)
    assert words("form")[0] == "name"
    assert words("type") == ("PERS", "ORG", "GPE", "LOC", "FAC", "EVENT")
    assert "agency-wire" in words("register")
    assert words("noise") == ("clean", "light", "heavy")


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("id", "web-000", "web-00"),
        ("story", "st-001", "st_001"),
        ("entity", "arab-league", "Arab-League"),
        ("file", "raw/web/a_1.txt", "raw/web/../a.txt"),
        ("reviewer", "amal-k", "amal k"),
    ],
)
def test_a_shape_is_that_of_the_whole_text(name: str, right: str, wrong: str) -> None:
    assert spells(name, right)
    for other in (wrong, f" {right}", f"{right}\n", ""):
        assert not spells(name, other)
