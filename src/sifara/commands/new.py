"""``sifara new``: the scaffold of a record, for an annotator to fill in."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from sifara.errors import UsageError
from sifara.files import write_texts
from sifara.formats import inline
from sifara.formats.inline import OPEN
from sifara.gold.records import Document, Segment
from sifara.gold.repository import Repository, find_repository, sha256
from sifara.gold.text import lines
from sifara.gold.vocabulary import spells, words

HELP = "make a record for a raw text, for an annotator to fill in"

#: Prefix of the ids, and of the stories, of each kind of source.
_PREFIXES = {"web": ("web", "web"), "authored": ("auth", "st")}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("what", choices=("document",), help="what to make")
    parser.add_argument(
        "raw", type=Path, metavar="RAWFILE", help="a text in data/raw/web or data/raw/authored"
    )
    parser.add_argument("--id", help="id of the document (default: the next free one)")
    parser.add_argument(
        "--story", help="the story whose event it tells (default: a new story of its own)"
    )
    parser.add_argument("--split", choices=words("split"), help="default: the split of the story")
    parser.add_argument("--register", choices=words("register"), help="default: left open")
    parser.add_argument("--noise", choices=words("noise"), help="default: left open")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="file to write (default: standard output)"
    )


def run(args: argparse.Namespace) -> int:
    """Writes the scaffold in the inline form."""
    repository = find_repository(args.root)
    path, file = _raw_file(args.raw, repository)
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"{args.raw}: byte {error.start} is not UTF-8; texts are stored as UTF-8"
        raise UsageError(message) from error
    if not any(lines(text)):
        raise UsageError(f"{args.raw}: has no line of text")
    document = _scaffold(args, repository, file, sha256(path), text)
    written = inline.dump(document, text)
    if args.output:
        if args.output.exists():
            raise UsageError(f"{args.output} exists; choose another file")
        write_texts({args.output: written})
        print(args.output)
    else:
        sys.stdout.write(written)
    for hint in _hints(document, args.output):
        print(hint, file=sys.stderr)
    return 0


def _raw_file(raw: Path, repository: Repository) -> tuple[Path, str]:
    """The raw text and its path relative to ``data/``."""
    if not raw.is_file():
        raise UsageError(
            f"{raw} is not a file; put the text into data/raw/web or data/raw/authored"
        )
    path = raw.resolve()
    data = repository.data.resolve()
    file = path.relative_to(data).as_posix() if path.is_relative_to(data) else ""
    if not spells("file", file):
        raise UsageError(
            f"{raw} is not a text of this checkout; expected data/raw/web/NAME.txt or "
            "data/raw/authored/NAME.txt, the name of letters, digits, - and _"
        )
    return path, file


def _scaffold(
    args: argparse.Namespace, repository: Repository, file: str, digest: str, text: str
) -> Document:
    """A record in which everything that needs judgement is open."""
    known = list(repository.read_documents())
    for other in known:
        if other.file == file:
            raise UsageError(f"{file} is the text of {other.id}; correct that with export")
    source = file.split("/")[1]
    prefix, stories = _PREFIXES[source]
    name = args.id or _next(prefix, (each.id for each in known))
    if not spells("id", name) or not name.startswith(f"{prefix}-"):
        raise UsageError(f"--id {name}: expected {prefix}- and three to five digits")
    if any(other.id == name for other in known):
        raise UsageError(f"--id {name}: exists; leave --id out for the next free one")
    story = args.story or (
        name if source == "web" else _next(stories, (each.story for each in known))
    )
    if not spells("story", story):
        raise UsageError(f"--story {story}: expected {stories}- and three to five digits")
    return Document(
        id=name,
        source=source,
        file=file,
        sha256=digest,
        story=story,
        split=_split(args.split, source, story, known),
        register=args.register or OPEN,
        noise=args.noise or OPEN,
        review="draft",
        segments=tuple(Segment(line.number, OPEN) for line in lines(text)),
        mentions=(),
    )


def _next(prefix: str, used: Iterator[str]) -> str:
    """The id after the highest one of a prefix."""
    numbers = [int(m[1]) for m in (re.fullmatch(rf"{prefix}-([0-9]+)", u) for u in used) if m]
    first = 0 if prefix == "web" else 1
    return f"{prefix}-{max(numbers, default=first - 1) + 1:03d}"


def _split(given: str | None, source: str, story: str, known: list[Document]) -> str:
    """The split, which a story fixes for all its documents."""
    fixed = {"web"} if source == "web" else {each.split for each in known if each.story == story}
    if given and fixed and given not in fixed:
        raise UsageError(f"--split {given}: {story} is in {', '.join(sorted(fixed))}")
    if given == "web" and source != "web":
        raise UsageError("--split web: only texts from data/raw/web are in it")
    return given or (fixed.pop() if len(fixed) == 1 else OPEN)


def _hints(document: Document, output: Path | None) -> Iterator[str]:
    """What the annotator does next."""
    for key in ("split", "register", "noise"):
        if getattr(document, key) == OPEN:
            yield f"decide % {key}: one of {', '.join(words(key))}"
    kinds = ", ".join(words("kind"))
    yield f"decide {len(document.segments)} headers '= kind topic, topic': {kinds}"
    yield "mark the mentions: docs/annotation-guidelines.md, section 13"
    yield f"then: sifara import --from inline {output or 'FILE'}"
