"""A small valid checkout that tests may break."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sifara.gold import records
from sifara.gold.repository import Repository, sha256
from sifara.validation import validate
from sifara.validation.findings import Finding
from tests.findings import golden


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """A copy of the base of the golden folders: three documents, four entities, no finding."""
    shutil.copytree(golden.BASE, tmp_path / "checkout")
    return Repository(tmp_path / "checkout")


@pytest.fixture
def found(repository: Repository) -> Callable[..., list[Finding]]:
    """The findings of the checkout."""

    def run(*paths: Path) -> list[Finding]:
        return list(validate(repository, paths or None))

    return run


@pytest.fixture
def codes(found: Callable[..., list[Finding]]) -> Callable[..., set[str]]:
    """The codes of the findings of the checkout."""
    return lambda *paths: {item.code for item in found(*paths)}


@pytest.fixture
def annotate(repository: Repository) -> Callable[..., Path]:
    """Writes the document auth-002 anew: another text, other mentions, other fields."""

    def write(text: str, *spans: tuple[int, int], **fields: Any) -> Path:
        path = repository.document_path("auth-002")
        raw = repository.data / "raw" / "authored" / "auth-002.txt"
        raw.write_bytes(text.encode("utf-8"))
        value = json.loads(path.read_bytes())
        value["source"]["sha256"] = sha256(raw)
        value["noise"] = "light"
        value["segments"] = [
            {"line": number, "kind": "body", "topics": ["peace-process"]}
            for number, line in enumerate(text.split("\n"), start=1)
            if line.strip()
        ]
        value["mentions"] = [
            {
                "start": start,
                "end": end,
                "surface": text[start:end],
                "type": "ORG",
                "form": "name",
                "entity": "arab-league",
            }
            for start, end in spans
        ]
        value |= fields
        document = records.document_from_json(value)
        path.write_text(records.format_document(document), encoding="utf-8")
        return path

    return write
