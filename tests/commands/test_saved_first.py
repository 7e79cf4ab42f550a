"""Files are saved before anything is printed: a reader that stops early loses none."""

from __future__ import annotations

import errno
import io
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sifara import cli
from sifara.gold.repository import Repository
from tests.conftest import document, entity

#: Commands that write, with how many files.
COMMANDS = {
    "export --to inline --all --output {root}/out": 3,
    "export --to label-studio --all --output {root}/out": 4,
    "import --from inline {root}/auth-001.txt {root}/auth-002.txt": 2,
    "new document {root}/data/raw/authored/new.txt --output {root}/new.txt": 1,
    "review auth-003 --by amal": 1,
}


class Stopped(io.TextIOBase):
    """Output that takes not one letter."""

    def __init__(self, number: int) -> None:
        self.number = number

    def write(self, text: str) -> int:
        raise OSError(self.number, "stopped")


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("number", "code"), [(errno.EPIPE, 0), (errno.ENOSPC, 2)])
def test_nothing_is_lost_where_nothing_can_be_printed(
    make_repository: Callable[..., Repository],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    number: int,
    code: int,
) -> None:
    made = [
        document(n, f"زار الوزير {n} ليبيا", [("ليبيا", "GPE", "name", "libya")])
        for n in range(1, 4)
    ]
    made[2] = replace(made[2][0], review="adjudicated"), made[2][1]
    repository = make_repository(made, [entity("libya"), entity("egypt")])
    root = str(repository.root)
    (repository.data / "raw" / "authored" / "new.txt").write_text("نص", "utf-8")
    assert cli.main(["--root", root, "export", "--to", "inline", "--all", "--output", root]) == 0
    for path in repository.root.glob("*.txt"):
        path.write_text(path.read_text("utf-8").replace("name libya", "name egypt"), "utf-8")
    before = contents(repository.root)
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", Stopped(number))
        found = cli.main(["--root", root, *command.format(root=root).split()])
    assert found == code
    changed = {p for p, content in contents(repository.root).items() if before.get(p) != content}
    assert len(changed) == COMMANDS[command]
