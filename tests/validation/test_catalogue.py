"""The catalogue: complete entries, no dead rule, and a page that is up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sifara.validation import catalogue
from sifara.validation.findings import LEVELS

RULES = sorted(catalogue.rules().values(), key=lambda rule: rule.code)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_entries_are_complete(rule: catalogue.Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.code)
    assert rule.level in LEVELS
    assert rule.severity in ("error", "warning", "note")
    assert all((rule.title, rule.template, rule.explanation, rule.failing, rule.repaired))
    assert rule.failing != rule.repaired
    assert not rule.title.endswith(".")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_every_code_is_used_by_the_checks(rule: catalogue.Rule) -> None:
    package = Path(catalogue.__file__).parent
    sources = "".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    assert f'"{rule.code}"' in sources


def test_explain_names_near_codes() -> None:
    with pytest.raises(KeyError, match="did you mean 'surface-mismatch'"):
        catalogue.explain("surface-missmatch")
