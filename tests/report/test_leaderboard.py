"""Tables for terminals and Markdown: whole numbers, one line a system, one rule for ranks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sifara.evaluation import tasks
from sifara.evaluation.compare import Comparison
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import score
from sifara.evaluation.stats.significance import Difference
from sifara.report.comparison import comparison_text, p_text
from sifara.report.leaderboard import (
    leaderboard_markdown,
    leaderboard_text,
    learnt_from,
    ordered,
    standings,
)
from sifara.report.markdown import table
from sifara.report.scores import interval_text, scores_text
from sifara.report.tables import rendered_table
from tests.conftest import TOPICS
from tests.evaluation.conftest import mentions, segments

GOLD = segments([TOPICS[n % 3] for n in range(36)], kind=["body", "deck"] * 18)


def scored(name: str, wrong: int, **model: Any) -> Result:
    answers = {
        row: TOPICS[0] if n < wrong else topic
        for n, (row, topic) in enumerate(zip(GOLD.ids, GOLD.column("topic"), strict=True))
    }
    return score(tasks.get("topic_classification"), answers, GOLD, Model(name, **model))


SYSTEMS = [scored("bad", 30), scored("best", 2), scored("second_pass", 0), scored("probe_x", 34)]


# ---- tables -------------------------------------------------------------------------------------

ROWS = [
    [
        "1–10",
        "a system of a rather long name",
        "0.986",
        "[0.412, 0.530]",
        "train; and much more " * 4,
    ]
]
HEAD = ["rank", "system", "macro_f1", "interval", "learns from"]


@pytest.mark.parametrize("columns", ["20", "40", "80", "200"])
def test_no_number_and_no_name_is_cut_however_narrow_the_terminal(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    title = "topic_classification · test · 466 rows (all), 46 stories"
    text = rendered_table(HEAD, ROWS, title=title, numeric=["macro_f1"])
    first, head, row, *_ = text.splitlines()
    assert first == title
    assert all(name in head for name in HEAD)
    assert all(cell in row for cell in ROWS[0][:-1])
    # Nothing of the last column is lost either; it wraps.
    assert text.split("learns from")[1].split()[-1] == "more"
    assert " ".join(text.split()).count("much") == 4


@pytest.mark.parametrize(
    "name", ["a|b", "two\nlines", "tab\there", "bell\u0007", "rtl\u202e", "ن|ظام"]
)
def test_a_name_stays_in_its_row_and_cell(name: str) -> None:
    results = [scored(name, 3), scored("plain", 3)]
    assert len(leaderboard_text(standings(results)).splitlines()) == 4
    *_, first, second = leaderboard_markdown(standings(results)).splitlines()
    bars = [line.replace("\\|", "").count("|") for line in (first, second)]
    assert bars == [7, 7]


def test_columns_of_markdown_are_aligned_by_count_or_name() -> None:
    rows = [["x", 1, "y"]]
    assert table(["a", "b", "c"], rows, numeric=1).splitlines()[1] == "| --- | --- | --: |"
    assert table(["a", "b", "c"], rows, numeric=["b"]).splitlines()[1] == "| --- | --: | --- |"
    assert table(["a", "b", "c"], rows).splitlines()[1:] == ["| --- | --- | --- |", "| x | 1 | y |"]


# ---- the leaderboard ----------------------------------------------------------------------------


def test_systems_are_ordered_by_score_and_ranked_by_comparisons_of_rivals_alone() -> None:
    (found,) = standings(SYSTEMS)
    shown = [(row[1], row[0]) for row in found.cells()]
    assert shown == [
        ("second_pass", "ceiling"),
        ("best", "1"),
        ("bad", "2"),
        ("probe_x", "probe"),
    ]
    assert found.title == "topic_classification · test · 36 rows (all), 36 stories"
    assert found.columns == ["rank", "system", "macro_f1", "interval", "accuracy", "learns from"]


def test_a_system_without_a_score_comes_last_and_without_a_rank() -> None:
    gold = mentions(["a", "b"] * 10, forms=["adjective"] * 20)
    results = [
        score(tasks.get("entity_linking"), dict.fromkeys(gold.ids, e), gold, Model(e)) for e in "ab"
    ]
    (found,) = standings(results)
    assert [row[:4] for row in found.cells()] == [
        ["–", "a", "undefined", ""],
        ["–", "b", "undefined", ""],
    ]
    assert [r.name for r in ordered([*results, *SYSTEMS])][-2:] == ["a", "b"]


def test_a_metric_that_is_not_there_is_a_dash() -> None:
    result = scored("m", 3)
    ranked = replace(result.ranked, metrics={"macro_f1": result.primary})
    (found,) = standings([replace(result, populations=(ranked,))])
    assert found.cells()[0][4] == "–"


def test_tables_follow_the_order_of_tasks_and_splits() -> None:
    web = [replace(result, split="web") for result in SYSTEMS]
    outside = [replace(result, split="sib200-test") for result in SYSTEMS]
    gold = mentions(["a", "b"])
    link = score(tasks.get("entity_linking"), dict.fromkeys(gold.ids, "a"), gold, Model("m"))
    found = standings([link, *outside, *web, *SYSTEMS])
    assert [(table.task.name, table.split) for table in found] == [
        ("topic_classification", "test"),
        ("topic_classification", "web"),
        ("topic_classification", "sib200-test"),
        ("entity_linking", "test"),
    ]


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ({}, "nothing; relation to the data unknown"),
        ({"trained_on": ["train", "x"], "wrote_or_labelled_the_data": "no"}, "train, x"),
        ({"wrote_or_labelled_the_data": "yes"}, "nothing; made the data"),
    ],
)
def test_what_a_system_has_learnt_from_is_said(model: dict[str, Any], said: str) -> None:
    assert learnt_from(scored("m", 3, **model)) == said


# ---- one result, and two ------------------------------------------------------------------------


def test_the_scores_of_a_result_show_intervals_and_slices() -> None:
    result = scored("m", 12)
    text = scores_text(result)
    assert text == result.table()
    head, columns, first, second, *rest = text.splitlines()
    assert head == "m · topic_classification · test · data 0.1.0, 36 rows"
    assert columns.split() == ["rows", "metric", "value", "interval", "how"]
    assert first.split()[:3] == ["all", "macro_f1", f"{result.value:.3f}"]
    assert second.split()[:1] == ["accuracy"]
    assert interval_text(result.primary.interval) in first
    assert any(line.startswith("kind = ") for line in rest)


def test_a_range_is_told_from_an_interval() -> None:
    interval = scored("m", 12).primary.interval
    assert interval is not None
    assert interval_text(interval) == f"[{interval.low:.3f}, {interval.high:.3f}]"
    assert interval_text(replace(interval, level=None)) == f"{interval.low:.3f}–{interval.high:.3f}"
    assert interval_text(None) == ""


def pair(p: float | None, adjusted: float | None, pairs: int = 91) -> Comparison:
    test = None if p is None else "story permutation"
    least = None if p is None else 1 / 10_001
    difference = Difference(0.1, None, p, least, test, None if p is None else 0.05, 46)
    return Comparison("a", "b", "macro_f1", difference, adjusted, pairs, [{"id": "x"}] * 3, [])


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (None, "–"),
        (0.0001, "<0.001"),
        (0.0009, "<0.001"),
        (0.001, "0.001"),
        (0.2, "0.200"),
        (1.0, "1.000"),
    ],
)
def test_a_p_value_is_never_nothing(p: float | None, shown: str) -> None:
    assert p_text(p, pair(p, p)) == shown


def test_an_adjusted_p_of_a_test_at_its_limit_is_a_bound() -> None:
    limit = 1 / 10_001
    assert p_text(91 * limit, pair(limit, 91 * limit)) == "≤0.009"
    assert p_text(91 * 2 * limit, pair(2 * limit, 91 * 2 * limit)) == "0.018"


def test_a_comparison_says_how_many_pairs_it_is_corrected_for_and_shows_some_rows() -> None:
    text = comparison_text([pair(0.2, 0.4)], 2)
    assert "macro_f1, 46 stories" in text
    assert "corrected for 91 comparisons" in " ".join(text.split())
    assert "Right in a, wrong in b: 3 rows" in text
    assert text.count('{"id": "x"}') == 2
    assert "Right in b" not in text
    assert "corrected for 1 comparison." in comparison_text([pair(0.2, 0.2, pairs=1)], 0)
    assert "There is no p-value" in comparison_text([pair(None, None)], 0)
