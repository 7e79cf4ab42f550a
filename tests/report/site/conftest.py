"""Two sites: the one of the checkout without results, and a small hostile one with results."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sifara.evaluation.result import Model
from sifara.evaluation.score import evaluate
from sifara.gold.repository import Repository
from sifara.report.site import build
from tests.conftest import document, entity, repository_in
from tests.report.site.reading import Page, pages

#: Markup, script, entities, a template, bidi controls, an emoji, zero-width and control characters.
HOSTILE = (
    "زار <script>alert(1)</script> ليبيا\u202e\u2066 &lt;b&gt; {{ 7*7 }} {% raw %}\n"
    '"><img src=x onerror=alert(1)> ليبيا 😀 </p></section>وزارة ليبيا\u200f\u0007\r\n'
    "'-->]]> javascript:alert(1) ليبيا 🇱🇾 \u2028\ufeffلـيـبـيـا\u00a0\u00ad.\n"
)
SECOND = "وصلت ليبيا\u202e <b>والتقى</b> وزارة ليبيا في ليبيا.\nثم غادرت ليبيا.\n"

#: A name of a system that would leave the folder, run script and reorder what follows.
EVIL = "../../<script>alert(1)</script>\u202e\"'{{7*7}}"

#: What the systems answer to a row; the first is told that it is the evil one.
_ANSWERS: dict[str, Callable[[bool, dict[str, Any]], str | None]] = {
    "topic_classification": lambda evil, row: "peace-process",
    "entity_pairs": lambda evil, row: "no_match" if evil else "match",
    "entity_clustering": lambda evil, row: f"<b>{row['surface']}</b>",
    "entity_linking": lambda evil, row: None if evil else "libya",
}


@pytest.fixture(scope="session")
def real_site(checkout: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the checkout, without results."""
    folder = tmp_path_factory.mktemp("real")
    (folder / "results").mkdir()
    build(checkout, folder / "site", results=folder / "results")
    return folder / "site"


@pytest.fixture(scope="session")
def real_pages(real_site: Path) -> dict[str, Page]:
    """The pages of that site, read back."""
    return pages(real_site)


def hostile_in(root: Path) -> Repository:
    """A repository whose texts, names and systems try to break out of their page."""
    documents = [
        document(
            number,
            text,
            [
                (name, "ORG" if name.startswith("وزارة") else "GPE", "name", target)
                for name, target in marks
            ],
            story=number,
        )
        for number, text, marks in (
            (
                1,
                HOSTILE,
                [
                    ("ليبيا", "libya"),
                    ("ليبيا", "libya"),
                    ("وزارة ليبيا", "ministry"),
                    ("ليبيا", "libya"),
                    ("ليبيا", "libya"),
                    ("لـيـبـيـا", "libya"),
                ],
            ),
            (2, SECOND, [("ليبيا", "libya"), ("وزارة ليبيا", "ministry"), ("ليبيا", "libya")]),
        )
    ]
    entities = [
        entity("libya", "GPE", "ليبيا<script>alert(2)</script>\u202e"),
        entity("ministry", "ORG", '"><img src=x onerror=alert(3)>'),
    ]
    repository = repository_in(root, documents, entities, build=True)
    for number, name in enumerate((EVIL, "plain", "second_pass")):
        for task, answer in _ANSWERS.items():
            model = Model(name, parameters={"<i>": "</dd><script>alert(4)</script>\u202e"})
            folder = repository.release
            predicted = partial(answer, name == EVIL)
            result = evaluate(task, predicted, split="test", model=model, folder=folder)
            result.save(repository.results / task / f"system-{number}.json")
    return repository


@pytest.fixture(scope="session")
def hostile_original(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """The hostile repository, read only."""
    return hostile_in(tmp_path_factory.mktemp("hostile") / "repository")


@pytest.fixture
def hostile(hostile_original: Repository, tmp_path: Path) -> Repository:
    """A copy of the hostile repository that a test may change."""
    shutil.copytree(hostile_original.root, tmp_path / "repository")
    return Repository(tmp_path / "repository")


@pytest.fixture(scope="session")
def hostile_site(hostile_original: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the hostile repository, read only."""
    folder = tmp_path_factory.mktemp("hostile") / "site"
    assert build(hostile_original, folder).left_out == []
    return folder
