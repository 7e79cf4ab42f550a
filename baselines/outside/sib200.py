"""SIB-200 arb_Arab: sentences with one of seven topics."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from baselines.outside import OutsideSet, Shown, Splits, as_examples


def read(folder: Path) -> Splits:
    """The splits of the set; every sentence is its own story."""
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
        name: as_examples(
            "topics",
            f"sib200-{name}",
            rows,
            labels=labels,
            properties={"topic": [(row["topic"],) for row in rows]},
        )
        for name, rows in found.items()
    }


SET = OutsideSet(
    name="sib200",
    source="SIB-200, arb_Arab (Adelani et al. 2024), github.com/dadelani/sib-200",
    licence="repository Apache-2.0; FLORES-200 texts CC BY-SA 4.0",
    about="SIB-200 arb_Arab, test: sentences with one of seven topics, none of them ours. "
    "Classifiers choose their settings by cross-validation on its train and dev.",
    learns=("train", "dev"),
    scored={"topic_classification": "test"},
    shown=(
        Shown("accuracy", "topic_classification", "all", "accuracy"),
        Shown("macro-F1", "topic_classification", "all", "macro_f1"),
    ),
    read=read,
)
