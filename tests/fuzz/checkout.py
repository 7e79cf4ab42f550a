"""A small checkout that mutators may break and that is whole again a moment later."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sifara.gold import records
from sifara.gold.repository import Repository
from sifara.validation.targets import folders

#: Number of the first document that a mutator may add.
ADDED = 90_000


@dataclass
class Checkout:
    """Some documents of the gold data with their texts, and the part of the registry they need.

    Attributes:
        repository: Where it is.
        gold: Ids of its gold documents.
        passes: Names of the documents of the annotation passes, such as ``second/auth-001``.
        tables: Its files with one record a line.
    """

    repository: Repository
    gold: list[str]
    passes: list[str]
    tables: list[Path]
    _before: dict[Path, bytes] = field(default_factory=dict)
    _touched: set[Path] = field(default_factory=set)

    def read(self, path: Path) -> bytes:
        """The bytes of a file as they were before the mutant."""
        return self._before[path]

    def write(self, path: Path, data: bytes | str) -> None:
        """Writes a file of the mutant."""
        self._touched.add(path)
        path.write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)

    def replace_by_link(self, path: Path, target: Path) -> None:
        """Puts a symbolic link in the place of a file."""
        self._touched.add(path)
        path.unlink()
        path.symlink_to(target)

    def delete(self, path: Path) -> None:
        """Takes a file away."""
        self._touched.add(path)
        path.unlink()

    def changed(self) -> bool:
        """Whether the mutant differs from the data it was made of."""
        return any(not self._is_before(path) for path in self._touched)

    def _is_before(self, path: Path) -> bool:
        before = self._before.get(path)
        if before is None or path.is_symlink() or not path.is_file():
            return False
        return path.stat().st_size == len(before) and path.read_bytes() == before

    def restore(self) -> None:
        """Undoes the mutant."""
        for path in self._touched:
            path.unlink(missing_ok=True)
            if path in self._before:
                path.write_bytes(self._before[path])
        self._touched.clear()

    @property
    def documents(self) -> list[str]:
        """Names of all annotated documents, those of the gold and those of the passes."""
        return self.gold + self.passes

    def path(self, document: str) -> Path:
        """File of a document of the gold or of a pass."""
        folder, _, name = document.rpartition("/")
        return self.repository.documents.parent / (folder or "documents") / f"{name}.json"

    def text(self, document: str) -> str:
        """JSON text of a document."""
        return self.read(self.path(document)).decode("utf-8")

    def value(self, document: str) -> dict[str, Any]:
        """A fresh copy of a document."""
        value: dict[str, Any] = json.loads(self.text(document))
        return value

    def raw_path(self, document: str) -> Path:
        """File of a document's raw text."""
        return self.repository.data / self.value(document)["source"]["file"]

    def raw(self, document: str) -> str:
        """Raw text of a document."""
        return self.read(self.raw_path(document)).decode("utf-8")

    def entities(self) -> list[dict[str, Any]]:
        """A fresh copy of the registry."""
        return [json.loads(row) for row in self.read(self.repository.entities).splitlines()]

    def write_value(self, document: str, value: dict[str, Any]) -> None:
        """Writes a document of the right shape in its canonical layout, in the order it has."""
        fields = []
        for key, part in value.items():
            if key in ("segments", "mentions") and part:
                rows = ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in part)
                fields.append(f'  "{key}": [\n{rows}\n  ]')
            else:
                fields.append(f'  "{key}": {json.dumps(part, ensure_ascii=False)}')
        self.write(self.path(document), "{\n" + ",\n".join(fields) + "\n}\n")

    def write_entities(self, values: list[dict[str, Any]]) -> None:
        """Writes the registry in the order it has."""
        rows = "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values)
        self.write(self.repository.entities, rows)

    def add(self, number: int, text: str, story: int, split: str) -> str:
        """Adds an authored document without mentions; returns its id."""
        name = f"auth-{ADDED + number}"
        raw = self.repository.data / "raw" / "authored" / f"{name}.txt"
        raw.parent.mkdir(parents=True, exist_ok=True)
        self.write(raw, text)
        topic = json.loads(self.read(self.repository.topics))["topics"][0]["id"]
        lines = [n for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
        document = records.Document(
            id=name,
            source="authored",
            file=f"raw/authored/{name}.txt",
            sha256=hashlib.sha256(text.encode("utf-8")).hexdigest(),
            story=f"st-{ADDED + story}",
            split=split,
            register="agency-wire",
            noise="light",
            review="draft",
            segments=tuple(records.Segment(line, "body", (topic,)) for line in lines),
            mentions=(),
        )
        self.write(self.path(name), records.format_document(document))
        return name


def make(source: Repository, documents: list[str], target: Path) -> Checkout:
    """A checkout with some documents of another one, and all that belongs to them."""
    repository = Repository(target)
    used: set[str] = set()
    gold = source.documents.parent
    passes = [
        f"{folder.name}/{name}"
        for folder in folders(source)
        for name in documents
        if folder != source.documents and (folder / f"{name}.json").is_file()
    ]
    paths = [source.document_path(name) for name in documents]
    paths += [gold / f"{name}.json" for name in passes]
    for path in [*paths, source.topics]:
        _copy(path, source, repository)
    for path in paths:
        document = records.document_from_json(json.loads(path.read_bytes()))
        used |= {mention.entity for mention in document.mentions}
        _copy(source.data / document.file, source, repository)
    entities = [entity for entity in source.read_entities().values() if entity.id in used]
    repository.entities.write_text(records.format_entities(entities), encoding="utf-8")
    tables = [repository.entities]
    for path in (source.commissions, source.adjudication):
        rows = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
        kept = [row for row in rows if json.loads(row)["id"].partition(".")[0] in documents]
        if kept:
            tables.append(target / path.relative_to(source.root))
            tables[-1].write_text("".join(kept), encoding="utf-8")
    before = {path: path.read_bytes() for path in target.rglob("*") if path.is_file()}
    return Checkout(repository, documents, passes, tables, before)


def _copy(path: Path, source: Repository, target: Repository) -> None:
    copy = target.root / path.relative_to(source.root)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copy)
