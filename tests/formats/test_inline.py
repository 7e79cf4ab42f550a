"""The inline form comes back exactly as it went, or says where it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.formats import inline, marks
from sifara.formats.faults import Fault, UnreadableError, decoded, difference
from sifara.gold.records import Document
from sifara.gold.repository import Repository
from sifara.gold.text import line_and_column
from tests.conftest import document
from tests.formats.strategies import documents


def read(text: str, raw: str) -> Document:
    record, lines = inline.load(decoded(text.encode()))
    inline.compare_with_raw(lines, raw)
    return replace(record, sha256="0" * 64)


def test_every_gold_document_comes_back_exactly(checkout: Repository) -> None:
    for record in checkout.read_documents():
        raw = checkout.read_raw(record.file)
        written = inline.dump(record, raw)
        loaded = read(written, raw)
        assert loaded == replace(record, sha256=loaded.sha256)
        assert inline.dump(loaded, raw) == written


@given(documents())
def test_every_document_comes_back_exactly(made: tuple[Document, str]) -> None:
    record, raw = made
    assert read(inline.dump(record, raw), raw) == record


@given(documents())
def test_nothing_invisible_stands_in_the_form_but_blanks_and_line_feeds(
    made: tuple[Document, str],
) -> None:
    from sifara.gold.text import is_invisible

    written = inline.dump(*made)
    assert not [character for character in written if character != "\n" and is_invisible(character)]
    assert not any(line.startswith("> ") and line.endswith(" ") for line in written.split("\n"))


def test_an_editor_may_add_a_byte_order_mark_and_windows_line_ends() -> None:
    record, raw = document(1, "زار الوزير ليبيا", [("ليبيا", "GPE", "name", "libya")])
    written = inline.dump(record, raw).replace("\n", "\r\n")
    assert read("\ufeff" + written, raw) == record


def test_marks_may_be_numbered_in_any_order_and_nest() -> None:
    record, raw = document(
        1,
        "سفارة ليبيا",
        [("سفارة ليبيا", "ORG", "name", "embassy"), ("ليبيا", "GPE", "name", "libya")],
    )
    written = inline.dump(record, raw)
    renumbered = (
        written.replace("[1 ", "[A ").replace("[2 ", "[1 ").replace("[A ", "[7 ")
        .replace("- 1 ", "- A ").replace("- 2 ", "- 1 ").replace("- A ", "- 7 ")
    )  # fmt: skip
    assert renumbered != written
    assert read(renumbered, raw) == record


@pytest.mark.parametrize(
    ("edit", "line", "column", "found"),
    [
        (("ليبيا]", "لبيا]"), 9, 18, 'found "بيا", the raw text has "يبيا"'),
        (("ليبيا]", "ليبياا]"), 9, 22, "the raw text has the end of the line"),
        (("ليبيا]", "ليبي]"), 9, 22, 'found the end of the line, the raw text has "ا"'),
        (("زار ", "زار  "), 9, 7, 'found " الوزير'),
        (("\n>\n", "\n"), 12, 3, "the raw text has the end of the line"),
        (("\n>\n", "\n>\n>\n"), 12, 3, "found the end of the line"),
        (("قال\n", "قال\n>\n"), 14, 1, "found 4 lines of text, the raw text has 3"),
        ((r"\u{200F}", ""), 13, 3, r'U+200F RIGHT-TO-LEFT MARK in "\u{200F}قال"'),
    ],
)
def test_an_edit_of_the_text_is_refused_with_its_place(
    edit: tuple[str, str], line: int, column: int, found: str
) -> None:
    record, raw = document(1, "زار الوزير ليبيا\n\n\u200fقال", [("ليبيا", "GPE", "name", "libya")])
    written = inline.dump(record, raw)
    assert edit[0] in written
    with pytest.raises(inline.InlineError) as caught:
        read(written.replace(edit[0], edit[1], 1), raw)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert found in caught.value.message


INVISIBLE = "\u200f\u200e\u202b\u2069\u200c\u200d\u00a0\u00ad\ufeff\u2028\u0085\t\x0b\x1b\r"


@given(documents(), st.data())
def test_what_nobody_sees_is_named_wherever_an_editor_leaves_it(
    made: tuple[Document, str], data: st.DataObject
) -> None:
    record, raw = made
    written = inline.dump(record, raw)
    at = data.draw(st.integers(0, len(written)))
    left = data.draw(st.sampled_from(INVISIBLE))
    told = ""
    try:
        assert read(written[:at] + left + written[at:], raw) == record
    except inline.InlineError as error:
        told = error.message
    assert not told or f"U+{ord(left):04X} " in told


@given(documents(), st.data())
def test_a_text_with_one_character_less_or_another_one_is_refused_where_that_stands(
    made: tuple[Document, str], data: st.DataObject
) -> None:
    record, raw = made
    at = data.draw(st.integers(0, len(raw) - 1))
    other = data.draw(st.sampled_from(["", "ب", "\u200f", "\n"]))
    changed = raw[:at] + other + raw[at + 1 :]
    written = inline.dump(replace(record, mentions=()), raw)
    _, lines = inline.load(written)
    if changed == raw:
        return
    with pytest.raises(inline.InlineError) as caught:
        inline.compare_with_raw(lines, changed)
    line, column = caught.value.line, caught.value.column
    physical = written.split("\n")
    texts = [number for number, text in enumerate(physical, start=1) if text.startswith(">")]
    if "\n" in (raw[at], other):
        assert line in texts
        return
    # The first difference is where the character stood, or later where the next one is the same.
    number, _ = line_and_column(raw, at)
    assert line == texts[number - 1]
    before = marks.read_text(line, physical[line - 1][2 : column - 1]).text
    both = [text.split("\n")[number - 1] for text in (raw, changed)]
    assert all(text.startswith(before) for text in both)
    assert both[0][len(before) :][:1] != both[1][len(before) :][:1]


@pytest.mark.parametrize(
    ("ours", "theirs", "names"),
    [
        ("علي", "على", ("U+064A ARABIC LETTER YEH", "U+0649 ARABIC LETTER ALEF MAKSURA")),
        ("علی", "علي", ("U+06CC ARABIC LETTER FARSI YEH", "U+064A ARABIC LETTER YEH")),
        (
            "\u0627\u0653مين",
            "آمين",
            ("U+0627 ARABIC LETTER ALEF", "U+0622 ARABIC LETTER ALEF WITH"),
        ),
        ("محمد", "محمّد", ("U+062F ARABIC LETTER DAL", "U+0651 ARABIC SHADDA")),
        ("عبد الله", "عبد\u00a0الله", ('U+00A0 NO-BREAK SPACE in "\\u{A0}الله"',)),
        ("عمان", "عمان\u200f", ("U+200F RIGHT-TO-LEFT MARK", "the end")),
        ("عمان", "عمان\r", ("U+000D control character",)),
    ],
)
def test_both_characters_are_named_where_they_look_alike(
    ours: str, theirs: str, names: tuple[str, ...]
) -> None:
    for one, other in ((ours, theirs), (theirs, ours)):
        _, told = difference(one, other)
        for name in names:
            assert name in told


def test_letters_that_differ_to_the_eye_are_quoted_without_their_names() -> None:
    assert difference("ليبيا", "لبيا") == (1, 'found "يبيا", the raw text has "بيا"')
    assert difference("ليب", "ليبيا") == (3, 'found the end, the raw text has "يا"')


HEAD = """% id: auth-001
% raw: raw/authored/auth-001.txt
% story: st-001
% split: test
% register: agency-wire
% noise: clean
% review: draft
"""


@pytest.mark.parametrize(
    ("body", "line", "column", "message"),
    [
        (">text", 8, 2, "expected a blank after the sigil"),
        ("? text", 8, 1, "expected one of % = > -"),
        ("% id: auth-002", 8, 3, "'id' stands twice"),
        ("% color: red", 8, 3, "found 'color', expected one of id, raw"),
        ("% story st-001", 8, 3, "found 'story st-001', expected one of"),
        ("% reviewed: amal", 8, 3, "found 'reviewed'"),
        ("=", 8, 3, "a header without a kind"),
        ("> text", 8, 1, "a line of text without a header"),
        ("= body a\n= caption\n> text", 8, 1, "a header without a line of text"),
        ("> \n= body a", 9, 1, "a header without a line of text"),
        ("= body a\n>", 8, 1, "a header above a blank line"),
        ("= body a\n> a [b", 9, 5, r"expected '[N surface]' or '\['"),
        ("= body a\n> [1 a] [1 b]", 9, 9, "mark 1 stands twice"),
        ("= body a\n> [1 a [1 b]]", 9, 8, "mark 1 stands twice"),
        ("= body a\n> a] b", 9, 4, "without a mark to close"),
        ("= body a\n> [1 a", 9, 7, "mark 1 is never closed"),
        ("= body a\n> a \\n", 9, 5, r"expected \[ \] \\ or \u{HEX}"),
        ("= body a\n> \\u{110000}", 9, 3, "is no Unicode character"),
        ("= body a\n> \\u{D800}", 9, 3, "is no Unicode character"),
        ("= body a\n> [1 a]\n- 1 gpe name libya", 10, 1, "expected '- N TYPE FORM entity"),
        ("- 1 GPE name libya", 8, 1, "before the first line of text"),
        ("= body a\n> a\n- 1 GPE name libya", 10, 3, "row 1 has no mark [1 …]"),
        (
            "= body a\n> [1 a]\n- 1 GPE name libya\n- 1 GPE name libya",
            11,
            3,
            "row 1 stands twice",
        ),
        ("= body a\n> [1 a]", 9, 1, "mark 1 has no row"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    body: str, line: int, column: int, message: str
) -> None:
    with pytest.raises(inline.InlineError) as caught:
        inline.load(HEAD + body + "\n")
    assert (caught.value.line, caught.value.column) == (line, column)
    assert message in caught.value.message
    assert str(caught.value).startswith(f"line {line}, column {column}: ")


def test_missing_metadata_is_named() -> None:
    with pytest.raises(inline.InlineError, match="metadata without split, noise"):
        inline.load(HEAD.replace("% split: test\n", "").replace("% noise: clean\n", ""))


@given(st.text(max_size=20), st.sampled_from([b"", b"\xef\xbb\xbf"]), st.integers(0x80, 0xBF))
def test_bytes_that_are_no_utf8_are_refused_with_their_place(
    before: str, mark: bytes, byte: int
) -> None:
    before = before.lstrip("\ufeff")
    with pytest.raises(UnreadableError) as caught:
        decoded(mark + before.encode() + bytes([byte]) + b"\nmore")
    line, column = line_and_column(before, len(before))
    message = f"found byte 0x{byte:02X}, expected UTF-8"
    assert caught.value.faults == (Fault(f"{line}:{column}", message),)
    assert decoded(mark + before.encode()) == before
