"""A comparison of systems as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sifara.evaluation.compare import Compared
from sifara.report.tables import rendered_table


def comparison_text(compared: Sequence[Compared], rows: int) -> str:
    """All pairs in one table, and rows that only one of two systems gets right.

    Args:
        compared: Comparisons of one task and split.
        rows: Rows shown for each system of each pair.
    """
    head = [
        "systems",
        "difference",
        "interval",
        "p",
        "p (Holm)",
        "detectable",
        "only 1st",
        "only 2nd",
    ]
    table = rendered_table(
        head,
        [_cells(pair) for pair in compared],
        title=f"{compared[0].metric}, {compared[0].comparison.units} stories",
        numeric=head[1:],
    )
    parts = [table, _note(compared)]
    for pair in compared:
        for winner, loser, found in (
            (pair.first, pair.second, pair.only_first),
            (pair.second, pair.first, pair.only_second),
        ):
            if found[:rows]:
                lines = [json.dumps(row, ensure_ascii=False) for row in found[:rows]]
                title = f"Right in {winner}, wrong in {loser}: {len(found)} rows"
                parts.append("\n".join([title, *lines]))
    return "\n\n".join(parts)


def _cells(pair: Compared) -> list[str]:
    found = pair.comparison
    interval = found.interval
    return [
        f"{pair.first} – {pair.second}",
        f"{found.difference:+.3f}",
        f"[{interval.low:+.3f}, {interval.high:+.3f}]" if interval else "",
        _number(found.p_value),
        _number(pair.adjusted_p),
        _number(found.detectable),
        str(len(pair.only_first)),
        str(len(pair.only_second)),
    ]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}" if value >= 0.001 else "<0.001"


def _note(compared: Sequence[Compared]) -> str:
    found = compared[0].comparison
    if found.test is None:
        return (
            f"{found.units} stories are too few for a test: the interval is the range of the "
            "difference with one story left out, and there is no p-value."
        )
    return (
        f"Paired by story ({found.test}); detectable: the smallest true difference that this split "
        "shows with 80 % power. Right: without any error; in clustering, with exactly the mentions "
        "of its entity."
    )
