"""What commands write is read again: the same bytes whatever the locale of the machine."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sifara import cli
from sifara.formats.forms import FORMATS
from sifara.gold.repository import Repository
from tests.conftest import document, entity, repository_in

#: What reaches another program, an editor or a page.
COMMANDS = {
    "version": "--version",
    **{f"export {form}": f"export --to {form} --all" for form in FORMATS},
    "export --config": "export --to label-studio --config",
    "new": "new document {root}/data/raw/authored/new.txt",
    "validate text": "validate",
    "validate json": "validate --format json",
    "validate github": "validate --format github",
    "show": "show auth-001",
    "import": "import --from inline --check {root}/auth-001.txt",
    "evaluate": "evaluate --task topic_tagging --split test --predictions {root}/a.jsonl",
    "compare": "compare {root}/results/a.json {root}/results/b.json",
    "leaderboard": "leaderboard {root}/results",
    "leaderboard markdown": "leaderboard {root}/results --format markdown",
    "diff": "diff {root} {root}",
    "diff --changelog": "diff {root} {root} --changelog",
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with a release, two results and one finding (the raw text ``new``)."""
    made = [
        document(n, f"زار الوزير {n} ليبيا — «أمس»", [("ليبيا", "GPE", "name", "libya")])
        for n in range(1, 4)
    ]
    libya = entity("libya", "GPE", "ليبيا")
    repository = repository_in(tmp_path_factory.mktemp("read_again"), made, [libya], build=True)
    root = str(repository.root)
    (repository.data / "raw" / "authored" / "new.txt").write_text("نص\u200f", "utf-8")
    assert cli.main(["--root", root, "export", "--to", "inline", "--all", "--output", root]) == 0
    (repository.root / "a.jsonl").write_text(
        "".join(
            f'{{"id": "auth-00{n}.s01", "topics": ["bilateral-relations"]}}\n' for n in range(1, 4)
        )
    )
    evaluate = COMMANDS["evaluate"].format(root=root).split()
    for name in "ab":
        output = ["--model", f"نظام {name}", "--output", f"{root}/results/{name}.json"]
        assert cli.main(["--root", root, *evaluate, *output]) == 0
    return repository


def written(
    monkeypatch: pytest.MonkeyPatch, repository: Repository, line: str, encoding: str, newline: str
) -> tuple[int, bytes, bytes]:
    """Exit code and bytes of both streams of a command on some machine."""
    raw = io.BytesIO(), io.BytesIO()
    with monkeypatch.context() as patched:
        for name, buffer in zip(("stdout", "stderr"), raw, strict=True):
            stream = io.TextIOWrapper(buffer, encoding=encoding, newline=newline)
            patched.setattr(sys, name, stream)
        arguments = line.format(root=repository.root).split()
        code = cli.main(["--root", str(repository.root), *arguments])
        return code, raw[0].getvalue(), raw[1].getvalue()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_file_holds_the_same_bytes_on_every_machine(
    monkeypatch: pytest.MonkeyPatch, repository: Repository, name: str
) -> None:
    code, out, err = written(monkeypatch, repository, COMMANDS[name], "utf-8", "\n")
    assert code in (0, 1), err.decode()
    assert out
    assert b"\r" not in out
    for encoding, newline in (("cp1252", "\r\n"), ("ascii", "\n"), ("cp1256", "\r\n")):
        assert written(monkeypatch, repository, COMMANDS[name], encoding, newline) == (
            code,
            out,
            err,
        )


def test_every_command_is_held_to_that() -> None:
    known = {line.split()[0] for line in COMMANDS.values()}
    # These write files, and say only where.
    assert known - {"--version"} == set(cli.COMMANDS) - {"report", "review"}


def test_the_environment_changes_nothing(checkout: Repository, tmp_path: Path) -> None:
    environments: list[dict[str, str]] = [
        {},
        {"PYTHONIOENCODING": "cp1252"},
        {"PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ]
    command = [sys.executable, "-m", "sifara", "--root", str(checkout.root)]
    found = {
        subprocess.run(
            [*command, "export", "--to", "inline", "web-002"],
            env={**os.environ, **environment},
            capture_output=True,
            check=True,
        ).stdout
        for environment in environments
    }
    assert len(found) == 1
    assert "ليبيا" in found.pop().decode()
