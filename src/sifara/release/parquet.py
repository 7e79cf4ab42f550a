"""The release: every config as Parquet, with a manifest of canonical-row hashes and a card.

The hash of a split covers its rows spelled as canonical JSON with labels as strings, never the
files: Parquet embeds the version of its writer, and card and Croissant are rendered after scoring.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sifara.gold.repository import Repository, read_json, replaced_folder, write_text
from sifara.release import rows as tables

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Features

Row = tables.Row

MANIFEST = "MANIFEST.json"
CARD = "README.md"

#: Published in the metadata of everything, never inside a text, so that a model that has read the
#: benchmark can be found out.
CANARY = "sifara:canary:5b0d9f0e-7f43-4c1b-9a52-3d6f8f1c2e77"

_ROWS_PER_GROUP = 512


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that two releases do not share, or share with other values.

    Attributes:
        config: Name of the config.
        split: Name of the split.
        row: Id of the row, or ``""`` for the whole split.
        change: ``added``, ``removed`` or ``edited``, seen from the first release.
        fields: The fields that were edited.
    """

    config: str
    split: str
    row: str
    change: str
    fields: tuple[str, ...] = ()

    def __str__(self) -> str:
        fields = f" ({', '.join(self.fields)})" if self.fields else ""
        return f"{self.config}/{self.split}: {self.row} {self.change}{fields}"


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


def build(repository: Repository) -> dict[str, Any]:
    """Builds the release of a validated repository in place of the old one.

    The new release is written to a temporary folder and swapped in whole. Where its rows are those
    of the old one, card and Croissant stay; otherwise its card has no scores until they are
    rendered into it after scoring.

    Returns:
        The manifest.
    """
    from sifara.report.card import page as card

    gold = tables.Gold.read(repository)
    with replaced_folder(repository.release) as folder:
        manifest = write(gold, repository.read_version(), folder)
        old = repository.release / MANIFEST
        if old.is_file() and old.read_bytes() == (folder / MANIFEST).read_bytes():
            for rendered in repository.release.glob("[!M.]*.*"):
                shutil.copy(rendered, folder)
        if not (folder / CARD).is_file():
            write_text(folder / CARD, card.render(repository, folder, results=None))
        return manifest


def write(gold: tables.Gold, version: str, folder: Path) -> dict[str, Any]:
    """Writes rows and manifest of a release into an empty folder.

    Args:
        gold: The gold standard.
        version: Version of the data.
        folder: Where to write.

    Returns:
        The manifest.
    """
    features = tables.features([topic.id for topic in gold.topics])
    configs: dict[str, Any] = {}
    for config in tables.CONFIGS:
        configs[config] = {}
        for split in tables.splits(gold, config):
            rows = list(tables.rows(gold, config, split))
            file = f"{config}/{split}.parquet"
            _write_parquet(folder / file, rows, features[config])
            configs[config][split] = {
                "file": file,
                "rows": len(rows),
                "rows_sha256": rows_hash(rows),
            }
    manifest = {
        "name": "sifara",
        "version": version,
        "content_sha256": content_hash(configs),
        "canary": CANARY,
        "topics": [topic.id for topic in gold.topics],
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


def differences(old: Path, new: Path) -> Iterator[Difference]:
    """The rows in which a new release folder differs from an old one.

    Files are compared by their rows, so that another version of the Parquet writer is no
    difference; a file that is missing or that does not agree with its own manifest is one.
    """
    old_configs, new_configs = read_manifest(old)["configs"], read_manifest(new)["configs"]
    names = {(c, s) for configs in (old_configs, new_configs) for c in configs for s in configs[c]}
    for config, split in sorted(names):
        sides = []
        for folder, configs in ((old, old_configs), (new, new_configs)):
            present = split in configs.get(config, {})
            present = present and (folder / config / f"{split}.parquet").is_file()
            rows = read_rows(folder, config, split) if present else []
            if present and rows_hash(rows) != configs[config][split]["rows_sha256"]:
                yield Difference(config, split, "the hash in the manifest", "edited")
            sides.append({row["id"]: row for row in rows})
        yield from _row_differences(config, split, *sides)


def _row_differences(
    config: str, split: str, old: Mapping[str, Row], new: Mapping[str, Row]
) -> Iterator[Difference]:
    for row in sorted(old.keys() | new.keys()):
        if row not in new:
            yield Difference(config, split, row, "removed")
        elif row not in old:
            yield Difference(config, split, row, "added")
        elif old[row] != new[row]:
            fields = tuple(k for k in new[row] if old[row].get(k) != new[row][k])
            yield Difference(config, split, row, "edited", fields)
