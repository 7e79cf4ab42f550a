"""What documents are checked against: the registry, the taxonomy and the plan of a checkout."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from sifara.errors import nearest
from sifara.gold.records import Entity, entity_from_json
from sifara.gold.repository import Repository
from sifara.validation.findings import Place
from sifara.validation.record import Record
from sifara.validation.targets import COMMISSIONS, ENTITIES, TOPICS, FileKind

_SUGGESTIONS = 200  # near misses that are looked for; the search is slow and the reader has enough


@dataclass(slots=True)
class Context:
    """The files that documents refer to, the first of each kind that was read.

    Attributes:
        repository: The checkout.
        entities: The registry by id.
        registered: Record of each entity, which knows its line.
        commissions: Record of each commission by the id of its document.
        taxonomy: Record of the taxonomy; None when it cannot be read.
        topics: Ids of its topics; None when it cannot be read.
    """

    repository: Repository
    entities: dict[str, Entity] = field(default_factory=dict)
    registered: dict[str, Record] = field(default_factory=dict)
    commissions: dict[str, Record] = field(default_factory=dict)
    taxonomy: Record | None = None
    topics: frozenset[str] | None = None
    _suggested: dict[str, str] = field(default_factory=dict)

    def take(self, records: list[Record], kind: FileKind) -> None:
        """Takes in the records of a file of some kind, all of the right shape."""
        if kind is TOPICS and self.taxonomy is None:
            for self.taxonomy in records:
                self.topics = frozenset(topic["id"] for topic in self.taxonomy.value["topics"])
        elif kind is COMMISSIONS:
            self.commissions = self.commissions or _by_id(records)
        elif kind is ENTITIES and not self.registered:
            self.registered = _by_id(records)
            self.entities = {name: entity_from_json(r.value) for name, r in self.registered.items()}

    def place_of(self, entity: str, note: str, key: str = "id") -> Place:
        """Where the registry says something about an entity."""
        return self.registered[entity].place(f"/{key}", note)

    def suggestion(self, name: str, known: Collection[str]) -> str:
        """The clause that names near misses, worked out once a name and not without end."""
        if name not in self._suggested and len(self._suggested) < _SUGGESTIONS:
            self._suggested[name] = nearest(name, sorted(known))
        return self._suggested.get(name, "")


def _by_id(records: list[Record]) -> dict[str, Record]:
    return {record.value["id"]: record for record in records}
