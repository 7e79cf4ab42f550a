"""The rows that a task asks about and the answers to them, as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import compress
from typing import Any


@dataclass(frozen=True)
class Examples:
    """The gold rows of one config and split.

    Attributes:
        config: Name of the config.
        split: Name of the split.
        version: Version of the data.
        content_sha256: Content hash of the release.
        ids: Row ids, in the order of the release.
        rows: The rows with labels as strings.
        stories: The story of each row, or of both sides of a pair.
        properties: For every slice the values that each row has, none to many.
        labels: The labels that answers may use; empty where any key is one.
        knowledge_base: Ids of the entities that a mention can be linked to.
        hidden: Fields that no model is given: gold, and what is for analysis.
    """

    config: str
    split: str
    version: str
    content_sha256: str
    ids: list[str]
    rows: list[dict[str, Any]]
    stories: list[tuple[str, ...]]
    properties: dict[str, list[tuple[str, ...]]]
    labels: tuple[str, ...]
    knowledge_base: frozenset[str]
    hidden: frozenset[str]

    def column(self, name: str) -> list[Any]:
        """The values of one field."""
        return [row[name] for row in self.rows]

    def only(self, keep: Iterable[bool]) -> Examples:
        """The same examples of some rows alone."""
        kept = list(keep)
        return replace(
            self,
            ids=list(compress(self.ids, kept)),
            rows=list(compress(self.rows, kept)),
            stories=list(compress(self.stories, kept)),
            properties={n: list(compress(v, kept)) for n, v in self.properties.items()},
        )

    def visible(self) -> list[dict[str, Any]]:
        """The rows as a model may see them."""
        return [_without(row, self.hidden) for row in self.rows]


def _without(row: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    return {
        name: _without(value, hidden) if isinstance(value, dict) else value
        for name, value in row.items()
        if name not in hidden
    }


@dataclass(frozen=True, slots=True)
class Answers:
    """Predictions in the order of the examples.

    Attributes:
        values: The answer to each row: a label, labels, a cluster key, or an entity or None.
        optional: Further fields, present only when every row has them.
    """

    values: list[Any]
    optional: dict[str, list[Any]]
