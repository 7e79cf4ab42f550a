"""Golden folders: one for each code, with the input and the exact expected output.

``tests/findings/_base`` is a small checkout without a finding. A folder ``tests/findings/CODE``
says how it is broken:

* ``input/`` holds files that are laid over the base;
* ``setup.json`` says what a plain file cannot: another folder laid over the base before
  (``layer``), links (``link``), files of some size (``size``), what is taken away (``delete``),
  files named to the command (``arguments``), its options (``options``), and keywords added to a
  schema (``schema``), for the rule that stands for keywords without a rule of their own;
* ``expected.txt`` is what ``sifara validate`` prints.

``python -m tests.findings.golden`` writes every ``expected.txt`` anew; read the diff.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from sifara.cli import main
from sifara.validation.levels import schema

FOLDER = Path(__file__).parent
BASE = FOLDER / "_base"


def codes() -> list[str]:
    """The codes that have a folder."""
    return sorted(
        path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] not in "_."
    )


def make(code: str, target: Path) -> list[str]:
    """Makes the checkout of a folder; returns the arguments of the command."""
    folder = FOLDER / code
    setup = json.loads(_read(folder / "setup.json") or "{}")
    shutil.copytree(BASE, target)
    if "layer" in setup:
        shutil.copytree(FOLDER / setup["layer"], target, dirs_exist_ok=True)
    for name in setup.get("delete", ()):
        path = target / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    if (folder / "input").is_dir():
        shutil.copytree(folder / "input", target, dirs_exist_ok=True)
    for name, to in setup.get("link", {}).items():
        (target / name).symlink_to(to)
    for name, size in setup.get("size", {}).items():
        with (target / name).open("wb") as file:
            file.truncate(size)
    return [*setup.get("options", ()), *(str(target / name) for name in setup.get("arguments", ()))]


@contextlib.contextmanager
def extended(code: str) -> Iterator[None]:
    """Adds the keywords of a folder's setup to the schemas while the block runs."""
    setup = json.loads(_read(FOLDER / code / "setup.json") or "{}")
    caches = (schema.schema, schema.validator)
    if "schema" in setup:
        for cache in caches:
            cache.cache_clear()
    for name, keywords in setup.get("schema", {}).items():
        schema.schema(name).update(keywords)
    yield
    if "schema" in setup:
        for cache in caches:
            cache.cache_clear()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def output(code: str, target: Path) -> tuple[str, int]:
    """What the command prints for a folder, and its exit code."""
    arguments = make(code, target)
    printed = io.StringIO()
    quiet = contextlib.redirect_stderr(io.StringIO())
    with extended(code), contextlib.redirect_stdout(printed), quiet:
        exit_code = main(["--root", str(target), "validate", *arguments])
    return printed.getvalue(), exit_code


def write_all() -> None:
    """Writes every expected output anew."""
    for code in codes():
        with tempfile.TemporaryDirectory() as folder:
            printed, _ = output(code, Path(folder) / "checkout")
        (FOLDER / code / "expected.txt").write_text(printed, encoding="utf-8")


if __name__ == "__main__":
    write_all()
