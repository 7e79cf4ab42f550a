"""Tuning: nobody answers what he has seen, pairs weigh what they should, the best is the first."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations_with_replacement
from pathlib import Path
from typing import Any

import pytest
from sklearn.metrics import f1_score

from baselines import registry, tune
from sifara.evaluation.rows import Examples
from sifara.gold.repository import Repository
from tests.conftest import TOPICS, document, entity


@dataclass(eq=False)
class Fake:
    """What tuning asks of a baseline."""

    make: Callable[..., Any]
    grid: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    role: str = "system"

    def build(self, **settings: Any) -> Any:
        return self.make(**settings)


class Memory:
    """Answers rightly for the texts that it has learnt, and wrongly for others."""

    def fit(self, rows: Sequence[Any], labels: Sequence[str]) -> Memory:
        self.known = {row["text"]: label for row, label in zip(rows, labels, strict=True)}
        return self

    def predict(self, rows: Sequence[Any]) -> list[str]:
        return [self.known.get(row["text"], "wrong") for row in rows]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten stories of two documents; the two share their text but for a number."""
    from tests.conftest import repository_in

    names = ("تونس", "تونس العاصمة", "ليبيا")
    documents = [
        document(
            2 * story + half,
            f"خبر {story}\nزار الوفد {story} {names[half]} ثم {names[2]} {half}",
            [(names[half], "GPE", "name", "tunisia"), (names[2], "GPE", "name", "libya")],
            split="train" if story < 6 else "validation",
            story=story,
            topics=[TOPICS[story % 3]],
        )
        for story in range(10)
        for half in (0, 1)
    ]
    entities = [entity("libya", "GPE", "ليبيا"), entity("tunisia", "GPE", "تونس")]
    made: Repository = repository_in(
        tmp_path_factory.mktemp("tune"), documents, entities, build=True
    )
    return made.release


def test_every_combination_is_tried_and_the_first_of_the_best_is_taken() -> None:
    baseline: Any = Fake(Memory, grid={"a": (1, 2), "b": ("x", "y")})
    tried = list(tune.settings_of(baseline))
    assert tried == [{"a": a, "b": b} for a in (1, 2) for b in ("x", "y")]
    assert tune.best(baseline, lambda settings: float(settings["a"])) == ({"a": 2, "b": "x"}, 2.0)
    assert tune.best(baseline, lambda settings: 0.5) == ({"a": 1, "b": "x"}, 0.5)


def test_no_row_is_answered_by_a_model_that_has_seen_it_or_its_story(release: Path) -> None:
    assert tune.topic_score(Fake(Memory), {}, release) == 0.0  # type: ignore[arg-type]
    both = tune.together("topics", release)
    answered: list[int] = []
    for learnt, held_out in tune.story_folds(both):
        assert not {both.stories[i] for i in learnt} & {both.stories[i] for i in held_out}
        assert sorted([*learnt, *held_out]) == list(range(len(both.ids)))
        answered += held_out
    assert sorted(answered) == list(range(len(both.ids)))


def test_both_splits_to_learn_from_are_used_and_no_other(release: Path) -> None:
    for config in ("topics", "mentions", "entity_pairs"):
        both = tune.together(config, release)
        documents = {row.get("document", "") for row in both.rows} - {""}
        assert len(both.ids) == len(set(both.ids)) == len(both.rows) == len(both.stories)
        assert all(len(values) == len(both.ids) for values in both.properties.values())
        assert not documents or len(documents) == 20


def side(story: str) -> dict[str, Any]:
    return {"context": f"{story}\nتونس", "surface": "تونس", "start": len(story) + 1, "end": 11}


@pytest.fixture
def pairs(release: Path, monkeypatch: pytest.MonkeyPatch) -> Examples:
    """One pair of every two stories, and of each with itself; a third of them matches."""
    mentions = tune.together("mentions", release)
    stories = sorted({story for (story,) in mentions.stories})
    both = list(combinations_with_replacement(stories, 2))
    labels = ["no_match" if number % 3 else "match" for number in range(len(both))]
    made = replace(
        mentions,
        config="entity_pairs",
        ids=["~".join(pair) for pair in both],
        rows=[
            {"left": side(a), "right": side(b), "type": "GPE", "label": label}
            for (a, b), label in zip(both, labels, strict=True)
        ],
        stories=both,
        properties={"form": [("name",)] * len(both)},
    )
    found = {"entity_pairs": made, "mentions": mentions}
    monkeypatch.setattr(tune, "together", lambda config, folder: found[config])
    return made


class Constant:
    """A matcher that gives every pair one score, or another within a story; may learn."""

    def __init__(self, threshold: float = 0.5) -> None:
        self.threshold = threshold

    def scores(self, lefts: Sequence[Any], rights: Sequence[Any]) -> list[float]:
        # The first line of a document numbers its story.
        stories = [[name.context.split("\n")[0] for name in side] for side in (lefts, rights)]
        return [0.9 if a == b else 0.2 for a, b in zip(*stories, strict=True)]


class Learning(Constant):
    """The same, told which mentions to learn from."""

    fits: list[set[str]] = []  # noqa: RUF012 - what all copies were given

    def fit(self, train: Any, entities: object) -> None:
        self.known = {story for (story,) in train.stories}
        Learning.fits.append(self.known)


def weighted_f1(release: Path, pairs: Examples, *, learns: bool, weight: int = tune.FOLDS) -> float:
    """The F1 that a matcher of this kind has by definition."""
    fold: dict[str, int] = {}
    mentions = tune.together("mentions", release)
    for number, (_, held_out) in enumerate(tune.story_folds(mentions)):
        fold |= {mentions.stories[i][0]: number for i in held_out}
    gold, predicted, weights = [], [], []
    for row, (left, right) in zip(pairs.rows, pairs.stories, strict=True):
        if not learns or fold[left] == fold[right]:
            gold.append(row["label"] == "match")
            predicted.append(left == right)
            weights.append(weight if learns and left != right else 1)
    return float(f1_score(gold, predicted, sample_weight=weights))


def test_pairs_across_stories_weigh_as_often_as_they_are_left_out(
    release: Path, pairs: Examples
) -> None:
    learning, plain = Fake(Learning), Fake(Constant)
    found = tune.pair_score(learning, {"threshold": 0.5}, release)  # type: ignore[arg-type]
    assert found == pytest.approx(weighted_f1(release, pairs, learns=True))
    found = tune.pair_score(plain, {"threshold": 0.5}, release)  # type: ignore[arg-type]
    assert found == pytest.approx(weighted_f1(release, pairs, learns=False))
    # Weights make a difference here, so that leaving them out would be seen.
    unweighted = weighted_f1(release, pairs, learns=True, weight=1)
    assert weighted_f1(release, pairs, learns=True) != pytest.approx(unweighted)


def test_a_pair_is_scored_by_a_matcher_that_has_seen_neither_story(
    release: Path, pairs: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored: list[set[str]] = []

    def answered(matcher: Learning, part: Any) -> list[dict[str, Any]]:
        stories = {story for both in part.stories for story in both}
        assert not stories & matcher.known
        scored.append(stories)
        return [{"score": 0.0} for _ in part.ids]

    monkeypatch.setattr(tune.resolve, "pairs", answered)
    tune.pair_score(Fake(Learning), {}, release)  # type: ignore[arg-type]
    assert len(scored) == tune.FOLDS
    assert sum(map(len, scored)) == len(set().union(*scored))


def test_a_threshold_is_tried_without_fitting_again(release: Path, pairs: Examples) -> None:
    Learning.fits.clear()
    baseline: Any = Fake(Learning, grid={"threshold": (0.1, 0.5, 0.95)})
    chosen, score = tune.best(baseline, lambda s: tune.pair_score(baseline, s, release))
    assert len(Learning.fits) == tune.FOLDS
    assert score == max(tune.pair_score(baseline, s, release) for s in tune.settings_of(baseline))
    assert chosen["threshold"] in baseline.grid["threshold"]


def test_the_choice_of_one_leaves_those_of_others_as_they_were(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings.json"
    settings.write_bytes(registry.SETTINGS.read_bytes())
    before = json.loads(settings.read_text(encoding="utf-8"))
    monkeypatch.setattr(tune, "SETTINGS", settings)
    monkeypatch.setattr(tune, "choose", lambda baseline, folder: ({"alpha": 9.0}, 0.5))
    assert tune.main(["naive_bayes"]) == 0
    after = json.loads(settings.read_text(encoding="utf-8"))
    assert after == before | {"naive_bayes": {"alpha": 9.0}}
    assert list(after) == list(before)
