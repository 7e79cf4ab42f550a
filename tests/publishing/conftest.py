"""A small checkout under git, and a Hub on loopback for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sifara.files import write_text
from sifara.gold import records
from sifara.gold.repository import Repository
from sifara.release.fetch import git
from sifara.report.card.rendering import build
from tests.conftest import render
from tests.publishing.loopback_hub import Hub

REPO = "example/sifara"
TOKEN = "hf_" + "s3cret" * 6


def commit(repository: Repository, message: str = "change") -> str:
    git(repository.root, "add", "-A")
    identity = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org")
    git(repository.root, *identity, "commit", "--quiet", "--message", message)
    return git(repository.root, "rev-parse", "HEAD")


def rebuild(repository: Repository, message: str = "change") -> None:
    build(repository)
    render(repository)
    commit(repository, message)


def edit(repository: Repository, document: str, **values: object) -> None:
    """Gives a gold document other values."""
    record = replace(repository.read_document(document), **values)
    write_text(repository.document_path(document), records.format_document(record))


def retopic(repository: Repository, document: str = "web-000") -> None:
    """Edits the topics of one segment."""
    record = repository.read_document(document)
    first = replace(record.segments[0], topics=("economy-development",))
    edit(repository, document, segments=(first, *record.segments[1:]))


@pytest.fixture(scope="session")
def built_once(small_original: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout under git with its release, made once and copied for every test."""
    root = tmp_path_factory.mktemp("built") / "checkout"
    repository = Repository(Path(shutil.copytree(small_original.root, root)))
    git(root, "init", "--quiet", "--initial-branch=main")
    commit(repository, "first release")
    return root


@pytest.fixture
def repository(built_once: Path, tmp_path: Path) -> Repository:
    """A checkout of one's own."""
    return Repository(Path(shutil.copytree(built_once, tmp_path / "checkout")))


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    """A Hub on loopback that the Hub's library is pointed at, with empty caches."""
    import datasets.config
    from huggingface_hub import HfFileSystem, constants
    from huggingface_hub.utils import _http

    with Hub(TOKEN).running() as hub:
        template = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", hub.url)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(tmp_path / "no-token"))
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
        monkeypatch.setattr(constants, "HF_HUB_DISABLE_TELEMETRY", True)
        monkeypatch.setattr(datasets.config, "HF_ENDPOINT", hub.url)
        monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "datasets")
        monkeypatch.setattr(_http.time, "sleep", lambda seconds: None)
        monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        HfFileSystem.clear_instance_cache()
        yield hub
        HfFileSystem.clear_instance_cache()


@pytest.fixture
def publish(repository: Repository) -> Callable[..., list[str]]:
    """Publishes the checkout and returns what was shown."""
    from sifara.publishing.run import publish as run

    def call(**options: object) -> list[str]:
        shown: list[str] = []
        run(repository, REPO, say=shown.append, **options)
        return shown

    return call
