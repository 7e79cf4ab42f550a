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


def run(
    repository: Repository, capsys: pytest.CaptureFixture[str], *files: Path
) -> tuple[int, str]:
    code = rescore.main(["--root", str(repository.root), *map(str, files)])
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
    assert run(copied, capsys) == run(copied, capsys, result(copied)) == (0, "")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (
            lambda r: r["populations"][0]["metrics"]["macro_f1"].update(value=0.99),
            "scoring its predictions gives another result in populations",
        ),
        (
            lambda r: r["slices"].reverse(),
            "scoring its predictions gives another result in slices",
        ),
        (lambda r: None, "scoring its predictions gives another result in the form of the file"),
        (
            lambda r: r["model"].update(trained_on=["train", "test"]),
            "has learnt from test; such a system is not listed",
        ),
        (
            lambda r: r["model"].update(name="lexikon"),
            "expected at results/topic_classification/web/lexikon.json",
        ),
        (lambda r: r.pop("slices"), "'slices' is a required property"),
        (lambda r: r["data"].update(content_sha256="0" * 64), "score the predictions again"),
        (lambda r: r.update(predictions_sha256="0" * 64), "not the predictions that were scored"),
    ],
)
def test_what_does_not_follow_from_the_predictions_is_refused(
    change: Callable[[dict[str, Any]], object],
    message: str,
    copied: Repository,
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = run(edited(copied, change), capsys)
    assert code == 1
    assert message in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("lost", "message"),
    [
        (".json", "lexicon.jsonl: predictions without a result; expected lexicon.json beside"),
        (".jsonl", "lexicon.json: a result without predictions; expected lexicon.jsonl beside"),
    ],
)
def test_half_of_a_pair_is_refused(
    lost: str, message: str, copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    result(copied).with_suffix(lost).unlink()
    code, said = run(copied, capsys)
    assert code == 1
    assert message in said


def test_figures_beside_the_results_are_no_results(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    (copied.results / "agreement.json").write_text("{}", encoding="utf-8")
    assert run(copied, capsys) == (0, "")


def test_a_file_outside_the_results_of_the_checkout_is_wrong_use(
    copied: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(result(copied), tmp_path / "r.json")
    code, said = run(copied, capsys, tmp_path / "r.json")
    assert code == 2
    assert said == f"{tmp_path / 'r.json'}: expected a file in {copied.results}\n"


def test_a_file_that_is_missing_is_refused(
    copied: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(copied, capsys, copied.results / "missing.json")
    assert code == 1
    assert "missing.json: cannot be read" in said
