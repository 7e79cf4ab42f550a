"""What is said about the benchmark: rankings elsewhere, and how far authored is from real."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from baselines.study import __main__ as command
from baselines.study import validity
from sifara.gold.repository import Repository
from tests.conftest import CHECKOUT


def test_names_are_masked_and_nothing_else() -> None:
    document = {
        "text": "قال سامي حداد في ليبيا أمس",
        "mentions": [{"start": 4, "end": 13}, {"start": 9, "end": 13}, {"start": 17, "end": 22}],
    }
    masked = validity._masked(document, {"start": 0, "end": 26})
    assert masked.split() == ["قال", "في", "أمس"]


def test_the_area_under_the_curve_has_an_interval_around_it() -> None:
    random = np.random.default_rng(0)
    gold = np.repeat([0, 1], [120, 40])
    documents = np.array([f"d{n // 8}" for n in range(160)])
    found = validity._auc(gold, gold + random.normal(0, 1, 160), documents)
    assert found["low"] < found["auc"] < found["high"] <= 1


@pytest.fixture
def copied(tmp_path: Path) -> Repository:
    """The committed figures and results beside a release of which only the manifest is needed."""
    for name in ("docs/difficulty.md", "data/release/MANIFEST.json"):
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((CHECKOUT / name).read_bytes())
    shutil.copytree(
        CHECKOUT / "results", tmp_path / "results", ignore=shutil.ignore_patterns("*.jsonl")
    )
    (tmp_path / "data" / "gold").mkdir()
    return Repository(tmp_path)


def stale(copied: Repository, capsys: pytest.CaptureFixture[str]) -> str:
    """What the check of the page names."""
    code = command.main(["--check", "--root", str(copied.root)])
    shown = capsys.readouterr().out
    assert code == bool(shown)
    return shown.removeprefix("stale: ").partition(";")[0]


def test_the_committed_page_is_that_of_its_figures(copied: Repository, capsys) -> None:
    assert stale(copied, capsys) == ""


def test_a_changed_figure_makes_the_page_stale(copied: Repository, capsys) -> None:
    figures = copied.results / "difficulty.json"
    known = json.loads(figures.read_text(encoding="utf-8"))
    known["authored_or_real"]["auc"] = 0.123
    figures.write_text(json.dumps(known), encoding="utf-8")
    assert stale(copied, capsys) == "docs/difficulty.md"


def test_another_release_makes_the_figures_stale(copied: Repository, capsys) -> None:
    manifest = copied.release / "MANIFEST.json"
    changed = json.loads(manifest.read_text(encoding="utf-8")) | {"content_sha256": "0" * 64}
    manifest.write_text(json.dumps(changed), encoding="utf-8")
    assert stale(copied, capsys) == "data"


@pytest.mark.parametrize(
    "file",
    [
        "entity_pairs/test/heads.json",
        "entity_linking/web/heads.json",
        "tracks/idrisi-d/entity_linking/prior.json",
        "tracks/sib200/topic_classification/word_lr.csv",
    ],
)
def test_a_changed_result_makes_the_figures_stale(copied: Repository, file: str, capsys) -> None:
    path = copied.results / file
    path.write_text(path.read_text(encoding="utf-8").replace("1", "2"), encoding="utf-8")
    assert stale(copied, capsys) == "results_sha256"


def test_a_result_of_somebody_else_does_not(copied: Repository, capsys) -> None:
    path = copied.results / "entity_pairs" / "test" / "heads.json"
    path.with_name("theirs.json").write_bytes(path.read_bytes())
    assert stale(copied, capsys) == ""
