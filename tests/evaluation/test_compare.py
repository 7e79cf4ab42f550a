"""Comparing results: paired, corrected, honest about too few stories, with one rule for ranks."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sifara
from sifara.evaluation import compare as module
from sifara.evaluation import kept as kept_module
from sifara.evaluation import tasks
from sifara.evaluation.compare import ComparisonError, compare, ranks, role
from sifara.evaluation.examples import Examples
from sifara.evaluation.kept import Kept, kept_in
from sifara.evaluation.result import Model, Result, read
from sifara.evaluation.score import score
from tests.conftest import TOPICS
from tests.evaluation.conftest import mentions, segments


def gold_of(stories: int) -> Examples:
    found = segments([TOPICS[n % 3] for n in range(3 * stories)])
    found.stories[:] = [(str(n // 3),) for n in range(3 * stories)]
    return found


GOLD = gold_of(40)


def scored(name: str, wrong_every: int, gold: Examples = GOLD, seed: int = 0) -> Result:
    """A system that errs on one of every so many rows."""
    answers = {
        row: TOPICS[(TOPICS.index(topic) + 1) % 3] if n % wrong_every == 0 else topic
        for n, (row, topic) in enumerate(zip(gold.ids, gold.column("topic"), strict=True))
    }
    return score(tasks.get("topic_classification"), answers, gold, Model(name), seed)


# ---- two systems --------------------------------------------------------------------------------


def test_a_clearly_better_system_is_found_and_the_rows_are_named() -> None:
    good, bad = scored("good", 20), scored("bad", 2)
    (pair,) = compare([good, bad])
    assert (pair.first, pair.second, pair.metric, pair.pairs) == ("good", "bad", "macro_f1", 1)
    assert good.value is not None
    assert bad.value is not None
    assert pair.difference.value == pytest.approx(good.value - bad.value, abs=1e-6)
    assert pair.adjusted_p == pair.difference.p_value
    assert pair.adjusted_p is not None
    assert pair.adjusted_p < 0.01
    assert pair.difference.test == "story permutation"
    assert len(pair.only_first) == 54
    assert pair.only_second == []
    assert pair.only_first[0] == {
        "id": "d2.s1",
        "text": "line 2",
        "gold": TOPICS[2],
        "predicted": {"good": TOPICS[2], "bad": TOPICS[0]},
    }
    (back,) = compare([bad, good])
    assert (back.only_first, len(back.only_second)) == ([], 54)


def test_no_name_of_a_system_hides_what_a_row_says() -> None:
    for names in (("id", "gold"), ("text", "predicted")):
        (pair,) = compare([scored(names[0], 20), scored(names[1], 2)])
        row = pair.only_first[0]
        assert (row["id"], row["text"], row["gold"]) == ("d2.s1", "line 2", TOPICS[2])
        assert set(row["predicted"]) == set(names)


def test_equal_systems_are_not_told_apart() -> None:
    (pair,) = compare([scored("a", 3), scored("b", 3)])
    assert pair.difference.value == 0
    assert pair.adjusted_p == 1.0


def test_p_values_are_corrected_for_the_pairs_that_are_compared_at_once() -> None:
    systems = [scored(name, every) for name, every in (("a", 9), ("b", 5), ("c", 4))]
    found = compare(systems)
    assert [(pair.first, pair.second) for pair in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    assert {pair.pairs for pair in found} == {3}
    least = min(found, key=lambda pair: pair.difference.p_value or 0)
    assert least.adjusted_p == pytest.approx(min(1, 3 * (least.difference.p_value or 0)))


def test_rows_outside_the_ranked_population_are_right_in_no_system() -> None:
    # Adjectives are scored apart: whoever gets one right wins nothing in a comparison of names.
    gold = mentions(["a", "b"] * 12, forms=["name", "adjective"] * 12)
    right = dict(zip(gold.ids, gold.column("entity"), strict=True))
    nouns = {row: None if n % 2 else entity for n, (row, entity) in enumerate(right.items())}
    nothing = dict.fromkeys(gold.ids)
    results = [
        score(tasks.get("entity_linking"), answers, gold, Model(name))
        for name, answers in (("all", right), ("names", nouns), ("none", nothing))
    ]
    rows = {(p.first, p.second): (p.only_first, p.only_second) for p in compare(results)}
    assert rows["all", "names"] == ([], [])
    for pair in (("all", "none"), ("names", "none")):
        only, other = rows[pair]
        assert [row["id"] for row in only] == gold.ids[::2]
        assert other == []


def test_another_metric_is_compared_by_its_name() -> None:
    (pair,) = compare([scored("a", 3), scored("b", 2)], "accuracy")
    assert pair.metric == "accuracy"
    assert pair.difference.value == pytest.approx(60 / 120 - 40 / 120, abs=1e-9)


def test_five_stories_give_a_range_and_no_p_value() -> None:
    gold = gold_of(5)
    (pair,) = compare([scored("a", 9, gold), scored("b", 2, gold)])
    assert pair.adjusted_p is None
    assert pair.difference.interval is not None
    assert pair.difference.interval.kind == "leave-one-out range"
    assert ranks([scored("a", 9, gold), scored("b", 2, gold)]) == {}


def test_files_are_compared_like_results(release: Path, tmp_path: Path) -> None:
    for name in ("bilateral-relations", "peace-process"):
        sifara.evaluate(
            "topic_classification", lambda r, n=name: n, split="test", folder=release, model=name
        ).save(tmp_path / f"{name}.json")
    files = sorted(tmp_path.glob("*.json"))
    opened = [sifara.evaluation.result.reader(release)(path) for path in files]
    assert compare(files, folder=str(release)) == compare(
        [str(files[0]), opened[1]], folder=release
    )


# ---- what cannot be compared --------------------------------------------------------------------


def other_data(result: Result) -> Result:
    return replace(result, data=replace(result.data, content_sha256="b" * 64))


@pytest.mark.parametrize(
    ("results", "message"),
    [
        (lambda: [scored("a", 3)], "found 1 result, expected two or more"),
        (lambda: [scored("a", 3), scored("a", 4)], "two results of one model name 'a'"),
        (
            lambda: [scored("a", 3), replace(scored("b", 3), split="web")],
            "results of more than one split: test, web",
        ),
        (
            lambda: [scored("a", 3), other_data(scored("b", 3))],
            "results of more than one version of the data: 0.1.0 aaaaaaaaaaaa, 0.1.0 bbbbbbbbbbbb",
        ),
        (
            lambda: [scored("a", 3), replace(scored("b", 3), task=tasks.get("topic_tagging"))],
            "results of more than one task: topic_classification, topic_tagging",
        ),
    ],
)
def test_what_cannot_be_compared_is_refused_with_the_reason(
    results: Callable[[], Sequence[Result]], message: str
) -> None:
    with pytest.raises(ComparisonError, match=message):
        compare(results())


def test_two_results_of_one_name_are_named_by_their_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        scored("unnamed", 3).save(tmp_path / f"{name}.json")
    found = [read(path) for path in sorted(tmp_path.glob("*.json"))]
    with pytest.raises(ComparisonError, match=r"one\.json.*two\.json.*--model NAME"):
        ranks(found)


def test_a_metric_that_is_missing_undefined_or_unknown_is_refused_for_its_reason() -> None:
    gold = mentions(["a", "b"] * 12)
    results = [
        score(tasks.get("entity_linking"), dict.fromkeys(gold.ids, e), gold, Model(e)) for e in "ab"
    ]
    with pytest.raises(ComparisonError, match="a has no recall_at_5: its predictions lack"):
        compare(results, "recall_at_5")
    with pytest.raises(ComparisonError, match="nil_f1 is undefined for a"):
        compare(results, "nil_f1")
    with pytest.raises(ValueError, match="did you mean 'nil_f1'"):
        compare(results, "nil_f")


# ---- ranks --------------------------------------------------------------------------------------

SYSTEMS = (("a", 30), ("b", 28), ("c", 2))


def test_ranks_are_ranges_from_comparisons() -> None:
    assert ranks([scored(*system) for system in SYSTEMS]) == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}


def test_ceiling_and_probes_take_no_part_and_change_nobodys_rank() -> None:
    rivals = [scored(*system) for system in SYSTEMS]
    beside = [scored("second_pass", 119), scored("probe_names", 2), scored("probe_shape", 3)]
    assert [role(result) for result in beside] == ["ceiling", "probe", "probe"]
    assert [role(result) for result in rivals] == ["", "", ""]
    assert ranks([*beside, *rivals]) == ranks(rivals)


def test_one_rival_has_no_rank_and_none_neither() -> None:
    assert ranks([scored("a", 3), scored("second_pass", 4)]) == {}
    assert ranks([]) == {}


def test_a_system_whose_score_is_undefined_has_no_rank() -> None:
    rivals = [scored(*system) for system in SYSTEMS]
    primary = replace(rivals[0].primary, value=None, interval=None)
    ranked = replace(rivals[0].ranked, metrics={"macro_f1": primary})
    undefined = replace(rivals[0], model=Model("x"), populations=(ranked,))
    assert ranks([undefined, *rivals]) == ranks(rivals)


# ---- differences that are kept ------------------------------------------------------------------


def never(result: Result) -> Result:
    raise AssertionError(f"{result.name} was opened")


def test_what_did_not_change_is_not_compared_again(tmp_path: Path) -> None:
    systems, path = [scored(*system) for system in SYSTEMS], tmp_path / "deep" / "kept.json"
    stored = [replace(result, answered=None) for result in systems]
    by_name = {result.name: result for result in systems}
    opened: list[str] = []

    def open_(result: Result) -> Result:
        opened.append(result.name)
        return by_name[result.name]

    with kept_in(path) as kept:
        first = ranks(stored, open_, kept)
    assert opened == ["a", "b", "c"]
    with kept_in(path) as kept:
        assert ranks(stored, never, kept) == first
        assert len(kept) == 3
    # One system answers otherwise: its pairs are compared, the third is not.
    changed = scored("c", 3)
    by_name["c"] = changed
    opened.clear()
    with kept_in(path) as kept:
        found = ranks([*stored[:2], replace(changed, answered=None)], open_, kept)
    assert sorted(opened) == ["a", "b", "c"]
    assert found == ranks([*systems[:2], changed])
    with kept_in(path) as kept:
        assert len(kept) == 5


@pytest.mark.parametrize(
    "change",
    [
        other_data,
        lambda result: replace(result, predictions_sha256="c" * 64),
        lambda result: replace(result, split="web"),
    ],
)
def test_other_data_predictions_or_split_are_compared_anew(
    change: Callable[[Result], Result],
) -> None:
    systems, kept = [scored(*system) for system in SYSTEMS[:2]], {}
    ranks(systems, kept=kept)
    with pytest.raises(AssertionError, match="was opened"):
        ranks([change(result) for result in systems], never, kept)


def test_a_metric_has_differences_of_its_own() -> None:
    systems, kept = [scored(*system) for system in SYSTEMS[:2]], {}
    by_metric = {name: compare(systems, name, kept=kept) for name in ("macro_f1", "accuracy")}
    assert len(kept) == 2
    assert by_metric["accuracy"] == compare(systems, "accuracy")


def test_differences_come_back_as_they_were(tmp_path: Path) -> None:
    systems = [scored(*system) for system in SYSTEMS]
    with kept_in(tmp_path / "kept.json") as kept:
        ranks(systems, kept=kept)
        before = dict(kept)
    with kept_in(tmp_path / "kept.json") as kept:
        assert dict(kept) == before
    assert all(found.interval is not None for found in before.values())


def test_all_is_forgotten_when_the_code_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "kept.json"
    with kept_in(path) as kept:
        ranks([scored(*system) for system in SYSTEMS], kept=kept)
    monkeypatch.setattr(kept_module, "_code_sha256", lambda: "another")
    with kept_in(path) as kept:
        assert kept == {}


@pytest.mark.parametrize("changed", ["evaluation/stats/x.py", "release/x.py", "gold/x.py"])
def test_the_code_is_all_that_a_difference_follows_from(
    changed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "sifara"
    monkeypatch.setattr(kept_module, "__file__", str(package / "evaluation" / "kept.py"))
    for name in (changed, "report/x.py", "evaluation/notes.txt"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text("one", encoding="utf-8")
    before = kept_module._code_sha256()
    for name in ("report/x.py", "evaluation/notes.txt"):
        (package / name).write_text("two", encoding="utf-8")
    assert kept_module._code_sha256() == before
    (package / changed).write_text("two", encoding="utf-8")
    assert kept_module._code_sha256() != before


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"code": 1}', '{"pairs": {"a": 1}}', "\x00"])
def test_a_file_that_holds_something_else_keeps_nothing_and_is_replaced(
    content: str, tmp_path: Path
) -> None:
    path = tmp_path / "kept.json"
    path.write_text(content, encoding="utf-8")
    with kept_in(path) as kept:
        assert kept == {}
        ranks([scored(*system) for system in SYSTEMS], kept=kept)
    assert len(json.loads(path.read_text("utf-8"))["pairs"]) == 3


def test_what_cannot_be_kept_is_compared_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with kept_in(tmp_path / "file" / "kept.json") as kept:
        assert ranks([scored(*system) for system in SYSTEMS], kept=kept)


def test_the_file_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "MOST", 2)
    with kept_in(tmp_path / "kept.json") as kept:
        ranks([scored(*system) for system in SYSTEMS], kept=kept)
    with kept_in(tmp_path / "kept.json") as kept:
        assert kept == {}


def test_a_difference_does_not_depend_on_being_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    systems = [scored(*system) for system in SYSTEMS]
    kept: Kept = {}
    assert ranks(systems, kept=kept) == ranks(systems, kept=kept) == ranks(systems)
    calls: list[str] = []
    real = module._side
    monkeypatch.setattr(module, "_side", lambda r, m: calls.append(r.name) or real(r, m))
    ranks(systems)
    assert calls == ["a", "b", "c"], "each system is taken apart once"


def test_stories_of_pairs_are_two() -> None:
    stories = [("a", "b"), ("b", "c"), ("a", "a")]
    units = module.units_of(stories, np.array([True, True, False]))
    assert (units.size, len(units)) == (3, 2)
    assert module.units_of([("a",), ("b",), ("a",)], np.array([True, True, True])).size == 2
