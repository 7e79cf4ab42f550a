"""The contents of a release as tables and sentences of the card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sifara.report.contents import Contents, Values, one, ranked
from sifara.report.markdown import table


def crosstab(contents: Contents, config: str, title: str, values: Values) -> str:
    """A table of counts: values down, splits across; the most frequent value first.

    Args:
        contents: The release.
        config: Config whose rows are counted.
        title: Heading of the first column.
        values: The values of a row.
    """
    counts = contents.by_split(config, values)
    rows = [[f"`{name}`", *(counts[split][name] for split in counts)] for name in ranked(counts)]
    return table([title, *counts], rows, len(counts)) if rows else f"No {title} occurs."


def by_split(contents: Contents, title: str, rows: Iterable[tuple[str, list[int]]]) -> str:
    """Named counts down, splits across."""
    head = [title, *contents.splits]
    return table(head, ([name, *counts] for name, counts in rows), len(contents.splits))


def imbalance(contents: Contents) -> str:
    """The share of pairs that match, by split, in words."""
    shares = [
        f"{contents.matches(split) / len(pairs):.1%} of {split}"
        for split, pairs in contents.rows["entity_pairs"].items()
        if pairs
    ]
    if not shares:
        return "There are no pairs."
    return (
        f"Pairs that match: {', '.join(shares)}. That is the balance of this candidate set, and "
        "says nothing about how often two names match in the wild."
    )


def familiarity(contents: Contents) -> str:
    """The share of PERS and ORG entities of each split that train does not mention."""
    counts = contents.familiarity()
    if not counts:
        return "There is no train split yet, so every entity is unseen."
    parts = [
        f"{count['unseen'] / count.total():.0%} of the {count.total()} in {split}"
        for split, count in counts.items()
        if split != "train" and count
    ]
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
    return table(["id", "English", "Arabic", *contents.splits], rows, len(contents.splits))


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
