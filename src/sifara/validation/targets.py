"""The files that validation knows: what kinds there are, where they stand, what is asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sifara.gold.repository import RAW_ENDING, RECORD_ENDING, Repository, listed

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file.

    Attributes:
        name: What one record is called.
        plural: What several are called.
        schema: Name of the schema of a record.
        limit: Bytes that a file may have.
        lines: Whether each line is a record of its own (JSONL).
        in_order: Whether the lines are sorted by id.
        required: Whether a checkout must have it.
    """

    name: str
    plural: str
    schema: str
    limit: int
    lines: bool = False
    in_order: bool = False
    required: bool = False

    @property
    def annotates(self) -> bool:
        """Whether a record annotates a raw text."""
        return self.schema == "document"


DOCUMENT = FileKind("document", "documents", "document", 2 * _MEBIBYTE)
PASS = FileKind("annotation pass", "annotation passes", "document", 2 * _MEBIBYTE)
TOPICS = FileKind("taxonomy", "taxonomies", "topic", _MEBIBYTE, required=True)
ENTITIES = FileKind(
    "entity", "entities", "entity", 64 * _MEBIBYTE, lines=True, in_order=True, required=True
)
COMMISSIONS = FileKind(
    "commission", "commissions", "commission", 16 * _MEBIBYTE, lines=True, in_order=True
)
ADJUDICATION = FileKind("adjudication", "adjudications", "adjudication", 64 * _MEBIBYTE, lines=True)

#: All kinds; a new kind of file is a new one here and a place below.
KINDS = (DOCUMENT, PASS, TOPICS, ENTITIES, COMMISSIONS, ADJUDICATION)


def single_files(repository: Repository) -> dict[Path, FileKind]:
    """The kinds of which a checkout has one file, in the order in which they are checked."""
    return {
        repository.topics: TOPICS,
        repository.entities: ENTITIES,
        repository.commissions: COMMISSIONS,
        repository.adjudication: ADJUDICATION,
    }


def folders(repository: Repository) -> dict[Path, FileKind]:
    """The kinds of which a checkout has a folder."""
    return {repository.documents: DOCUMENT, repository.first: PASS, repository.second: PASS}


@dataclass(frozen=True, slots=True)
class Target:
    """A file to check.

    Attributes:
        path: The file.
        shown: The file as findings name it.
        kind: Its kind; None for a file that has no business where it is.
        expected: What would have been right in the place of a file of no kind.
    """

    path: Path
    shown: str
    kind: FileKind | None
    expected: str = "ID.json, such as web-000.json"


def target(repository: Repository, path: Path) -> Target:
    """A single file, whatever it is: its kind is that of its place, elsewhere that of its name."""
    places, gold = single_files(repository), repository.documents.parent
    if path.parent in folders(repository):
        kind = folders(repository)[path.parent] if path.suffix == RECORD_ENDING else None
        return Target(path, shown(repository, path), kind)
    if path.is_relative_to(gold):
        known = [*places, *folders(repository)]
        expected = f"one of {', '.join(place.name for place in known)}"
        return Target(path, shown(repository, path), places.get(path), expected)
    if path.is_relative_to(repository.data / "raw"):
        text = "a document that annotates this text; scaffold one with: sifara new document"
        expected = text if path.suffix == RAW_ENDING else "raw texts here, such as 000.txt"
        return Target(path, shown(repository, path), None, expected)
    names = {file.name: kind for file, kind in places.items()}
    other = DOCUMENT if path.suffix == RECORD_ENDING else None
    return Target(path, shown(repository, path), names.get(path.name, other))


def shown(repository: Repository, path: Path) -> str:
    """A path as findings name it: relative to the checkout where it lies inside."""
    inside = path.is_relative_to(repository.root)
    return (path.relative_to(repository.root) if inside else path).as_posix()


def everything(repository: Repository) -> Iterator[Target]:
    """Every file among the gold data of a checkout, in the order of validation.

    What :func:`sifara.gold.repository.listed` leaves out is left out here too, and by all who read
    the gold. A raw text is checked with the document that annotates it.
    """
    places = single_files(repository)
    found = [file for file, kind in places.items() if kind.required or os.path.lexists(file)]
    for folder in folders(repository):
        found += listed(folder)
    known = {*places, *(folder for folder in folders(repository) if folder.is_dir())}
    found += (path for path in listed(repository.documents.parent) if path not in known)
    found += (path for path in repository.raw_files() if path.suffix != RAW_ENDING)
    return (target(repository, path) for path in found)


def below(repository: Repository, path: Path) -> Iterator[Target]:
    """The files that a path named by the user stands for.

    A file stands for itself, a folder for what is in it, and raw texts for their documents.
    """
    path = path.resolve() if path.is_dir() else path.parent.resolve() / path.name
    texts = _source(repository, path)
    inside = [
        found
        for found in everything(repository)
        if found.path.is_relative_to(path) or (texts and _annotates(found, texts))
    ]
    if inside or repository.documents.is_relative_to(path):
        yield from inside
    elif not path.is_dir():
        yield target(repository, path)
    else:
        outside = (target(repository, found) for found in sorted(path.rglob("*")))
        yield from (found for found in outside if found.kind)


def _source(repository: Repository, path: Path) -> bytes:
    """How a document spells that its raw text is a file, or lies in a folder; empty elsewhere."""
    if not path.is_relative_to(repository.data / "raw"):
        return b""
    end = "/" if path.is_dir() else '"'
    return f'"file": "{path.relative_to(repository.data).as_posix()}{end}'.encode()


def _annotates(found: Target, source: bytes) -> bool:
    return found.kind is DOCUMENT and found.path.is_file() and source in found.path.read_bytes()
