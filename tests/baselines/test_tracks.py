"""Outside tracks: the sets in our form, and the figures known for them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from baselines import outside, registry, tracks
from sifara.measures import entity_clustering
from sifara.predictions import Answers
from sifara.usage import UsageError
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
@pytest.mark.parametrize(("name", "b_cubed", "pairwise"), [("exact", 0.742, 0.0)])
def test_idrisi_d_gives_the_known_figures_of_exact_strings(
    name: str, b_cubed: float, pairwise: float
) -> None:
    gold = tracks.read_idrisi_d(IDRISI_D)["all"]
    measured = entity_clustering(gold, Answers(gold.column("surface"), {}))
    scores = {p.name: p.scores[0].values() for p in measured.populations}
    assert len(gold.ids) == 3103
    assert scores["names_and_nominals"]["b_cubed_f1"] == pytest.approx(b_cubed, abs=5e-4)
    assert scores["distinct_surfaces"]["pairwise_f1"] == pytest.approx(pairwise, abs=5e-4)


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
