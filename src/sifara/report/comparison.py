"""A comparison of systems as text for a terminal."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sifara.evaluation.compare import Comparison
from sifara.report.tables import rendered_table


def comparison_text(compared: Sequence[Comparison], rows: int) -> str:
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
        title=f"{compared[0].metric}, {compared[0].difference.units} stories",
        numeric=head[1:],
    )
    parts = [table, _note(compared[0])]
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


def _cells(pair: Comparison) -> list[str]:
    found = pair.difference
    interval = found.interval
    return [
        f"{pair.first} – {pair.second}",
        f"{found.value:+.3f}",
        f"[{interval.low:+.3f}, {interval.high:+.3f}]" if interval else "",
        p_text(found.p_value, pair),
        p_text(pair.adjusted_p, pair),
        "–" if found.detectable is None else f"{found.detectable:.3f}",
        str(len(pair.only_first)),
        str(len(pair.only_second)),
    ]


def p_text(p: float | None, pair: Comparison) -> str:
    """A p-value of a comparison, adjusted or not; never 0.000.

    Where the test could not have given a smaller one, the value is a bound: ``≤0.009``.
    """
    if p is None:
        return "–"
    if p < 0.001:
        return "<0.001"
    bound = pair.difference.p_value == pair.difference.least_p
    return f"{'≤' if bound else ''}{p:.3f}"


def _note(pair: Comparison) -> str:
    found = pair.difference
    if found.test is None:
        return (
            f"{found.units} stories are too few for a test. There is no p-value, and the interval "
            "is the range of the difference with one story left out."
        )
    return (
        f"The test is paired by story ({found.test}). p (Holm) is corrected for {pair.pairs} "
        f"{'comparison' if pair.pairs == 1 else 'comparisons'}. Detectable is the smallest true "
        "difference that this split shows with 80 % power. A row is right when it has no error; in "
        "clustering, when its cluster has exactly the mentions of its entity."
    )
