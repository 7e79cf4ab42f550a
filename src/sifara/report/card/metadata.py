"""The YAML at the head of the card: what the Hub shows and what ``load_dataset`` depends on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sifara.release.fields import CONFIGS

LICENSE_NAME = "cc-by-4.0-and-publishers-texts"
LICENSE_FILE = "LICENSE-DATA"

#: Ids that the Hub knows; it has none for entity matching.
TASK_CATEGORIES = ("text-classification", "token-classification", "text-retrieval")
TASK_IDS = (
    "topic-classification",
    "multi-label-classification",
    "entity-linking-classification",
    "named-entity-recognition",
    "coreference-resolution",
    "entity-linking-retrieval",
)
TAGS = ("benchmark", "diplomacy", "news", "entity-matching", "entity-resolution", "arabic")

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (10**6, "100K<n<1M"))


def card_metadata(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the YAML that says which file belongs to which config and split.

    Every config carries the version and, in its description, the content hash: ``datasets`` keys
    its cache by this YAML, not by the files, and would go on showing the rows of an older build.
    """
    return {
        "configs": [
            {
                "config_name": config,
                "version": manifest["version"],
                "description": f"content sha256 {manifest['content_sha256']}",
                **({"default": True} if config == next(iter(CONFIGS)) else {}),
                "data_files": [
                    {"split": split, "path": entry["file"]} for split, entry in splits.items()
                ],
            }
            for config, splits in manifest["configs"].items()
        ]
    }


def hub_metadata(manifest: Mapping[str, Any], folder: Path, sources: set[str]) -> dict[str, Any]:
    """The whole YAML of a card.

    Args:
        manifest: Manifest of the release.
        folder: The release folder, whose files give features and sizes.
        sources: Kinds of source that the documents have, ``web`` or ``authored``.
    """
    rows = sum(e["rows"] for splits in manifest["configs"].values() for e in splits.values())
    creators = {"web": "found", "authored": "machine-generated"}
    return {
        "pretty_name": "Sifara",
        "language": ["ar"],
        "license": "other",
        "license_name": LICENSE_NAME,
        "license_link": LICENSE_FILE,
        "annotations_creators": ["machine-generated"],
        "language_creators": [name for kind, name in creators.items() if kind in sources],
        "multilinguality": ["monolingual"],
        "size_categories": [next((name for top, name in _SIZES if rows < top), "n>1M")],
        "source_datasets": ["original"],
        "task_categories": list(TASK_CATEGORIES),
        "task_ids": list(TASK_IDS),
        "tags": list(TAGS),
        **card_metadata(manifest),
        "dataset_info": _dataset_info(manifest, folder),
    }


def _dataset_info(manifest: Mapping[str, Any], folder: Path) -> Any:
    """Features and sizes of every config, read from the files that they describe.

    ``load_dataset`` lets this win over the features in the Parquet, labels in another order
    included; it is therefore never written from anything else.
    """
    from datasets import DatasetInfo, Features, SplitDict, SplitInfo
    from datasets.info import DatasetInfosDict
    from huggingface_hub import DatasetCardData

    infos = {}
    for config, splits in manifest["configs"].items():
        found, download = [], 0
        features = None
        for split, entry in splits.items():
            table = _read_table(folder / entry["file"])
            features = features or Features.from_arrow_schema(table.schema)
            found.append(SplitInfo(name=split, num_bytes=table.nbytes, num_examples=table.num_rows))
            download += (folder / entry["file"]).stat().st_size
        infos[config] = DatasetInfo(
            config_name=config,
            features=features,
            splits=SplitDict({split.name: split for split in found}),
            download_size=download,
            dataset_size=sum(split.num_bytes for split in found),
        )
    card = DatasetCardData()
    DatasetInfosDict(infos).to_dataset_card_data(card)
    return card.to_dict()["dataset_info"]  # type: ignore[no-untyped-call]


def _read_table(path: Path) -> Any:
    import pyarrow.parquet as pq

    return pq.read_table(path)
