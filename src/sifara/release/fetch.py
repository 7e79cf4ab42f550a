"""Releases and results as they were, by the names that people give them.

A name is a folder, a checkout, a git revision of it, or ``ORG/NAME@REVISION`` on the Hub. What is
had from the Hub is exactly the revision that was asked for, held to the hashes in its manifest, or
an error; ``load_dataset(repo, revision=…)`` falls back to the newest one in its cache when the Hub
cannot be reached.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any

from sifara.errors import UsageError
from sifara.gold.repository import Repository, find_repository
from sifara.release.parquet import MANIFEST, content_hash, files, read_manifest, row_problems

#: Where the data is going to be published; nothing is there before the first ``publish.py``.
DEFAULT_REPO = "sifara/sifara"

#: ``load_dataset`` puts single files of a revision into the cache, which is found when offline.
_PARTIAL = "or only a part of it is in the cache; connect to the Hub and load it again"

_RELEASE, _RESULTS = "data/release", "results"


class RevisionError(UsageError):
    """A name that stands for nothing here, or for rows that are not those of their manifest."""


@cache
def _of_another_repository() -> frozenset[str]:
    """The variables by which git is told of a repository, as git itself lists them."""
    command = ["git", "rev-parse", "--local-env-vars"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return frozenset(listed.stdout.split())


def git(root: Path, *arguments: str) -> str:
    """Output of a git command in a checkout, without the line end.

    The checkout is the one that is named, also inside a git hook, where the environment names
    another.

    Raises:
        RevisionError: When git is missing or the command fails, with git's last line.
    """
    return _git(root, *arguments).decode(errors="replace").rstrip()


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(root), *arguments]
    try:
        foreign = _of_another_repository()
        own = {name: value for name, value in os.environ.items() if name not in foreign}
        return subprocess.run(command, capture_output=True, check=True, env=own).stdout  # noqa: S603
    except FileNotFoundError as error:
        raise RevisionError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(lines[-1] if lines else f"git {arguments[0]} failed") from error


@contextmanager
def release_at(name: str, root: Path | None = None) -> Iterator[Path]:
    """The release folder that a name stands for.

    Args:
        name: A release folder, a checkout, ``ORG/NAME@REVISION`` on the Hub, or a git revision.
        root: The checkout that git revisions belong to, by default the one around here.

    Yields:
        The folder; that of a git revision is temporary.

    Raises:
        RevisionError: When the name stands for none of them.
    """
    path = Path(name)
    for folder in (path, path / _RELEASE):
        if (folder / MANIFEST).is_file():
            yield folder
            return
    if path.is_dir():
        raise RevisionError(f"{name} holds no {MANIFEST}; expected a release folder or a checkout")
    repo, at, revision = name.rpartition("@")
    if at and "/" in repo:
        yield snapshot(repo, revision)
        return
    with _of_git(name, _RELEASE, root) as folder:
        yield folder


@contextmanager
def results_at(name: str, root: Path | None = None) -> Iterator[Path]:
    """The folder of result files that a name stands for.

    Args:
        name: A folder of results, a checkout, or a git revision.
        root: The checkout that git revisions belong to, by default the one around here.

    Yields:
        The folder; that of a git revision is temporary.

    Raises:
        RevisionError: When the name stands for none of them.
    """
    path = Path(name)
    if path.is_dir():
        checkout = (path / "data" / "gold").is_dir()
        yield Repository(path).results if checkout else path
        return
    with _of_git(name, _RESULTS, root) as folder:
        yield folder


@contextmanager
def _of_git(name: str, part: str, root: Path | None) -> Iterator[Path]:
    checkout = find_repository(root).root
    try:
        commit = git(checkout, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}")
    except RevisionError as error:
        raise RevisionError(
            f"{name!r} is neither a folder, nor ORG/NAME@REVISION, nor a git revision of {checkout}"
        ) from error
    with TemporaryDirectory() as folder:
        try:
            archive = _git(checkout, "archive", "--format=tar", commit, "--", part)
        except RevisionError as error:
            raise RevisionError(f"git revision {name!r} has no {part}") from error
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder, filter="data")
        yield Path(folder) / part


def snapshot(
    repo: str,
    revision: str,
    *,
    cache_dir: Path | None = None,
    token: str | bool | None = None,
) -> Path:
    """The folder of a release at an exact revision of the Hub, downloaded when it is not on disk.

    Args:
        repo: Dataset repository on the Hub, ``ORG/NAME``.
        revision: A tag such as ``v0.1.0``, or a commit.
        cache_dir: Another cache than that of the Hub's library.
        token: Passed on to the Hub's library, by default what its login has stored.

    Raises:
        UsageError: When the name of the repository has another form.
        RevisionError: When the revision cannot be had; another one is never returned.
    """
    import httpx2
    from huggingface_hub import snapshot_download

    check_repo(repo)
    name = f"{repo} at revision {revision!r}"
    try:
        folder = Path(
            snapshot_download(
                repo, repo_type="dataset", revision=revision, cache_dir=cache_dir, token=token
            )
        )
    except (OSError, httpx2.HTTPError) as error:
        raise RevisionError(
            f"{name} cannot be had ({reason(error)}) and is not in the cache; check both names "
            "and the connection, or load the release that travels with the package by leaving out "
            "revision and repo"
        ) from error
    if not (folder / MANIFEST).is_file():
        raise RevisionError(f"{name} has no {MANIFEST}: it is no Sifara release, {_PARTIAL}")
    named = files(checked_manifest(folder, name))
    missing = [file for file in named if not (folder / file).is_file()]
    if missing:
        raise RevisionError(f"{name} lacks {', '.join(missing)}: it is broken, {_PARTIAL}")
    return folder


def check_repo(repo: str) -> None:
    """Refuses what can be no dataset repository on the Hub.

    Raises:
        UsageError: When a name has another form than ``ORG/NAME``.
    """
    from huggingface_hub.errors import HFValidationError
    from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

    try:
        validate_repo_id(repo)
        good = repo.count("/") == 1
    except HFValidationError:
        good = False
    if not good:
        raise UsageError(
            f"{repo!r} is no repository on the Hub; expected ORG/NAME, such as {DEFAULT_REPO}"
        )


#: What an error of the Hub's library means, by its name.
_NAMED = {
    "RepositoryNotFoundError": "no such repository, or no permission to read it",
    "RevisionNotFoundError": "the repository has no such revision",
    "GatedRepoError": "the repository is gated and access was not granted",
    "IncompleteSnapshotError": "the Hub cannot be reached and the cached copy is incomplete",
    "LocalEntryNotFoundError": "the Hub cannot be reached",
}

#: What an answer of the Hub means, by its status.
_STATUS = {
    401: "the token is missing, wrong or expired",
    403: "the token may not do that",
    409: "it exists already, or somebody else is writing",
    412: "somebody else has committed in between; look at what changed",
    429: "too many requests",
}


def reason(error: BaseException) -> str:
    """One line on what went wrong at the Hub, without addresses, headers or request ids.

    Args:
        error: What the Hub's library raised.
    """
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error.__cause__, HfHubHTTPError):
        error = error.__cause__  # the library looked into its cache in between
    name = type(error).__name__
    if name in _NAMED or not isinstance(error, HfHubHTTPError):
        return _NAMED.get(name, f"the Hub cannot be reached ({name})")
    code = error.response.status_code
    meaning = _STATUS.get(code, "the server failed" if code >= 500 else "it was refused")
    said = f": {error.server_message}" if error.server_message else ""
    return f"{meaning}{_waiting(error.response.headers)} (HTTP {code}{said})"


def _waiting(headers: Mapping[str, str]) -> str:
    """How long a server asks to wait, in seconds or as a time; empty where it does not say."""
    after = headers.get("Retry-After", "")
    found = re.fullmatch(r"([0-9]+)", after) or re.search(
        r"\bt=([0-9]+)", headers.get("RateLimit", "")
    )
    if found:
        return f", wait {found[1]} seconds"
    try:
        return f", wait until {parsedate_to_datetime(after):%H:%M:%S} UTC"
    except ValueError:
        return ""


def checked_manifest(folder: Path, name: str) -> dict[str, Any]:
    """The manifest of a release folder, once its own hash agrees and its paths stay inside.

    Args:
        folder: The release folder.
        name: What an error calls it.

    Raises:
        RevisionError: When the folder holds no release or its manifest contradicts itself.
    """
    try:
        manifest = read_manifest(folder)
        paths = [PurePosixPath(file) for file in files(manifest)]
        found, stated = content_hash(manifest["configs"]), manifest["content_sha256"]
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise RevisionError(f"{name} is no Sifara release: {error}") from error
    for path in paths:
        if path.is_absolute() or ".." in path.parts:
            raise RevisionError(f"{name}: the manifest names '{path}', outside the release")
    if found != stated:
        raise RevisionError(
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
        RevisionError: When a file has other rows, with the file and both hashes.
    """
    for problem in row_problems(folder, config):
        raise RevisionError(f"{name}: {problem}; remove it from the cache and download it again")
