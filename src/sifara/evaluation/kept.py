"""Differences of systems that are kept between runs, so that only what changed is compared anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sifara.errors import UsageError
from sifara.evaluation.stats.resampling import Interval
from sifara.evaluation.stats.significance import Difference
from sifara.files import write_texts

#: Differences by what they follow from: task, metric, and the hashes of data and predictions.
Kept = MutableMapping[str, Difference]

#: Differences in one file; one that would hold more begins anew.
MOST = 50_000


@contextmanager
def kept_in(path: Path) -> Iterator[Kept]:
    """The differences that earlier runs left in a file; new ones are left there for the next.

    All are forgotten when the code changes. A file that cannot be written, or holds something
    else, keeps nothing.
    """
    code = _code_sha256()
    kept: dict[str, Difference] = {}
    with suppress(OSError, ValueError, TypeError, KeyError):
        stored = json.loads(path.read_bytes())
        if stored["code"] == code and len(stored["pairs"]) < MOST:
            kept = {key: _difference(value) for key, value in stored["pairs"].items()}
    before = len(kept)
    yield kept
    if len(kept) > before:
        pairs = {key: asdict(difference) for key, difference in kept.items()}
        with suppress(OSError, UsageError):
            write_texts({path: json.dumps({"code": code, "pairs": pairs})})


def _difference(stored: dict[str, Any]) -> Difference:
    interval = stored["interval"]
    return Difference(**{**stored, "interval": interval and Interval(**interval)})


def _code_sha256() -> str:
    """Hash of the code that a difference follows from: this package and what stands before it."""
    package = Path(__file__).parents[1]
    digest = hashlib.sha256()
    for part in ("gold", "release", "evaluation"):
        for path in sorted((package / part).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
