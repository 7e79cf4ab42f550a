"""Loading the data in Python, offline from the installed package or at a revision of the Hub."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from sifara.errors import UsageError, nearest
from sifara.gold.repository import package_data
from sifara.release.fields import CONFIGS

if TYPE_CHECKING:
    from pathlib import Path

    from datasets import Dataset, DatasetDict


@overload
def load(
    config: str = ...,
    split: None = ...,
    revision: str | None = ...,
    *,
    repo: str | None = ...,
    folder: Path | None = ...,
) -> DatasetDict: ...
@overload
def load(
    config: str,
    split: str,
    revision: str | None = ...,
    *,
    repo: str | None = ...,
    folder: Path | None = ...,
) -> Dataset: ...
def load(
    config: str = "topics",
    split: str | None = None,
    revision: str | None = None,
    *,
    repo: str | None = None,
    folder: Path | None = None,
) -> DatasetDict | Dataset:
    """Loads one config of the data.

    Without ``revision`` it is the data that travels with the package, and no network is touched.
    With ``revision`` it is exactly that revision of a dataset repository on the Hub, downloaded
    once and available offline from then on, its rows held to the hashes of its manifest.

    The Parquet files are read into memory, never through a cache of rows, so the rows are always
    those of the files.

    Args:
        config: ``topics``, ``documents``, ``mentions``, ``entity_pairs`` or ``entities``.
        split: One split, or None for all of them.
        revision: A tag such as ``v0.1.0``, or a commit, of the repository on the Hub.
        repo: The repository, ``ORG/NAME``, by default :data:`sifara.release.fetch.DEFAULT_REPO`.
        folder: Another release folder to read, instead of the one in the package.

    Returns:
        A ``DatasetDict`` by split, or the ``Dataset`` of the split that was named.

    Raises:
        UsageError: For an unknown config or split (the message names the nearest one), a ``repo``
            without a revision, or a ``folder`` together with either.
        RevisionError: When the revision cannot be had or its rows are not those of its manifest.
    """
    from datasets import DatasetDict

    from sifara.release.parquet import read_manifest

    release = _release_folder(revision, repo, folder)
    configs = read_manifest(release)["configs"]
    if config not in configs:
        raise UsageError(f"unknown config {config!r}{nearest(config, CONFIGS)}")
    if split is not None and split not in configs[config]:
        raise UsageError(f"unknown split {split!r} of {config}{nearest(split, configs[config])}")
    if revision is not None:
        from sifara.release.fetch import DEFAULT_REPO, check_rows

        check_rows(release, config, f"{repo or DEFAULT_REPO} at revision {revision!r}")
    if split is not None:
        return _read(release / configs[config][split]["file"], split)
    return DatasetDict(
        {name: _read(release / entry["file"], name) for name, entry in configs[config].items()}
    )


def _release_folder(revision: str | None, repo: str | None, folder: Path | None) -> Path:
    if revision is None and repo is None:
        return folder or package_data("release")
    if folder is not None:
        raise UsageError("folder cannot be combined with revision or repo: a folder has no history")
    if revision is None:
        raise UsageError(
            f"repo {repo!r} was named without a revision; expected one, such as revision='v0.1.0', "
            "because the newest revision changes under your feet"
        )
    from sifara.release.fetch import DEFAULT_REPO, snapshot

    return snapshot(repo or DEFAULT_REPO, revision)


def _read(path: Path, split: str) -> Dataset:
    import pyarrow.parquet as pq
    from datasets import Dataset, DatasetInfo, Features, NamedSplit

    table = pq.read_table(path)
    features = Features.from_arrow_schema(table.schema)
    return Dataset(table, info=DatasetInfo(features=features), split=NamedSplit(split))
