"""``sifara show``: one document with its marks, in a terminal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from sifara.gold.records import Document, Entity, Mention, Segment
from sifara.gold.repository import find_repository
from sifara.gold.text import lines

if TYPE_CHECKING:
    from rich.text import Text

HELP = "print a document with its marks"

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
    parser.add_argument("document", metavar="DOC", help="document id, such as web-000")


def run(args: argparse.Namespace) -> int:
    """Prints the document."""
    from sifara.report.tables import console, print_table

    repository = find_repository(args.root)
    document = repository.read_document(args.document)
    text = repository.read_raw(document.file)
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
        out.print(_marked(text, line.start, line.end, document.mentions), soft_wrap=True)
        out.print()
    print_table(
        ["type", "entity", "mentions", "surfaces"],
        _entities(document, repository.read_entities()),
        numeric=["mentions"],
    )
    return 0


def _header(document: Document, segment: Segment) -> str:
    return f"{document.segment_id(segment)}  {segment.kind}  {', '.join(segment.topics)}".rstrip()


def _marked(text: str, start: int, end: int, mentions: tuple[Mention, ...]) -> Text:
    """One line with each mention in brackets and in the colour of its type."""
    from rich.text import Text

    inside = [m for m in mentions if start <= m.start < end]
    opening: dict[int, list[Mention]] = {}
    closing: dict[int, int] = {}
    for mention in inside:
        opening.setdefault(mention.start, []).append(mention)
        closing[mention.end] = closing.get(mention.end, 0) + 1
    marked = Text()
    stack: list[Mention] = []
    for position in range(start, end + 1):
        for _ in range(closing.get(position, 0)):
            marked.append("]", _STYLES[stack.pop().type])
        for mention in opening.get(position, ()):
            stack.append(mention)
            marked.append("[", _STYLES[mention.type])
        if position < end:
            marked.append(text[position], _STYLES[stack[-1].type] if stack else "")
    return marked


def _entities(document: Document, registry: dict[str, Entity]) -> list[list[str]]:
    surfaces: dict[str, dict[str, int]] = {}
    for mention in document.mentions:
        names = surfaces.setdefault(mention.entity, {})
        names[mention.surface] = names.get(mention.surface, 0) + 1
    by_use = sorted(surfaces.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    return [
        [registry[entity].type, entity, str(sum(names.values())), " · ".join(names)]
        for entity, names in by_use
    ]
