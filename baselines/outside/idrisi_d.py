"""IDRISI-D Arabic: place mentions in tweets, linked to OpenStreetMap."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from baselines.outside import OutsideSet, Shown, Splits, as_examples

#: Groups of tweets for resampling.
GROUPS = 50


def read(folder: Path) -> Splits:
    """The splits of the set: ``train`` and ``dev`` of its authors, and ``all`` mentions.

    The unit of resampling is one of fifty groups of tweets, as in a delete-a-group jackknife (Kott
    2001): nearly two thousand tweets one by one would take minutes and say no more.
    """
    knowledge_base = frozenset(entity["id"] for entity in entities(folder))
    rows: dict[str, list[dict[str, Any]]] = {"train": [], "dev": [], "all": []}
    for line in (folder / "tweets_mentions.jsonl").read_text(encoding="utf-8").splitlines():
        tweet = json.loads(line)
        # Some tweets mark one span more than once; the number keeps the ids apart.
        for number, mention in enumerate(tweet["mentions"]):
            row = {
                "id": f"{tweet['doc_id']}.{number}.{mention['start']}-{mention['end']}",
                "document": tweet["doc_id"],
                "story": f"group-{int(tweet['doc_id']) % GROUPS:02d}",
                "context": tweet["text"],
                "start": mention["start"],
                "end": mention["end"],
                "surface": mention["text"],
                "type": "LOC",
                "entity": mention["entity_id"],
                "cluster": mention["entity_id"],
            }
            rows[tweet["split"]].append(row)
            rows["all"].append(row)
    return {
        name: as_examples(
            "mentions",
            f"idrisi-d-{name}",
            found,
            properties={
                "form": [("name",)] * len(found),
                "ambiguous": [("unambiguous",)] * len(found),
            },
            knowledge_base=knowledge_base,
        )
        for name, found in rows.items()
    }


def entities(folder: Path) -> list[dict[str, Any]]:
    """The places, in the form of our knowledge base; the name is the first part of OSM's."""
    places = json.loads((folder / "kb.json").read_text(encoding="utf-8"))
    return [
        {
            "id": place["entity_id"],
            "type": "LOC",
            "name_ar": place["display_name"].partition(",")[0].strip(),
            "aliases_ar": [],
            "description": place["display_name"],
        }
        for place in places
    ]


SET = OutsideSet(
    name="idrisi-d",
    source="IDRISI-D Arabic (Suwaileh et al. 2023), github.com/rsuwaileh/IDRISI",
    licence="CC BY 4.0; OpenStreetMap fields ODbL 1.0",
    about="IDRISI-D Arabic: places in tweets. All mentions are clustered. Those of dev are linked "
    "to OpenStreetMap by the names that the map and train give. `prior` and `prior_exact` do not "
    "use the map: they link a name to the place that train gives it most often. Thresholds are "
    "those of our own data.",
    learns=("train",),
    scored={"entity_clustering": "all", "entity_linking": "dev"},
    shown=(
        Shown("B³ F1", "entity_clustering", "names_and_nominals", "b_cubed_f1"),
        Shown("pairwise F1, distinct", "entity_clustering", "distinct_surfaces", "pairwise_f1"),
        Shown("recall at 1", "entity_linking", "names_and_nominals", "recall_at_1"),
    ),
    read=read,
    entities=entities,
)
