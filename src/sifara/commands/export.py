"""``sifara export``: gold documents in the forms that people and annotation tools use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.errors import UsageError
from sifara.formats.forms import FORMATS, Format
from sifara.gold.records import Document
from sifara.gold.repository import Repository, find_repository, write_text

HELP = "write gold documents in a form for people or annotation tools"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("documents", nargs="*", metavar="DOC", help="document ids, such as web-000")
    parser.add_argument("--all", action="store_true", help="all documents of the gold")
    parser.add_argument("--to", required=True, choices=FORMATS, help="the form to write")
    parser.add_argument(
        "--output",
        type=Path,
        metavar="DIR",
        help="write one file a document here, and what the tool needs beside them, not to stdout",
    )
    parser.add_argument(
        "--config",
        action="store_true",
        help="print only what the tool needs beside the documents (label-studio: the labelling "
        "configuration)",
    )


def run(args: argparse.Namespace) -> int:
    """Exports the documents."""
    repository = find_repository(args.root)
    form = FORMATS[args.to]
    if args.config:
        sys.stdout.write(_config(form, args, repository))
        return 0
    documents = _documents(args, repository)
    if not args.output:
        sys.stdout.write(form.dump(documents, repository))
        return 0
    files = {f"{each.id}{form.suffix}": form.dump([each], repository) for each in documents}
    if form.config:
        name, make = form.config
        files[name] = make(repository)
    for name, text in files.items():
        try:
            write_text(args.output / name, text)
        except (FileExistsError, NotADirectoryError) as error:
            raise UsageError(f"--output: {args.output} is no folder to write into") from error
        print(args.output / name)
    return 0


def _config(form: Format, args: argparse.Namespace, repository: Repository) -> str:
    if form.config is None:
        raise UsageError(f"--config: {args.to} needs no file beside the documents")
    if args.documents or args.all or args.output:
        raise UsageError("--config prints one file; leave out documents, --all and --output")
    return form.config[1](repository)


def _documents(args: argparse.Namespace, repository: Repository) -> list[Document]:
    if bool(args.documents) == args.all:
        raise UsageError("expected either document ids or --all")
    if args.all:
        return list(repository.read_documents())
    return [repository.read_document(name) for name in dict.fromkeys(args.documents)]
