"""What a document is checked against: the registry of entities and the topics of a checkout."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sifara.errors import nearest
from sifara.gold.repository import Repository
from sifara.validation import files
from sifara.validation.findings import Place
from sifara.validation.record import Record

#: Letters that are written together with the next word and stay outside a span.
ATTACHED = "وفبلك"

_SUGGESTIONS = 200  # near misses that are looked for; the search is slow and the reader has enough


@dataclass(slots=True)
class Context:
    """The registry and the taxonomy, reduced to what rules ask of them.

    Attributes:
        repository: The checkout.
        entities: Record of each entity of the registry by id, with the line it stands in.
        types: Type of each entity.
        names: Canonical Arabic name of each entity.
        real_people: Entities of type PERS that are not invented.
        invented: Entities that are invented.
        attached: Canonical names of all entities behind each attached letter, also in the form that
            they have after the letter lam.
        commissions: Record of each commission by the id of its document.
        taxonomy: Record of the taxonomy; None when it cannot be read.
        topics: Topic ids; None when the taxonomy cannot be read.
    """

    repository: Repository
    entities: dict[str, Record] = field(default_factory=dict)
    types: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    real_people: set[str] = field(default_factory=set)
    invented: set[str] = field(default_factory=set)
    attached: set[str] = field(default_factory=set)
    commissions: dict[str, Record] = field(default_factory=dict)
    taxonomy: Record | None = None
    topics: frozenset[str] | None = None
    _suggested: dict[str, str] = field(default_factory=dict)
    _folders: dict[str, tuple[str, str] | None] = field(default_factory=dict)

    def add_topics(self, record: Record) -> None:
        """Takes in the taxonomy, unless one is known already."""
        if self.taxonomy is None:
            self.taxonomy = record
            self.topics = frozenset(topic["id"] for topic in record.value["topics"])

    def add_commissions(self, records: Iterable[Record]) -> None:
        """Takes in the commissioning sheet, unless one is known already."""
        if not self.commissions:
            self.commissions = {record.value["id"]: record for record in records}

    def add_entities(self, records: Iterable[Record]) -> None:
        """Takes in the registry, unless one is known already."""
        for record in () if self.entities else records:
            value: dict[str, Any] = record.value
            entity = value["id"]
            self.entities.setdefault(entity, record)
            self.types[entity] = value["type"]
            self.names[entity] = value["name_ar"]
            self.attached |= {a + name for a in ATTACHED for name in self.spellings_of(entity)}
            if value["invented"]:
                self.invented.add(entity)
            elif value["type"] == "PERS":
                self.real_people.add(entity)

    def spellings_of(self, entity: str) -> set[str]:
        """The canonical name of an entity, and its form after the letter lam.

        The article loses its alef there: the name
        الجامعة
        is written
        لجامعة
        behind the attached letter.
        """
        name = self.names[entity]
        return {name, "ل" + name[2:]} if name.startswith("ال") else {name}

    def place_of(self, entity: str, note: str, key: str = "id") -> Place:
        """Where the registry says something about an entity."""
        return self.entities[entity].place(f"/{key}", note)

    def suggestion(self, name: str, known: Collection[str]) -> str:
        """The clause that names near misses, worked out once a name and not without end."""
        if name not in self._suggested and len(self._suggested) < _SUGGESTIONS:
            self._suggested[name] = nearest(name, sorted(known))
        return self._suggested.get(name, "")

    def raw_folder(self, folder: str) -> tuple[str, str] | None:
        """A folder of raw texts and its name in findings; None when it leads out of ``data/raw``.

        Args:
            folder: Path relative to ``data/``.
        """
        if folder not in self._folders:
            base = self.repository.data.resolve() / "raw"
            path = self.repository.data / folder
            inside = path.resolve().is_relative_to(base)
            named = (str(path), files.shown(self.repository, path))
            self._folders[folder] = named if inside else None
        return self._folders[folder]
