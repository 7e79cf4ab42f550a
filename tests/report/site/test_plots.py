"""Plots from result records: true to the figures, safe, in two sets of colours, the same bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import Any
from xml.etree import ElementTree

import pytest

from sifara.errors import UsageError
from sifara.report.plots import ABLATION, CAPTIONS, plots
from tests.report.site.conftest import EVIL

SVG = "{http://www.w3.org/2000/svg}"


def record(name: str, value: float, *, split: str = "test", **model: Any) -> dict[str, Any]:
    """A result of topic classification with what plots read of it."""
    interval = {"low": value - 0.1, "high": value + 0.1, "kind": "story bootstrap", "level": 0.95}
    shares = {"property": "kind", "error_share": 0.5, "row_share": 0.25}
    return {
        "task": "topic_classification",
        "split": split,
        "model": {
            "name": name,
            "trained_on": ["train"],
            "wrote_or_labelled_the_data": "no",
            **model,
        },
        "populations": [{"metrics": {"macro_f1": {"value": value, "interval": interval}}}],
        "slices": [
            {**shares, "value": "headline", "small": False},
            {**shares, "value": "deck", "small": True},
        ],
    }


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_the_ladder_names_every_system_and_its_score_from_the_best_down() -> None:
    drawn = plots([record("low", 0.2), record("high", 0.75), record("elsewhere", 0.9, split="web")])
    shown = texts(drawn["ladder"])
    assert [text for text in shown if text in ("low", "high", "elsewhere")] == ["high", "low"]
    assert "0.750" in shown
    assert "topic classification: macro f1" in shown


def test_the_ladder_draws_scores_and_intervals_to_scale() -> None:
    svg = ElementTree.fromstring(plots([record("one", 0.5), record("two", 0.25)])["ladder"])
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
    drawn = plots([record("char_svm", 0.6), record("char_svm_raw", 0.5), record("lexicon", 0.4)])
    shown = texts(drawn["ablation"])
    steps = [ABLATION[name] for name in ("char_svm_raw", "char_svm")]
    assert [text for text in shown if text in ABLATION.values()] == steps
    assert "ablation" not in plots([record("char_svm", 0.6)])


def test_slices_are_those_of_the_best_trained_system_that_did_not_make_the_data() -> None:
    drawn = plots(
        [
            record("fitted", 0.6),
            record("rules", 0.7, trained_on=[]),
            record("annotator", 0.9, wrote_or_labelled_the_data="yes"),
        ]
    )
    shown = texts(drawn["slices"])
    assert "topic classification: fitted" in shown
    assert "kind: headline" in shown
    assert "kind: deck" not in shown
    assert "slices" not in plots([record("rules", 0.7, trained_on=[])])


def test_a_name_is_text_whatever_it_holds() -> None:
    names = [EVIL, "$x^2$", "模型", "ناعم", "x" * 400, "bell\u0007"]
    svg = plots([record(name, 0.5) for name in names])["ladder"]
    tree = ElementTree.fromstring(svg)
    assert {element.tag for element in tree.iter()} & {f"{SVG}script", f"{SVG}a"} == set()
    shown = texts(svg)
    assert {"$x^2$", "模型", "ناعم", "bell⟨U+0007⟩"} <= set(shown)
    assert "\u202e" not in svg
    assert max(map(len, shown)) < 50


def test_every_colour_has_a_dark_form() -> None:
    svg = plots([record("one", 0.5)])["ladder"]
    rules, rest = svg.partition("<style")[2].partition("</style>")[::2]
    assert not re.search(r"(fill|stroke): #(?!fff)", rest)
    for role in set(re.findall(r"var\(--(\w+)\)", rest)):
        assert rules.count(f"--{role}:") == 2


def test_every_plot_has_a_caption() -> None:
    drawn = plots([record("char_svm", 0.5), record("char_svm_raw", 0.4)])
    assert list(drawn) == list(CAPTIONS)


def test_same_records_same_bytes_whatever_the_hash_seed() -> None:
    records = [record("char_svm", 0.5), record("char_svm_raw", 0.4)]
    code = (
        "import json, sys; from sifara.report.plots import plots;"
        "print(json.dumps(plots(json.load(sys.stdin))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(records),
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1"},
    )
    assert json.loads(done.stdout) == plots(records)


def test_without_the_library_the_message_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert plots([]) == {}
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"pip install -e '\.\[report\]'"):
        plots([record("one", 0.5)])
