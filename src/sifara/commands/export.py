"""``sifara export``: gold documents in the forms that people and annotation tools use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.formats import inline
from sifara.repository import find_repository, write_text

HELP = "write gold documents in a form for people or annotation tools"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("documents", nargs="+", metavar="DOC", help="document ids, such as web-000")
    parser.add_argument("--to", required=True, choices=("inline",), help="the form to write")
    parser.add_argument(
        "--output", type=Path, metavar="DIR", help="write one file a document here, not to stdout"
    )


def run(args: argparse.Namespace) -> int:
    """Exports the documents."""
    repository = find_repository(args.root)
    for document_id in args.documents:
        document = repository.read_document(document_id)
        text = inline.dump(document, repository.read_raw(document.file))
        if args.output:
            path = args.output / f"{document_id}.txt"
            write_text(path, text)
            print(path)
        else:
            sys.stdout.write(text)
    return 0
