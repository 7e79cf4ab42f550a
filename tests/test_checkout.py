"""A clone is the same bytes on every machine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from sifara.cli import main
from tests.conftest import CHECKOUT


def git(*arguments: str | Path) -> str:
    done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clone as Windows makes it, where git turns line feeds into two characters."""
    if not (CHECKOUT / ".git").exists():
        pytest.skip("no git checkout here")
    target = tmp_path_factory.mktemp("windows") / "clone"
    git("-c", "core.autocrlf=true", "clone", "-q", "--depth=1", CHECKOUT.as_uri(), target)
    return target


def test_every_file_of_a_clone_on_windows_is_as_committed(clone: Path) -> None:
    for line in git("-C", clone, "-c", "core.autocrlf=true", "ls-files", "--eol").splitlines():
        committed, there = line.split()[:2]
        assert there.removeprefix("w/") == committed.removeprefix("i/"), line


def test_a_clone_on_windows_has_no_findings(clone: Path) -> None:
    assert main(["--root", str(clone), "validate"]) == 0
