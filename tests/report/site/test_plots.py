"""Plots from result records: true to the figures, safe, in two sets of colours, the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from sifara.errors import UsageError
from sifara.evaluation.result import (
    Data,
    Model,
    Population,
    Resampling,
    Result,
    Score,
    Slice,
    format_result,
)
from sifara.evaluation.stats.resampling import Interval
from sifara.evaluation.tasks import TASKS
from sifara.report.plots import ABLATION, CAPTIONS, plots
from tests.report.site.conftest import EVIL

SVG = "{http://www.w3.org/2000/svg}"


def result(name: str, value: float, *, split: str = "test", **model: Any) -> Result:
    """A result of topic classification with what plots read of it."""
    interval = Interval(value - 0.1, value + 0.1, "story bootstrap", 0.95, 40)
    described = {"trained_on": ("train",), "wrote_or_labelled_the_data": "no", **model}
    return Result(
        task=TASKS["topic_classification"],
        split=split,
        data=Data("0.1.0", "0" * 64, 40),
        model=Model(name, **described),
        resampling=Resampling(10_000, 0.95, 0),
        predictions_sha256="0" * 64,
        populations=(Population("all", 40, 40, {"macro_f1": Score(value, interval)}),),
        slices=(
            Slice("kind", "headline", 10, 10, False, "macro_f1", 0.2, 0.5, 0.25, 0.5),
            Slice("kind", "deck", 10, 10, True, "macro_f1", 0.2, 0.5, 0.25, 0.5),
        ),
        detail={},
    )


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_ladder_names_every_system_and_its_score_from_the_best_down() -> None:
    drawn = plots([result("low", 0.2), result("high", 0.75), result("elsewhere", 0.9, split="web")])
    shown = texts(drawn["ladder"])
    assert [text for text in shown if text in ("low", "high", "elsewhere")] == ["high", "low"]
    assert "0.750" in shown
    assert "topic classification: macro f1" in shown


def test_the_ladder_draws_scores_and_intervals_to_scale() -> None:
    svg = ElementTree.fromstring(plots([result("one", 0.5), result("two", 0.25)])["ladder"])
    dots = sorted(
        float(use.get("x", ""))
        for group in svg.iter(f"{SVG}g")
        for use in group.findall(f"{SVG}g/{SVG}use")
        if float(use.get("y", "")) < 100 and "--ink" in use.get("style", "")
    )
    axis = sorted(
        float(text.get("x", "")) for text in svg.iter(f"{SVG}text") if text.text in ("0.0", "1.0")
    )
    left, width = axis[0], axis[1] - axis[0]
    assert [round((x - left) / width, 2) for x in dots] == [0.25, 0.5]
    lines = [
        [float(number) for number in re.findall(r"[ML] ([\d.]+) ", path.get("d", ""))]
        for path in svg.iter(f"{SVG}path")
        if "stroke: var(--score)" in path.get("style", "")
    ]
    ends = sorted(tuple(round((x - left) / width, 2) for x in line) for line in lines)
    assert ends == [(0.15, 0.35), (0.4, 0.6)]


def test_the_ablation_has_the_steps_of_one_classifier_alone() -> None:
    drawn = plots([result("char_svm", 0.6), result("char_svm_raw", 0.5), result("lexicon", 0.4)])
    shown = texts(drawn["ablation"])
    steps = [ABLATION[name] for name in ("char_svm_raw", "char_svm")]
    assert [text for text in shown if text in ABLATION.values()] == steps
    assert "ablation" not in plots([result("char_svm", 0.6)])


def test_slices_are_those_of_the_best_trained_system_that_did_not_make_the_data() -> None:
    drawn = plots(
        [
            result("fitted", 0.6),
            result("rules", 0.7, trained_on=[]),
            result("annotator", 0.9, wrote_or_labelled_the_data="yes"),
        ]
    )
    shown = texts(drawn["slices"])
    assert "topic classification: fitted" in shown
    assert "kind: headline" in shown
    assert "kind: deck" not in shown
    assert "slices" not in plots([result("rules", 0.7, trained_on=[])])


def test_a_name_is_text_whatever_it_holds() -> None:
    names = [EVIL, "$x^2$", "模型", "ناعم", "x" * 80, "bell\u0007"]
    svg = plots([result(name, 0.5) for name in names])["ladder"]
    tree = ElementTree.fromstring(svg)
    assert {element.tag for element in tree.iter()} & {f"{SVG}script", f"{SVG}a"} == set()
    shown = texts(svg)
    assert {"$x^2$", "模型", "ناعم", "bell⟨U+0007⟩"} <= set(shown)
    assert "\u202e" not in svg
    assert max(map(len, shown)) < 50


def test_every_colour_has_a_dark_form() -> None:
    svg = plots([result("one", 0.5)])["ladder"]
    rules, rest = svg.partition("<style")[2].partition("</style>")[::2]
    assert not re.search(r"(fill|stroke): #(?!fff)", rest)
    for role in set(re.findall(r"var\(--(\w+)\)", rest)):
        assert rules.count(f"--{role}:") == 2


def test_every_plot_has_a_caption() -> None:
    drawn = plots([result("char_svm", 0.5), result("char_svm_raw", 0.4)])
    assert list(drawn) == list(CAPTIONS)


def test_same_results_same_bytes_whatever_the_hash_seed(tmp_path: Path) -> None:
    found = [result("char_svm", 0.5), result("char_svm_raw", 0.4)]
    for each in found:
        (tmp_path / f"{each.name}.json").write_text(format_result(each), encoding="utf-8")
        (tmp_path / f"{each.name}.jsonl").touch()
    code = (
        "import json, sys, pathlib; from sifara.report.plots import plots;"
        "from sifara.evaluation.find import results;"
        "print(json.dumps(plots(results(pathlib.Path(sys.argv[1])))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"},
    )
    assert json.loads(done.stdout) == plots(found)


def test_without_the_library_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert plots([]) == {}
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"pip install -e '\.\[report\]'"):
        plots([result("one", 0.5)])
