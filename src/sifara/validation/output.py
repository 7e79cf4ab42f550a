"""How findings are printed: capped, counted, and in colour on a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sifara.gold.repository import Repository
from sifara.validation.catalogue import rules
from sifara.validation.findings import LEVELS, Finding, Place, count, printable
from sifara.validation.targets import FileKind

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}
_NARROWEST = 60


@dataclass(slots=True)
class Report:
    """What a run has found, counted while it is printed.

    Attributes:
        repository: The checkout.
        checked: How many records of each kind were checked.
        limit: Findings of one code to print; 0 for all.
    """

    repository: Repository
    checked: Mapping[FileKind, int]
    limit: int
    _codes: Counter[str] = field(default_factory=Counter)
    _files: set[str] = field(default_factory=set)
    _lines: dict[str, list[str]] = field(default_factory=dict)

    @property
    def faults(self) -> int:
        """How many findings there were that must go: errors and warnings, no notes."""
        return self._number("error") + self._number("warning")

    def _number(self, property_: str) -> int:
        """How many findings of a level or severity there were."""
        return sum(
            number
            for code, number in self._codes.items()
            if property_ in (rules()[code].level, rules()[code].severity)
        )

    def kept(self, found: Iterable[Finding]) -> Iterator[Finding]:
        """Counts every finding and yields those below the limit of their code."""
        for item in found:
            self._codes[item.code] += 1
            self._files.add(item.path)
            if not self.limit or self._codes[item.code] <= self.limit:
                yield item

    def summary(self) -> Iterator[str]:
        """The lines below the findings: what was left out, and counts by level."""
        records = ", ".join(
            count(number, kind.name, kind.plural) for kind, number in self.checked.items() if number
        )
        if not self._codes:
            yield f"no findings: {records}"
            return
        for code, number in self._codes.items():
            if self.limit and number > self.limit:
                yield f"{number - self.limit:,} more {code} (--max-per-code 0 prints all)"
        levels = ", ".join(f"{level} {self._number(level)}" for level in LEVELS)
        numbers = {severity: self._number(severity) for severity in _STYLES}
        severities = " and ".join(count(n, severity) for severity, n in numbers.items() if n)
        yield f"{severities} in {count(len(self._files), 'file')} ({levels}); checked {records}"
        yield f"sifara validate --explain {next(iter(self._codes))} explains a rule"

    def print_rich(self, found: Iterable[Finding], *, force: bool) -> None:
        """Prints findings in colour with their source lines."""
        console = _console(force=force)
        for item in found:
            self._print_one(console, item)

    def _print_one(self, console: Console, item: Finding) -> None:
        from rich.text import Text

        console.print(
            Text.assemble(
                (f"{printable(item.path)}:{item.line}:{item.column}: ", "bold"),
                (f"{item.severity}[{item.code}]", _STYLES[item.severity]),
                (f" {printable(item.pointer)}" if item.pointer else "", "dim"),
                f": {item.message}",
            )
        )
        place = Place(item.path, item.line, item.column, "")
        self._print_source(console, place, _STYLES[item.severity])
        for related in item.related:
            console.print(Text(f"  {related}:", "dim"))
            self._print_source(console, related, "blue")

    def _print_source(self, console: Console, place: Place, style: str) -> None:
        from rich.text import Text

        from sifara.validation.excerpts import excerpt

        line = self._line(place)
        if line is None:
            return
        gutter = f"{place.line:>6} | "
        width = max(_NARROWEST, console.width) - len(gutter)
        shown = excerpt(line, place.column, width)
        console.print(Text.assemble((gutter, "dim"), shown.line))
        console.print(Text.assemble((f"{'|':>{len(gutter) - 1}} ", "dim"), (shown.carets, style)))

    def _line(self, place: Place) -> str | None:
        """The line of a file, or None where the file has no such line of text."""
        if place.path not in self._lines:
            path = self.repository.root / place.path
            self._lines.clear()
            try:
                text = path.read_bytes().decode("utf-8", "replace")
            except OSError:
                text = ""
            self._lines[place.path] = text.split("\n")
        lines = self._lines[place.path]
        return lines[place.line - 1] if place.line <= len(lines) else None


def _console(*, force: bool) -> Console:
    from rich.console import Console

    class PipeConsole(Console):
        """A console that leaves a closed pipe to the command line, which ends without error."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    return PipeConsole(highlight=False, force_terminal=force or None, soft_wrap=True)
