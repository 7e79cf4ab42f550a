"""What a pull request with results is held to."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from scripts import rescore
from sifara.repository import Repository
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


def test_a_result_that_follows_from_its_predictions_passes(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(copied, capsys) == (0, "")


def test_a_better_score_than_the_predictions_give_is_refused(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads(result(copied).read_text(encoding="utf-8"))
    record["populations"][0]["metrics"]["macro_f1"]["value"] = 0.99
    result(copied).write_text(json.dumps(record), encoding="utf-8")
    code, said = run(copied, capsys)
    assert code == 1
    assert "scoring its predictions gives another result in populations" in said


def test_a_system_that_has_learnt_from_test_is_refused(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    record = json.loads(result(copied).read_text(encoding="utf-8"))
    record["model"]["trained_on"] = ["train", "test"]
    result(copied).write_text(json.dumps(record), encoding="utf-8")
    code, said = run(copied, capsys)
    assert code == 1
    assert "has learnt from test; such a system is not listed" in said


def test_predictions_without_a_result_are_refused(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    result(copied).unlink()
    code, said = run(copied, capsys)
    assert code == 1
    assert "predictions without a result; expected lexicon.json" in said
