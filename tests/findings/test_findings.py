"""Every code of the catalogue has a golden folder, and every folder its exact output."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sifara.validation.catalogue import rules
from tests.findings import golden


def test_every_code_has_a_folder_and_every_folder_a_code() -> None:
    assert set(golden.codes()) == set(rules())


def test_the_base_has_no_finding(tmp_path: Path) -> None:
    from sifara.gold.repository import Repository
    from sifara.validation import validate

    assert list(validate(Repository(golden.BASE))) == []


@pytest.mark.parametrize("code", golden.codes())
def test_output_is_the_golden_one(code: str, tmp_path: Path) -> None:
    printed, exit_code = golden.output(code, tmp_path / "checkout")
    assert printed == (golden.FOLDER / code / "expected.txt").read_text(encoding="utf-8")
    assert f"[{code}]" in printed
    assert exit_code == (rules()[code].severity != "note")


@pytest.mark.parametrize("code", golden.codes())
def test_golden_lines_have_the_documented_form(code: str) -> None:
    for line in (golden.FOLDER / code / "expected.txt").read_text(encoding="utf-8").splitlines():
        form = r".+?:[1-9][0-9]*:[1-9][0-9]*: (error|warning|note)\[[a-z0-9-]+\]( /\S+)?: .+"
        assert re.fullmatch(form, line), line
