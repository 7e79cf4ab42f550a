"""The pattern of a canonical document proves exactly what it says."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sifara.gold import records
from sifara.gold.repository import Repository
from sifara.validation.layout import CANONICAL_DOCUMENT

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=6)
SEGMENTS = st.builds(
    records.Segment,
    st.integers(1, 99),
    WORDS,
    st.lists(WORDS, max_size=3).map(tuple),
)
MENTIONS = st.builds(
    records.Mention,
    st.integers(0, 999),
    st.integers(1, 999),
    WORDS,
    WORDS,
    WORDS,
    WORDS,
    st.lists(WORDS, max_size=2).map(tuple),
)
DOCUMENTS = st.builds(
    records.Document,
    *([WORDS] * 9),
    st.lists(SEGMENTS, min_size=1, max_size=3).map(tuple),
    st.lists(MENTIONS, max_size=3).map(tuple),
    st.lists(st.tuples(WORDS, WORDS), max_size=2).map(tuple),
)


@given(DOCUMENTS)
def test_canonical_text_without_escapes_matches(document: records.Document) -> None:
    text = records.format_document(document)
    assert bool(CANONICAL_DOCUMENT.fullmatch(text)) == ("\\" not in text)


@given(DOCUMENTS, st.data())
def test_what_matches_is_written_back_unchanged(
    document: records.Document, data: st.DataObject
) -> None:
    text = records.format_document(document)
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from([*' \n,:{}[]"01ab\t\r\ufeff\u0661', ""]))
    changed = text[:at] + other + text[at + 1 :]
    if CANONICAL_DOCUMENT.fullmatch(changed):
        read = records.document_from_json(json.loads(changed))
        # Order is a rule of its own; the pattern vouches for layout and spelling.
        assert sorted(records.format_document(read)) == sorted(changed)


def test_every_gold_document_takes_the_fast_road(checkout: Repository) -> None:
    for path in checkout.document_paths():
        text = path.read_text(encoding="utf-8")
        assert CANONICAL_DOCUMENT.fullmatch(text) or "\\" in text
