"""``sifara import``: edited documents back into the gold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from sifara.formats.faults import Fault, Reading, UnreadableError
from sifara.formats.forms import FORMATS, READABLE
from sifara.gold.records import Document, format_document
from sifara.gold.repository import Repository, find_repository, write_text
from sifara.gold.vocabulary import spells

HELP = "bring edited documents back into data/gold/documents"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files to read")
    parser.add_argument("--from", required=True, choices=READABLE, dest="form", help="their form")
    parser.add_argument(
        "--check",
        action="store_true",
        help="only tell whether the files can be read; write nothing",
    )


def run(args: argparse.Namespace) -> int:
    """Imports the files: all of them, or none when one cannot be read."""
    repository = find_repository(args.root)
    readings: dict[Path, list[Reading]] = {}
    faults: list[tuple[Path, Fault]] = []
    for path in dict.fromkeys(args.files):
        try:
            readings[path] = _read(args.form, path, repository)
        except UnreadableError as error:
            faults += [(path, fault) for fault in error.faults]
    faults += _repeated(readings)
    for path, fault in faults:
        print(f"{path}:{fault.place}: {fault.message}", file=sys.stderr)
    if faults:
        print("sifara: nothing was written", file=sys.stderr)
        return 1
    texts = {}
    for reading in (each for several in readings.values() for each in several):
        path = repository.document_path(reading.document.id)
        document = _reviewed_as_is(reading.document, repository)
        text = format_document(document)
        print(f"{document.id}: {_state(path, text, len(document.mentions), check=args.check)}")
        if reading.note:
            print(f"{document.id}: {reading.note}", file=sys.stderr)
        if document != reading.document:
            print(
                f"{document.id}: its labels have changed, so its reviews no longer hold; "
                f"review it again: sifara review {document.id} --by HANDLE",
                file=sys.stderr,
            )
        texts[path] = text
    if not args.check:
        _write(texts)
        print("what the labels say is checked by: sifara validate", file=sys.stderr)
    return 0


def _read(form: str, path: Path, repository: Repository) -> list[Reading]:
    """The documents of a file, each of which may stand in the gold."""
    read = FORMATS[form].read
    assert read is not None
    readings = read(path.read_bytes(), repository)
    faults = [fault for reading in readings for fault in _misplaced(reading, repository)]
    if faults:
        raise UnreadableError(faults)
    return readings


def _misplaced(reading: Reading, repository: Repository) -> Iterator[Fault]:
    """Why a document may not be written where its id says."""
    document = reading.document
    if not spells("id", document.id):
        yield Fault("1:1", f"found id {document.id!r}, expected one such as web-000 or auth-001")
    elif repository.document_path(document.id).is_file():
        known = repository.read_document(document.id)
        if known.file != document.file:
            yield Fault(
                "1:1",
                f"{document.id} annotates {known.file}, found {document.file}; an id never moves "
                "to another text",
            )


def _reviewed_as_is(document: Document, repository: Repository) -> Document:
    """The document, without the reviews of a record whose labels were others."""
    if not document.reviews or not repository.document_path(document.id).is_file():
        return document
    known = repository.read_document(document.id)
    labels = (document.segments, document.mentions)
    if known.reviews == document.reviews and labels != (known.segments, known.mentions):
        return replace(document, review="adjudicated", reviews=())
    return document


def _repeated(readings: Mapping[Path, list[Reading]]) -> Iterator[tuple[Path, Fault]]:
    """Documents that stand in the files more than once."""
    first: dict[str, Path] = {}
    for path, several in readings.items():
        for reading in several:
            name = reading.document.id
            if name in first:
                yield path, Fault("1:1", f"{name} stands twice, first in {first[name]}; keep one")
            first.setdefault(name, path)


def _state(path: Path, text: str, mentions: int, *, check: bool) -> str:
    if path.is_file() and path.read_bytes() == text.encode("utf-8"):
        return "unchanged"
    return f"{mentions} mentions, {'readable' if check else f'written to {path}'}"


def _write(texts: Mapping[Path, str]) -> None:
    """Writes all files, or puts back what was there when one cannot be written."""
    before = {path: path.read_text("utf-8") if path.is_file() else None for path in texts}
    try:
        for path, text in texts.items():
            if before[path] != text:
                write_text(path, text)
    except BaseException:
        for path, old in before.items():
            if old is None:
                path.unlink(missing_ok=True)
            else:
                write_text(path, old)
        raise
