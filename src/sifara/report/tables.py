"""Tables and text for a terminal, with columns that stay aligned beside Arabic.

A terminal that reorders right-to-left text swaps two Arabic cells that only a border separates.
Tables here therefore have at most one Arabic column, and it comes last. Widths are counted in
cells, combining marks as nothing. Where a terminal is too narrow, the last column wraps; lines may
grow longer than the terminal, but no number or name is ever cut.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from io import StringIO
from typing import IO, TYPE_CHECKING, TypeVar

from sifara.gold.text import visible

if TYPE_CHECKING:
    from rich.console import Console

_WIDTH_WITHOUT_TERMINAL = 120

#: Cells that the last column keeps where there is no room.
_LAST_COLUMN = 20

Item = TypeVar("Item")


def console(file: IO[str] | None = None) -> Console:
    """A console that has colours on a terminal only, and a fixed width elsewhere."""
    from rich.console import Console

    class PipeConsole(Console):
        """A console that leaves a closed pipe to the command line, which ends without error."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    stream = file or sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else _WIDTH_WITHOUT_TERMINAL
    return PipeConsole(file=stream, width=width, highlight=False)


def tracked(items: Sequence[Item], doing: str) -> Iterable[Item]:
    """The items with a progress bar on standard error, where that is a terminal."""
    from rich.progress import track

    silent = not sys.stderr.isatty()
    return track(items, doing, console=console(sys.stderr), transient=True, disable=silent)


def print_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str | None = None,
    numeric: Sequence[str] = (),
    file: IO[str] | None = None,
) -> None:
    """Prints a table.

    Args:
        columns: Headings; a column with Arabic goes last.
        rows: Cells as strings; line feeds and other control characters are spelled out.
        title: A line above the table.
        numeric: Headings of the columns that are aligned to the right.
        file: Where to print, by default standard output.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    cells = [[_one_line(cell) for cell in row] for row in rows]
    needed = 0
    for place, column in enumerate(columns):
        last = place == len(columns) - 1
        widest = max(Text(text).cell_len for text in (column, *(row[place] for row in cells)))
        width = min(widest, _LAST_COLUMN) if last else widest
        needed += width + 1
        table.add_column(
            column,
            justify="right" if column in numeric else "left",
            no_wrap=not last,
            overflow="fold",
            min_width=width,
        )
    for row in cells:
        table.add_row(*map(Text, row))
    out = console(file)
    if title is not None:
        out.print(Text(_one_line(title), style="bold"), soft_wrap=True)
    out.width = max(out.width, needed)
    out.print(table, crop=False)


def _one_line(text: str) -> str:
    """A text with invisible characters and line feeds spelled out, so that it stays in its cell."""
    return visible(text).replace("\n", "⟨U+000A⟩")


def rendered_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str | None = None,
    numeric: Sequence[str] = (),
) -> str:
    """The same table as text without colours."""
    out = StringIO()
    print_table(columns, rows, title=title, numeric=numeric, file=out)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
