"""What is in a release, counted from its rows: the tables of the card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sifara.release.parquet import read_manifest, read_rows
from sifara.report.markdown import table

Row = Mapping[str, Any]


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

    def all(self, config: str) -> list[Row]:
        """The rows of a config in all splits."""
        return [row for rows in self.rows[config].values() for row in rows]

    def by_split(
        self, config: str, values: Callable[[Row], Iterable[str]]
    ) -> dict[str, Counter[str]]:
        """How often each value occurs, by split."""
        return {
            split: Counter(value for row in rows for value in values(row))
            for split, rows in self.rows[config].items()
        }


def crosstab(
    contents: Contents,
    config: str,
    title: str,
    values: Callable[[Row], Iterable[str]],
    order: Sequence[str] = (),
) -> str:
    """A table of counts: values down, splits across; the most frequent value first.

    Args:
        contents: The release.
        config: Config whose rows are counted.
        title: Heading of the first column.
        values: The values of a row.
        order: Values in the order wanted, those that do not occur included.
    """
    counts = contents.by_split(config, values)
    total: Counter[str] = Counter()
    for count in counts.values():
        total.update(count)
    names = list(order) or sorted(total, key=lambda name: (-total[name], name))
    if not names:
        return f"No {title} occurs."
    rows = [[f"`{name}`", *(counts[split][name] for split in counts)] for name in names]
    return table([title, *counts], rows, numeric=len(counts))


def one(field: str) -> Callable[[Row], Iterable[str]]:
    """The values of a row that has one value in a field."""
    return lambda row: (row[field],)


def many(field: str) -> Callable[[Row], Iterable[str]]:
    """The values of a row that has a list in a field; ``none`` when it is empty."""
    return lambda row: row[field] or ("none",)


def sizes(contents: Contents) -> str:
    """Documents, stories, words, segments, mentions, entities and pairs by split."""
    rows = contents.rows
    measures: tuple[tuple[str, Callable[[str], int]], ...] = (
        ("documents", lambda s: len(rows["documents"][s])),
        ("stories", lambda s: len({d["story"] for d in rows["documents"][s]})),
        ("words", lambda s: sum(len(d["text"].split()) for d in rows["documents"][s])),
        ("segments", lambda s: sum(len(d["segments"]) for d in rows["documents"][s])),
        ("segments with topics (`topics`)", lambda s: len(rows["topics"][s])),
        ("mentions (`mentions`)", lambda s: len(rows["mentions"][s])),
        ("entities mentioned", lambda s: len({m["cluster"] for m in rows["mentions"][s]})),
        ("pairs (`entity_pairs`)", lambda s: len(rows["entity_pairs"][s])),
        ("pairs that match", lambda s: _matches(rows["entity_pairs"][s])),
    )
    lines = [[name, *(count(split) for split in contents.splits)] for name, count in measures]
    return table(["", *contents.splits], lines, numeric=len(contents.splits))


def _matches(pairs: Sequence[Row]) -> int:
    return sum(pair["label"] == "match" for pair in pairs)


def imbalance(contents: Contents) -> str:
    """The share of pairs that match, by split, in words."""
    shares = [
        f"{_matches(pairs) / len(pairs):.1%} of {split}"
        for split, pairs in contents.rows["entity_pairs"].items()
        if pairs
    ]
    if not shares:
        return "There are no pairs."
    return (
        f"Pairs that match: {', '.join(shares)}. That is the balance of this candidate set, and "
        "says nothing about how often two names match in the wild."
    )


def linked(contents: Contents) -> str:
    """How many mentions link to the published knowledge base, by split."""
    rows = []
    for name, wanted in (("linked", True), ("NIL", False)):
        counts = (
            sum((m["entity"] is not None) == wanted for m in contents.rows["mentions"][split])
            for split in contents.splits
        )
        rows.append([name, *counts])
    return table(["gold link", *contents.splits], rows, numeric=len(contents.splits))


def familiarity(contents: Contents) -> str:
    """The share of PERS and ORG entities of each split that train does not mention."""
    train = contents.rows["mentions"].get("train")
    if not train:
        return "There is no train split yet, so every entity is unseen."
    seen = {mention["cluster"] for mention in train}
    parts = []
    for split in contents.splits:
        mentions = contents.rows["mentions"][split]
        own = {m["cluster"] for m in mentions if m["type"] in ("PERS", "ORG")}
        if split != "train" and own:
            parts.append(f"{len(own - seen) / len(own):.0%} of the {len(own)} in {split}")
    return f"PERS and ORG entities that train never mentions: {', '.join(parts)}."


def topics(contents: Contents, taxonomy: Iterable[Mapping[str, Any]]) -> str:
    """Ids, labels and counts of the topics, in the order of priority."""
    primary = contents.by_split("topics", one("topic"))
    any_rank = contents.by_split("topics", lambda row: row["topics"])
    rows = [
        [
            f"`{topic['id']}`",
            topic["label_en"],
            topic["label_ar"],
            *(f"{primary[s][topic['id']]} / {any_rank[s][topic['id']]}" for s in contents.splits),
        ]
        for topic in taxonomy
    ]
    head = ["id", "English", "Arabic", *contents.splits]
    return table(head, rows, numeric=len(contents.splits))


def definitions(taxonomy: Iterable[Mapping[str, Any]]) -> str:
    """The definition of each topic in both languages, one paragraph a language.

    Each language stands in a line of its own, so that mixed direction hides nothing.
    """
    parts = []
    for topic in taxonomy:
        iptc = topic["iptc"]
        parts.append(
            f"**`{topic['id']}` · {topic['label_en']}** {topic['definition_en']} "
            f"*Not this when:* {topic['not_this_when']} "
            f"*IPTC:* {iptc['label']} ({iptc['id']}, {iptc['relation']}).\n\n"
            f"{topic['label_ar']}: {topic['definition_ar']}"
        )
    return "\n\n".join(parts)
