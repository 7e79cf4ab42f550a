"""Answers on disk: one JSON line a request, so that a run that was cut off goes on."""

from __future__ import annotations

import hashlib
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baselines.llm.endpoint import Reply
from sifara.release.parquet import canonical_row


def request_hash(base_url: str, body: Mapping[str, Any]) -> str:
    """SHA-256 of a request: where it goes and what it says, without the key."""
    return hashlib.sha256(canonical_row({"url": base_url, "body": body}).encode()).hexdigest()


class Cache:
    """The answers in a file.

    A line is appended in one write, so that threads and processes can share the file. A line that
    a killed run has left unfinished is ignored, and its request asked again.

    Args:
        path: The file; it is made with the first answer.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._known: dict[str, Reply] = {}
        lines = path.read_bytes().split(b"\n") if path.is_file() else []
        self._unfinished = bool(lines and lines[-1])
        for line in lines:
            self._read(line)

    def _read(self, line: bytes) -> None:
        try:
            value = json.loads(line)
            reply = Reply(str(value["content"]), int(value["tokens_in"]), int(value["tokens_out"]))
            self._known[str(value["request"])] = reply
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return

    def get(self, key: str) -> Reply | None:
        """The reply to a request, or None."""
        return self._known.get(key)

    def add(self, key: str, reply: Reply) -> None:
        """Keeps the reply to a request, on the disk before this returns."""
        row = {
            "request": key,
            "content": reply.content,
            "tokens_in": reply.tokens_in,
            "tokens_out": reply.tokens_out,
        }
        line = json.dumps(row).encode("ascii") + b"\n"
        with self._lock:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            descriptor = os.open(self.path, flags, 0o644)
            try:
                os.write(descriptor, b"\n" + line if self._unfinished else line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._unfinished = False
            self._known[key] = reply
