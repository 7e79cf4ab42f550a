"""What is in a release, counted from its rows, for the card and for the explorer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sifara.release.parquet import read_manifest, read_rows

Row = Mapping[str, Any]
Values = Callable[[Row], Iterable[str]]
Counts = dict[str, Counter[str]]


@dataclass(frozen=True)
class Contents:
    """The rows of a release.

    Attributes:
        manifest: Its manifest.
        rows: Rows by config and split.
    """

    manifest: Mapping[str, Any]
    rows: Mapping[str, Mapping[str, Sequence[Row]]]

    @classmethod
    def read(cls, folder: Path) -> Contents:
        """Reads a release folder."""
        manifest = read_manifest(folder)
        return cls(
            manifest,
            {
                config: {split: read_rows(folder, config, split) for split in splits}
                for config, splits in manifest["configs"].items()
            },
        )

    @property
    def splits(self) -> list[str]:
        """The splits that have documents, in order."""
        return list(self.rows["documents"])

    @cached_property
    def documents(self) -> list[dict[str, Any]]:
        """The documents of all splits, each with its split."""
        found = self.rows["documents"].items()
        return [{**row, "split": split} for split, rows in found for row in rows]

    def by_split(self, config: str, values: Values) -> Counts:
        """How often each value occurs in the rows of a config, by split."""
        return {
            split: Counter(value for row in rows for value in values(row))
            for split, rows in self.rows[config].items()
        }

    def sizes(self) -> list[tuple[str, list[int]]]:
        """Documents, stories, words, segments, mentions, entities and pairs, each by split."""
        rows = self.rows
        measures: tuple[tuple[str, Callable[[str], int]], ...] = (
            ("documents", lambda s: len(rows["documents"][s])),
            ("stories", lambda s: len({d["story"] for d in rows["documents"][s]})),
            ("words", lambda s: sum(len(d["text"].split()) for d in rows["documents"][s])),
            ("segments", lambda s: sum(len(d["segments"]) for d in rows["documents"][s])),
            ("segments with topics (`topics`)", lambda s: len(rows["topics"][s])),
            ("mentions (`mentions`)", lambda s: len(rows["mentions"][s])),
            ("entities mentioned", lambda s: len({m["cluster"] for m in rows["mentions"][s]})),
            ("pairs (`entity_pairs`)", lambda s: len(rows["entity_pairs"][s])),
            ("pairs that match", self.matches),
        )
        return [(name, [count(split) for split in self.splits]) for name, count in measures]

    def matches(self, split: str) -> int:
        """The pairs of a split that match."""
        return sum(pair["label"] == "match" for pair in self.rows["entity_pairs"][split])

    def links(self) -> list[tuple[str, list[int]]]:
        """Mentions with a link to the published knowledge base, and those without, by split."""
        found = [
            [mention["entity"] is not None for mention in self.rows["mentions"][split]]
            for split in self.splits
        ]
        return [(name, [x.count(is_so) for x in found]) for name, is_so in LINKS]

    def familiarity(self) -> Counts:
        """The PERS and ORG entities of each split that train mentions, and those that it does not.

        Empty where there is no train split.
        """
        mentions = self.rows["mentions"]
        seen = {m["cluster"] for m in mentions.get("train", ())}
        own = {
            split: {m["cluster"] for m in rows if m["type"] in ("PERS", "ORG")}
            for split, rows in mentions.items()
        }
        counts = {s: Counter("seen" if e in seen else "unseen" for e in own[s]) for s in own}
        return counts if seen else {}


#: The two kinds of gold link.
LINKS = (("linked", True), ("NIL", False))


def one(field: str) -> Values:
    """The values of a row that has one value in a field."""
    return lambda row: (row[field],)


def many(field: str) -> Values:
    """The values of a row that has a list in a field; ``none`` when it is empty."""
    return lambda row: row[field] or ("none",)


def kinds(row: Row) -> Iterable[str]:
    """The kinds of the segments of a document."""
    return (segment["kind"] for segment in row["segments"])


def ranked(counts: Counts) -> list[str]:
    """The values that occur, the most frequent first."""
    total: Counter[str] = Counter()
    for count in counts.values():
        total.update(count)
    return sorted(total, key=lambda name: (-total[name], name))
