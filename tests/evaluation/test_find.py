"""What counts as a result file, wherever the folder lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from sifara.evaluation import find, tasks
from sifara.evaluation.result import Model, ResultError
from sifara.evaluation.score import score
from tests.conftest import TOPICS
from tests.evaluation.conftest import segments

GOLD = segments([TOPICS[0]] * 3)
OURS = ("b", "a")


@pytest.fixture(params=["results", "tracks/results", "tracks/tracks/x/tracks"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Results, figures and halves of pairs, below folders that are named like those inside."""
    root = tmp_path / request.param
    for name, place in (
        ("b", "topic_classification/test"),
        ("a", "topic_classification/test"),
        ("outside", "tracks/sib200/topic_classification"),
    ):
        answers = dict.fromkeys(GOLD.ids, TOPICS[0])
        result = score(tasks.get("topic_classification"), answers, GOLD, Model(name))
        result.save(root / place / f"{name}.json")
    (root / "agreement.json").write_text("{}", encoding="utf-8")
    (root / "topic_classification" / "test" / "lost.json").write_text("{}", encoding="utf-8")
    (root / "topic_classification" / "test" / "alone.jsonl").touch()
    return root


def test_results_are_json_files_with_their_predictions_beside_them(folder: Path) -> None:
    found = [(path.stem, outside) for path, outside in find.result_files(folder)]
    assert found == [("a", ""), ("b", ""), ("outside", "sib200")]


def test_a_set_is_outside_by_its_place_in_the_folder_alone(folder: Path) -> None:
    inner = folder / "tracks" / "sib200"
    assert [outside for _, outside in find.result_files(inner)] == [""]


def test_all_other_json_is_figures_and_halves_are_named(folder: Path) -> None:
    assert [p.name for p in find.figure_files(folder)] == ["agreement.json", "lost.json"]
    assert [p.name for p in find.lone_predictions(folder)] == ["alone.jsonl"]


def test_results_are_read_by_system_and_those_on_outside_sets_left_out(folder: Path) -> None:
    assert [result.name for result in find.results(folder)] == ["a", "b"]
    found = find.by_system(folder / "topic_classification" / "test")
    assert {name: result.value for name, result in found.items()} == {"a": 1.0, "b": 1.0}
    assert list(find.by_system(folder / "tracks" / "sib200" / "topic_classification")) == [
        "outside"
    ]


def test_a_broken_result_is_no_figure(folder: Path) -> None:
    (folder / "topic_classification" / "test" / "a.json").write_text("{}", encoding="utf-8")
    with pytest.raises(ResultError, match=r"a\.json: "):
        find.results(folder)


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert find.results(tmp_path / "missing") == find.figure_files(tmp_path / "missing") == []
