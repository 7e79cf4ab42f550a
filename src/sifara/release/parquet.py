"""The release as files: every config as Parquet, with a manifest of canonical-row hashes.

The hash of a split covers its rows spelled as canonical JSON with labels as strings, never the
files: Parquet embeds the version of its writer, and card and Croissant are rendered after scoring.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sifara.files import write_text
from sifara.gold.corpus import Gold
from sifara.gold.repository import read_json
from sifara.release.fields import CONFIGS, features
from sifara.release.rows import Row, rows, splits

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Features

MANIFEST = "MANIFEST.json"
CARD = "README.md"
CROISSANT = "croissant.json"

#: Files that are rendered after scoring, in the order in which they have to be; they hold no rows.
RENDERED = (CARD, CROISSANT)

#: Published in the metadata of everything, never inside a text, so that a model that has read the
#: benchmark can be found out.
CANARY = "sifara:canary:5b0d9f0e-7f43-4c1b-9a52-3d6f8f1c2e77"

_ROWS_PER_GROUP = 512


def canonical_row(row: Mapping[str, Any]) -> str:
    """The one spelling of a row: JSON with sorted keys and no blanks."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def rows_hash(rows: Iterable[Mapping[str, Any]]) -> str:
    """SHA-256 over the canonical rows, each ended by a line feed, in the order given."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update(canonical_row(row).encode("utf-8") + b"\n")
    return digest.hexdigest()


def content_hash(configs: Mapping[str, Any]) -> str:
    """One hash for all rows of a release, from the ``configs`` of its manifest."""
    hashes = {
        f"{config}/{split}": entry["rows_sha256"]
        for config, splits in configs.items()
        for split, entry in splits.items()
    }
    return hashlib.sha256(canonical_row(hashes).encode()).hexdigest()


def write(gold: Gold, version: str, folder: Path) -> dict[str, Any]:
    """Writes rows and manifest of a release into an empty folder.

    Args:
        gold: The gold standard.
        version: Version of the data.
        folder: Where to write.

    Returns:
        The manifest.
    """
    topics = [topic.id for topic in gold.topics]
    types = features(topics)
    configs: dict[str, Any] = {}
    for config in CONFIGS:
        configs[config] = {}
        for split in splits(gold, config):
            found = list(rows(gold, config, split))
            file = f"{config}/{split}.parquet"
            _write_parquet(folder / file, found, types[config])
            configs[config][split] = {
                "file": file,
                "rows": len(found),
                "rows_sha256": rows_hash(found),
            }
    manifest = {
        "name": "sifara",
        "version": version,
        "content_sha256": content_hash(configs),
        "canary": CANARY,
        "topics": topics,
        "configs": configs,
    }
    write_text(folder / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
    return manifest


def _write_parquet(path: Path, rows: list[Row], features: Features) -> None:
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    table = encode(rows, features)
    pq.write_table(table, path, compression="zstd", row_group_size=_ROWS_PER_GROUP)


def encode(rows: list[Row], features: Features) -> pa.Table:
    """Rows with string labels as an Arrow table with the features in its metadata.

    ``Features.encode_example`` is not used: it looks at the first member of a list only and leaves
    labels as they are where that one has none.
    """
    import pyarrow as pa

    mappers = {name: _label_mapper(feature, "str2int") for name, feature in features.items()}
    columns = {name: [mapped(row[name]) for row in rows] for name, mapped in mappers.items()}
    return pa.table(columns, schema=features.arrow_schema)


def decode(table: pa.Table) -> Iterator[Row]:
    """The rows of an Arrow table with class labels as strings, as canonical hashing wants them."""
    from datasets import Features

    features = Features.from_arrow_schema(table.schema)
    mappers = {name: _label_mapper(feature, "int2str") for name, feature in features.items()}
    for row in table.to_pylist():
        yield {name: mapped(row[name]) for name, mapped in mappers.items()}


def _label_mapper(feature: Any, method: str) -> Callable[[Any], Any]:
    """What turns the class labels within a value by a method of ``ClassLabel``."""
    from datasets import ClassLabel, List

    if isinstance(feature, ClassLabel):
        mapped: Callable[[Any], Any] = getattr(feature, method)
        return mapped
    if isinstance(feature, List):
        item = _label_mapper(feature.feature, method)
        return _as_is if item is _as_is else lambda values: [item(value) for value in values]
    if isinstance(feature, dict):
        parts = {name: _label_mapper(part, method) for name, part in feature.items()}
        if any(part is not _as_is for part in parts.values()):
            return lambda value: {name: part(value[name]) for name, part in parts.items()}
    return _as_is


def _as_is(value: Any) -> Any:
    return value


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a release folder.

    Raises:
        FileNotFoundError: When the folder holds no release.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise FileNotFoundError(f"{folder} holds no {MANIFEST}; expected a Sifara release")
    return read_json(path)


def read_rows(folder: Path, config: str, split: str) -> list[Row]:
    """The canonical rows of one config and split of a release folder."""
    import pyarrow.parquet as pq

    return list(decode(pq.read_table(folder / config / f"{split}.parquet")))


def files(manifest: Mapping[str, Any]) -> list[str]:
    """The Parquet files that a manifest names."""
    return [entry["file"] for splits in manifest["configs"].values() for entry in splits.values()]


def row_problems(folder: Path, config: str) -> Iterator[str]:
    """The files of a config whose rows are not those of the manifest, each with what it holds."""
    for split, entry in read_manifest(folder)["configs"][config].items():
        try:
            found = read_rows(folder, config, split)
        except FileNotFoundError:
            yield f"{entry['file']} is missing"
            continue
        except (OSError, ValueError, KeyError) as error:
            yield f"{entry['file']} cannot be read: {error}"
            continue
        number, digest = len(found), rows_hash(found)
        if (number, digest) != (entry["rows"], entry["rows_sha256"]):
            yield (
                f"{entry['file']} has {number} rows with hash {digest[:12]}…, the manifest says "
                f"{entry['rows']} with {entry['rows_sha256'][:12]}…"
            )
