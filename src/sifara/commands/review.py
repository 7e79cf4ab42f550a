"""``sifara review``: a person puts a name to a document that was read and found right."""

from __future__ import annotations

import argparse
import datetime
import re
from dataclasses import replace

from sifara.errors import UsageError
from sifara.files import write_texts
from sifara.gold.records import Document, format_document
from sifara.gold.repository import find_repository
from sifara.gold.vocabulary import spells

HELP = "record that a person has reviewed a document"

#: Review states that a review may follow.
_REVIEWABLE = ("adjudicated", "human_reviewed")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("document", metavar="DOC", help="document id, such as web-000")
    parser.add_argument(
        "--by", required=True, metavar="HANDLE", help="handle of the reviewer, as on GitHub"
    )
    parser.add_argument("--date", metavar="YYYY-MM-DD", help="day of the review (default: today)")


def run(args: argparse.Namespace) -> int:
    """Records the review."""
    repository = find_repository(args.root)
    document = repository.read_document(args.document)
    if not spells("reviewer", args.by):
        raise UsageError(
            f"--by {args.by!r}: expected a handle of letters, digits, - and _, as on GitHub"
        )
    date = _date(args.date)
    reviewed = _reviewed(document, args.by, date)
    write_texts({repository.document_path(document.id): format_document(reviewed)})
    print(f"{document.id}: reviewed by {args.by} on {date}")
    return 0


def _date(given: str | None) -> str:
    today = datetime.date.today()
    if given is None:
        return today.isoformat()
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", given):
        try:
            date = datetime.date.fromisoformat(given)
        except ValueError as error:
            raise UsageError(f"--date {given}: no day of the calendar") from error
        if date > today:
            raise UsageError(f"--date {given}: lies in the future")
        return given
    raise UsageError(f"--date {given!r}: expected YYYY-MM-DD, such as 2026-03-01")


def _reviewed(document: Document, by: str, date: str) -> Document:
    """The document with one more review."""
    if document.review not in _REVIEWABLE:
        raise UsageError(
            f"{document.id} has the state {document.review}; it must be adjudicated first, see "
            "docs/reviewing.md"
        )
    if (by, date) in document.reviews:
        raise UsageError(f"{document.id} has a review by {by} on {date} already")
    reviews = sorted([*document.reviews, (by, date)], key=lambda review: (review[1], review[0]))
    return replace(document, review="human_reviewed", reviews=tuple(reviews))
