"""A small checkout under git, and a Hub on loopback for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sifara.files import write_text
from sifara.gold import records
from sifara.gold.repository import Repository, sha256
from sifara.release.fetch import git
from sifara.report.card.rendering import build, rendered
from tests.publishing.loopback_hub import Hub

CHECKOUT = Path(__file__).parents[2]
DOCUMENTS = ("web-000", "web-003")
REPO = "example/sifara"
TOKEN = "hf_" + "s3cret" * 6


def commit(repository: Repository, message: str = "change") -> str:
    git(repository.root, "add", "-A")
    identity = ("-c", "user.name=Tester", "-c", "user.email=tester@example.org")
    git(repository.root, *identity, "commit", "--quiet", "--message", message)
    return git(repository.root, "rev-parse", "HEAD")


def set_version(repository: Repository, version: str) -> None:
    old = repository.read_version()
    write_text(repository.version, version + "\n")
    citation = repository.root / "CITATION.cff"
    text = citation.read_text(encoding="utf-8")
    write_text(citation, text.replace(f"version: {old}", f"version: {version}"))


def render(repository: Repository) -> None:
    for path, text in rendered(repository).items():
        write_text(path, text)


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


def small_copy(root: Path, documents: tuple[str, ...] = DOCUMENTS) -> Repository:
    """Two of the real documents with what they need, as a repository of their own."""
    source, target = Repository(CHECKOUT), Repository(root)
    used = set()
    for name in documents:
        record = source.read_document(name)
        used |= {mention.entity for mention in record.mentions}
        text = target.data / record.file
        text.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source.raw_path(record.file), text)
        assert sha256(text) == record.sha256
        write_text(target.document_path(name), source.document_path(name).read_text("utf-8"))
    entities = [entity for entity in source.read_entities().values() if entity.id in used]
    write_text(target.entities, records.format_entities(entities))
    write_text(target.topics, source.topics.read_text("utf-8"))
    for name in ("dataset_card.md", "CITATION.cff", "LICENSE-DATA"):
        write_text(root / name, (CHECKOUT / name).read_text("utf-8"))
    write_text(target.version, source.read_version() + "\n")
    set_version(target, "0.1.0")
    return target


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout under git with its release, made once and copied for every test."""
    repository = small_copy(tmp_path_factory.mktemp("built") / "checkout")
    git(repository.root, "init", "--quiet", "--initial-branch=main")
    rebuild(repository, "first release")
    return repository.root


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
