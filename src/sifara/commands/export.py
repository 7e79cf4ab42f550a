"""``sifara export``: gold documents in the forms that people and annotation tools use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.commands.documents import read, read_all
from sifara.errors import UsageError
from sifara.files import write_texts
from sifara.formats.forms import FORMATS, Format
from sifara.gold.records import Document
from sifara.gold.repository import Repository, find_repository

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
        help="write into this folder, one file for each document, and the file that the tool needs "
        "beside them (default: write to standard output)",
    )
    parser.add_argument(
        "--config",
        action="store_true",
        help="print only the file that the tool needs beside the documents; label-studio has one, "
        "its labelling configuration",
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
    texts = {f"{each.id}{form.suffix}": form.dump([each], repository) for each in documents}
    if form.config:
        name, make = form.config
        texts[name] = make(repository)
    files = {args.output / name: text for name, text in texts.items()}
    write_texts(files)
    for path in files:
        print(path)
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
        return read_all(repository)
    return [read(repository, name)[0] for name in dict.fromkeys(args.documents)]
