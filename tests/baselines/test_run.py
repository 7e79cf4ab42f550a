"""Running: what is run, on which release, and that nothing depends on where one stands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baselines import registry, run
from baselines.__main__ import main
from sifara.errors import UsageError
from sifara.evaluation.result import reader
from sifara.gold.repository import Repository
from sifara.release.parquet import read_manifest
from tests.conftest import TOPICS, document, entity

SPLITS = ("train", "validation", "test")


@pytest.fixture
def checkouts(make_repository: Callable[..., Repository]) -> list[Repository]:
    """Two checkouts whose train has other topics and gives a name to other entities."""
    return [
        make_repository(
            [
                document(
                    10 * number + n,
                    f"خبر {n} {split}\nزار تونس",
                    [("تونس", "GPE", "name", meant if split == "train" else "tunisia")],
                    split=split,
                    topics=[topic if n < 2 else TOPICS[2]],
                )
                for number, split in enumerate(SPLITS)
                for n in range(3)
            ],
            [entity("tunis", "GPE", "تونس العاصمة"), entity("tunisia", "GPE", "تونس")],
            folder=meant,
            build=True,
        )
        for topic, meant in zip(TOPICS, ("tunis", "tunisia"), strict=False)
    ]


def test_everything_is_run_on_every_scored_split_that_a_release_has(
    checkouts: list[Repository],
) -> None:
    chosen = registry.named(["majority", "probe_names", "exact"])
    found = [(b.name, task, split) for b, task, split in run.jobs(checkouts[0], chosen, None)]
    assert found == [
        (baseline.name, task, split)
        for baseline in chosen
        for task in baseline.tasks
        for split in ("validation", "test")
    ]
    assert {split for *_, split in run.jobs(checkouts[0], chosen, "test")} == {"test"}


@pytest.mark.parametrize("name", ["majority", "prior"])
def test_what_is_learnt_is_learnt_from_the_release_that_is_scored(
    name: str, checkouts: list[Repository]
) -> None:
    (baseline,) = registry.named([name])
    task = "entity_linking" if "entity_linking" in baseline.tasks else "topic_classification"
    answers = [
        {row.get("entity", row.get("topic")) for row in run.predict(baseline, task, "test", folder)}
        for folder in (checkout.release for checkout in checkouts)
    ]
    assert answers[0] != answers[1]


def test_results_are_of_the_checkout_that_is_named_wherever_one_stands(
    checkouts: list[Repository], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = checkouts
    monkeypatch.chdir(second.root)
    names = ["lexicon", "probe_furniture", "soft_tfidf"]
    assert main([*names, "--root", str(first.root), "--quiet", "--split", "test"]) == 0
    assert not second.results.exists()
    read = reader(first.release)
    results = [read(path) for path in first.results.glob("*/*/*.json")]
    assert {result.name for result in results} == set(names)
    for result in results:
        assert result.data.content_sha256 == read_manifest(first.release)["content_sha256"]
        assert result.split == "test"


def test_what_a_baseline_sees_holds_no_gold_unless_it_is_a_probe(
    checkouts: list[Repository],
) -> None:
    from baselines.topics.answers import seen

    target = run.rows_of("topics", "test", checkouts[0].release)
    system, probe = registry.named(["char_svm", "probe_names"])
    visible = seen(system, target, checkouts[0].release)
    assert all(set(row) == {"text", "context"} for row in visible)
    assert all("page" in row for row in seen(probe, target, checkouts[0].release))


def test_a_split_to_learn_from_that_is_missing_is_named(
    make_repository: Callable[..., Repository],
) -> None:
    folder: Path = make_repository([document(1, "خبر")], build=True).release
    (baseline,) = registry.named(["word_lr"])
    with pytest.raises(UsageError, match="topics has no split 'train'"):
        run.predict(baseline, "topic_tagging", "test", folder)
