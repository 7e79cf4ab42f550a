"""The data with which a browser compares any two systems row by row."""

from __future__ import annotations

from typing import Any

from sifara.evaluation.compare import Comparison
from sifara.report.site.board import Table
from sifara.report.site.corpus import Corpus
from sifara.report.site.pairs import Pairs
from sifara.report.site.rows import answer, contexts, href
from sifara.report.site.writing import Site, slug

#: Rows in one file; only files with rows to be shown are read.
CHUNK = 1000


def write(site: Site, corpus: Corpus, pairs: Pairs, table: Table) -> None:
    """Writes who is right about which row, and the rows themselves in files of their own."""
    gold = table.gold
    assert gold is not None
    systems = [s for s in table.systems if s.result.answered and s.primary.value is not None]
    task = table.standings.task
    values: dict[str, int] = {}

    def code(value: Any) -> int:
        return values.setdefault(answer(value), len(values))

    size = range(len(gold.rows))
    name = f"compare-{slug(table.name)}"
    overview = {
        "metric": task.primary.name,
        "chunk": CHUNK,
        "ranked": table.standings.results[0].ranked.rows,
        "systems": [s.name for s in systems],
        "scores": [s.primary.value for s in systems],
        "gold": [code(row[task.gold]) for row in gold.rows],
        "answers": [[code(v) for v in s.result.answers.values] for s in systems],
        "right": ["".join("01"[s.right(place)] for place in size) for s in systems],
        "tests": [_test(pair) for pair in table.compared],
    }
    site.data(name, {**overview, "values": list(values)})
    for start in range(0, len(gold.rows), CHUNK):
        rows = gold.rows[start : start + CHUNK]
        shown = [[r["id"], contexts(r), href(corpus, pairs, r) or ""] for r in rows]
        site.data(f"{name}-{start // CHUNK}", shown)


def _test(pair: Comparison) -> list[Any]:
    found = pair.difference
    interval = [found.interval.low, found.interval.high] if found.interval else None
    tested = found.test is not None
    return [pair.first, pair.second, interval, pair.adjusted_p if tested else None]
