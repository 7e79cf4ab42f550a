"""What is rendered is written in its place, and what is stale is found and named."""

from __future__ import annotations

import json
import runpy
import shutil
from pathlib import Path

import pytest

from sifara.files import write_text
from sifara.gold.repository import Repository
from tests.conftest import CHECKOUT
from tests.report.site.conftest import hostile_in

SCRIPT = runpy.run_path(str(CHECKOUT / "scripts" / "generate.py"))
main, PARTS = SCRIPT["main"], SCRIPT["PARTS"]

PAGES = ("README.md", "docs/findings.md", "docs/coverage.md", "docs/leaderboard.md")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A small checkout with results, in which everything but the difficulty is rendered."""
    repository = hostile_in(tmp_path_factory.mktemp("generate") / "checkout")
    root = repository.root
    for name in ("CITATION.cff", "LICENSE-DATA", *PAGES):
        write_text(root / name, (CHECKOUT / name).read_text("utf-8"))
    results = [p for p in repository.results.rglob("*") if p.is_file()]
    for path in results:
        (path.parent / "test").mkdir(exist_ok=True)
        path.rename(path.parent / "test" / path.name)
    documents = list(repository.read_documents())
    for record in documents:
        for folder in (repository.first, repository.second):
            write_text(
                folder / f"{record.id}.json", repository.document_path(record.id).read_text("utf-8")
            )
    plan = {"topics": [], "entities": [], "words": 10, "countries": [], "noise_kinds": []}
    plan |= {"split": "test", "register": "agency-wire", "noise": "clean", "hard": []}
    lines = [json.dumps({"id": record.id, **plan}) for record in documents]
    write_text(repository.commissions, "\n".join(lines) + "\n")
    assert main(["--root", str(root), *PARTS]) == 0
    return repository


def test_what_was_written_is_current(written: Repository) -> None:
    assert main(["--root", str(written.root), "--check", *PARTS]) == 0


@pytest.mark.parametrize(
    ("part", "file"),
    [
        ("agreement", "results/agreement.json"),
        ("findings", "docs/findings.md"),
        ("coverage", "docs/coverage.md"),
        ("readme", "README.md"),
        ("plots", "docs/images/ladder.svg"),
        ("card", "data/release/README.md"),
        ("card", "data/release/croissant.json"),
    ],
)
def test_a_figure_that_moved_is_found_named_and_put_right(
    written: Repository, part: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written.root / file
    before = path.read_text("utf-8")
    path.write_text(before.replace("2", "3"), encoding="utf-8")
    root = ["--root", str(written.root)]
    assert main([*root, "--check", part]) == 1
    assert f"{file} is stale; run: python scripts/generate.py {part}" in capsys.readouterr().out
    assert main([*root, part]) == main([*root, "--check", part]) == 0


def test_what_stands_outside_the_marks_is_left_alone(written: Repository, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("Mine.\n<!-- a:begin -->\nold\n<!-- a:end -->\nMine too.", encoding="utf-8")
    (text,) = SCRIPT["filled"](path, {"a": r"new \1"}).values()
    assert text == "Mine.\n<!-- a:begin -->\nnew \\1\n<!-- a:end -->\nMine too."


@pytest.mark.parametrize("text", ["", "<!-- state:begin -->\n", "twice"])
def test_a_page_without_the_place_is_named(
    written: Repository, tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = shutil.copytree(written.root, tmp_path / "copy")
    page = (root / "README.md").read_text("utf-8")
    (root / "README.md").write_text(page * 2 if text == "twice" else text, encoding="utf-8")
    assert main(["--root", str(root), "readme"]) == 2
    assert "expected one place between <!-- state:begin -->" in capsys.readouterr().err


def test_a_name_that_is_none_gets_the_nearest_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crad"]) == 2
    assert "did you mean 'card'" in capsys.readouterr().err


@pytest.mark.parametrize("part", ["findings", "coverage", "card"])
def test_the_committed_pages_are_current(part: str) -> None:
    assert main(["--root", str(CHECKOUT), "--check", part]) == 0
