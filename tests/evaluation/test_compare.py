"""Comparing results: paired, corrected, and honest about too few stories."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import sifara
from sifara import cli
from sifara.evaluation.compare import ComparisonError, ranks
from sifara.evaluation.result import Result
from sifara.gold.repository import Repository
from sifara.report.leaderboard import leaderboard_markdown, leaderboard_text, standings
from tests.conftest import document

Make = Callable[..., Repository]
TOPICS = ("humanitarian-aid", "peace-process", "bilateral-relations")


def make_release(make_repository: Make, stories: int) -> Path:
    documents = [
        document(n, f"خبر {n}\nوخبر {n} آخر\nثم {n}", topics=(TOPICS[n % 3],))
        for n in range(1, stories + 1)
    ]
    return make_repository(documents, build=True).release


def scored(release: Path, name: str, wrong_every: int) -> Result:
    """A system that errs on one of every so many rows."""
    from sifara.evaluation.examples import examples

    rows = examples("topics", "test", release)
    answers = {
        row: TOPICS[(TOPICS.index(topic) + 1) % 3] if n % wrong_every == 0 else topic
        for n, (row, topic) in enumerate(zip(rows.ids, rows.column("topic"), strict=True))
    }
    return sifara.evaluate(
        "topic_classification", answers, split="test", model=name, folder=release
    )


@pytest.fixture
def release(make_repository: Make) -> Path:
    return make_release(make_repository, 40)


def test_a_clearly_better_system_is_found_and_the_rows_are_named(release: Path) -> None:
    good, bad = scored(release, "good", 20), scored(release, "bad", 2)
    (pair,) = sifara.compare([good, bad])
    assert pair.difference.value == pytest.approx(good.value - bad.value, abs=1e-6)
    assert pair.adjusted_p is not None
    assert pair.adjusted_p < 0.01
    assert pair.difference.test == "story permutation"
    assert len(pair.only_first) == 54
    assert pair.only_second == []
    assert set(pair.only_first[0]) == {"id", "text", "gold", "predicted"}


def test_equal_systems_are_not_told_apart(release: Path) -> None:
    (pair,) = sifara.compare([scored(release, "a", 3), scored(release, "b", 3)])
    assert pair.difference.value == 0
    assert pair.adjusted_p == 1.0


def test_ranks_are_ranges_from_comparisons(release: Path) -> None:
    systems = [scored(release, n, w) for n, w in (("a", 30), ("b", 28), ("c", 2))]
    found = ranks(systems)
    assert found == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}


def test_five_stories_give_a_range_and_no_p_value(make_repository: Make) -> None:
    release = make_release(make_repository, 5)
    (pair,) = sifara.compare([scored(release, "a", 9), scored(release, "b", 2)])
    assert pair.adjusted_p is None
    assert pair.difference.interval is not None
    assert pair.difference.interval.kind == "leave-one-out range"
    (table,) = standings([scored(release, "a", 9), scored(release, "b", 2)])
    assert table.ranks == {}


def test_the_leaderboard_is_aligned_and_shows_what_a_system_learnt_from(release: Path) -> None:
    text = leaderboard_text(standings([scored(release, "short", 9), scored(release, "نظام", 2)]))
    head, *rows = text.splitlines()[1:]
    assert head.split()[:3] == ["rank", "system", "macro_f1"]
    assert all("nothing; relation to the data unknown" in row for row in rows)
    assert len({row.index("[") for row in rows}) == 1
    markdown = leaderboard_markdown(standings([scored(release, "short", 9)]))
    assert "| – | short |" in markdown


def test_what_cannot_be_compared_is_refused(release: Path) -> None:
    one = scored(release, "a", 3)
    with pytest.raises(ComparisonError, match="found 1 result"):
        sifara.compare([one])
    with pytest.raises(ComparisonError, match="two results of one model name 'a'"):
        sifara.compare([one, one])
    with pytest.raises(ValueError, match="did you mean 'macro_f1'"):
        sifara.compare([one, scored(release, "b", 4)], "macro_f")


def test_compare_and_leaderboard_run_from_the_command_line(
    checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    root = ["--root", str(checkout.root)]
    folder = checkout.results / "entity_pairs" / "web"
    files = [str(folder / f"{name}.json") for name in ("exact", "normalized")]
    assert cli.main([*root, "compare", *files]) == 0
    assert "too few for a test" in capsys.readouterr().out
    assert cli.main([*root, "leaderboard", "--task", "entity_pairs", "--split", "web"]) == 0
    assert "entity_pairs · web" in capsys.readouterr().out
    assert cli.main([*root, "compare", files[0]]) == 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--task", "entity_pair"], "did you mean 'entity_pairs'"),
        (["--split", "tset"], "no result on split 'tset'; did you mean 'test'"),
    ],
)
def test_a_misspelt_choice_of_the_leaderboard_is_met_with_the_nearest(
    options: list[str], message: str, checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--root", str(checkout.root), "leaderboard", *options]) == 2
    assert message in capsys.readouterr().err
