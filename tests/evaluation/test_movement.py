"""What moved a score: told from predictions on rows that both releases have unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sifara.evaluation import tasks
from sifara.evaluation.movement import Movement, movements
from sifara.evaluation.result import Model
from sifara.evaluation.rows import Examples
from sifara.evaluation.score import score
from sifara.release.diff import Changes, ConfigChanges, Edited, Moved
from sifara.release.version import Version
from tests.conftest import TOPICS
from tests.evaluation.conftest import mentions, segments

OLD, NEW = "a" * 64, "b" * 64
RIGHT, WRONG, OTHER = TOPICS
ROWS = ["d0.s1", "d1.s1", "d2.s1", "d3.s1"]


def changes(
    config: str = "topics", edited: Sequence[str] = (), moved: Sequence[str] = ()
) -> Changes:
    own = ConfigChanges(
        config=config,
        sizes={"test": (4, 4)},
        added=(),
        removed=(),
        moved=tuple(Moved(row, "train", "test") for row in moved),
        edited=tuple(Edited(row, "test", {"text": ("x", "y")}) for row in edited),
        fields=(),
    )
    elsewhere = replace(own, config="documents", moved=(), edited=(Edited("d0.s1", "test", {}),))
    return Changes(Version(0, 1, 0), Version(0, 2, 0), OLD, NEW, (elsewhere, own), ())


def saved(
    folder: Path,
    answers: Sequence[Any],
    data: str,
    *,
    gold: Examples | None = None,
    task: str = "topic_classification",
    **model: Any,
) -> Path:
    """A folder with the result of one system on a release."""
    gold = replace(gold or segments([RIGHT] * len(answers)), content_sha256=data)
    described = Model(**{"name": "m", **model})
    predicted = dict(zip(gold.ids, answers, strict=True))
    result = score(tasks.get(task), predicted, gold, described)
    result.save(folder / task / "test" / f"{described.name}.json")
    return folder


def cause(before: Path, after: Path, found: Changes) -> str:
    (movement,) = movements(before, after, found)
    return movement.cause


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "before", tmp_path / "after"


SAME = [RIGHT, RIGHT, WRONG, RIGHT]


def test_a_movement_has_both_scores_and_their_difference(folders: tuple[Path, Path]) -> None:
    before, after = saved(folders[0], SAME, OLD), saved(folders[1], [RIGHT] * 4, NEW)
    (movement,) = movements(before, after, changes())
    assert movement == Movement(
        "topic_classification",
        "test",
        "m",
        "macro_f1",
        pytest.approx(6 / 7, abs=1e-6),
        1.0,
        movement.cause,
    )
    assert movement.difference == pytest.approx(1 / 7, abs=1e-6)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (SAME, "unchanged"),
        ([WRONG, RIGHT, RIGHT, RIGHT], "code: the model answers otherwise on the same data"),
    ],
)
def test_on_the_same_data_it_is_the_code(
    answers: list[str], said: str, folders: tuple[Path, Path]
) -> None:
    before, after = saved(folders[0], SAME, OLD), saved(folders[1], answers, OLD)
    assert cause(before, after, replace(changes(), new_sha256=OLD)) == said


@pytest.mark.parametrize(
    ("answers", "edited", "moved", "said"),
    [
        (SAME, [], [], "unchanged"),
        # The rows that changed are no witness of the model.
        ([OTHER, *SAME[1:]], ["d0.s1"], [], "data: the same answers on all 3 unchanged rows"),
        ([OTHER, *SAME[1:]], [], ["d0.s1"], "data: the same answers on all 3 unchanged rows"),
        ([OTHER, *SAME[1:]], [], [], "data and code: 1 of 4 unchanged rows answered otherwise"),
        (
            [OTHER] * 4,
            ["d1.s1"],
            ["d2.s1"],
            "data and code: 2 of 2 unchanged rows answered otherwise",
        ),
        (SAME, ROWS[:2], ROWS[2:], "data, perhaps also code: no row is the same in both releases"),
    ],
)
def test_on_other_data_rows_that_stayed_tell_data_from_code(
    answers: list[str],
    edited: list[str],
    moved: list[str],
    said: str,
    folders: tuple[Path, Path],
) -> None:
    before, after = saved(folders[0], SAME, OLD), saved(folders[1], answers, NEW)
    assert cause(before, after, changes(edited=edited, moved=moved)) == said


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({}, {"version": "2"}, "data and code (the model has another version or other settings)"),
        (
            {},
            {"parameters": {"c": 1}},
            "data and code (the model has another version or other settings)",
        ),
        ({"trained_on": ["train"]}, {"trained_on": ["train"]}, "data that it learnt from, or code"),
        ({}, {}, "data and code"),
    ],
)
def test_what_may_have_changed_the_answers_follows_from_the_model(
    old: Mapping[str, Any], new: Mapping[str, Any], said: str, folders: tuple[Path, Path]
) -> None:
    before = saved(folders[0], SAME, OLD, **old)
    after = saved(folders[1], [WRONG] * 4, NEW, **new)
    assert cause(before, after, changes()) == f"{said}: 3 of 4 unchanged rows answered otherwise"


def test_cluster_keys_are_names_that_do_not_matter(folders: tuple[Path, Path]) -> None:
    gold = mentions(["a", "a", "b", "b"])
    task = "entity_clustering"
    before = saved(folders[0], ["x", "x", "y", "y"], OLD, gold=gold, task=task)
    renamed = saved(folders[1], [7, 7, "x", "x"], NEW, gold=gold, task=task)
    assert cause(before, renamed, changes("mentions")) == "unchanged"
    split = saved(folders[1], ["x", "z", "y", "y"], NEW, gold=gold, task=task)
    assert cause(before, split, changes("mentions")) == (
        "data around the rows, or code: 1 of 4 unchanged rows answered otherwise"
    )


def test_a_score_on_neither_release_is_not_explained(folders: tuple[Path, Path]) -> None:
    before, after = saved(folders[0], SAME, OLD), saved(folders[1], SAME, NEW)
    told = changes()
    for found, side in (
        (replace(told, old_sha256="c" * 64), "before"),
        (replace(told, new_sha256="c" * 64), "after"),
    ):
        said = f"unknown: the score {side} is on another release, data 0.1.0"
        assert cause(before, after, found) == said


def test_systems_that_come_and_go_are_listed_by_task_and_name(tmp_path: Path) -> None:
    before, after = tmp_path / "before", tmp_path / "after"
    gold = mentions(["a", "b"])
    for folder, name in ((before, "gone"), (before, "both"), (after, "both"), (after, "new")):
        data = OLD if folder is before else NEW
        saved(folder, SAME, data, name=name)
        saved(folder, ["a", "b"], data, gold=gold, task="entity_linking", name=name)
    found = [(m.task, m.model, m.old, m.new, m.cause) for m in movements(before, after, changes())]
    assert [entry[:2] for entry in found] == [
        (task, name)
        for task in ("topic_classification", "entity_linking")
        for name in ("both", "gone", "new")
    ]
    assert found[4] == ("entity_linking", "gone", 1.0, None, "gone")
    assert found[5] == ("entity_linking", "new", None, 1.0, "new")
    assert Movement("t", "s", "m", "x", None, 1.0, "new").difference is None
