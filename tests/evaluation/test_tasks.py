"""Every task is one file; what each counts, over which rows, and by which properties."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sifara
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.examples import GOLD, HIDDEN, Examples, examples
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import score
from sifara.evaluation.tasks.task import Task
from sifara.release.parquet import read_rows
from tests.conftest import TOPICS
from tests.evaluation.conftest import mentions, segments

TASKS = list(tasks.TASKS.values())


def scored(task: str, gold: Examples, answers: list[Any], **optional: list[Any]) -> Result:
    field = tasks.get(task).answer.name
    columns = {"id": gold.ids, field: answers, **optional}
    rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return score(tasks.get(task), rows, gold, Model("m"))


# ---- the registry -------------------------------------------------------------------------------


def test_tasks_are_listed_by_their_place() -> None:
    assert [task.name for task in TASKS] == [
        "topic_classification",
        "topic_tagging",
        "entity_pairs",
        "entity_clustering",
        "entity_linking",
    ]


NEW = """
import numpy as np
from sifara.evaluation.kinds import LABEL
from sifara.evaluation.metrics.classification import ACCURACY, classification
from sifara.evaluation.tasks.properties import of_row
from sifara.evaluation.tasks.task import Field, Measured, Task, subsets

KINDS = ("body", "deck", "headline")

def _measure(examples, answers):
    columns = [row["kind"] for row in examples.rows], answers.values
    gold, said = (np.array([KINDS.index(kind) for kind in column]) for column in columns)
    scores = classification(gold, said, len(KINDS))
    errors = (gold != said).astype(float)
    return Measured(subsets([scores], all=np.ones(len(gold), dtype=bool)), errors, scores, ACCURACY)

TASK = Task(
    name="kind_of_line", place=99, title="What kind of line is this?", config="topics", gold="kind",
    answer=Field("kind", LABEL), example={"id": "web-000.s01", "kind": "body"}, metrics=(ACCURACY,),
    slices=(of_row("kind"),), measure=_measure, inputs="text", labels=KINDS,
)
"""


def test_a_new_task_is_one_file(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All that a contributor adds; scoring, saving, reading, comparing and tables follow.
    (tmp_path / "kind_of_line.py").write_text(NEW, encoding="utf-8")
    monkeypatch.setattr(tasks, "__path__", [*tasks.__path__, str(tmp_path)])
    try:
        found = tasks._collected()
    finally:
        sys.modules.pop("sifara.evaluation.tasks.kind_of_line", None)
    assert list(found) == [*tasks.TASKS, "kind_of_line"]
    monkeypatch.setitem(tasks.TASKS, "kind_of_line", found["kind_of_line"])
    results = [
        sifara.evaluate("kind_of_line", lambda row, a=a: a, split="test", folder=release, model=a)
        for a in ("body", "deck")
    ]
    assert [result.value for result in results] == [1.0, 0.0]
    for result in results:
        result.save(tmp_path / f"{result.name}.json")
    (pair,) = sifara.compare([tmp_path / "body.json", tmp_path / "deck.json"], folder=release)
    assert pair.difference.value == 1.0
    assert "kind_of_line" in results[0].table()


def test_a_misspelt_metric_is_an_error_when_the_task_is_imported(tmp_path: Path) -> None:
    path = tmp_path / "wrong.py"
    path.write_text(NEW.replace("ACCURACY", "ACURACY"), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("wrong", path)
    assert spec is not None
    assert spec.loader is not None
    with pytest.raises(ImportError, match="ACURACY"):
        spec.loader.exec_module(importlib.util.module_from_spec(spec))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"metrics": (TASKS[0].primary,) * 2}, "stands twice"),
        ({"metrics": TASKS[2].metrics[3:]}, "not every answer has average_precision"),
        ({"metrics": TASKS[2].metrics}, "unknown field 'score'"),
    ],
)
def test_a_task_that_cannot_be_measured_is_an_error_when_it_is_made(
    change: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        replace(TASKS[0], **change)


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="did you mean 'entity_pairs'"):
        tasks.get("entity_pair")
    with pytest.raises(UsageError, match="unknown metric 'macro_f' of topic_tagging; did you mean"):
        TASKS[1].metric("macro_f")
    assert TASKS[1].metric(None) is TASKS[1].primary is TASKS[1].metric("macro_f1")


def answered(task: Task, gold: Examples) -> dict[str, list[Any]]:
    """The gold as predictions, with every optional field."""
    values = gold.column(task.gold)
    optional = {
        "score": [float(value == "match") for value in values],
        "candidates": [[value] if value else [] for value in values],
    }
    return {f.name: optional[f.name] for f in task.optional}


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_metric_is_measured_and_the_gold_is_perfect_in_each(
    task: Task, release: Path
) -> None:
    gold = examples(task.config, "test", release)
    result = scored(task.name, gold, gold.column(task.gold), **answered(task, gold))
    assert list(result.metrics()) == [metric.name for metric in task.metrics]
    for population in result.populations:
        for name, found in population.metrics.items():
            assert found.value in (1.0, None), (population.name, name)
            assert found.interval is None or found.value == 1.0
    assert result.value == 1.0
    assert result.errors() == []
    assert all(part.score in (1.0, None) and part.error_rate == 0 for part in result.slices)


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_metrics_that_need_an_optional_field_are_there_with_it_alone(
    task: Task, release: Path
) -> None:
    gold = examples(task.config, "test", release)
    result = scored(task.name, gold, gold.column(task.gold))
    assert list(result.metrics()) == [m.name for m in task.metrics if m.needs is None]


# ---- what a model may see -----------------------------------------------------------------------


@pytest.mark.parametrize("config", sorted({task.config for task in TASKS}))
def test_no_gold_and_nothing_for_analysis_is_visible(config: str, release: Path) -> None:
    gold = examples(config, "test", release)
    assert {task.gold for task in TASKS} <= GOLD
    for row in gold.visible():
        for part in (row, *(value for value in row.values() if isinstance(value, dict))):
            assert part
            assert not part.keys() & (GOLD | HIDDEN)


# ---- properties ---------------------------------------------------------------------------------


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_every_row_has_its_values_of_every_slice(task: Task, release: Path) -> None:
    gold = examples(task.config, "test", release)
    for each in (*task.slices, *task.properties):
        values = gold.properties[each.name]
        assert len(values) == len(gold.ids)
        assert all(isinstance(value, str) for row in values for value in row)
        assert all(values)


def test_properties_of_mentions_follow_from_release_and_train(release: Path) -> None:
    gold = examples("mentions", "test", release)
    train = {m["cluster"] for d in read_rows(release, "documents", "train") for m in d["mentions"]}
    clusters: dict[str, set[str]] = {}
    for row in gold.rows:
        clusters.setdefault(row["surface"], set()).add(row["cluster"])
    for place, row in enumerate(gold.rows):
        found = {name: values[place] for name, values in gold.properties.items()}
        assert found["seen"] == (("seen",) if row["cluster"] in train else ("unseen",))
        several = len(clusters[row["surface"]]) > 1
        assert found["ambiguous"] == (("ambiguous",) if several else ("unambiguous",))
        assert found["variation"] == (tuple(row["variation"]) or ("none",))
        assert (found["form"], found["type"]) == ((row["form"],), (row["type"],))
        assert found["source"] == ("authored",)
    assert Counter(gold.properties["ambiguous"])["ambiguous",] == 14
    assert gold.stories == [(row["story"],) for row in gold.rows]
    assert gold.knowledge_base == {"libya", "sami-haddad"}
    assert gold.labels == ()


def test_properties_of_pairs_are_those_of_both_mentions(release: Path) -> None:
    gold = examples("entity_pairs", "test", release)
    documents = {d["id"]: d for d in read_rows(release, "documents", "test")}
    of_mention = {m["id"]: (m, d) for d in documents.values() for m in d["mentions"]}
    train = {m["cluster"] for d in read_rows(release, "documents", "train") for m in d["mentions"]}
    familiar = Counter()
    for place, row in enumerate(gold.rows):
        both = [of_mention[row[side]["mention"]] for side in ("left", "right")]
        assert gold.properties["form"][place] == tuple(sorted({m["form"] for m, _ in both}))
        assert gold.stories[place] == tuple(d["story"] for _, d in both)
        (seen,) = gold.properties["seen"][place]
        assert seen == ("unseen", "half_seen", "seen")[sum(m["cluster"] in train for m, _ in both)]
        familiar[seen] += 1
    assert gold.labels == ("no_match", "match")
    assert gold.knowledge_base == frozenset()
    assert familiar["seen"]


def test_segments_are_sliced_by_how_many_topics_they_have(release: Path) -> None:
    gold = examples("topics", "test", release)
    assert set(gold.properties["topics_per_segment"]) == {("1",)}
    assert gold.properties["topic"] == [(topic,) for topic in gold.column("topic")]
    assert gold.labels == TOPICS


# ---- what is counted ----------------------------------------------------------------------------


def test_errors_of_tags_are_what_jaccard_leaves_and_two_empty_sets_agree() -> None:
    gold = segments([TOPICS[0]] * 3)
    gold.rows[2]["topics"] = []
    result = scored("topic_tagging", gold, [[TOPICS[0]], [TOPICS[0], TOPICS[1]], []])
    assert result.measured.errors.tolist() == [0.0, 0.5, 0.0]
    assert result.metrics()["jaccard"].value == pytest.approx(2.5 / 3, abs=1e-6)
    # One right of one, one right of two, and nothing where nothing was: 2·2/(2+3).
    assert result.metrics()["micro_f1"].value == pytest.approx(4 / 5, abs=1e-6)
    assert [
        (row["label"], row["support"], row["predicted"]) for row in result.detail["labels"]
    ] == [
        (TOPICS[0], 2, 2),
        (TOPICS[1], 0, 1),
    ]


def test_labels_that_gold_or_answers_have_are_in_the_table_with_what_is_undefined() -> None:
    result = scored("topic_classification", segments([TOPICS[0]] * 2), [TOPICS[0], TOPICS[1]])
    assert result.detail["labels"] == [
        {
            "label": TOPICS[0],
            "precision": 1.0,
            "recall": 0.5,
            "f1": pytest.approx(2 / 3, abs=1e-6),
            "support": 2,
            "predicted": 1,
        },
        {
            "label": TOPICS[1],
            "precision": None,
            "recall": None,
            "f1": None,
            "support": 0,
            "predicted": 1,
        },
    ]
    assert result.detail["confusion"] == [
        {"gold": TOPICS[0], "predicted": TOPICS[0], "rows": 1},
        {"gold": TOPICS[0], "predicted": TOPICS[1], "rows": 1},
    ]


names = st.lists(
    st.tuples(
        st.sampled_from("ab"), st.sampled_from(["GPE", "ORG"]), st.sampled_from([1, "1", "x"])
    ),
    min_size=1,
    max_size=8,
)


@given(names)
def test_a_cluster_that_mixes_types_counts_as_one_for_each(rows: list[tuple[Any, ...]]) -> None:
    clusters = [f"{cluster}-{kind}" for cluster, kind, _ in rows]
    types, keys = [kind for _, kind, _ in rows], [key for *_, key in rows]
    lines = ["body" if place % 2 else "deck" for place in range(len(rows))]
    gold = mentions(clusters, types=types, kind=lines)
    own = [f"{kind} {key!r}" for kind, key in zip(types, keys, strict=True)]
    mixed, apart = (scored("entity_clustering", gold, answers) for answers in (keys, own))
    # In the scores, in the errors of rows, and in every slice.
    assert mixed.populations == apart.populations
    assert mixed.slices == apart.slices
    np.testing.assert_array_equal(mixed.measured.errors, apart.measured.errors)


@given(st.lists(st.sampled_from([1, "1", 2, "a", "a\0", "A", "", " "]), min_size=1, max_size=12))
def test_two_keys_are_one_cluster_if_and_only_if_they_are_equal(keys: list[Any]) -> None:
    gold = mentions([f"entity of {key!r}" for key in keys])
    assert scored("entity_clustering", gold, keys).metrics()["b_cubed_f1"].value == 1.0


def test_a_long_key_costs_what_it_is_long() -> None:
    gold = mentions(["a", "b"] * 500)
    keys = [("x" * 200_000) + cluster for cluster in gold.column("cluster")]
    assert scored("entity_clustering", gold, keys).value == 1.0


def populations(result: Result) -> dict[str, int]:
    return {population.name: population.rows for population in result.populations}


def test_adjectives_stand_apart_in_every_entity_task(release: Path) -> None:
    for name in ("entity_pairs", "entity_clustering", "entity_linking"):
        task = tasks.get(name)
        gold = examples(task.config, "test", release)
        adjectives = sum("adjective" in forms for forms in gold.properties["form"])
        found = populations(scored(name, gold, gold.column(task.gold)))
        assert 0 < adjectives == found["adjectives"]
        assert next(iter(found.items())) == ("names_and_nominals", len(gold.ids) - adjectives)


def test_what_adjectives_get_wrong_is_in_their_scores_alone() -> None:
    gold = mentions(["a", "a", "b"], forms=["name", "adjective", "acronym"])
    result = scored("entity_linking", gold, ["a", "b", "b"])
    assert result.metrics()["accuracy"].value == 1.0
    assert result.metrics("adjectives")["accuracy"].value == 0.0
    assert [entry["id"] for entry in result.errors()] == ["d1.s1"]


def test_other_populations_are_left_out_where_they_are_empty_and_the_ranked_one_never() -> None:
    assert list(populations(scored("entity_linking", mentions(["a"]), ["a"]))) == [
        "names_and_nominals"
    ]
    gold = mentions(["a", "a"], forms=["adjective"] * 2)
    for task, answers in (("entity_linking", ["a", "a"]), ("entity_clustering", [1, 1])):
        result = scored(task, gold, answers)
        assert populations(result) == {"names_and_nominals": 0, "adjectives": 2}
        assert result.value is None
        assert result.metrics()[result.task.primary.name].interval is None
        assert "undefined" in result.table()


def test_of_surfaces_that_recur_the_first_of_each_entity_counts_as_distinct() -> None:
    gold = mentions(["a", "a", "b", "a"], surfaces=["x", "x", "x", "y"])
    result = scored("entity_clustering", gold, [1, 2, 3, 1])
    assert populations(result) == {"names_and_nominals": 4, "distinct_surfaces": 3}
    assert result.metrics("distinct_surfaces")["pairwise_f1"].value == 1.0
    assert result.metrics()["pairwise_f1"].value == pytest.approx(0.5)


def test_ambiguous_surfaces_are_names_that_stand_for_several_entities() -> None:
    gold = mentions(["a", "b", "a"], forms=["name", "adjective", "name"])
    gold.properties["ambiguous"] = [("ambiguous",), ("ambiguous",), ("unambiguous",)]
    result = scored("entity_linking", gold, [None, "b", "a"])
    assert populations(result)["ambiguous_surfaces"] == 1
    assert result.metrics("ambiguous_surfaces")["accuracy"].value == 0.0


def test_recall_at_k_counts_the_rank_of_the_gold_entity() -> None:
    gold = mentions(["a", "b", "c", "nil"])
    ranked = [["a"], ["a", "b"], [], ["a"]]
    metrics = scored("entity_linking", gold, ["a", "b", "c", None], candidates=ranked).metrics()
    found = {k: metrics[f"recall_at_{k}"].value for k in (1, 5, 10)}
    assert found == pytest.approx({1: 1 / 3, 5: 2 / 3, 10: 2 / 3}, abs=1e-6)


def test_nil_is_undefined_where_no_mention_is_nil() -> None:
    metrics = scored("entity_linking", mentions(["a"] * 12), ["a"] * 11 + [None]).metrics()
    for name in ("nil_f1", "nil_precision", "nil_recall"):
        assert (metrics[name].value, metrics[name].interval) == (None, None)
    assert metrics["accuracy"].interval is not None


def test_the_entities_that_are_missed_most_come_first_and_nil_is_none_of_them() -> None:
    gold = mentions(["a", "b", "b", "c", "c", "nil"])
    result = scored("entity_linking", gold, [None, "a", "a", "a", "a", "a"])
    assert result.detail["most_missed"] == [
        {"entity": "b", "rows": 2},
        {"entity": "c", "rows": 2},
        {"entity": "a", "rows": 1},
    ]


def test_pairs_count_their_candidates(release: Path) -> None:
    gold = examples("entity_pairs", "test", release)
    labels = gold.column("label")
    result = scored("entity_pairs", gold, ["no_match"] * len(labels))
    counts = {label: labels.count(label) for label in ("match", "no_match")}
    assert result.detail["candidates"] == counts
    assert result.metrics()["recall"].value == 0.0
    assert result.metrics()["precision"].value is None
