"""``sifara import``: all files or none, with the place of everything that is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sifara import cli
from sifara.files import write_text
from sifara.gold.records import format_document
from sifara.gold.repository import Repository
from tests.conftest import document, entity


@pytest.fixture
def repository(make_repository: Callable[..., Repository]) -> Repository:
    """Two documents on Libya."""
    made = [
        document(n, f"زار الوزير {n} ليبيا", [("ليبيا", "GPE", "name", "libya")]) for n in (1, 2)
    ]
    return make_repository(made, [entity("libya", "GPE", "ليبيا"), entity("egypt")])


def run(repository: Repository, *arguments: object) -> int:
    return cli.main(["--root", str(repository.root), *map(str, arguments)])


def export(repository: Repository, folder: Path, form: str) -> list[Path]:
    assert run(repository, "export", "--to", form, "--all", "--output", folder) == 0
    return sorted(path for path in folder.iterdir() if path.suffix != ".xml")


def gold(repository: Repository) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in repository.document_paths()}


@pytest.mark.parametrize("form", ["inline", "label-studio"])
def test_what_was_exported_comes_back_unchanged(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    before = gold(repository)
    files = export(repository, tmp_path / "out", form)
    capsys.readouterr()
    assert run(repository, "import", "--from", form, *files) == 0
    assert capsys.readouterr().out == "auth-001: unchanged\nauth-002: unchanged\n"
    assert gold(repository) == before


def test_a_corrected_label_is_written(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = export(repository, tmp_path / "out", "inline")
    first.write_text(first.read_text("utf-8").replace("name libya", "name egypt"), "utf-8")
    capsys.readouterr()
    assert run(repository, "import", "--from", "inline", first, second) == 0
    out = capsys.readouterr().out
    assert "auth-001: 1 mention, written to" in out
    assert "auth-002: unchanged" in out
    assert repository.read_document("auth-001").mentions[0].entity == "egypt"


def test_a_check_writes_nothing(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = export(repository, tmp_path / "out", "inline")
    first.write_text(first.read_text("utf-8").replace("name libya", "name egypt"), "utf-8")
    before = gold(repository)
    assert run(repository, "import", "--from", "inline", "--check", first) == 0
    assert "auth-001: 1 mention, readable" in capsys.readouterr().out
    assert gold(repository) == before


def test_one_bad_file_keeps_all_from_being_written(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = export(repository, tmp_path / "out", "inline")
    first.write_text(first.read_text("utf-8").replace("name libya", "name egypt"), "utf-8")
    second.write_text(second.read_text("utf-8").replace("زار", "زارت"), "utf-8")
    before = gold(repository)
    capsys.readouterr()
    assert run(repository, "import", "--from", "inline", first, second) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f'{second}:9:6: found "ت الوزير')
    assert err.endswith("sifara: nothing was written\n")
    assert gold(repository) == before


def test_a_file_of_label_studio_is_told_by_region(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = export(repository, tmp_path / "out", "label-studio")
    tasks: list[dict[str, Any]] = json.loads(first.read_text("utf-8"))
    tasks[0]["predictions"][0]["result"][-1]["value"]["end"] = 99
    first.write_text(json.dumps(tasks), "utf-8")
    assert run(repository, "import", "--from", "label-studio", first) == 1
    err = capsys.readouterr().err
    assert f"{first}:/0/predictions/0/result/4: auth-001: region auth-001.13-18: found 13-99" in err


def test_the_same_document_in_two_files_is_refused(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, _ = export(repository, tmp_path / "out", "inline")
    copy = tmp_path / "copy.txt"
    shutil.copy(first, copy)
    assert run(repository, "import", "--from", "inline", first, copy) == 1
    assert f"{copy}:1:1: auth-001 stands twice, first in {first}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("% id: auth-001", "% id: ../../x", "1:1: found id '../../x', expected one such as"),
        ("% id: auth-001", "% id: auth-002", "auth-002 annotates raw/authored/auth-002.txt"),
        ("raw/authored/auth-001.txt", "raw/../../x.txt", "is outside data/raw"),
        ("raw/authored/auth-001.txt", "raw/authored/x.txt", "does not exist in data/"),
        ("raw/authored/auth-001.txt", f"raw/authored/{'x' * 300}", "1:1: [Errno 36] File name"),
        ("raw/authored/auth-001.txt", "raw/authored/x\0.txt", "2:22: found U+0000 control char"),
        ("= body", "= ?", "8:3: found '?', expected what an annotator decides"),
        ("% noise: clean", "% noise: ?", "6:10: found '?', expected what an annotator"),
    ],
)
def test_a_record_that_may_not_stand_in_the_gold_is_refused(
    repository: Repository,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    old: str,
    new: str,
    message: str,
) -> None:
    first, _ = export(repository, tmp_path / "out", "inline")
    text = first.read_text("utf-8")
    assert old in text
    first.write_text(text.replace(old, new), "utf-8")
    before = gold(repository)
    assert run(repository, "import", "--from", "inline", first) == 1
    assert message in capsys.readouterr().err
    assert gold(repository) == before


def test_a_review_does_not_outlive_the_labels_that_it_was_of(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("auth-001", "auth-002"):
        record = replace(
            repository.read_document(name),
            review="human_reviewed",
            reviews=(("amal", "2026-03-01"),),
        )
        write_text(repository.document_path(name), format_document(record))
    first, second = export(repository, tmp_path / "out", "inline")
    first.write_text(first.read_text("utf-8").replace("name libya", "name egypt"), "utf-8")
    capsys.readouterr()
    assert run(repository, "import", "--from", "inline", first, second) == 0
    assert "auth-001: its labels have changed, so its reviews no longer hold" in (
        capsys.readouterr().err
    )
    changed, kept = repository.read_documents()
    assert (changed.review, changed.reviews) == ("adjudicated", ())
    assert (kept.review, kept.reviews) == ("human_reviewed", (("amal", "2026-03-01"),))


def test_a_review_that_comes_with_the_new_labels_holds(
    repository: Repository, tmp_path: Path
) -> None:
    first, _ = export(repository, tmp_path / "out", "inline")
    text = first.read_text("utf-8").replace("name libya", "name egypt")
    text = text.replace("% review: draft", "% review: human_reviewed\n% reviewed: amal 2026-03-01")
    first.write_text(text, "utf-8")
    assert run(repository, "import", "--from", "inline", first) == 0
    assert repository.read_document("auth-001").reviews == (("amal", "2026-03-01"),)


def test_a_missing_file_is_wrong_use(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(repository, "import", "--from", "inline", tmp_path / "none.txt") == 2
    assert "none.txt" in capsys.readouterr().err
