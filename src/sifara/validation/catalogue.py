"""The catalogue of rules: one entry for each code, as data in ``rules/*.toml``.

One file a level; in a file, one table a rule with its title, template, explanation, and a failing
and a repaired example. The page of findings, ``sifara validate --explain`` and every message are
made from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from sifara.errors import nearest
from sifara.validation.findings import LEVELS, Finding, Place, Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of validation.

    Attributes:
        code: Kebab-case name, unique and stable.
        level: Level at which the rule is checked.
        severity: ``error``, ``warning`` or ``note``.
        title: The rule as a short statement.
        template: Message with named fields in braces.
        explanation: Why the rule exists and how to repair a finding.
        failing: Example that breaks the rule.
        repaired: The same example put right.
    """

    code: str
    level: str
    severity: Severity
    title: str
    template: str
    explanation: str
    failing: str
    repaired: str


@cache
def rules() -> dict[str, Rule]:
    """The rules by code, by level and then in the order of the files."""
    import tomllib

    found: dict[str, Rule] = {}
    for level in LEVELS:
        path = Path(__file__).parent / "rules" / f"{level}.toml"
        for code, entry in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if code in found:
                raise ValueError(f"{path}: the code {code!r} is taken by level {found[code].level}")
            found[code] = Rule(
                code=code,
                level=level,
                severity=cast(Severity, entry.get("severity", "error")),
                title=entry["title"],
                template=" ".join(entry["template"].split()),
                explanation=entry["explanation"].strip(),
                failing=entry["failing"].strip("\n"),
                repaired=entry["repaired"].strip("\n"),
            )
    return found


def finding(
    code: str,
    path: str,
    line: int = 1,
    column: int = 1,
    pointer: str = "",
    related: Sequence[Place] = (),
    /,
    **values: object,
) -> Finding:
    """A finding of the catalogue.

    Args:
        code: Code of the rule.
        path: File as it is shown.
        line: 1-based line.
        column: 1-based column in code points.
        pointer: JSON pointer inside the record.
        related: Places that the message names at its end.
        **values: Fields of the rule's template.
    """
    rule = rules()[code]
    clause = f" ({'; '.join(map(str, related))})" if related else ""
    message = rule.template.format_map(values) + clause
    return Finding(
        path, line, column, code, rule.level, rule.severity, pointer, message, tuple(related)
    )


def explain(code: str) -> str:
    """The entry of one rule as plain text, for a terminal.

    Raises:
        KeyError: For a code that the catalogue does not have; the message names near ones.
    """
    if code not in rules():
        raise KeyError(f"no rule is called {code!r}{nearest(code, rules())}")
    rule = rules()[code]
    return (
        f"{rule.code}: {rule.title}\n"
        f"level {rule.level}, {rule.severity}\n\n"
        f"{rule.explanation}\n\n"
        f"Fails:\n{_indented(rule.failing)}\n\n"
        f"Repaired:\n{_indented(rule.repaired)}\n"
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
