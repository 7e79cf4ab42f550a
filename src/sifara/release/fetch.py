"""The release at one exact revision of a dataset repository on the Hub, also offline.

``load_dataset(repo, revision=…)`` falls back to the newest revision in its cache when the Hub
cannot be reached. A snapshot is either exactly the revision that was asked for or an error, and its
rows are held to the hashes in its manifest.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from typing import Any

from sifara.errors import UsageError
from sifara.release.parquet import MANIFEST

#: Where the data is going to be published; nothing is there before the first ``publish.py``.
DEFAULT_REPO = "sifara/sifara"


#: ``load_dataset`` puts single files of a revision into the cache, which is found when offline.
_PARTIAL = "or only a part of it is in the cache; connect to the Hub and load it again"


class SnapshotError(UsageError):
    """A revision that cannot be had, or whose rows are not those of its manifest."""


def snapshot(
    repo: str,
    revision: str,
    *,
    cache_dir: Path | None = None,
    token: str | bool | None = None,
) -> Path:
    """The folder of a release at an exact revision, downloaded when it is not on disk yet.

    Args:
        repo: Dataset repository on the Hub, ``ORG/NAME``.
        revision: A tag such as ``v0.1.0``, or a commit.
        cache_dir: Another cache than that of the Hub's library.
        token: Passed on to the Hub's library, by default what its login has stored.

    Raises:
        SnapshotError: When the revision cannot be had; another one is never returned.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError

    try:
        folder = Path(
            snapshot_download(
                repo, repo_type="dataset", revision=revision, cache_dir=cache_dir, token=token
            )
        )
    except (HfHubHTTPError, OSError, HFValidationError) as error:
        raise SnapshotError(
            f"{repo} at revision {revision!r} cannot be had ({_reason(error)}) and is not in the "
            "cache; check both names and the connection, or load the release that travels with "
            "the package by leaving out revision and repo"
        ) from error
    name = f"{repo} at revision {revision!r}"
    present = {str(path.relative_to(folder)) for path in folder.rglob("*")}
    if MANIFEST not in present:
        raise SnapshotError(f"{name} has no {MANIFEST}: it is no Sifara release, {_PARTIAL}")
    manifest = checked_manifest(folder, name)
    files = [e["file"] for splits in manifest["configs"].values() for e in splits.values()]
    missing = [file for file in files if file not in present]
    if missing:
        raise SnapshotError(f"{name} lacks {', '.join(missing)}: it is broken, {_PARTIAL}")
    return folder


def _reason(error: Exception) -> str:
    """One line on what went wrong, without addresses and request ids."""
    name = type(error).__name__
    known = {
        "RepositoryNotFoundError": "no such repository, or no permission to read it",
        "RevisionNotFoundError": "the repository has no such revision",
        "GatedRepoError": "the repository is gated and access was not granted",
        "HFValidationError": "not a repository name; expected ORG/NAME",
        "IncompleteSnapshotError": "the Hub cannot be reached and the cached copy is incomplete",
        "LocalEntryNotFoundError": "the Hub cannot be reached",
    }
    return known.get(name, name)


def checked_manifest(folder: Path, name: str) -> dict[str, Any]:
    """The manifest of a release folder, once its own hash agrees and its paths stay inside.

    Args:
        folder: The release folder.
        name: What an error calls it.

    Raises:
        SnapshotError: When the folder holds no release or its manifest contradicts itself.
    """
    from sifara.release.parquet import content_hash, read_manifest

    try:
        manifest = read_manifest(folder)
        files = [e["file"] for splits in manifest["configs"].values() for e in splits.values()]
        found, stated = content_hash(manifest["configs"]), manifest["content_sha256"]
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SnapshotError(f"{name} is no Sifara release: {error}") from error
    for file in files:
        path = PurePosixPath(file)
        if path.is_absolute() or ".." in path.parts:
            raise SnapshotError(f"{name}: the manifest names {file!r}, outside the release")
    if found != stated:
        raise SnapshotError(
            f"{name}: the manifest states content {stated[:12]}…, its rows give {found[:12]}…"
        )
    return manifest


def check_rows(folder: Path, config: str, name: str) -> None:
    """Holds every split of a config to the row count and hash in the manifest.

    Args:
        folder: The release folder.
        config: Name of the config.
        name: What an error calls the release.

    Raises:
        SnapshotError: When a file has other rows, with the file and both hashes.
    """
    from sifara.release.parquet import read_manifest, read_rows, rows_hash

    for split, entry in read_manifest(folder)["configs"][config].items():
        try:
            rows = read_rows(folder, config, split)
        except (OSError, ValueError, KeyError) as error:
            raise SnapshotError(f"{name}: {entry['file']} cannot be read: {error}") from error
        found = rows_hash(rows)
        if (len(rows), found) != (entry["rows"], entry["rows_sha256"]):
            raise SnapshotError(
                f"{name}: {entry['file']} has {len(rows)} rows with hash {found[:12]}…, the "
                f"manifest says {entry['rows']} with {entry['rows_sha256'][:12]}…; "
                "remove it from the cache and download it again"
            )
