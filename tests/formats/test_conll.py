"""CoNLL: valid BIO over whole tokens, from which everything but the counted losses comes back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given

from sifara.formats.conll import COLUMNS, LEVELS, dump, project
from sifara.formats.tokens import tokens
from sifara.gold.records import Document
from sifara.gold.repository import Repository
from tests.conftest import document
from tests.formats.strategies import documents, texts


@dataclass(frozen=True)
class Row:
    """One token line."""

    token: str
    start: int
    end: int
    kind: str
    edge: str
    levels: tuple[tuple[str, str, str], ...]


def strict(text: str) -> tuple[dict[str, list[str]], list[list[Row]]]:
    """Comments and segments of a CoNLL text; anything out of order is an assertion."""
    comments: dict[str, list[str]] = {}
    segments: list[list[Row]] = []
    rows: list[Row] = []
    assert text.endswith("\n\n")
    for line in text.removesuffix("\n").split("\n"):
        if line.startswith("# "):
            assert not rows, "a comment inside a segment"
            key, value = line.removeprefix("# ").split(" = ")
            comments.setdefault(key, []).append(value)
        elif line:
            cells = line.split("\t")
            assert len(cells) == len(COLUMNS)
            levels = tuple((cells[i], cells[i + 1], cells[i + 2]) for i in range(5, len(cells), 3))
            rows.append(Row(cells[0], int(cells[1]), int(cells[2]), cells[3], cells[4], levels))
        else:
            assert rows, "an empty segment"
            segments.append(rows)
            rows = []
    assert not rows
    return comments, segments


def spans(rows: list[Row], level: int) -> Iterator[tuple[int, int, str, str, str]]:
    """The mentions of a level, from strict BIO: I only goes on what B or I of its type began."""
    opened: tuple[int, int, str, str, str] | None = None
    for row in rows:
        tag, form, target = row.levels[level]
        if tag == "O":
            assert (form, target) == ("_", "_")
        prefix, _, kind = tag.partition("-")
        if prefix == "I":
            assert opened is not None
            assert opened[2:] == (kind, form, target)
            opened = (opened[0], row.end, kind, form, target)
            continue
        if opened:
            yield opened
        opened = (row.start, row.end, kind, form, target) if prefix == "B" else None
        assert prefix in ("B", "O")
    if opened:
        yield opened


def written(record: Document, text: str) -> str:
    from sifara.formats import conll

    return "".join(line + "\n" for line in conll._document(record, text))


def check(record: Document, text: str) -> None:
    """Everything that a strict reader can find in the CoNLL text is in the record, and back."""
    comments, segments = strict(written(record, text))
    projection = project(record, text)
    assert comments["document"] == [record.id]
    assert comments["segment"] == [record.segment_id(segment) for segment in record.segments]
    assert comments["topics"] == [" ".join(s.topics) or "_" for s in record.segments]
    for segment, rows in zip(record.segments, segments, strict=True):
        assert {row.kind for row in rows} == {segment.kind}
        assert all(text[row.start : row.end] == row.token for row in rows)
    found = [span for level in range(LEVELS) for rows in segments for span in spans(rows, level)]
    kept = [mention for mention in record.mentions if mention not in projection.lost]
    assert len(found) == len(kept) == len(record.mentions) - len(projection.lost)
    exact = {(m.start, m.end, m.type, m.form, m.entity) for m in kept} & set(found)
    assert len(exact) >= len(kept) - len(projection.widened)
    lost = [record.mention_id(mention) for mention in projection.lost]
    assert comments["lost"] == [" ".join(lost) or "_"]
    assert comments["widened"] == [str(len(projection.widened))]
    for mention in projection.widened:
        first = mention.start + len(mention.surface) - len(mention.surface.lstrip())
        last = mention.start + len(mention.surface.rstrip())
        assert any(
            start <= first and last <= end and kind == mention.type
            for start, end, kind, _, _ in found
        )


@pytest.mark.slow
def test_every_gold_document_is_valid_and_counts_what_it_loses(checkout: Repository) -> None:
    for record in checkout.read_documents():
        check(record, checkout.read_raw(record.file))


@pytest.mark.slow
@given(documents())
def test_every_document_is_valid_and_counts_what_it_loses(made: tuple[Document, str]) -> None:
    check(*made)


@pytest.mark.slow
def test_several_documents_follow_each_other(checkout: Repository) -> None:
    gold = list(checkout.read_documents())
    comments, segments = strict(dump(gold, checkout))
    assert comments["document"] == [record.id for record in gold]
    assert len(segments) == sum(len(record.segments) for record in gold)


def test_a_mention_beside_a_proclitic_takes_the_whole_word_and_says_so() -> None:
    record, text = document(1, "سافر لليبيا أمس", [("ليبيا", "GPE", "name", "libya")])
    _, ((first, second, third),) = strict(written(record, text))
    assert (second.token, second.edge, second.levels[0]) == (
        "لليبيا",
        "~",
        ("B-GPE", "name", "libya"),
    )
    assert first.edge == third.edge == "="
    assert first.levels[0] == third.levels[0] == ("O", "_", "_")
    assert project(record, text).widened == record.mentions


def test_the_columns_have_the_names_that_the_header_says() -> None:
    comments, _ = strict(written(*document(1, "ليبيا")))
    levels = [f"{name}-{level}" for level in range(1, 5) for name in ("NER", "FORM", "ENTITY")]
    assert comments["columns"] == [" ".join(["TOKEN", "START", "END", "KIND", "EDGE", *levels])]


def test_nested_mentions_have_columns_of_their_own() -> None:
    record, text = document(
        1,
        "سفارة ليبيا",
        [("سفارة ليبيا", "ORG", "name", "embassy"), ("ليبيا", "GPE", "name", "libya")],
    )
    _, ((head, name),) = strict(written(record, text))
    assert [level[0] for level in head.levels] == ["B-ORG", "O", "O", "O"]
    assert [level[0] for level in name.levels] == ["I-ORG", "B-GPE", "O", "O"]


def test_neighbours_of_one_type_begin_anew() -> None:
    record, text = document(
        1,
        "العلاقات الليبية السعودية",
        [("الليبية", "GPE", "adjective", "libya"), ("السعودية", "GPE", "adjective", "saudi")],
    )
    _, ((_, first, second),) = strict(written(record, text))
    assert (first.levels[0][0], second.levels[0][0]) == ("B-GPE", "B-GPE")


def test_two_mentions_in_one_word_lose_the_second_and_name_it() -> None:
    record, text = document(
        1, "ليبياومصر", [("ليبيا", "GPE", "name", "libya"), ("مصر", "GPE", "name", "egypt")]
    )
    comments, ((row,),) = strict(written(record, text))
    assert row.levels[0] == ("B-GPE", "name", "libya")
    assert comments["lost"] == ["auth-001.6-9"]


def test_a_mention_deeper_than_the_columns_is_lost_and_named() -> None:
    words = ["أ", "ب", "ت", "ث", "ج"]
    text = " ".join(words)
    record, text = document(
        1, text, [(" ".join(words[i:]), "ORG", "name", f"body-{i}") for i in range(5)]
    )
    comments, _ = strict(written(record, text))
    assert LEVELS == 4
    assert comments["lost"] == [f"auth-001.8-{len(text)}"]


def test_a_number_sign_is_a_token_and_no_comment() -> None:
    record, text = document(1, "#ليبيا", [("ليبيا", "GPE", "name", "libya")])
    _, (rows,) = strict(written(record, text))
    assert [row.token for row in rows] == ["#", "ليبيا"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("زار  ليبيا.", ["زار", "ليبيا", "."]),
        ("وبالقاهرة،ثم", ["وبالقاهرة", "،", "ثم"]),
        ("مُحَمَّد العـــربي", ["مُحَمَّد", "العـــربي"]),
        ("a\u00a0b\tc\rd\u2028e", ["a", "b", "c", "d", "e"]),
        ("\u200fقال\u200f:", ["\u200fقال\u200f", ":"]),
        ("قال:\u200fنعم", ["قال", ":\u200f", "نعم"]),
        (".\u0301a", [".\u0301", "a"]),
        ("(10:45)", ["(", "10", ":", "45", ")"]),
        ("❤️ليبيا😀", ["❤️", "ليبيا", "😀"]),
        ("  ", []),
    ],
)
def test_words_and_marks_are_tokens(text: str, expected: list[str]) -> None:
    assert [token.text for token in tokens(text)] == expected


@given(texts())
def test_tokens_are_slices_in_order_that_hold_everything_but_white_space(text: str) -> None:
    found = list(tokens(text))
    assert all(text[token.start : token.end] == token.text for token in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join(token.text for token in found) == "".join(text.split())


def test_a_part_of_a_text_has_the_offsets_of_the_whole() -> None:
    assert [token.start for token in tokens("a b c", 2, 5)] == [2, 4]
