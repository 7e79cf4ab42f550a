"""``sifara import``: edited documents back into the gold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from sifara.files import write_texts
from sifara.formats.faults import Fault, Reading, UnreadableError
from sifara.formats.forms import FORMATS, READABLE
from sifara.gold.records import Document, format_document
from sifara.gold.repository import Repository, find_repository
from sifara.gold.vocabulary import spells
from sifara.validation.findings import count

HELP = "bring edited documents back into data/gold/documents"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files to read")
    parser.add_argument(
        "--from", required=True, choices=READABLE, dest="form", help="form of the files"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing, only tell whether the files can be read",
    )


def run(args: argparse.Namespace) -> int:
    """Imports the files: all of them, or none when one cannot be read."""
    repository = find_repository(args.root)
    readings, faults = _read_all(args.form, args.files, repository)
    for path, fault in faults:
        print(f"{path}:{fault.place}: {fault.message}", file=sys.stderr)
    if faults:
        print("sifara: nothing was written", file=sys.stderr)
        return 1
    imported = [(reading, _reviewed_as_is(reading.document, repository)) for reading in readings]
    texts = {repository.document_path(new.id): format_document(new) for _, new in imported}
    changed = {
        path: text
        for path, text in texts.items()
        if not (path.is_file() and path.read_bytes() == text.encode("utf-8"))
    }
    if not args.check:
        write_texts(changed)
    for reading, new in imported:
        path = repository.document_path(new.id)
        state = f"{count(len(new.mentions), 'mention')}, " + (
            "readable" if args.check else f"written to {path}"
        )
        print(f"{new.id}: {state if path in changed else 'unchanged'}")
        if reading.note:
            print(f"{new.id}: {reading.note}", file=sys.stderr)
        if new != reading.document:
            print(
                f"{new.id}: its labels have changed, so its reviews no longer hold; "
                f"review it again: sifara review {new.id} --by HANDLE",
                file=sys.stderr,
            )
    if not args.check:
        print("to check what the labels say, run: sifara validate", file=sys.stderr)
    return 0


def _read_all(
    form: str, paths: Iterable[Path], repository: Repository
) -> tuple[list[Reading], list[tuple[Path, Fault]]]:
    """The documents of all files, each once, and what is wrong with the files."""
    readings: list[Reading] = []
    faults: list[tuple[Path, Fault]] = []
    first: dict[str, Path] = {}
    for path in dict.fromkeys(paths):
        try:
            found = _read(form, path, repository)
        except UnreadableError as error:
            faults += [(path, fault) for fault in error.faults]
            continue
        readings += found
        for name in (reading.document.id for reading in found):
            if name in first:
                message = f"{name} stands twice, first in {first[name]}; keep one"
                faults.append((path, Fault("1:1", message)))
            first.setdefault(name, path)
    return readings, faults


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
