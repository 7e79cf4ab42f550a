"""Every Python example of docs/using.md runs, in the order of the page."""

from __future__ import annotations

import re
import shutil

import pytest

from sifara.files import write_text
from sifara.release.parquet import CROISSANT
from sifara.report.card import croissant

BLOCK = re.compile(r"^```python\n(.*?)^```$", re.DOTALL | re.MULTILINE)

#: Readers that are no dependency of the package.
READERS = ("pandas", "polars", "duckdb", "mlcroissant")


def blocks(text):
    return [(text[: match.start()].count("\n") + 2, match[1]) for match in BLOCK.finditer(text)]


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
def test_the_examples_run(checkout, tmp_path, monkeypatch, capsys):
    for reader in READERS:
        pytest.importorskip(reader, reason=f"{reader} is not installed; it is in the group 'dev'")
    folder = shutil.copytree(checkout.release, tmp_path / "release")
    card = (folder / "README.md").read_text("utf-8")
    write_text(folder / CROISSANT, croissant.render(checkout, folder, card))
    monkeypatch.setenv("HF_DATASETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("datasets.config.HF_DATASETS_CACHE", tmp_path / "cache")
    page = checkout.root / "docs" / "using.md"
    names = {"RELEASE": str(folder)}
    found = blocks(page.read_text(encoding="utf-8"))
    assert len(found) >= 8
    for line, code in found:
        # Blank lines in front let a traceback name the line of the page.
        exec(compile("\n" * (line - 1) + code, str(page), "exec"), names)
        shown = capsys.readouterr().out
        assert shown or "print(" not in code


def test_every_reader_has_its_example(checkout):
    page = (checkout.root / "docs" / "using.md").read_text(encoding="utf-8")
    code = "\n".join(code for _, code in blocks(page))
    for reader in ("load_dataset", "pandas", "polars", "duckdb", "mlcroissant", "sifara.load"):
        assert reader in code
