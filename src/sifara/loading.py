"""Loading the data in Python, offline from the installed package."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from sifara import tables
from sifara.repository import package_data
from sifara.suggestions import nearest

if TYPE_CHECKING:
    from pathlib import Path

    from datasets import Dataset, DatasetDict


@overload
def load(config: str = ..., split: None = ..., *, folder: Path | None = ...) -> DatasetDict: ...
@overload
def load(config: str, split: str, *, folder: Path | None = ...) -> Dataset: ...
def load(
    config: str = "topics", split: str | None = None, *, folder: Path | None = None
) -> DatasetDict | Dataset:
    """Loads one config of the data that travels with the package; no network is touched.

    The Parquet files are read into memory, never through a cache, so the rows are always those of
    the files.

    Args:
        config: ``topics``, ``documents``, ``mentions``, ``entity_pairs`` or ``entities``.
        split: One split, or None for all of them.
        folder: Another release folder to read, instead of the one in the package.

    Returns:
        A ``DatasetDict`` by split, or the ``Dataset`` of the split that was named.

    Raises:
        ValueError: For an unknown config or split; the message names the nearest one.
    """
    from datasets import DatasetDict

    from sifara.release import read_manifest

    release = folder or package_data("release")
    configs = read_manifest(release)["configs"]
    if config not in configs:
        raise ValueError(f"unknown config {config!r}{nearest(config, tables.CONFIGS)}")
    if split is not None:
        if split not in configs[config]:
            raise ValueError(
                f"unknown split {split!r} of {config}{nearest(split, configs[config])}"
            )
        return _read(release / configs[config][split]["file"], split)
    return DatasetDict(
        {name: _read(release / entry["file"], name) for name, entry in configs[config].items()}
    )


def _read(path: Path, split: str) -> Dataset:
    import pyarrow.parquet as pq
    from datasets import Dataset, DatasetInfo, Features, NamedSplit

    table = pq.read_table(path)
    features = Features.from_arrow_schema(table.schema)
    return Dataset(table, info=DatasetInfo(features=features), split=NamedSplit(split))
