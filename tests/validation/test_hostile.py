"""Hostile input: each is refused with the code of its rule, at once, and nothing crashes."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara.gold.repository import Repository
from sifara.validation.findings import Finding, as_text

Codes = Callable[..., set[str]]


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("utf-8", "surrogatepass"))


@pytest.fixture
def document(repository: Repository) -> Path:
    return repository.document_path("auth-002")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty-file"),
        (b" \n\n", "empty-file"),
        (b"\xef\xbb\xbf{}", "byte-order-mark"),
        ("\ufeff{}".encode("utf-16-le"), "invalid-utf8"),
        (b"\xff\xfe{\x00}\x00", "invalid-utf8"),
        (b'{"id": "\xed\xa0\x80"}', "invalid-utf8"),
        (b'{"id": "\xc0\xaf"}', "invalid-utf8"),
        (b'{"id": "\xd9', "invalid-utf8"),
        (b"{}\r\n", "carriage-return"),
        (b'{"id": "a\x00b"}', "control-character"),
        (b"\x00", "unexpected-character"),
        (b"null", "wrong-type"),
        (b"[]", "wrong-type"),
        (b"{}", "missing-key"),
        (b'{"id": 1e999}', "fractional-number"),
        (b'{"id": ' + b"9" * 100_000 + b"}", "huge-number"),
        (b'{"id": -' + b"9" * 5_000 + b"}", "huge-number"),
        (b"[" * 1_000_000, "nested-too-deep"),
        (b'{"a":' * 100_000, "nested-too-deep"),
        (b"[" * 65 + b"]" * 65, "nested-too-deep"),
        (b'"' + b"\\u0000" * 100_000, "truncated-json"),
    ],
    ids=lambda value: str(value[:12]) if isinstance(value, bytes) else value,
)
def test_bytes(document: Path, codes: Codes, data: bytes, code: str) -> None:
    document.write_bytes(data)
    assert code in codes(document)


@pytest.mark.slow
def test_a_file_of_thousands_of_wrong_mentions_is_explained_within_seconds(
    document: Path, found: Callable[..., list[Finding]]
) -> None:
    value = json.loads(document.read_bytes())
    value["mentions"] = [{"start": "x", "end": [], "topics": {}}] * 3_000
    document.write_text(json.dumps(value), encoding="utf-8")
    started = time.monotonic()
    assert len(found(document)) == 1_000
    assert time.monotonic() - started < 20


@pytest.mark.slow
def test_a_list_of_unlike_items_is_compared_in_linear_time(document: Path, codes: Codes) -> None:
    items = [number if number % 2 else [number] for number in range(50_000)]
    rewrite(document, '["peace-process"]', json.dumps([*items, 1]))
    started = time.monotonic()
    assert "repeated-item" in codes(document)
    assert time.monotonic() - started < 20


def test_a_gigantic_file_is_not_read(document: Path, codes: Codes) -> None:
    with document.open("wb") as file:
        file.truncate(1 << 40)
    assert codes(document) == {"file-too-large"}


def test_a_gigantic_raw_text_is_not_read(repository: Repository, codes: Codes) -> None:
    with (repository.data / "raw" / "authored" / "auth-002.txt").open("wb") as file:
        file.truncate(1 << 40)
    assert "raw-not-a-file" in codes()


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir], ids=["pipe", "folder"])
def test_a_pipe_or_folder_is_not_waited_for(
    repository: Repository, codes: Codes, make: Callable[[Path], None]
) -> None:
    make(repository.documents / "auth-003.json")
    assert codes() == {"not-a-file"}


def test_a_pipe_as_raw_text_is_not_waited_for(repository: Repository, codes: Codes) -> None:
    raw = repository.data / "raw" / "authored" / "auth-002.txt"
    raw.unlink()
    os.mkfifo(raw)
    assert codes() == {"raw-not-a-file"}


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd",
        "raw/authored/../../../etc/passwd",
        "raw/authored/./auth-001.txt",
        "..\\\\raw\\\\authored\\\\auth-001.txt",
        "C:/raw/authored/auth-001.txt",
        "file:///etc/passwd",
    ],
)
def test_a_path_that_could_leave_data_is_refused(document: Path, codes: Codes, path: str) -> None:
    rewrite(document, "raw/authored/auth-002.txt", path)
    assert codes(document) == {"unsafe-path"}


def test_a_path_with_a_trailing_newline_is_refused(document: Path, codes: Codes) -> None:
    rewrite(document, "auth-002.txt", "auth-002.txt\\n")
    assert codes(document) == {"malformed-value"}


def test_a_link_out_of_data_is_not_followed(
    repository: Repository, codes: Codes, tmp_path: Path
) -> None:
    raw = repository.data / "raw" / "authored" / "auth-002.txt"
    outside = tmp_path / "outside.txt"
    raw.rename(outside)
    raw.symlink_to(outside)
    assert codes() == {"raw-not-a-file"}


def test_arabic_digits_are_no_digits(document: Path, codes: Codes) -> None:
    rewrite(document, '"auth-002"', '"auth-٠٠٢"')
    assert codes(document) == {"malformed-value"}


def test_a_file_name_that_is_not_utf8_is_shown_and_survived(
    repository: Repository, found: Callable[..., list[Finding]]
) -> None:
    name = os.fsdecode(b"auth-\xff.json")
    (repository.documents / name).write_text("{}", encoding="utf-8")
    (item, *_) = found()
    assert as_text(item).isprintable()


def test_findings_never_print_what_a_terminal_would_obey(
    document: Path, found: Callable[..., list[Finding]]
) -> None:
    rewrite(document, '"type": "ORG"', '"type": "\\u001b[31m\\u202e\\u0000\\u009b"')
    (item,) = found(document)
    assert as_text(item).isprintable()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_normal_forms_are_never_mixed_up(
    annotate: Callable[..., Path], found: Callable[..., list[Finding]], form: str
) -> None:
    import unicodedata

    other = {"NFC": "NFD", "NFD": "NFC"}[form]
    text = unicodedata.normalize(form, "قالت الهيئة آخر النهار إن العمل مستمر.")
    name = unicodedata.normalize(form, "الهيئة")
    start = text.index(name)
    path = annotate(text, (start, start + len(name)))
    assert found(path) == []
    value = json.loads(path.read_bytes())
    value["mentions"][0]["surface"] = unicodedata.normalize(other, value["mentions"][0]["surface"])
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    (item, *_) = [item for item in found(path) if item.code == "surface-mismatch"]
    assert "normal form" in item.message


def test_bidi_controls_and_blanks_of_a_raw_text_move_nothing(
    annotate: Callable[..., Path], codes: Codes
) -> None:
    text = "\u200f\u202bقالت\u00a0الجامعةـ\u200e ذلك\u202c.\n"
    start = text.index("الجامعة")
    assert codes(annotate(text, (start, start + 8))) == set()


@pytest.mark.parametrize("kind", ["web", "authored"])
def test_bom_and_carriage_returns_are_data_on_the_web_and_accidents_in_authored_texts(
    repository: Repository, codes: Codes, kind: str
) -> None:
    from sifara.gold.repository import sha256

    name = {"web": "web-000", "authored": "auth-002"}[kind]
    path = repository.document_path(name)
    raw = repository.data / "raw" / kind / f"{name}.txt"
    raw.write_bytes(raw.read_bytes().replace(b"\n", b"\r\n"))
    value = json.loads(path.read_bytes())
    rewrite(path, value["source"]["sha256"], sha256(raw))
    found = codes(path)
    # The text moved by a character a line, so its mentions are displaced; the bytes are no fault.
    assert ("raw-editor-accident" in found) == (kind == "authored")
    assert not found & {"raw-hash", "raw-not-utf8"}
