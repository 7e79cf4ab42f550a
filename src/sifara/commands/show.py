"""``sifara show``: one document with its marks, in a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from sifara.commands.documents import read
from sifara.formats.marks import spelled
from sifara.gold.records import Document, Segment
from sifara.gold.repository import find_repository
from sifara.gold.spans import pieces
from sifara.gold.text import Line, lines

if TYPE_CHECKING:
    from rich.text import Text

HELP = "print a document with its mentions marked"

_STYLES = {
    "PERS": "bold magenta",
    "ORG": "bold blue",
    "GPE": "bold green",
    "LOC": "bold cyan",
    "FAC": "bold yellow",
    "EVENT": "bold red",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.epilog = (
        "Brackets stand around mentions. A bracket of the text itself is written with a backslash "
        r"before it, an invisible character as \u{HEX}."
    )
    parser.add_argument("document", metavar="DOC", help="document id, such as web-000")


def run(args: argparse.Namespace) -> int:
    """Prints the document."""
    from sifara.report.tables import console, print_table

    document, text = read(find_repository(args.root), args.document)
    out = console()
    out.print(
        f"{document.id}  story {document.story}  split {document.split}  {document.register}  "
        f"noise {document.noise}  {document.review}\n",
        style="bold",
        markup=False,
    )
    segments = {segment.line: segment for segment in document.segments}
    for line in lines(text):
        out.print(_header(document, segments[line.number]), style="dim", markup=False)
        out.print(_marked(document, text, line), soft_wrap=True)
        out.print()
    print_table(
        ["type", "entity", "mentions", "surfaces"], _entities(document), numeric=["mentions"]
    )
    return 0


def _header(document: Document, segment: Segment) -> str:
    return f"{document.segment_id(segment)}  {segment.kind}  {', '.join(segment.topics)}".rstrip()


def _marked(document: Document, text: str, line: Line) -> Text:
    """One line with each mention in brackets and in the colour of its type."""
    from rich.text import Text

    mentions = [m for m in document.mentions if line.start <= m.start < line.end]
    characters = spelled(text[line.start : line.end])

    def runs() -> Iterator[tuple[str, str]]:
        for kind, span, start, end in pieces(
            line.start, line.end, [(m.start, m.end) for m in mentions]
        ):
            shown = {"open": "[", "close": "]"}.get(kind) or "".join(
                characters[start - line.start : end - line.start]
            )
            yield _STYLES[mentions[span].type] if span >= 0 else "", shown

    return Text.assemble(
        *(
            ("".join(shown for _, shown in run), style)
            for style, run in groupby(runs(), key=lambda run: run[0])
        )
    )


def _entities(document: Document) -> list[list[str]]:
    """Type, entity, mentions and surfaces of each entity, the most mentioned first."""
    by_entity: dict[tuple[str, str], list[str]] = {}
    for mention in document.mentions:
        by_entity.setdefault((mention.type, mention.entity), []).append(mention.surface)
    return [
        [type_, entity, str(len(surfaces)), " · ".join(dict.fromkeys(surfaces))]
        for (type_, entity), surfaces in sorted(
            by_entity.items(), key=lambda item: (-len(item[1]), item[0][1])
        )
    ]
