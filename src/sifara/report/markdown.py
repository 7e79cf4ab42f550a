"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(head: Sequence[str], rows: Iterable[Sequence[object]], numeric: int = 0) -> str:
    """A table.

    Args:
        head: Headings.
        rows: Cells; a bar or a line break inside one is escaped.
        numeric: How many columns at the end are numbers, aligned to the right.
    """
    left = len(head) - numeric
    rule = ["---"] * left + ["--:"] * numeric
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())
