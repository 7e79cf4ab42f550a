"""What the Hub on loopback keeps: repositories with commits and tags, and failures to come."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

Files = dict[str, tuple[bytes, bool]]


@dataclass
class Repo:
    private: bool
    commits: dict[str, Files] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)
    head: str = ""
    tags: dict[str, str] = field(default_factory=dict)

    def add(self, files: Files, message: str) -> str:
        oid = hashlib.sha1(f"{message}{len(self.commits)}{self.head}".encode()).hexdigest()
        self.commits[oid] = files
        self.messages.append(message)
        self.head = oid
        return oid

    def resolve(self, revision: str) -> str | None:
        oid = self.head if revision == "main" else self.tags.get(revision, revision)
        return oid if oid in self.commits else None


@dataclass
class Failure:
    """Requests of a method and path that are answered with a status, a number of times."""

    method: str
    path: str
    status: int
    times: int = 1
    after: bool = False  # the work is done first, only the answer is lost
    headers: dict[str, str] = field(default_factory=dict)


class RefusalError(Exception):
    def __init__(
        self,
        status: int,
        code: str = "",
        message: str = "refused",
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message
        self.headers = headers or {}


def git_oid(content: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


def entry(path: str, content: bytes, lfs: bool) -> dict[str, object]:
    value: dict[str, object] = {
        "type": "file",
        "path": path,
        "size": len(content),
        "oid": git_oid(content),
    }
    if lfs:
        oid = hashlib.sha256(content).hexdigest()
        value["lfs"] = {"oid": oid, "size": len(content), "pointerSize": 130}
    return value
