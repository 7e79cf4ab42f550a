"""The frozen test split: one hash over its texts and labels, committed before anything was trained.

``test`` is never edited because of a score. A correction of it is a release of its own, with a line
in the change log and a new hash.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sifara.files import write_text
from sifara.gold.records import format_document
from sifara.gold.repository import Repository, read_json

#: The split that is frozen.
FROZEN_SPLIT = "test"


def split_hash(repository: Repository, split: str = FROZEN_SPLIT) -> str:
    """SHA-256 over the raw bytes and the canonical records of a split, in the order of ids."""
    digest = hashlib.sha256()
    for document in sorted(repository.read_documents(), key=lambda d: d.id):
        if document.split == split:
            digest.update(repository.raw_path(document.file).read_bytes())
            digest.update(format_document(document).encode("utf-8"))
    return digest.hexdigest()


def freeze(repository: Repository) -> dict[str, Any]:
    """Writes the hash of the frozen split with the version of the data, and returns the record."""
    record = {
        "split": FROZEN_SPLIT,
        "since": repository.read_version(),
        "sha256": split_hash(repository),
    }
    write_text(repository.frozen, json.dumps(record, indent=1) + "\n")
    return record


def is_as_frozen(repository: Repository) -> bool:
    """Whether the frozen split is what it was when its hash was written."""
    return read_json(repository.frozen)["sha256"] == split_hash(repository)
