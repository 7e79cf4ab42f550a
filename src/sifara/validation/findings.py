"""Findings: what validation says about one place of one file, and how that is written down.

A finding carries the code of a rule of the catalogue (:mod:`sifara.validation.catalogue`). Columns
and lines are 1-based and count Unicode code points, as offsets do everywhere in Sifara.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sifara.gold.text import is_invisible

#: The levels of validation in order; a record that fails one skips those after it.
LEVELS = ("encoding", "syntax", "schema", "reference", "annotation", "corpus")

#: ``error``: the data is wrong. ``warning``: the data is right and written in another way than the
#: canonical one. Both are faults, and both must go before the data is released. ``note``: the data
#: may be right and is worth a person's second look; it is looked for only when asked.
Severity = Literal["error", "warning", "note"]

#: What of a finding the JSON format has: its related places stand in the message.
_IN_JSON = ("path", "line", "column", "code", "level", "severity", "pointer", "message")

_SHOWN = 60  # code points of a value that a message quotes


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a finding refers to, such as the first use of a repeated id.

    Attributes:
        path: File, relative to the checkout, with forward slashes.
        line: 1-based line.
        column: 1-based column in code points.
        note: What is there, such as ``first used``.
    """

    path: str
    line: int
    column: int
    note: str

    def __str__(self) -> str:
        return f"{self.note} at {printable(self.path)}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding at one place.

    Attributes:
        path: File, relative to the checkout where it lies inside, with forward slashes.
        line: 1-based line of the value.
        column: 1-based column of the value in code points.
        code: Kebab-case code of the rule.
        level: Level of the rule.
        severity: Severity of the rule.
        pointer: JSON pointer of the value inside its record; empty for the whole record or file.
        message: What was found, what was expected, and what to do; names the related places.
        related: Other places that belong to the finding.
    """

    path: str
    line: int
    column: int
    code: str
    level: str
    severity: Severity
    pointer: str
    message: str
    related: tuple[Place, ...] = ()

    @property
    def order(self) -> tuple[str, int, int, str]:
        """Where the finding stands among others: by file, place and code."""
        return self.path, self.line, self.column, self.code

    def as_json(self) -> dict[str, str | int]:
        """The finding as an object of the JSON format."""
        return {name: getattr(self, name) for name in _IN_JSON}


def printable(text: str) -> str:
    r"""A text that is safe to print: invisible and undecodable characters are written ``\u{HEX}``.

    A value from a file must not move the cursor, change colours or reverse the line it stands in.
    """
    if text.isprintable():
        return text
    return "".join(
        f"\\u{{{ord(character):X}}}"
        if is_invisible(character) or "\ud800" <= character <= "\udfff"
        else character
        for character in text
    )


def quote(value: object) -> str:
    """A value of a file as a message shows it: text in quotes, long text cut, the rest as JSON."""
    if isinstance(value, str):
        shown = value if len(value) <= _SHOWN else value[: _SHOWN - 1] + "…"
        return f'"{printable(shown)}"'
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list):
        return "a list"
    try:
        written = json.dumps(value)
    except ValueError:
        return "a huge number"
    return written if len(written) <= _SHOWN else written[: _SHOWN - 1] + "…"


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: ``1 finding``, ``2 findings``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def as_text(finding: Finding) -> str:
    """One line: ``path:line:column: error[code] /pointer: message``."""
    pointer = f" {printable(finding.pointer)}" if finding.pointer else ""
    return (
        f"{printable(finding.path)}:{finding.line}:{finding.column}: "
        f"{finding.severity}[{finding.code}]{pointer}: {finding.message}"
    )


def as_github(finding: Finding) -> str:
    """One workflow command of GitHub Actions, which marks the line in a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    place = f" {printable(finding.pointer)}" if finding.pointer else ""
    properties = {
        "file": finding.path,
        "line": str(finding.line),
        "col": str(finding.column),
        "title": f"{finding.code}{place}",
    }
    listed = ",".join(f"{key}={_github(value, ':,')}" for key, value in properties.items())
    command = "notice" if finding.severity == "note" else finding.severity
    return f"::{command} {listed}::{_github(finding.message)}"


def _github(text: str, reserved: str = "") -> str:
    for character in "%\r\n" + reserved:
        text = text.replace(character, f"%{ord(character):02X}")
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_json_list(findings: Iterable[Finding]) -> Iterable[str]:
    """The pieces of a JSON list with one finding a line, so that a long list can be streamed."""
    before = "[\n  "
    for finding in findings:
        yield before + _json(finding)
        before = ",\n  "
    yield "[]\n" if before.startswith("[") else "\n]\n"


def _json(finding: Finding) -> str:
    # Surrogates stand for bytes of a file name that are not UTF-8; they are written as escapes.
    written = json.dumps(finding.as_json(), ensure_ascii=False)
    return written.encode("utf-8", "backslashreplace").decode("utf-8")
