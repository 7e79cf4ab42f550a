"""What a pull request with results is held to."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts import rescore
from sifara.gold.repository import Repository
from tests.conftest import CHECKOUT


@pytest.fixture
def copied(tmp_path: Path) -> Repository:
    """The release with one result beside it."""
    (tmp_path / "data" / "gold").mkdir(parents=True)
    shutil.copytree(CHECKOUT / "data" / "release", tmp_path / "data" / "release")
    folder = tmp_path / "results" / "topic_classification" / "web"
    folder.mkdir(parents=True)
    for suffix in ("json", "jsonl"):
        shutil.copy(CHECKOUT / f"results/topic_classification/web/lexicon.{suffix}", folder)
    return Repository(tmp_path)


def run(repository: Repository, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    code = rescore.main(["--root", str(repository.root)])
    return code, capsys.readouterr().err


def result(repository: Repository) -> Path:
    return repository.results / "topic_classification" / "web" / "lexicon.json"


def edited(repository: Repository, change: Callable[[dict[str, Any]], object]) -> Repository:
    """The repository with its result changed."""
    record = json.loads(result(repository).read_text(encoding="utf-8"))
    change(record)
    result(repository).write_text(json.dumps(record), encoding="utf-8")
    return repository


def test_a_result_that_follows_from_its_predictions_passes(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(copied, capsys) == (0, "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda r: r["populations"][0]["metrics"]["macro_f1"].update(value=0.99),
            "scoring its predictions gives another result in populations",
        ),
        (
            lambda r: r["model"].update(trained_on=["train", "test"]),
            "has learnt from test; such a system is not listed",
        ),
    ],
)
def test_a_better_score_or_a_system_that_knows_test_is_refused(
    change: Callable[[dict[str, Any]], object],
    message: str,
    copied: Repository,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = run(edited(copied, change), capsys)
    assert code == 1
    assert message in said


def test_predictions_without_a_result_are_refused(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    result(copied).unlink()
    code, said = run(copied, capsys)
    assert code == 1
    assert "predictions without a result; expected lexicon.json" in said
