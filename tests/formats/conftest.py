"""One small document with everything that has moved the offsets of annotation tools."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sifara.gold.records import Document
from sifara.gold.repository import Repository
from tests.conftest import document, entity

TEXT = (
    "  استقبل الوزير 😀 أمين عام جامعة الدول العربية\r\n"
    "زار مُحَمَّد ليبيا 🇱🇾 أمس،  والتقى أمين عام الجامعة\n"
    "\n"
    "جامعـة الدول العربية\n"
)

ENTITIES = (
    entity("secretary-general", "PERS", "أمين عام"),
    entity("arab-league", "ORG", "جامعة الدول العربية"),
    entity("muhammad", "PERS", "محمد"),
    entity("libya", "GPE", "ليبيا"),
)


def case() -> tuple[Document, str]:
    """The document and its raw text."""
    return document(
        1,
        TEXT,
        [
            ("أمين عام جامعة الدول العربية", "PERS", "nominal", "secretary-general"),
            ("جامعة الدول العربية", "ORG", "name", "arab-league"),
            ("مُحَمَّد", "PERS", "name", "muhammad"),
            ("ليبيا", "GPE", "name", "libya"),
            ("أمين عام الجامعة", "PERS", "nominal", "secretary-general"),
            ("الجامعة", "ORG", "nominal", "arab-league"),
            ("جامعـة الدول العربية", "ORG", "name", "arab-league"),
        ],
        topics=("bilateral-relations", "peace-process"),
    )


@pytest.fixture
def repository(make_repository: Callable[..., Repository]) -> Repository:
    """A repository of that document alone."""
    return make_repository([case()], ENTITIES)
