"""Tables in Markdown."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence


def table(
    head: Sequence[str], rows: Iterable[Sequence[object]], numeric: int | Collection[str] = 0
) -> str:
    """A table.

    Args:
        head: Headings.
        rows: Cells; a bar or a line break inside one is escaped.
        numeric: The columns that are numbers, aligned to the right: how many at the end, or the
            headings of all of them.
    """
    right = head[len(head) - numeric :] if isinstance(numeric, int) else numeric
    rule = ["--:" if name in right else "---" for name in head]
    lines = [head, rule, *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())
