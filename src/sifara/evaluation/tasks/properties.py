"""What rows can be sliced by: each property gives every row its values, none to many."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sifara.evaluation.rows import Examples

BoolArray = NDArray[np.bool_]
Row = Mapping[str, Any]
Values = tuple[str, ...]


def sides(row: Row) -> Iterable[Row]:
    """The mentions of a pair; a row that is no pair is its own only side."""
    return (row["left"], row["right"]) if "left" in row else (row,)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the properties of rows follow from.

    Attributes:
        rows: The rows of a config and split.
        documents: The documents of the split by id.
        seen: The entities that the documents of train name.
    """

    rows: Sequence[Row]
    documents: Mapping[str, Row]
    seen: frozenset[str]

    def of(self, row: Row) -> tuple[Row, ...]:
        """The documents that a row is in; a row that names none is a document itself."""
        ids = (side["document"] if "document" in side else side["id"] for side in sides(row))
        return tuple(self.documents[document] for document in ids)

    def mentions(self) -> dict[str, Row]:
        """The mentions of the split by id."""
        return {m["id"]: m for document in self.documents.values() for m in document["mentions"]}


@dataclass(frozen=True, slots=True)
class Property:
    """One property.

    Attributes:
        name: Its name, in slices and in :attr:`Examples.properties`.
        values: Its values of every row.
    """

    name: str
    values: Callable[[Surroundings], list[Values]]


def of_row(name: str) -> Property:
    """A field of the row itself."""
    return Property(name, lambda found: [(str(row[name]),) for row in found.rows])


def tags_of_row(name: str) -> Property:
    """A list of tags of the row itself; ``none`` where it is empty."""
    return Property(name, lambda found: [tuple(row[name]) or ("none",) for row in found.rows])


def of_documents(name: str) -> Property:
    """A field of the documents that a row is in."""
    return Property(
        name,
        lambda found: [
            tuple(sorted({document[name] for document in found.of(row)})) for row in found.rows
        ],
    )


#: Where a row comes from.
ORIGIN = tuple(map(of_documents, ("register", "noise", "source")))


def _familiarity(found: Surroundings) -> list[Values]:
    return [("seen" if row["cluster"] in found.seen else "unseen",) for row in found.rows]


def _ambiguity(found: Surroundings) -> list[Values]:
    clusters: dict[str, set[str]] = defaultdict(set)
    for row in found.rows:
        clusters[row["surface"]].add(row["cluster"])
    several = {surface for surface, entities in clusters.items() if len(entities) > 1}
    return [("ambiguous" if r["surface"] in several else "unambiguous",) for r in found.rows]


FORM = of_row("form")
AMBIGUOUS = Property("ambiguous", _ambiguity)

#: What mentions are sliced by.
OF_MENTIONS = (
    Property("seen", _familiarity),
    AMBIGUOUS,
    FORM,
    tags_of_row("variation"),
    of_row("type"),
    of_row("kind"),
    *ORIGIN,
)


def names_and_nominals(examples: Examples) -> BoolArray:
    """The rows that rank systems in the entity tasks: those without an adjective.

    Adjectives (nisbas) stand apart: they are many, and a list of countries solves them.
    """
    forms = examples.properties[FORM.name]
    return np.array(["adjective" not in found for found in forms], dtype=bool)
