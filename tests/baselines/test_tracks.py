"""Outside tracks: the sets in our form, and the figures known for them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from baselines import outside, registry, tracks
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples
from sifara.evaluation.result import Result, format_result, read
from sifara.evaluation.score import score
from tests.conftest import CHECKOUT

EXTERNAL = CHECKOUT.parent / "shared" / "external"
SIB200 = Path(os.environ.get("SIFARA_SIB200", EXTERNAL / "sib200_arb"))
IDRISI_D = Path(os.environ.get("SIFARA_IDRISI_D", EXTERNAL / "idrisi_d_ar"))

needs_sib200 = pytest.mark.skipif(not SIB200.is_dir(), reason="SIB-200 is not on this machine")
needs_idrisi = pytest.mark.skipif(not IDRISI_D.is_dir(), reason="IDRISI-D is not on this machine")


@needs_sib200
def test_sib200_has_its_known_sizes_and_majority() -> None:
    splits = tracks.read_sib200(SIB200)
    assert [len(splits[name].ids) for name in ("train", "dev", "test")] == [701, 99, 204]
    (baseline,) = registry.named(["majority"])
    predictions, gold, _ = outside._classified(splits, baseline)
    right = np.mean(
        [p["topic"] == t for p, t in zip(predictions, gold.column("topic"), strict=True)]
    )
    assert right == pytest.approx(0.250, abs=5e-4)


@needs_idrisi
def test_idrisi_d_has_its_known_sizes() -> None:
    splits = tracks.read_idrisi_d(IDRISI_D)
    assert len(splits["all"].ids) == 3103
    assert len(splits["dev"].ids) == 650


@needs_idrisi
@pytest.mark.parametrize(
    ("name", "b_cubed", "pairwise"), [("exact", 0.742, 0.0), ("normalized", 0.825, 0.141)]
)
def test_idrisi_d_gives_the_known_figures_of_clusters_by_a_key(
    name: str, b_cubed: float, pairwise: float
) -> None:
    scores = scored_on_idrisi(name, "entity_clustering")
    assert scores["names_and_nominals"]["b_cubed_f1"] == pytest.approx(b_cubed, abs=5e-4)
    assert scores["distinct_surfaces"]["pairwise_f1"] == pytest.approx(pairwise, abs=5e-4)


@needs_idrisi
@pytest.mark.parametrize(("name", "recall"), [("prior_exact", 0.748), ("prior", 0.782)])
def test_idrisi_d_gives_the_known_figures_of_linking_by_what_train_says(
    name: str, recall: float
) -> None:
    scores = scored_on_idrisi(name, "entity_linking")
    assert scores["names_and_nominals"]["recall_at_1"] == pytest.approx(recall, abs=5e-4)


def scored_on_idrisi(name: str, task: str) -> dict[str, dict[str, float]]:
    """The scores of a baseline by population and metric."""
    (baseline,) = registry.named([name])
    track = tracks.TRACKS["idrisi-d"]
    splits = track.read(IDRISI_D)
    result = score(tasks.get(task), *outside._matched(track, IDRISI_D, splits, baseline, task))
    return {
        population.name: {name: found.value for name, found in population.metrics.items()}
        for population in result.populations
    }


@needs_idrisi
def test_the_unsupervised_matcher_is_as_good_on_places_as_it_was() -> None:
    scores = scored_on_idrisi("soft_tfidf", "entity_clustering")
    assert scores["names_and_nominals"]["b_cubed_f1"] >= 0.90
    assert scores["distinct_surfaces"]["pairwise_f1"] >= 0.55


def committed(track: str) -> list[Path]:
    found = sorted((CHECKOUT / "results" / "tracks" / track).glob("*/*.json"))
    assert found
    return found


def rescored(path: Path, gold: Examples) -> Result:
    stored = read(path)
    return score(stored.task, path.with_suffix(".jsonl"), gold, stored.model)


@needs_sib200
def test_the_committed_figures_of_sib200_are_those_of_their_predictions() -> None:
    gold = tracks.read_sib200(SIB200)["test"]
    accuracy = {}
    for path in committed("sib200"):
        result = rescored(path, gold)
        assert format_result(result) == path.read_text(encoding="utf-8")
        accuracy[path.stem] = result.metrics()["accuracy"].value
    # The known figure of words and letters, within its standard error.
    assert accuracy["char_svm"] == pytest.approx(0.721, abs=0.03)


@needs_idrisi
def test_the_committed_figures_of_idrisi_d_are_those_of_their_predictions() -> None:
    splits = tracks.read_idrisi_d(IDRISI_D)
    recall = {}
    for path in committed("idrisi-d"):
        result = rescored(path, splits["all" if path.parent.name == "entity_clustering" else "dev"])
        assert format_result(result) == path.read_text(encoding="utf-8")
        if "recall_at_1" in result.metrics():
            recall[path.parent.name, path.stem] = result.metrics()["recall_at_1"].value
    assert recall["entity_linking", "soft_tfidf"] >= 0.80


@pytest.mark.parametrize("argument", ["sib200", "sib=here", "sib200=/nowhere"])
def test_a_wrong_track_says_what_was_expected(
    argument: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for track in tracks.TRACKS.values():
        monkeypatch.delenv(track.variable, raising=False)
    with pytest.raises(UsageError, match=r"expected NAME=PATH|is no folder"):
        tracks.requested([argument])


def test_paths_of_tracks_come_from_the_environment_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIFARA_SIB200", str(tmp_path))
    monkeypatch.delenv("SIFARA_IDRISI_D", raising=False)
    assert tracks.requested([]) == {"sib200": tmp_path}
