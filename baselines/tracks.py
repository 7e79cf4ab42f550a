"""Outside tracks: public sets in the form of our examples, for the same tasks, metrics and models.

The files are read where the user has them and are never part of the project.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sifara.errors import UsageError
from sifara.evaluation.examples import GOLD, HIDDEN, Examples
from sifara.release.parquet import rows_hash

Splits = dict[str, Examples]

#: Groups of tweets for resampling.
GROUPS = 50


@dataclass(frozen=True, slots=True)
class Track:
    """An outside set.

    Attributes:
        name: Name on the command line.
        source: Where the set comes from.
        licence: Its licence.
        tasks: The tasks of ours that it can score.
        variable: Environment variable that may hold its path.
        read: Reads a folder into examples by split.
    """

    name: str
    source: str
    licence: str
    tasks: tuple[str, ...]
    variable: str
    read: Callable[[Path], Splits]
    entities: Callable[[Path], list[dict[str, Any]]] = field(default=lambda folder: [])


def _examples(
    config: str,
    split: str,
    rows: list[dict[str, Any]],
    *,
    labels: tuple[str, ...] = (),
    properties: Mapping[str, list[tuple[str, ...]]] | None = None,
    knowledge_base: frozenset[str] = frozenset(),
) -> Examples:
    return Examples(
        config=config,
        split=split,
        version=split,
        content_sha256=rows_hash(rows),
        ids=[row["id"] for row in rows],
        rows=rows,
        stories=[(row["story"],) for row in rows],
        properties=dict(properties or {}),
        labels=labels,
        knowledge_base=knowledge_base,
        hidden=HIDDEN | GOLD,
    )


def read_sib200(folder: Path) -> Splits:
    """SIB-200 arb_Arab: sentences with one of seven topics; every sentence is its own story."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name in ("train", "dev", "test"):
        with (folder / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            found[name] = [
                {
                    "id": f"sib-{row['index_id']}",
                    "story": row["index_id"],
                    "text": row["text"],
                    "context": row["text"],
                    "topic": row["category"],
                    "topics": [row["category"]],
                }
                for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            ]
    labels = tuple(sorted({row["topic"] for rows in found.values() for row in rows}))
    return {
        name: _examples(
            "topics",
            f"sib200-{name}",
            rows,
            labels=labels,
            properties={"topic": [(row["topic"],) for row in rows]},
        )
        for name, rows in found.items()
    }


def read_idrisi_d(folder: Path) -> Splits:
    """IDRISI-D Arabic: place mentions in tweets, linked to OpenStreetMap.

    ``all`` holds every mention, for clustering; ``train`` and ``dev`` are the authors' splits.
    The unit of resampling is one of fifty groups of tweets, as in a delete-a-group jackknife (Kott
    2001): nearly two thousand tweets one by one would take minutes and say no more.
    """
    knowledge_base = frozenset(entity["id"] for entity in idrisi_entities(folder))
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
        name: _examples(
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


def idrisi_entities(folder: Path) -> list[dict[str, Any]]:
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


TRACKS: dict[str, Track] = {
    track.name: track
    for track in (
        Track(
            name="sib200",
            source="SIB-200, arb_Arab (Adelani et al. 2024), github.com/dadelani/sib-200",
            licence="repository Apache-2.0; FLORES-200 texts CC BY-SA 4.0",
            tasks=("topic_classification",),
            variable="SIFARA_SIB200",
            read=read_sib200,
        ),
        Track(
            name="idrisi-d",
            source="IDRISI-D Arabic (Suwaileh et al. 2023), github.com/rsuwaileh/IDRISI",
            licence="CC BY 4.0; OpenStreetMap fields ODbL 1.0",
            tasks=("entity_clustering", "entity_linking"),
            variable="SIFARA_IDRISI_D",
            read=read_idrisi_d,
            entities=idrisi_entities,
        ),
    )
}


def requested(arguments: list[str]) -> dict[str, Path]:
    """The tracks to run: ``NAME=PATH`` from the command line, else from the environment.

    Raises:
        UsageError: For an unknown track or a folder that is not there.
    """
    found = {t.name: os.environ[t.variable] for t in TRACKS.values() if os.environ.get(t.variable)}
    for argument in arguments:
        name, equals, path = argument.partition("=")
        if not equals or name not in TRACKS:
            raise UsageError(
                f"found --track {argument!r}, expected NAME=PATH with NAME one of "
                f"{', '.join(TRACKS)}"
            )
        found[name] = path
    for name, path in found.items():
        if not Path(path).is_dir():
            raise UsageError(f"track {name}: {path} is no folder")
    return {name: Path(path) for name, path in found.items()}
