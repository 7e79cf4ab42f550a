"""Wrong use of a script is one clear line and exit code 2, never a traceback."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT

SCRIPTS = {
    name: runpy.run_path(str(CHECKOUT / "scripts" / f"{name}.py"))["main"]
    for name in ("build_release", "freeze", "generate", "publish")
}
NEEDED = {"publish": ["--repo", "example/sifara", "--dry-run"]}


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_folder_that_is_no_checkout_is_named(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert SCRIPTS[name](["--root", str(tmp_path / "nowhere"), *NEEDED.get(name, [])]) == 2
    shown = capsys.readouterr().err
    assert "is not inside a Sifara checkout" in shown
    assert len(shown.splitlines()) == 1


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_checkout_that_lacks_a_file_is_told_which(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data" / "gold").mkdir(parents=True)
    options = ["card"] if name == "generate" else NEEDED.get(name, ["--check"])
    assert SCRIPTS[name](["--root", str(tmp_path), *options]) in (1, 2)
    shown = capsys.readouterr().err
    assert shown
    assert "Traceback" not in shown
