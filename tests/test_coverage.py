"""The gates of the corpus: the checkout passes them, a lopsided corpus does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from sifara import coverage
from sifara.repository import Repository
from tests.conftest import CHECKOUT


def failed(repository: Repository) -> list[str]:
    return [gate.name for gate in coverage.gates(repository) if not gate.passed]


def test_the_corpus_passes_every_gate(checkout: Repository) -> None:
    found = list(coverage.gates(checkout))
    assert len(found) > 30
    assert failed(checkout) == []


@pytest.fixture
def copy(tmp_path: Path) -> Repository:
    shutil.copytree(CHECKOUT / "data" / "gold", tmp_path / "data" / "gold")
    shutil.copytree(CHECKOUT / "data" / "raw", tmp_path / "data" / "raw")
    return Repository(tmp_path)


def test_noise_that_is_out_of_balance_is_seen(copy: Repository) -> None:
    lines = coverage.commissions(copy)
    for line in lines:
        if line["split"] == "test":
            line["noise"] = "clean"
    copy.commissions.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    assert "test: documents with noise heavy" in failed(copy)


def test_a_topic_that_grows_too_rare_is_seen(copy: Repository) -> None:
    for path in copy.document_paths():
        text = path.read_text("utf-8").replace('"public-health"', '"bilateral-relations"')
        path.write_text(text, "utf-8")
    assert "topic public-health" in failed(copy)


def test_a_text_that_repeats_itself_is_seen(copy: Repository) -> None:
    for path in (copy.data / "raw" / "authored").glob("*.txt"):
        path.write_text("زار الوفد المدينة صباح اليوم وعاد " * 60, "utf-8")
    assert any(name.startswith("distinct runs") for name in failed(copy))


def test_distinct_runs_count_what_stands_once() -> None:
    assert coverage.distinct_runs(list("abcdefgh")) == 1.0
    assert coverage.distinct_runs(list("abcdabcd")) == pytest.approx(4 / 5)
