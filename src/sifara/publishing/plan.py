"""What a publication consists of: files with sizes and hashes, version, tag."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sifara.gold.repository import Repository, sha256
from sifara.release.parquet import MANIFEST, RENDERED, files, read_manifest
from sifara.report.card.metadata import LICENSE_FILE

#: Files of a repository on the Hub that it keeps itself.
KEPT = (".gitattributes",)


@dataclass(frozen=True)
class PlannedFile:
    """A file to publish.

    Attributes:
        name: Path in the repository on the Hub.
        path: Where it is here.
    """

    name: str
    path: Path

    @property
    def size(self) -> int:
        """Its size in bytes."""
        return self.path.stat().st_size

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of its bytes."""
        return sha256(self.path)

    @cached_property
    def git_oid(self) -> str:
        """The id that git gives its content."""
        content = self.path.read_bytes()
        head = b"blob %d\0" % len(content)
        return hashlib.sha1(head + content, usedforsecurity=False).hexdigest()


@dataclass(frozen=True)
class Plan:
    """What is published.

    Attributes:
        version: Version of the data.
        tag: Tag on the Hub.
        content_sha256: Content hash of the release.
        release: The release folder.
        files: All files, by name.
        source: Commit of the source repository.
    """

    version: str
    tag: str
    content_sha256: str
    release: Path
    files: Mapping[str, PlannedFile]
    source: str


def plan(repository: Repository, tag: str | None, source: str) -> Plan:
    """The plan for the release of a checkout.

    Args:
        repository: The checkout.
        tag: The tag, by default ``v`` and the version.
        source: Commit of the checkout.

    Raises:
        FileNotFoundError: When there is no release.
    """
    folder = repository.release
    manifest = read_manifest(folder)
    paths = {name: folder / name for name in (*files(manifest), MANIFEST, *RENDERED)}
    paths[LICENSE_FILE] = repository.root / LICENSE_FILE
    return Plan(
        version=manifest["version"],
        tag=tag or f"v{manifest['version']}",
        content_sha256=manifest["content_sha256"],
        release=folder,
        files={name: PlannedFile(name, path) for name, path in sorted(paths.items())},
        source=source,
    )


@dataclass(frozen=True)
class Steps:
    """How the files of a plan differ from those that are there.

    Attributes:
        add: Names of files that are new or have other content.
        delete: Names of files that are there and not in the plan.
        same: Names of files that stay.
    """

    add: tuple[str, ...]
    delete: tuple[str, ...]
    same: tuple[str, ...]

    @property
    def empty(self) -> bool:
        """Whether nothing has to be done."""
        return not self.add and not self.delete


def steps(planned: Plan, present: Mapping[str, str]) -> Steps:
    """Compares a plan with the files of a revision.

    Args:
        planned: The plan.
        present: SHA-256 or git id of the content of every file that is there, by name.
    """
    same = tuple(
        name
        for name, file in planned.files.items()
        if name in present and present[name] in (file.sha256, file.git_oid)
    )
    return Steps(
        add=tuple(name for name in planned.files if name not in same),
        delete=tuple(n for n in sorted(present) if n not in planned.files and n not in KEPT),
        same=same,
    )


def plan_text(planned: Plan, repo: str, found: Steps) -> str:
    """The plan as a table for a terminal."""
    from sifara.report.tables import rendered_table

    words = dict.fromkeys(found.add, "add or update") | dict.fromkeys(found.same, "same")
    rows = [[words[name], f"{file.size:,}", name] for name, file in planned.files.items()]
    rows += [["delete", "", name] for name in found.delete]
    total = sum(file.size for file in planned.files.values())
    return rendered_table(
        ["change", "bytes", "file"],
        rows,
        title=f"{repo} {planned.tag}: {len(planned.files)} files, {total:,} bytes, "
        f"content {planned.content_sha256[:12]}…",
        numeric=["bytes"],
    )
