"""The test split is what it was when it was frozen, and an edit of it is seen."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sifara.gold.freezing import freeze, is_as_frozen
from sifara.gold.repository import Repository
from tests.conftest import CHECKOUT


def test_the_test_split_is_as_it_was_frozen(checkout: Repository) -> None:
    assert is_as_frozen(checkout)


@pytest.mark.slow
def test_an_edited_label_or_text_of_the_test_split_is_seen(tmp_path: Path) -> None:
    shutil.copytree(CHECKOUT / "data", tmp_path / "data")
    repository = Repository(tmp_path)
    freeze(repository)
    documents = {d.split: d for d in repository.read_documents()}
    train, test = documents["train"], documents["test"]
    raw = repository.raw_path(train.file)
    raw.write_bytes(raw.read_bytes() + b" ")
    assert is_as_frozen(repository)
    path = repository.document_path(test.id)
    path.write_text(path.read_text("utf-8").replace('"name"', '"nominal"', 1), "utf-8")
    assert not is_as_frozen(repository)
