"""The whole gold standard in memory: what a release is made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sifara.gold.records import SPLITS, Document, Entity, Mention, Topic
from sifara.gold.repository import Repository


@dataclass(frozen=True)
class Gold:
    """The gold standard, read into memory.

    Attributes:
        topics: The taxonomy in order of priority.
        entities: The registry by id.
        documents: The gold documents, sorted by id.
        texts: The raw text of each document.
    """

    topics: tuple[Topic, ...]
    entities: Mapping[str, Entity]
    documents: Sequence[Document]
    texts: Mapping[str, str]

    @classmethod
    def read(cls, repository: Repository) -> Gold:
        """Reads a validated repository."""
        documents = sorted(repository.read_documents(), key=lambda document: document.id)
        return cls(
            topics=repository.read_topics(),
            entities=repository.read_entities(),
            documents=documents,
            texts={d.id: repository.read_raw(d.file) for d in documents},
        )

    @property
    def splits(self) -> tuple[str, ...]:
        """The splits that have documents, in the order in which they are shown."""
        present = {document.split for document in self.documents}
        return tuple(split for split in SPLITS if split in present)

    @cached_property
    def priority(self) -> dict[str, int]:
        """Rank of each topic in the order of priority."""
        return {topic.id: rank for rank, topic in enumerate(self.topics)}

    def of_split(self, split: str) -> Iterator[tuple[Document, str]]:
        """The documents of a split with their texts."""
        return ((d, self.texts[d.id]) for d in self.documents if d.split == split)

    def link(self, mention: Mention) -> str | None:
        """The entity of the published knowledge base that a mention links to, or None for NIL."""
        return mention.entity if self.entities[mention.entity].in_kb else None
