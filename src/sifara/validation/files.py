"""The kinds of file that validation knows: where they are, how they are read, what shape they have.

A new kind of file is a new row of the table.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sifara.gold.repository import RECORD_ENDING, Repository, folder_names

_MEBIBYTE = 1 << 20


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """A kind of file.

    Attributes:
        name: What one record is called.
        plural: What several are called.
        schema: Name of its schema; a kind whose schema is not there is only read.
        lines: Whether each line is a record of its own (JSONL).
        limit: Bytes that a file may have.
        in_order: Whether the lines are sorted by id.
        required: Whether a checkout must have it.
    """

    name: str
    plural: str
    schema: str
    lines: bool
    limit: int
    in_order: bool = False
    required: bool = False


DOCUMENT = Kind("document", "documents", "document", lines=False, limit=2 * _MEBIBYTE)
SECOND = Kind(
    "annotation pass",
    "annotation passes",
    "document",
    lines=False,
    limit=2 * _MEBIBYTE,
)
ENTITIES = Kind(
    "entity",
    "entities",
    "entity",
    lines=True,
    limit=64 * _MEBIBYTE,
    in_order=True,
    required=True,
)
TOPICS = Kind("taxonomy", "taxonomies", "topic", lines=False, limit=_MEBIBYTE, required=True)
COMMISSIONS = Kind(
    "commission", "commissions", "commission", lines=True, limit=16 * _MEBIBYTE, in_order=True
)
ADJUDICATION = Kind(
    "adjudication", "adjudications", "adjudication", lines=True, limit=64 * _MEBIBYTE
)


def single_files(repository: Repository) -> dict[Path, Kind]:
    """The kinds of which a checkout has one file."""
    return {
        repository.topics: TOPICS,
        repository.entities: ENTITIES,
        repository.commissions: COMMISSIONS,
        repository.adjudication: ADJUDICATION,
    }


def folders(repository: Repository) -> dict[Path, Kind]:
    """The kinds of which a checkout has a folder."""
    return {
        repository.documents: DOCUMENT,
        repository.first: SECOND,
        repository.second: SECOND,
    }


@dataclass(frozen=True, slots=True)
class Target:
    """A file to check.

    Attributes:
        path: The file.
        shown: The file as findings name it.
        kind: Its kind; None for a file that has no business where it is.
    """

    path: str
    shown: str
    kind: Kind | None

    @property
    def stem(self) -> str:
        """Name of the file without folder and extension."""
        return os.path.basename(self.path).rpartition(".")[0]  # noqa: PTH119 - ten times faster


def target(repository: Repository, path: Path) -> Target:
    """A single file, whatever it is."""
    return Target(str(path), shown(repository, path), kind_of(repository, path))


def shown(repository: Repository, path: Path) -> str:
    """A path as findings name it: relative to the checkout where it lies inside."""
    try:
        return path.relative_to(repository.root).as_posix()
    except ValueError:
        return path.as_posix()


def kind_of(repository: Repository, path: Path) -> Kind | None:
    """The kind of a file: by its place in the checkout, elsewhere by its name."""
    inside = path.is_relative_to(repository.documents.parent)
    for file, kind in single_files(repository).items():
        if path == file or (path.name == file.name and not inside):
            return kind
    if path.suffix != RECORD_ENDING:
        return None
    for folder, kind in folders(repository).items():
        if path.parent == folder:
            return kind
    return None if inside else DOCUMENT


def in_folder(repository: Repository, folder: Path) -> Iterator[Target]:
    """The files of a folder of records, sorted by name; hidden files are left alone."""
    kind = folders(repository)[folder]
    prefix, name_prefix = f"{folder}{os.sep}", f"{shown(repository, folder)}/"
    for name in folder_names(folder):
        known = kind if name.endswith(RECORD_ENDING) else None
        yield Target(prefix + name, name_prefix + name, known)


def everything(repository: Repository) -> Iterator[Target]:
    """Every gold file of a checkout, in the order of validation."""
    for file, kind in single_files(repository).items():
        if kind.required or os.path.lexists(file):
            yield target(repository, file)
    for folder in folders(repository):
        yield from in_folder(repository, folder)


def below(repository: Repository, path: Path) -> Iterator[Target]:
    """The files that a path named by the user stands for.

    A file stands for itself, a folder for the gold files in it, and raw texts for their documents.
    """
    documents = list(_annotating(repository, path))
    if documents:
        yield from documents
        return
    if not path.is_dir():
        yield target(repository, path)
        return
    gold = repository.documents.parent
    if path.is_relative_to(gold) or gold.is_relative_to(path):
        inside = f"{path}{os.sep}"
        yield from (found for found in everything(repository) if found.path.startswith(inside))
        return
    for folder, subfolders, names in os.walk(path):
        subfolders.sort()
        for name in sorted(names):
            found = target(repository, Path(folder) / name)
            if found.kind is not None:
                yield found


def _annotating(repository: Repository, path: Path) -> Iterator[Target]:
    """The documents of a raw text, or of the raw texts in a folder."""
    if not path.is_relative_to(repository.data / "raw"):
        return
    end = "/" if path.is_dir() else '"'
    source = f'"file": "{path.relative_to(repository.data).as_posix()}{end}'.encode()
    for found in in_folder(repository, repository.documents):
        file = Path(found.path)
        if file.is_file() and source in file.read_bytes():
            yield found
