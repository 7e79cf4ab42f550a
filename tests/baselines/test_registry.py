"""The registry: every entry is whole, builds what it says, and is what the results say it was."""

from __future__ import annotations

import json
from typing import Any

import pytest

from baselines import registry
from sifara.errors import UsageError
from sifara.evaluation.find import by_system
from sifara.evaluation.tasks import TASKS
from tests.conftest import CHECKOUT


@pytest.mark.parametrize("baseline", registry.BASELINES, ids=lambda found: found.name)
def test_an_entry_is_whole_and_builds_with_its_own_settings(baseline: registry.Baseline) -> None:
    assert baseline.reason
    assert set(baseline.tasks) <= set(TASKS)
    assert set(baseline.trained_on) <= set(registry.TUNED)
    assert bool(baseline.family) or baseline.role != "system"
    for name, tried in baseline.grid.items():
        assert baseline.settings[name] in tried
        assert len(set(tried)) == len(tried)
    assert baseline.build() is not None


def test_no_two_entries_are_one_system() -> None:
    names = [baseline.name for baseline in registry.BASELINES]
    assert len(set(names)) == len(names)
    systems = [(b.builder, json.dumps(b.parameters)) for b in registry.BASELINES]
    assert len(set(systems)) == len(systems)


def test_a_choice_has_a_baseline_that_makes_it() -> None:
    chosen = json.loads(registry.SETTINGS.read_text(encoding="utf-8"))
    tuned = [baseline for baseline in registry.BASELINES if baseline.grid]
    assert list(chosen) == [baseline.name for baseline in tuned]
    assert all(set(chosen[baseline.name]) == set(baseline.grid) for baseline in tuned)


def test_the_committed_results_are_of_the_entries_as_they_are() -> None:
    def described(parameters: Any) -> Any:
        return json.loads(json.dumps(parameters))

    for task in TASKS:
        found = by_system(CHECKOUT / "results" / task / registry.RANKED)
        entries = {b.name: b for b in registry.BASELINES if task in b.tasks}
        assert entries.keys() <= found.keys()
        for name, baseline in entries.items():
            model = found[name].model
            assert model.parameters == described(baseline.settings)
            assert model.trained_on == baseline.trained_on
            assert model.version == baseline.version


def test_splits_have_the_parts_that_the_baselines_give_them() -> None:
    assert not {registry.RANKED, registry.REAL} & set(registry.TUNED)
    assert {registry.RANKED, registry.REAL} <= set(registry.SCORED_SPLITS)


def test_a_misspelt_baseline_gets_the_nearest_one_suggested() -> None:
    with pytest.raises(UsageError, match="did you mean 'char_svm'"):
        registry.named(["char_svn"])
