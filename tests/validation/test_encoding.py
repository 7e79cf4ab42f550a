"""Laws of the first level: what is a file of text, and the place of the first byte that is none."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.validation.findings import Finding
from sifara.validation.levels.encoding import Unreadable, decoded, read_bytes

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\ufeff"), min_size=1)


def refused(data: bytes) -> Finding:
    with pytest.raises(Unreadable) as caught:
        decoded(data, "x.json")
    return caught.value.finding


@given(TEXT)
def test_text_is_what_was_written(text: str) -> None:
    if text.isspace():
        assert refused(text.encode()).code == "empty-file"
    else:
        assert decoded(text.encode(), "x.json") == text


@given(TEXT, TEXT)
def test_the_first_byte_that_is_not_utf8_has_a_line_and_a_column(before: str, after: str) -> None:
    item = refused(before.encode() + b"\xff" + after.encode())
    rows = before.split("\n")
    assert (item.code, item.line, item.column) == ("invalid-utf8", len(rows), len(rows[-1]) + 1)
    assert (
        f"byte {len(before.encode())}" in item.message or str(len(before.encode())) in item.message
    )
    assert "FF" in item.message


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        ("{}".encode("utf-16"), "looks like UTF-16"),
        (b"\xfe\xff\x00{", "looks like UTF-16"),
        (b"a\xed\xa0\x80", "begins a lone surrogate"),
        (b"a\xd9", "cut inside a character"),
        (b"a\xffb", ""),
    ],
)
def test_the_likely_cause_is_named(data: bytes, hint: str) -> None:
    message = refused(data).message
    known = ("looks like", "lone surrogate", "was cut")
    assert hint in message
    assert sum(word in message for word in known) == bool(hint)


@given(st.lists(TEXT, min_size=2, max_size=4))
def test_carriage_returns_are_counted_at_the_first(parts: list[str]) -> None:
    item = refused("\r".join(parts).encode())
    rows = parts[0].split("\n")
    assert (item.code, item.line, item.column) == ("carriage-return", len(rows), len(rows[-1]) + 1)
    assert str(len(parts) - 1) in item.message


def test_a_byte_order_mark_is_no_text() -> None:
    assert refused("\ufeff{}".encode()).code == "byte-order-mark"
    assert decoded("{\ufeff}".encode(), "x.json") == "{\ufeff}"


@pytest.mark.parametrize("size", [0, 1, 9, 10])
def test_a_file_of_at_most_its_limit_is_read_whole(tmp_path: Path, size: int) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"x" * size)
    assert read_bytes(path, "x.json", 10) == b"x" * size
    if size:
        with pytest.raises(Unreadable, match=f"{size:,}"):
            read_bytes(path, "x.json", size - 1)


@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "nothing", "below a file", "device"])
def test_what_is_no_file_is_named(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "x.json"
    (tmp_path / "file").write_text("x")
    words = {
        "folder": "a folder",
        "link": "a symbolic link",
        "pipe": "a named pipe",
        "nothing": "no such file or directory",
        "below a file": "not a directory",
        "device": "a device",
    }
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("file")
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "below a file":
        path = tmp_path / "file" / "x.json"
    elif kind == "device":
        path = Path(os.devnull)
    with pytest.raises(Unreadable, match=words[kind]) as caught:
        read_bytes(path, "x.json", 10)
    assert caught.value.finding.code == "not-a-file"
