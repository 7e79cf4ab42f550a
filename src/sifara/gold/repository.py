"""Where things are in a checkout: the only module that knows paths under ``data/``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sifara.errors import UsageError, nearest
from sifara.gold import records

#: How the name of a record file ends, and that of a raw text.
RECORD_ENDING, RAW_ENDING = ".json", ".txt"

#: Files that a desktop writes into every folder that it shows.
_LEFT_BEHIND = frozenset({"thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True)
class Repository:
    """A checkout of Sifara, or a folder laid out like one.

    Attributes:
        root: The folder that holds ``data/``.
    """

    root: Path

    @property
    def data(self) -> Path:
        """Folder to which the ``file`` of a document's source is relative."""
        return self.root / "data"

    @property
    def documents(self) -> Path:
        """Folder of the gold documents."""
        return self.data / "gold" / "documents"

    @property
    def first(self) -> Path:
        """Folder of the first annotation pass of what was annotated twice."""
        return self.data / "gold" / "first"

    @property
    def second(self) -> Path:
        """Folder of the second, independent annotation pass."""
        return self.data / "gold" / "second"

    @property
    def entities(self) -> Path:
        """The registry of entities."""
        return self.data / "gold" / "entities.jsonl"

    @property
    def topics(self) -> Path:
        """The topic taxonomy."""
        return self.data / "gold" / "topics.json"

    @property
    def commissions(self) -> Path:
        """The commissioning sheet of the authored texts."""
        return self.data / "gold" / "commissions.jsonl"

    @property
    def adjudication(self) -> Path:
        """The disagreements between the two passes and how each was decided."""
        return self.data / "gold" / "adjudication.jsonl"

    @property
    def frozen(self) -> Path:
        """The hash of the frozen test split."""
        return self.data / "frozen.json"

    @property
    def release(self) -> Path:
        """The generated release."""
        return self.data / "release"

    @property
    def card_template(self) -> Path:
        """The template of the dataset card."""
        return self.root / "dataset_card.md"

    @property
    def version(self) -> Path:
        """The file with the version of the data."""
        return self.data / "VERSION"

    @property
    def results(self) -> Path:
        """Folder of the committed result files."""
        return self.root / "results"

    def document_paths(self) -> list[Path]:
        """Files of the gold documents, sorted by name."""
        return record_files(self.documents)

    def document_path(self, document_id: str) -> Path:
        """File of one gold document, whether it exists or not."""
        return self.documents / f"{document_id}.json"

    def raw_files(self) -> Iterator[Path]:
        """Everything that counts below ``data/raw``, sorted: texts, and what is none.

        A link to a folder is not followed; a document that points behind it has a finding.
        """
        yield from _files_below(self.data / "raw")

    def raw_path(self, file: str) -> Path:
        """Path of a raw text, confined to ``data/raw``.

        Args:
            file: Path relative to ``data/``, as stored in a document's source.

        Raises:
            ValueError: When the path is absolute, leaves ``data/raw`` or passes a symbolic link
                that does.
        """
        base = (self.data / "raw").resolve()
        path = (self.data / file).resolve()
        if not path.is_relative_to(base):
            raise ValueError(f"{file!r} is outside data/raw; expected a path like raw/web/NAME.txt")
        return path

    def read_raw(self, file: str) -> str:
        """The raw text, code point for code point as stored; nothing is translated."""
        return self.raw_path(file).read_bytes().decode("utf-8")

    def read_documents(self) -> Iterator[records.Document]:
        """Yields the gold documents, sorted by id."""
        for path in self.document_paths():
            yield _document(path)

    def read_document(self, document_id: str) -> records.Document:
        """Reads one gold document.

        Raises:
            FileNotFoundError: When there is none of that id; the message names near ones.
            UsageError: When it has not the shape of a record.
        """
        path = self.document_path(document_id)
        if not path.is_file():
            known = [p.stem for p in self.document_paths()]
            raise FileNotFoundError(
                f"no document {document_id!r} in {path.parent}{nearest(document_id, known)}"
            )
        return _document(path)

    def read_entities(self) -> dict[str, records.Entity]:
        """The registry by id, in file order."""
        with self.entities.open(encoding="utf-8") as lines:
            entities = (records.entity_from_json(json.loads(line)) for line in lines)
            return {entity.id: entity for entity in entities}

    def read_topics(self) -> tuple[records.Topic, ...]:
        """The taxonomy in order of priority."""
        return records.topics_from_json(read_json(self.topics))

    def read_version(self) -> str:
        """The version of the data, such as ``0.1.0``."""
        return self.version.read_text(encoding="utf-8").strip()


def find_repository(start: Path | None = None) -> Repository:
    """The checkout that holds a folder, by default the working directory.

    Raises:
        FileNotFoundError: When neither the folder nor any above it holds ``data/gold``.
    """
    folder = (start or Path.cwd()).resolve()
    for candidate in (folder, *folder.parents):
        if (candidate / "data" / "gold").is_dir():
            return Repository(candidate)
    raise FileNotFoundError(
        f"{folder} is not inside a Sifara checkout (no data/gold here or above); "
        "change to one or pass --root"
    )


@cache
def package_data(name: str) -> Path:
    """Folder ``release`` or ``schema``: of the installed package, or of its checkout.

    Raises:
        FileNotFoundError: When the installation is broken.
    """
    package = Path(__file__).parents[1]
    checkout = package.parents[1]
    candidates = {
        "release": (package / "_data" / "release", checkout / "data" / "release"),
        "schema": (package / "_data" / "schema", checkout / "schema"),
    }[name]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"sifara is installed without its {name} folder; reinstall it")


def listed(folder: Path) -> list[Path]:
    """What counts in a folder, sorted by name; nothing where there is no folder.

    Editors, desktops and our own unfinished writes leave files behind whose names begin with a dot,
    and Windows two by name. Whoever reads the gold leaves them alone.
    """
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - its order is that of names
    except (FileNotFoundError, NotADirectoryError):
        return []
    return [folder / n for n in names if n[0] != "." and n.lower() not in _LEFT_BEHIND]


def _files_below(folder: Path) -> Iterator[Path]:
    for path in listed(folder):
        if not path.is_dir():
            yield path
        elif not path.is_symlink():
            yield from _files_below(path)


def record_files(folder: Path) -> list[Path]:
    """The record files of a folder of the gold, sorted by name: the one list of them.

    Validation, build, export and all others read these files and no other. What else is
    :func:`listed` in the folder is a finding.
    """
    return [path for path in listed(folder) if path.suffix == RECORD_ENDING]


def read_json(path: Path) -> dict[str, object]:
    """Reads a JSON object from a UTF-8 file."""
    value = json.loads(path.read_bytes())
    if not isinstance(value, dict):
        raise TypeError(f"{path}: found {type(value).__name__}, expected a JSON object")
    return value


def _document(path: Path) -> records.Document:
    """The record in a file; one that has not passed validation is refused where it has no shape."""
    try:
        return records.document_from_json(read_json(path))
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} cannot be read; run: sifara validate {path}") from error


def sha256(path: Path) -> str:
    """SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
