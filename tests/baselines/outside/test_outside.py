"""Outside sets: each in our form, the figures known for it, and what is committed of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baselines import outside, registry
from baselines.outside.run import run_one
from baselines.study import rankings
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.result import Result, format_result, read
from sifara.evaluation.score import score
from tests.conftest import CHECKOUT

#: Where the sets are beside a checkout, unless the environment says otherwise.
EXTERNAL = {"sib200": "sib200_arb", "idrisi-d": "idrisi_d_ar"}


def folder(name: str) -> Path:
    """The folder of a set; the test is skipped where it is not on this machine."""
    beside = CHECKOUT.parent / "shared" / "external" / EXTERNAL[name]
    found = Path(os.environ.get(outside.SETS[name].variable, beside))
    if not found.is_dir():
        pytest.skip(f"{name} is not on this machine")
    return found


@pytest.fixture(scope="module")
def sib200() -> outside.Splits:
    return outside.SETS["sib200"].read(folder("sib200"))


@pytest.fixture(scope="module")
def idrisi_d() -> outside.Splits:
    return outside.SETS["idrisi-d"].read(folder("idrisi-d"))


def scored(
    name: str, splits: outside.Splits, system: str, task: str
) -> dict[str, dict[str, float]]:
    """The scores of a baseline by population and metric."""
    which = outside.SETS[name]
    (baseline,) = registry.named([system])
    result = run_one(which, splits, which.entities(folder(name)), baseline, task)
    return {
        population.name: {name: found.value for name, found in population.metrics.items()}
        for population in result.populations
    }


def test_every_set_has_a_test_and_says_all_about_itself() -> None:
    assert set(outside.SETS) == set(EXTERNAL)
    for which in outside.SETS.values():
        assert which.scored.keys() <= tasks.TASKS.keys()
        assert {shown.task for shown in which.shown} <= which.scored.keys()
        assert which.source
        assert which.licence


def test_no_other_module_names_a_set() -> None:
    own = {CHECKOUT / "baselines" / "outside" / f"{n.replace('-', '_')}.py" for n in outside.SETS}
    for path in set((CHECKOUT / "baselines").rglob("*.py")) - own:
        text = path.read_text(encoding="utf-8").lower()
        assert not [n for n in outside.SETS if n in text or n.replace("-", "_") in text], path


def test_sib200_has_its_known_sizes_and_majority(sib200: outside.Splits) -> None:
    assert [len(sib200[name].ids) for name in ("train", "dev", "test")] == [701, 99, 204]
    scores = scored("sib200", sib200, "majority", "topic_classification")
    assert scores["all"]["accuracy"] == pytest.approx(0.250, abs=5e-4)


def test_idrisi_d_has_its_known_sizes(idrisi_d: outside.Splits) -> None:
    assert [len(idrisi_d[name].ids) for name in ("all", "dev")] == [3103, 650]


@pytest.mark.parametrize(
    ("system", "b_cubed", "pairwise"), [("exact", 0.742, 0.0), ("normalized", 0.825, 0.141)]
)
def test_idrisi_d_gives_the_known_figures_of_clusters_by_a_key(
    system: str, b_cubed: float, pairwise: float, idrisi_d: outside.Splits
) -> None:
    scores = scored("idrisi-d", idrisi_d, system, "entity_clustering")
    assert scores["names_and_nominals"]["b_cubed_f1"] == pytest.approx(b_cubed, abs=5e-4)
    assert scores["distinct_surfaces"]["pairwise_f1"] == pytest.approx(pairwise, abs=5e-4)


@pytest.mark.parametrize(("system", "recall"), [("prior_exact", 0.748), ("prior", 0.782)])
def test_idrisi_d_gives_the_known_figures_of_linking_by_what_train_says(
    system: str, recall: float, idrisi_d: outside.Splits
) -> None:
    scores = scored("idrisi-d", idrisi_d, system, "entity_linking")
    assert scores["names_and_nominals"]["recall_at_1"] == pytest.approx(recall, abs=5e-4)


def test_the_unsupervised_matcher_is_as_good_on_places_as_it_was(
    idrisi_d: outside.Splits,
) -> None:
    scores = scored("idrisi-d", idrisi_d, "soft_tfidf", "entity_clustering")
    assert scores["names_and_nominals"]["b_cubed_f1"] >= 0.90
    assert scores["distinct_surfaces"]["pairwise_f1"] >= 0.55


def rescored(path: Path, splits: outside.Splits, which: outside.OutsideSet) -> Result:
    stored = read(path)
    gold = splits[which.scored[stored.task.name]]
    return score(stored.task, path.with_suffix(".jsonl"), gold, stored.model)


@pytest.mark.parametrize("name", EXTERNAL)
def test_what_is_committed_of_a_set_is_what_its_predictions_score(
    name: str, request: pytest.FixtureRequest
) -> None:
    splits, which = request.getfixturevalue(name.replace("-", "_")), outside.SETS[name]
    for task in which.scored:
        paths = sorted(which.results(CHECKOUT / "results", task).glob("*.json"))
        assert paths
        for path in paths:
            result = rescored(path, splits, which)
            assert format_result(result) == path.read_text(encoding="utf-8")
            kept, now = rankings.read_sidecar(path), rankings.of_result(result)
            assert kept.without == pytest.approx(now.without, abs=1e-6)


def committed(name: str, task: str, system: str) -> dict[str, float]:
    """The committed scores of a system over the ranked population."""
    path = outside.SETS[name].results(CHECKOUT / "results", task) / f"{system}.json"
    return {name: found.value for name, found in read(path).metrics().items()}


def test_the_committed_figures_are_near_those_known_for_such_systems() -> None:
    # The known figure of words and letters, within its standard error.
    accuracy = committed("sib200", "topic_classification", "char_svm")["accuracy"]
    assert accuracy == pytest.approx(0.721, abs=0.03)
    assert committed("idrisi-d", "entity_linking", "soft_tfidf")["recall_at_1"] >= 0.80


@pytest.fixture
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for which in outside.SETS.values():
        monkeypatch.delenv(which.variable, raising=False)


@pytest.mark.usefixtures("_no_variables")
@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("sib200", "expected NAME=PATH"),
        ("sib20=here", "did you mean 'sib200'"),
        ("sib200=/nowhere", "/nowhere is no folder"),
    ],
)
def test_a_wrong_set_says_what_was_expected(argument: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        outside.requested([argument])


@pytest.mark.usefixtures("_no_variables")
def test_paths_of_sets_come_from_the_environment_too(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SIFARA_SIB200", str(tmp_path))
    assert outside.requested([]) == {"sib200": tmp_path}
