"""``sifara import``: edited documents back into the gold."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.formats import inline
from sifara.records import Document, format_document
from sifara.repository import Repository, find_repository, sha256, write_text

HELP = "bring edited documents back into data/gold/documents"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files to read")
    parser.add_argument(
        "--from", required=True, choices=("inline",), dest="form", help="their form"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="only tell whether the files can be read; write nothing",
    )


def run(args: argparse.Namespace) -> int:
    """Imports the files: all of them, or none when one cannot be read."""
    repository = find_repository(args.root)
    documents = []
    failed = False
    for path in args.files:
        try:
            documents.append(_read_inline(repository, path))
        except inline.InlineError as error:
            failed = True
            print(f"{path}:{error.line}:{error.column}: {error.message}", file=sys.stderr)
    if failed:
        print("sifara: nothing was written", file=sys.stderr)
        return 1
    for document in documents:
        path = repository.document_path(document.id)
        text = format_document(document)
        if args.check:
            print(f"{document.id}: {len(document.mentions)} mentions, readable")
        elif path.is_file() and path.read_bytes() == text.encode("utf-8"):
            print(f"{document.id}: unchanged")
        else:
            write_text(path, text)
            print(f"{document.id}: {len(document.mentions)} mentions written to {path}")
    return 0


def _read_inline(repository: Repository, path: Path) -> Document:
    content = inline.decode(path.read_bytes())
    file = inline.read_metadata(content).get("raw", "")
    try:
        raw = repository.raw_path(file)
    except ValueError as error:
        raise inline.InlineError(1, 1, str(error)) from error
    if not raw.is_file():
        raise inline.InlineError(1, 1, f"raw text {file!r} does not exist in data/")
    document, lines = inline.load(content, sha256(raw))
    inline.compare_with_raw(lines, repository.read_raw(file))
    return document
