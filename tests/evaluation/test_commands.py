"""Commands that score and compare: nothing is lost, and wrong use is one line and exit code 2."""

from __future__ import annotations

import io
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sifara import cli
from sifara.evaluation import result as results
from sifara.evaluation import score as scoring
from sifara.evaluation.examples import examples
from sifara.evaluation.result import read
from tests.evaluation.conftest import PEACE

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def root(release: Path, tmp_path: Path) -> Path:
    """A checkout that is nothing but a release, with right predictions beside it."""
    folder = tmp_path / "checkout"
    (folder / "data" / "gold").mkdir(parents=True)
    shutil.copytree(release, folder / "data" / "release")
    gold = examples("topics", "test", release)
    answers = zip(gold.ids, gold.column("topic"), strict=True)
    lines = [json.dumps({"id": row, "topic": topic}) for row, topic in answers]
    (folder / "mine.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder


def evaluate(root: Path, *options: str, predictions: str = "mine.jsonl") -> int:
    task = ["--task", "topic_classification", "--split", "test"]
    file = ["--predictions", str(root / predictions)]
    return cli.main(["--root", str(root), "evaluate", *task, *file, *options])


def save(root: Path, name: str, place: str = "results/topic_classification/test") -> Path:
    path = root / place / f"{name}.json"
    assert evaluate(root, "--model", name, "--output", str(path)) == 0
    return path


def said(capsys: Capture) -> str:
    """What was said on standard error, and nothing on standard output."""
    out, err = capsys.readouterr()
    assert out == ""
    return err


# ---- evaluate -----------------------------------------------------------------------------------


def test_a_result_holds_what_was_said_on_the_command_line(root: Path) -> None:
    options = ["--model", "m", "--model-version", "7", "--trained-on", "train", "--trained-on", "x"]
    options += ["--parameter", "t=0.5", "--parameter", "name=a=b", "--parameter", 'n={"a": [1]}']
    options += ["--wrote-or-labelled-the-data", "no", "--seed", "3"]
    assert evaluate(root, *options, "--output", str(root / "r.json")) == 0
    found = read(root / "r.json")
    assert found.model == results.Model(
        "m", "7", {"t": 0.5, "name": "a=b", "n": {"a": [1]}}, ("train", "x"), "no"
    )
    assert found.resampling.seed == 3
    assert found.value == 1.0


class Closed(io.StringIO):
    """A reader that has had enough, like ``head`` after its first line."""

    def write(self, text: str) -> int:
        raise BrokenPipeError


def test_a_result_is_saved_before_anything_is_printed(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", Closed())
    evaluate(root, "--output", str(root / "r.json"))
    assert read(root / "r.json").value == 1.0


def test_what_was_scored_and_cannot_be_saved_is_shown(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    assert evaluate(root, "--output", str(root / "r.json")) == 2
    out, err = capsys.readouterr()
    assert "macro_f1" in out
    assert "No space left on device" in err


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--output", "mine.jsonl/r.json"], "cannot be written: Not a directory"),
        (["--output", "x" * 300 + ".json"], "cannot be written"),
        (
            ["--output", "data.json"],
            "data.json cannot be written: it is a folder; name another place",
        ),
        (["--output", "r.txt"], "found the ending '.txt', expected '.json'"),
        (["--output", "mine.json"], "mine.jsonl holds the predictions and would be written anew"),
        (["--model", ""], "'' should be non-empty"),
        (["--model", "x" * 81], "is too long"),
        (["--trained-on", ""], "'' should be non-empty"),
        (["--model-version", ""], "'' should be non-empty"),
        (["--parameter", "t=NaN"], "parameter 't': found nan"),
        (["--parameter", "t=1e999"], "parameter 't': found inf"),
        (["--parameter", "c"], "expected KEY=VALUE"),
        (["--parameter", "=c"], "expected KEY=VALUE"),
    ],
)
def test_wrong_use_is_told_before_anything_is_scored(
    options: list[str],
    message: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    monkeypatch.chdir(root)
    (root / "data.json").mkdir()
    monkeypatch.setattr(scoring, "evaluate", None)
    before = sorted(root.rglob("*"))
    assert evaluate(root, *options) == 2
    error = said(capsys)
    assert error.startswith("sifara: ")
    assert message in error
    assert error.count("\n") == 1
    assert sorted(root.rglob("*")) == before


def test_predictions_that_stay_apart_from_the_output_are_taken(root: Path) -> None:
    shutil.copy(root / "mine.jsonl", root / "r.jsonl")
    assert evaluate(root, "--output", str(root / "r.json")) == 0


@pytest.mark.parametrize("seed", ["-1", "x", "1.5"])
def test_a_seed_is_a_number_from_zero_up(seed: str, root: Path, capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        evaluate(root, f"--seed={seed}")
    assert end.value.code == 2
    assert "expected a number from 0 up" in said(capsys)


def test_refused_predictions_write_nothing_and_name_every_problem(
    root: Path, capsys: Capture
) -> None:
    text = (root / "mine.jsonl").read_text("utf-8")
    (root / "wrong.jsonl").write_text(text.replace(PEACE, "war"), encoding="utf-8")
    assert evaluate(root, "--output", str(root / "r.json"), predictions="wrong.jsonl") == 1
    error = said(capsys)
    assert error.count("unknown label 'war'") > 1
    assert error.endswith("sifara: the predictions are refused; nothing was written\n")
    assert not (root / "r.json").exists()


# ---- compare ------------------------------------------------------------------------------------


def test_systems_are_compared_by_their_files(root: Path, capsys: Capture) -> None:
    files = [str(save(root, name)) for name in ("a", "b")]
    capsys.readouterr()
    assert cli.main(["--root", str(root), "compare", *files, "--rows", "0"]) == 0
    assert "a – b" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (["a"], "found 1 result, expected two or more"),
        (["a", "a"], "two results of one model name 'a'"),
        (["a", "missing"], "missing.json: cannot be read: No such file or directory"),
        (["a", "broken"], "broken.json: "),
        (["a", "b", "--metric", "macro_f"], "did you mean 'macro_f1'"),
    ],
)
def test_what_cannot_be_compared_is_wrong_use(
    files: list[str], message: str, root: Path, capsys: Capture
) -> None:
    for name in ("a", "b"):
        save(root, name, "r")
    (root / "r" / "broken.json").write_text("{}", encoding="utf-8")
    capsys.readouterr()
    named = [f if f.startswith("-") or "_" in f else str(root / "r" / f"{f}.json") for f in files]
    assert cli.main(["--root", str(root), "compare", *named]) == 2
    error = said(capsys)
    assert message in error
    assert error.count("\n") == 1


# ---- leaderboard --------------------------------------------------------------------------------


def leaderboard(root: Path, *options: str) -> int:
    return cli.main(["--root", str(root), "leaderboard", *options])


@pytest.mark.parametrize("above", ["plain", "tracks", "tracks/tracks/x"])
def test_the_leaderboard_is_that_of_the_checkout_wherever_it_lies(
    above: str, root: Path, tmp_path: Path, capsys: Capture
) -> None:
    save(root, "a")
    moved = tmp_path / above / "checkout"
    shutil.move(root, moved)
    capsys.readouterr()
    assert leaderboard(moved) == 0
    assert "topic_classification · test" in capsys.readouterr().out


def spoil(path: Path, **change: object) -> None:
    record = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(record | change), encoding="utf-8")


def test_a_bad_file_in_a_folder_is_named_and_the_others_are_shown(
    root: Path, capsys: Capture
) -> None:
    bad = {name: save(root, f"bad-{name}") for name in ("schema", "data", "lines", "json")}
    save(root, "good")
    spoil(bad["schema"], split="A B")
    stored = json.loads(bad["data"].read_text("utf-8"))["data"]
    spoil(bad["data"], data=stored | {"content_sha256": "0" * 64})
    bad["lines"].with_suffix(".jsonl").write_text("", encoding="utf-8")
    bad["json"].write_text("{", encoding="utf-8")
    capsys.readouterr()
    assert leaderboard(root) == 0
    out, err = capsys.readouterr()
    assert "good" in out
    assert "bad-" not in out
    lines = err.splitlines()
    assert len(lines) == 4
    assert all(line.startswith("sifara: left out: ") for line in lines)
    assert all(any(str(path.parent / path.stem) in line for line in lines) for path in bad.values())


def test_a_bad_file_that_is_named_itself_is_wrong_use(root: Path, capsys: Capture) -> None:
    good, bad = save(root, "good"), save(root, "bad")
    spoil(bad, split="A B")
    capsys.readouterr()
    assert leaderboard(root, str(good), str(bad)) == 2
    assert "bad.json" in said(capsys)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--task", "topic_classificatio"], "did you mean 'topic_classification'"),
        (["--split", "tset"], "no result on split 'tset'; did you mean 'test'"),
        (["--task", "entity_pairs"], "no results to show in "),
        (["missing"], "missing: cannot be read: No such file or directory"),
        (["data"], "no results to show in data"),
    ],
)
def test_a_leaderboard_of_nothing_is_wrong_use(
    options: Sequence[str],
    message: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: Capture,
) -> None:
    save(root, "a")
    monkeypatch.chdir(root)
    capsys.readouterr()
    assert leaderboard(root, *options) == 2
    assert message in said(capsys)


def test_results_on_outside_sets_are_left_out_without_a_word(root: Path, capsys: Capture) -> None:
    save(root, "ours")
    save(root, "theirs", "results/tracks/sib200/topic_classification")
    capsys.readouterr()
    assert leaderboard(root, "--format", "markdown") == 0
    out, err = capsys.readouterr()
    assert "| ours |" in out
    assert "theirs" not in out
    assert err == ""


def test_the_second_leaderboard_opens_no_row_and_says_the_same(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    for name in ("a", "b", "c"):
        save(root, name)
    capsys.readouterr()
    assert leaderboard(root) == 0
    first = capsys.readouterr().out
    assert (root / "build" / "comparisons.json").is_file()
    monkeypatch.setattr(results, "examples", None)
    assert leaderboard(root) == 0
    assert capsys.readouterr().out == first


def test_outside_a_checkout_comparisons_are_kept_in_the_cache_of_the_user(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    files = [str(save(root, name, "r")) for name in ("a", "b")]
    (root / "data" / "gold").rmdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert leaderboard(root, *files) == 0
    assert (tmp_path / "cache" / "sifara" / "comparisons.json").is_file()
