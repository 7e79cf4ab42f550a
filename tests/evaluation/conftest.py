"""A small release with everything that tasks measure, and made-up examples that need no release."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from sifara.evaluation.examples import GOLD, HIDDEN, Examples
from tests.conftest import TOPICS, document, entity, repository_in

AID, PEACE, BILATERAL = TOPICS
WORDS = {AID: "إغاثة المدنيين", PEACE: "وقف إطلاق النار", BILATERAL: "علاقات البلدين"}


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """24 stories of two lines, ten of them to learn from; read only.

    The state is named by a name or an adjective, and one surface stands for two people, of whom
    one is not in the knowledge base.
    """
    documents = []
    for number in range(1, 25):
        topic = TOPICS[number % 3]
        name = ("ليبيا", "الليبي")[number % 2]
        first = f"بحث الوفد رقم {number} {WORDS[topic]} مع {name} وسامي حداد"
        documents.append(
            document(
                number,
                f"{first}\nوزار وفد {number} حداد من أجل {WORDS[topic]}",
                [
                    (name, "GPE", ("name", "adjective")[number % 2], "libya"),
                    ("سامي حداد", "PERS", "name", "sami-haddad"),
                    ("حداد", "PERS", "name", "sami-haddad" if number % 4 else "rami-haddad"),
                ],
                split="train" if number <= 10 else "test",
                topics=(topic,),
            )
        )
    entities = [
        entity("libya", name="ليبيا"),
        entity("sami-haddad", "PERS", "سامي حداد"),
        entity("rami-haddad", "PERS", "رامي حداد", in_kb=False),
    ]
    folder = tmp_path_factory.mktemp("small")
    return repository_in(folder / "repository", documents, entities, build=True).release


def made_up(
    config: str,
    rows: Sequence[dict[str, Any]],
    *,
    labels: Sequence[str] = (),
    knowledge_base: Sequence[str] = (),
    **properties: Sequence[str],
) -> Examples:
    """Examples with an id and a story for every row; ``story`` of a row may name another."""
    numbered = [{"id": f"d{n}.s1", **row} for n, row in enumerate(rows)]
    return Examples(
        config=config,
        split="test",
        version="0.1.0",
        content_sha256="a" * 64,
        ids=[row["id"] for row in numbered],
        rows=numbered,
        stories=[(str(row.get("story", n)),) for n, row in enumerate(numbered)],
        properties={name: [(value,) for value in values] for name, values in properties.items()},
        labels=tuple(labels),
        knowledge_base=frozenset(knowledge_base),
        hidden=GOLD | HIDDEN,
    )


def segments(topics: Sequence[str], **properties: Sequence[str]) -> Examples:
    """Made-up segments with one topic each."""
    rows = [
        {"text": f"line {n}", "topic": topic, "topics": [topic]} for n, topic in enumerate(topics)
    ]
    return made_up("topics", rows, labels=TOPICS, **properties)


def mentions(
    clusters: Sequence[str],
    *,
    types: Sequence[str] | None = None,
    forms: Sequence[str] | None = None,
    surfaces: Sequence[str] | None = None,
    **properties: Sequence[str],
) -> Examples:
    """Made-up mentions; every entity but one that begins with ``nil`` is in the knowledge base."""
    size = len(clusters)
    rows = [
        {
            "context": "the name here",
            "start": 4,
            "end": 8,
            "surface": surface,
            "type": kind,
            "cluster": cluster,
            "entity": None if cluster.startswith("nil") else cluster,
        }
        for cluster, kind, surface in zip(
            clusters, types or ["GPE"] * size, surfaces or ["name"] * size, strict=True
        )
    ]
    return made_up(
        "mentions",
        rows,
        knowledge_base=[cluster for cluster in clusters if not cluster.startswith("nil")],
        form=forms or ["name"] * size,
        ambiguous=["unambiguous"] * size,
        **properties,
    )
