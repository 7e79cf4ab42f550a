"""A clone is the same bytes on every machine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from scripts import build_release, rescore
from sifara.cli import main
from tests.conftest import CHECKOUT
from tests.findings import golden

pytestmark = pytest.mark.slow  # the repository is cloned


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


def test_a_result_in_a_clone_on_windows_follows_from_its_predictions(clone: Path) -> None:
    first = min((clone / "results" / "topic_classification" / "web").glob("*.json"))
    assert rescore.main(["--root", str(clone), str(first)]) == 0


@pytest.mark.parametrize("attributes", [True, False])
def test_without_the_attributes_a_clone_on_windows_is_broken(
    tmp_path: Path, attributes: bool
) -> None:
    """A small checkout of three documents with a release of its own."""
    source, target = tmp_path / "source", tmp_path / "clone"
    shutil.copytree(golden.BASE, source)
    (source / "data" / "VERSION").write_bytes(b"0.1.0\n")
    for name in ("dataset_card.md", *[".gitattributes"] * attributes):
        shutil.copy(CHECKOUT / name, source)
    assert build_release.main(["--root", str(source)]) == 0
    git("init", "-q", source)
    git("-C", source, "add", "--all")
    identity = ("-c", "user.name=test", "-c", "user.email=test@example.org")
    git("-C", source, *identity, "commit", "-q", "-m", "all")
    git("-c", "core.autocrlf=true", "clone", "-q", source, target)
    assert (main(["--root", str(target), "validate"]) == 0) == attributes
    assert (build_release.main(["--check", "--root", str(target)]) == 0) == attributes
