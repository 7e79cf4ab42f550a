"""Tables and text for a terminal, with columns that stay aligned beside Arabic.

A terminal that reorders right-to-left text swaps two Arabic cells that only a border separates.
Tables here therefore have at most one Arabic column, and it comes last. Widths are counted in
cells, combining marks as nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Literal, TypeVar

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH_WITHOUT_TERMINAL = 120

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


def _table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], title: str | None, numeric: Sequence[str]
) -> Table:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for column in columns:
        last = column is columns[-1]
        justify: Literal["left", "right"] = "right" if column in numeric else "left"
        table.add_column(column, justify=justify, no_wrap=not last, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table


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
        rows: Cells as strings.
        title: A line above the table.
        numeric: Headings of the columns that are aligned to the right.
        file: Where to print, by default standard output.
    """
    console(file).print(_table(columns, rows, title, numeric))


def rendered_table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    title: str | None = None,
    numeric: Sequence[str] = (),
) -> str:
    """The same table as text without colours."""
    from io import StringIO

    out = StringIO()
    print_table(columns, rows, title=title, numeric=numeric, file=out)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())
