"""The strict reader: it takes what strict JSON allows, refuses the rest by name, knows where."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.text import line_and_column
from sifara.validation.scanner import MAX_DEPTH, Scan, SyntaxFault

#: Text without surrogates, which are no characters.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def resolve(value: object, pointer: str) -> object:
    """The value at a JSON pointer."""
    for part in pointer.split("/")[1:]:
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            value = value[int(name)]
        else:
            assert isinstance(value, dict)
            value = value[name]
    return value


@given(VALUES, st.booleans(), st.sampled_from([None, 1, 4]))
def test_every_value_stands_where_the_scan_says(value: object, ascii_: bool, indent: int) -> None:
    text = json.dumps(value, ensure_ascii=ascii_, indent=indent)
    spots = Scan(text).run().spots
    for pointer, spot in spots.items():
        assert json.loads(text[spot.start : spot.end]) == resolve(value, pointer)
        if spot.key is not None:
            key, _ = json.JSONDecoder().raw_decode(text, spot.key)
            assert key.replace("~", "~0").replace("/", "~1") == pointer.rpartition("/")[2]


@given(st.text('{}[]",:\\/u0123456789.eE+-truefalsnNI \n\tابج"', max_size=12))
def test_strict_and_lenient_reader_agree_but_for_what_is_refused_by_name(text: str) -> None:
    try:
        Scan(text).run()
        strict = ""
    except SyntaxFault as fault:
        strict = fault.code
    try:
        json.loads(text)
        lenient = True
    except ValueError:
        lenient = False
    if not strict:
        assert lenient
    elif lenient:
        assert strict in ("not-a-number", "fractional-number", "lone-surrogate")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "truncated-json", (1, 1)),
        ('{"a": 1', "truncated-json", (1, 8)),
        ('{"a": "ليبيا', "truncated-json", (1, 13)),
        ('{"a": "\\u12', "truncated-json", (1, 12)),
        ('{"a": fals', "truncated-json", (1, 11)),
        ('{"a": fast}', "unexpected-character", (1, 7)),
        ('{"a" 1}', "unexpected-character", (1, 6)),
        ("{'a': 1}", "unexpected-character", (1, 2)),
        ('{"a": True}', "unexpected-character", (1, 7)),
        ('{"a": ١٢}', "unexpected-character", (1, 7)),
        ('{"a": 012}', "unexpected-character", (1, 8)),
        ('{"a": 1} x', "trailing-data", (1, 10)),
        ("[1,\n 2,]", "trailing-comma", (2, 3)),
        ('{"a": -Infinity}', "not-a-number", (1, 7)),
        ('{"a": 1e3}', "fractional-number", (1, 7)),
        ('{"a": 1234567890123456}', "huge-number", (1, 7)),
        ('["\\ud800"]', "lone-surrogate", (1, 3)),
        ('["\\udc00\\ud800"]', "lone-surrogate", (1, 3)),
        ('["\\x"]', "invalid-escape", (1, 3)),
        ('["a\tb"]', "control-character", (1, 4)),
    ],
)
def test_faults_have_a_code_and_a_place(text: str, code: str, place: tuple[int, int]) -> None:
    with pytest.raises(SyntaxFault) as caught:
        Scan(text).run()
    assert caught.value.code == code
    assert line_and_column(text, caught.value.offset) == place


def test_surrogate_pairs_are_one_character() -> None:
    assert set(Scan('"\\ud83c\\uddf1"').run().spots) == {""}


def test_repeated_keys_are_all_found_even_when_one_is_escaped() -> None:
    repeats = Scan('{"a": 1, "\\u0061": 2, "b": {"c": 1, "c": 2}}').run().repeats
    assert [(r.pointer, r.name, r.first) for r in repeats] == [("/a", "a", 1), ("/b/c", "c", 28)]


def test_a_hundred_thousand_brackets_are_refused_without_recursion() -> None:
    with pytest.raises(SyntaxFault) as caught:
        Scan("[" * 100_000).run()
    assert (caught.value.code, caught.value.offset) == ("nested-too-deep", MAX_DEPTH)


def test_the_deepest_allowed_value_is_read() -> None:
    assert len(Scan("[" * MAX_DEPTH + "]" * MAX_DEPTH).run().spots) == MAX_DEPTH
