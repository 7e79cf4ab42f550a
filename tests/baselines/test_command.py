"""The commands: what they say where a package is missing, and to a reader that stops early."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from baselines.command import PACKAGES, command
from sifara.errors import UsageError
from sifara.evaluation.result import read
from sifara.gold.repository import Repository
from tests.conftest import CHECKOUT, document, entity

#: Runs commands in one process in which some modules cannot be imported.
WITHOUT_PACKAGES = """
import contextlib, importlib, io, json, sys
for name in ("sklearn", "rapidfuzz", "skops", "sentence_transformers", "matplotlib"):
    sys.modules[name] = None
found = []
for module, arguments in json.load(sys.stdin):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = importlib.import_module(module).main(arguments)
        except SystemExit as error:
            code = error.code
    found.append([code, out.getvalue(), err.getvalue()])
json.dump(found, sys.stdout)
"""


def without_packages(cases: list[tuple[str, list[str]]]) -> list[tuple[int, str, str]]:
    """Exit code, output and errors of each command."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_PACKAGES],
        input=json.dumps(cases),
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=CHECKOUT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [(code, out, err) for code, out, err in json.loads(done.stdout)]


@pytest.fixture
def small(make_repository: Callable[..., Repository]) -> Repository:
    return make_repository(
        [
            document(n, f"خبر {n}\nزار تونس", [("تونس", "GPE", "name", "tunisia")], split=split)
            for n, split in enumerate(("train", "validation", "test"))
        ],
        [entity("tunisia", "GPE", "تونس")],
        build=True,
    )


def test_what_needs_no_package_works_without_and_the_rest_says_what_to_install(
    small: Repository, tmp_path: Path
) -> None:
    root = ["--root", str(small.root)]
    working = [
        ("baselines.__main__", ["--list"]),
        ("baselines.__main__", ["--help"]),
        ("baselines.__main__", ["lexicon", *root]),
        ("baselines.tune", ["--help"]),
        ("baselines.study.__main__", ["--help"]),
        ("baselines.study.__main__", ["--check"]),
        ("baselines.embeddings.__main__", ["--help"]),
        ("baselines.llm.__main__", ["--help"]),
    ]
    relation = ["--wrote-or-labelled-the-data", "no", "--output", str(tmp_path)]
    asked = ["--task", "entity_linking", "--split", "web", "--model", "m", *relation]
    refused = [
        ("baselines.__main__", ["word_lr", *root]),
        ("baselines.__main__", ["exact", *root]),
        ("baselines.__main__", ["majority", "--save", str(tmp_path), *root]),
        ("baselines.tune", ["nearest"]),
        ("baselines.embeddings.__main__", ["--task", "entity_pairs", "--model", "m"]),
        ("baselines.llm.__main__", [*asked, "--base-url", "http://127.0.0.1:9/v1"]),
    ]
    found = without_packages([*working, *refused])
    for (module, arguments), (code, out, err) in zip(working, found, strict=False):
        assert (code, err) == (0, ""), (module, arguments)
        assert out or "--check" in arguments
    for (module, arguments), (code, _, err) in zip(refused, found[len(working) :], strict=True):
        assert code == 2, (module, arguments, err)
        assert err.count("\n") == 1, err
        assert "is not installed; run: pip install rapidfuzz scikit-learn skops" in err
    result = read(small.results / "topic_classification" / "test" / "lexicon.json")
    assert result.model.trained_on == ()


def test_what_is_to_be_installed_is_what_the_project_declares() -> None:
    groups = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["dependency-groups"]

    def packages(name: str) -> set[str]:
        found = set()
        for entry in groups[name]:
            inner = packages(entry["include-group"]) if isinstance(entry, dict) else {entry}
            found |= {package.partition(">")[0] for package in inner}
        return found

    assert {name: set(text.split()) for name, text in PACKAGES.items()} == {
        name: packages(name) for name in PACKAGES
    }


def test_a_reader_that_stops_early_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "baselines", "--list"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=CHECKOUT,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


def test_a_fault_of_our_own_is_no_missing_package() -> None:
    @command("python -m baselines")
    def main(arguments: list[str] | None = None) -> int:
        import baselines.nowhere  # type: ignore[import-not-found]

        return int(baselines.nowhere)

    with pytest.raises(ModuleNotFoundError, match=r"baselines\.nowhere"):
        main([])


def test_wrong_use_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    @command("python -m baselines")
    def main(arguments: list[str] | None = None) -> int:
        raise UsageError("found x, expected y")

    assert main([]) == 2
    assert capsys.readouterr().err == "python -m baselines: found x, expected y\n"
