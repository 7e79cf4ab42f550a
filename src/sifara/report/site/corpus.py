"""The gold as the explorer shows it: entities with their names, occurrences and neighbours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sifara.gold.arabic import normalize
from sifara.gold.corpus import Gold
from sifara.gold.records import Document, Entity, Mention
from sifara.gold.variation import variation


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A mention where it stands, with all its variation tags."""

    document: Document
    mention: Mention
    tags: tuple[str, ...]

    @property
    def id(self) -> str:
        """Id of the mention."""
        return self.document.mention_id(self.mention)


@dataclass
class Name:
    """One way in which an entity is written."""

    surface: str
    uses: int = 0
    tags: Counter[str] = field(default_factory=Counter)
    forms: Counter[str] = field(default_factory=Counter)
    documents: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Corpus:
    """Gold with what follows from it.

    Attributes:
        gold: The gold standard.
    """

    gold: Gold

    @cached_property
    def documents(self) -> dict[str, Document]:
        """The documents by id."""
        return {document.id: document for document in self.gold.documents}

    @cached_property
    def occurrences(self) -> dict[str, list[Occurrence]]:
        """The mentions of each entity, in the order of documents and texts."""
        found: dict[str, list[Occurrence]] = defaultdict(list)
        for document in self.gold.documents:
            text = self.gold.texts[document.id]
            for mention in document.mentions:
                tags = tuple(variation(text, mention, self.gold.entities[mention.entity]))
                found[mention.entity].append(Occurrence(document, mention, tags))
        return dict(found)

    @cached_property
    def owner(self) -> dict[str, str]:
        """The entity of each mention."""
        return {o.id: entity for entity, found in self.occurrences.items() for o in found}

    @cached_property
    def entities(self) -> list[Entity]:
        """The entities that occur, the most mentioned first."""
        uses = self.occurrences
        used = (entity for entity in self.gold.entities.values() if entity.id in uses)
        return sorted(used, key=lambda entity: (-len(uses[entity.id]), entity.id))

    @cached_property
    def names(self) -> dict[str, list[Name]]:
        """The names of each entity, the most used first."""
        return {entity: _names(found) for entity, found in self.occurrences.items()}

    @cached_property
    def primary(self) -> dict[str, list[str]]:
        """The primary topics of each document, the most frequent first."""
        rank = self.gold.priority
        found = {}
        for document in self.gold.documents:
            counts = Counter(
                min(s.topics, key=rank.__getitem__) for s in document.segments if s.topics
            )
            found[document.id] = sorted(counts, key=lambda topic: (-counts[topic], rank[topic]))
        return found

    @cached_property
    def namesakes(self) -> dict[str, set[str]]:
        """Entities that share a name with each entity, however it is spelled."""
        owners: dict[str, set[str]] = defaultdict(set)
        for entity, names in self.names.items():
            for name in names:
                owners[normalize(name.surface)].add(entity)
        found: dict[str, set[str]] = defaultdict(set)
        for group in owners.values():
            if len(group) > 1:
                for entity in group:
                    found[entity] |= group - {entity}
        return found


def _names(occurrences: Iterable[Occurrence]) -> list[Name]:
    names: dict[str, Name] = {}
    for occurrence in occurrences:
        surface = occurrence.mention.surface
        name = names.setdefault(surface, Name(surface))
        name.uses += 1
        name.tags.update(occurrence.tags)
        name.forms[occurrence.mention.form] += 1
        name.documents.setdefault(occurrence.document.id, occurrence.id)
    return sorted(names.values(), key=lambda name: (-name.uses, name.surface))


@dataclass
class Neighbour:
    """An entity that pairs set against another one."""

    entity: str
    pairs: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    example: tuple[str, str] = ("", "")
    decided: int = 0
    mistaken: int = 0


def neighbours(
    corpus: Corpus,
    rows: Iterable[Mapping[str, Any]],
    matched: Mapping[str, Sequence[bool]],
) -> dict[str, list[Neighbour]]:
    """The confusable neighbours of each entity, from hard negative pairs and shared names.

    Args:
        corpus: The corpus.
        rows: Rows of ``entity_pairs``.
        matched: For each pair whether each system called it a match.

    Returns:
        By entity, those first that share a name, then those that systems mistake most often.
    """
    found: dict[str, dict[str, Neighbour]] = defaultdict(dict)
    for row in rows:
        if row["label"] == "match" or "easy" in row["phenomena"]:
            continue
        sides = [
            (corpus.owner.get(row[s]["mention"]), row[s]["surface"]) for s in ("left", "right")
        ]
        for (one, surface), (other, theirs) in (sides, sides[::-1]):
            if one is None or other is None or one == other:
                continue
            neighbour = found[one].setdefault(other, Neighbour(other, example=(surface, theirs)))
            neighbour.pairs += 1
            neighbour.reasons.update(row["phenomena"])
            neighbour.decided += len(matched.get(row["id"], ()))
            neighbour.mistaken += sum(matched.get(row["id"], ()))
    for entity, others in corpus.namesakes.items():
        for other in sorted(others):
            found[entity].setdefault(other, Neighbour(other)).reasons["same_surface"] += 1
    return {
        entity: sorted(
            near.values(),
            key=lambda n: ("same_surface" not in n.reasons, -n.mistaken, -n.pairs, n.entity),
        )
        for entity, near in found.items()
    }
