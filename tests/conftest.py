"""What tests share: the checkout, small made-up repositories, and a world without network."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from sifara.files import write_text
from sifara.gold import records
from sifara.gold.repository import Repository, sha256
from sifara.report.card import rendering

# An example takes as long as the machine is busy.
settings.register_profile("sifara", deadline=None)
settings.register_profile("fast", deadline=None, max_examples=20)
settings.load_profile("sifara")

CHECKOUT = Path(__file__).parents[1]

#: Real documents that small copies of the checkout have.
DOCUMENTS = ("web-000", "web-003")

#: A taxonomy of three topics for small repositories, in order of priority.
TOPICS = ("humanitarian-aid", "peace-process", "bilateral-relations")


@pytest.fixture(scope="session")
def checkout() -> Repository:
    """The repository under test itself, read only."""
    return Repository(CHECKOUT)


@pytest.fixture(autouse=True)
def _no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Takes away the width of a terminal, which pytest gives to its workers."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets nothing but loopback be reached."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise OSError(f"a test tried to reach {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)


def entity(
    entity_id: str, kind: str = "GPE", name: str = "اسم", *, in_kb: bool = True
) -> records.Entity:
    """An invented entity."""
    return records.Entity(
        id=entity_id,
        type=kind,
        name_ar=name,
        name_en=entity_id,
        wikidata=None,
        description="made up for a test",
        invented=True,
        identified=True,
        in_kb=in_kb,
    )


def document(
    number: int,
    text: str,
    mentions: Sequence[tuple[str, str, str, str]] = (),
    *,
    split: str = "test",
    story: int | None = None,
    topics: Sequence[str] = ("bilateral-relations",),
) -> tuple[records.Document, str]:
    """A document of body lines with mentions given as (surface, type, form, entity) in order.

    Each surface is searched after the one before it, so that repeated names can be told apart.
    """
    found, position = [], 0
    for surface, kind, form, target in mentions:
        start = text.index(surface, position)
        position = start + 1
        found.append(records.Mention(start, start + len(surface), surface, kind, form, target))
    lines = [n for n, line in enumerate(text.split("\n"), start=1) if line.strip()]
    return records.Document(
        id=f"auth-{number:03d}",
        source="authored",
        file=f"raw/authored/auth-{number:03d}.txt",
        sha256="0" * 64,
        story=f"st-{number if story is None else story:03d}",
        split=split,
        register="agency-wire",
        noise="clean",
        review="draft",
        segments=tuple(records.Segment(n, "body", tuple(topics)) for n in lines),
        mentions=tuple(sorted(found, key=lambda m: (m.start, -m.end))),
    ), text


def repository_in(
    folder: Path,
    documents: Sequence[tuple[records.Document, str]],
    entities: Sequence[records.Entity] = (),
    *,
    version: str = "0.1.0",
    build: bool = False,
) -> Repository:
    """A repository of documents and entities in a folder, release included on request."""
    import json
    from dataclasses import replace

    repository = Repository(folder)
    topics = [
        {
            "id": topic,
            "label_ar": "موضوع",
            "label_en": topic,
            "definition_ar": "تعريف",
            "definition_en": "A definition.",
            "not_this_when": "Never.",
            "terms_ar": ["لقاء", "زيارة", "وفد"],
            "example": "مثال",
            "borderline": {"text": "مثال", "decision": "this one"},
            "iptc": {"id": "11000000", "label": "politics", "relation": "broad"},
            "reason": "It comes first.",
        }
        for topic in TOPICS
    ]
    write_text(repository.topics, json.dumps({"topics": topics}, ensure_ascii=False) + "\n")
    write_text(repository.entities, records.format_entities(entities))
    write_text(repository.version, version + "\n")
    write_text(repository.card_template, (CHECKOUT / "dataset_card.md").read_text("utf-8"))
    for record, text in documents:
        path = repository.data / record.file
        write_text(path, text)
        record = replace(record, sha256=sha256(path))
        write_text(repository.document_path(record.id), records.format_document(record))
    if build:
        rendering.build(repository)
    return repository


@pytest.fixture
def make_repository(tmp_path: Path) -> Callable[..., Repository]:
    """Makes a repository in a folder of this test; see :func:`repository_in`."""

    def make(
        documents: Sequence[tuple[records.Document, str]],
        entities: Sequence[records.Entity] = (),
        *,
        folder: str = "repository",
        **options: Any,
    ) -> Repository:
        return repository_in(tmp_path / folder, documents, entities, **options)

    return make


def render(repository: Repository) -> None:
    """Renders card and Croissant."""
    for path, text in rendering.rendered(repository).items():
        write_text(path, text)


def set_version(repository: Repository, version: str) -> None:
    """Gives the data of a small copy another version."""
    old = repository.read_version()
    write_text(repository.version, version + "\n")
    citation = repository.root / "CITATION.cff"
    text = citation.read_text(encoding="utf-8")
    write_text(citation, text.replace(f"version: {old}", f"version: {version}"))


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
def small_original(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Two of the real documents with their release, card and Croissant, read only."""
    repository = small_copy(tmp_path_factory.mktemp("small") / "checkout")
    rendering.build(repository)
    render(repository)
    return repository
