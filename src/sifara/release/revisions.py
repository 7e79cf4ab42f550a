"""Folders as they were: from a path, a git revision of the checkout, or a revision of the Hub."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sifara.errors import UsageError
from sifara.gold.repository import Repository, find_repository
from sifara.release.parquet import MANIFEST

RELEASE, RESULTS = "data/release", "results"


class RevisionError(UsageError):
    """A name that stands for no release or results."""


def git(root: Path, *arguments: str) -> bytes:
    """Output of a git command in a checkout.

    Raises:
        RevisionError: When git is missing or the command fails, with git's last line.
    """
    try:
        done = subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, check=True)  # noqa: S603, S607
    except FileNotFoundError as error:
        raise RevisionError("git is not installed") from error
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines()
        raise RevisionError(lines[-1] if lines else f"git {arguments[0]} failed") from error
    return done.stdout


def _archived(root: Path, revision: str, part: str, folder: Path) -> Path:
    archive = git(root, "archive", "--format=tar", revision, "--", part)
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        tar.extractall(folder, filter="data")
    return folder / part


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
    for folder in (path, path / RELEASE):
        if (folder / MANIFEST).is_file():
            yield folder
            return
    if path.is_dir():
        raise RevisionError(f"{name} holds no {MANIFEST}; expected a release folder or a checkout")
    repo, at, revision = name.rpartition("@")
    if at and "/" in repo:
        from sifara.release.fetch import SnapshotError, snapshot

        try:
            yield snapshot(repo, revision)
        except SnapshotError as error:
            raise RevisionError(str(error)) from error
        return
    with _of_git(name, RELEASE, root) as folder:
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
    with _of_git(name, RESULTS, root) as folder:
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
            archived = _archived(checkout, commit.decode().strip(), part, Path(folder))
        except RevisionError as error:
            raise RevisionError(f"git revision {name!r} has no {part}") from error
        yield archived
