"""What is said about the benchmark: rankings elsewhere, and how far authored is from real."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from baselines import page, validity
from sifara.evaluation.result import Result, read
from sifara.gold.repository import Repository
from tests.conftest import CHECKOUT


def test_one_ranking_agrees_with_itself_and_its_reverse_does_not() -> None:
    scores = np.arange(12.0)
    same, reverse = validity._tau(scores, scores * 2), validity._tau(scores, -scores)
    assert (same["tau"], same["low"], same["high"], same["established"]) == (1.0, 1.0, 1.0, True)
    assert (reverse["tau"], reverse["high"]) == (-1.0, -1.0)


def test_few_or_wavering_systems_establish_nothing() -> None:
    scores = np.arange(9.0)
    assert not validity._tau(scores, scores)["established"]
    shuffled = np.random.default_rng(1).permutation(12).astype(float)
    assert not validity._tau(np.arange(12.0), shuffled)["established"]


def scored(**f1: float) -> Result:
    labels = [{"label": label, "f1": value, "support": 3} for label, value in f1.items()]
    labels.append({"label": "absent", "f1": None, "support": 0})
    path = CHECKOUT / "results" / "topic_classification" / "test" / "lexicon.json"
    return replace(read(path), detail={"labels": labels})


def test_systems_are_ranked_over_the_labels_that_both_sets_have() -> None:
    ours = {"a": scored(aid=0.5, health=0.9, peace=0.1)}
    theirs = {"a": scored(aid=0.6, health=0.2), "b": scored(aid=0.4, health=0.4)}
    assert validity._on_shared_labels(ours, theirs) == (
        {"a": pytest.approx(0.7)},
        {"a": pytest.approx(0.4), "b": pytest.approx(0.4)},
    )


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
    shutil.copytree(CHECKOUT / "results", tmp_path / "results")
    (tmp_path / "data" / "gold").mkdir()
    return Repository(tmp_path)


def test_a_changed_figure_or_release_makes_the_page_stale(copied: Repository) -> None:
    arguments = ["--check", "--root", str(copied.root)]
    assert page.main(arguments) == 0
    figures = copied.results / "difficulty.json"
    known = json.loads(figures.read_text(encoding="utf-8"))
    known["authored_or_real"]["auc"] = 0.123
    figures.write_text(json.dumps(known), encoding="utf-8")
    assert page.main(arguments) == 1
    figures.write_bytes((CHECKOUT / "results" / "difficulty.json").read_bytes())
    manifest = copied.release / "MANIFEST.json"
    changed = json.loads(manifest.read_text(encoding="utf-8")) | {"content_sha256": "0" * 64}
    manifest.write_text(json.dumps(changed), encoding="utf-8")
    assert page.main(arguments) == 1


@pytest.mark.parametrize(
    ("file", "parts"),
    [
        ("entity_pairs/test/heads.json", "names, rankings"),
        ("entity_linking/web/heads.json", "rankings"),
        ("tracks/idrisi-d/entity_linking/prior.json", "idrisi_d, rankings"),
    ],
)
def test_a_changed_result_makes_the_page_stale(
    copied: Repository, file: str, parts: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = copied.results / file
    record = json.loads(path.read_text(encoding="utf-8"))
    for population in record["populations"]:
        for metric in population["metrics"].values():
            metric["value"] = metric["value"] and round(metric["value"] / 3, 6)
    path.write_text(json.dumps(record), encoding="utf-8")
    assert page.main(["--check", "--root", str(copied.root)]) == 1
    assert capsys.readouterr().out == f"stale: {parts}; run: python -m baselines.page\n"
