"""The leaderboard and the pages of results and models."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sifara.report.plots import CAPTIONS, SPLIT, plots
from sifara.report.site import comparisons
from sifara.report.site.board import Board, System, Table
from sifara.report.site.corpus import Corpus
from sifara.report.site.marks import marked_span
from sifara.report.site.pairs import Pairs
from sifara.report.site.rows import answer, contexts, href
from sifara.report.site.writing import Site, slug

#: Wrong rows shown on a result's page, the most wrong first.
ERRORS_SHOWN = 250

#: Entities shown where clusters go wrong.
ENTITIES_SHOWN = 15


def model_page(name: str) -> str:
    """Path of a model's page."""
    return f"models/{slug(name)}.html"


def write(site: Site, corpus: Corpus, board: Board, pairs: Pairs) -> None:
    """Writes everything about systems."""
    models: dict[str, list[tuple[Table, System]]] = {}
    for table in board.all:
        for system in table.systems:
            models.setdefault(system.name, []).append((table, system))
            _write_result(site, corpus, pairs, table, system)
        if table.gold is not None:
            comparisons.write(site, corpus, pairs, table)
    for name, entries in sorted(models.items()):
        model = entries[0][1].result.model
        site.page(model_page(name), "model.html", name=name, model=model, rows=entries)
    shown = {"": list(board.tables.values()), **board.outside}
    drawn = plots([s.result for table in board.tables.values() for s in table.systems])
    for name, svg in drawn.items():
        site.write(f"plots/{name}.svg", svg)
    if drawn:
        shown_plots = [(name, *CAPTIONS[name]) for name in drawn]
        site.page("plots.html", "plots.html", split=SPLIT, plots=shown_plots)
    site.page(
        "index.html",
        "leaderboard.html",
        groups=shown,
        plotted=bool(drawn),
        left_out=board.left_out,
        model_page=model_page,
    )
    names = [
        {"name": t.name, "file": f"compare-{slug(t.name)}", "models": [s.name for s in t.systems]}
        for t in board.tables.values()
    ]
    site.data("compare", names)
    site.page("compare.html", "compare.html", tables=list(board.tables.values()))


def _write_result(site: Site, corpus: Corpus, pairs: Pairs, table: Table, system: System) -> None:
    wrong = _wrong(system)
    site.page(
        system.page,
        "result.html",
        system=system,
        table=table,
        result=system.result,
        task=table.standings.task,
        rank=table.standings.rank_text(system.result),
        model_page=model_page(system.name),
        rival=next((s.name for s in table.systems if s is not system), None),
        matrix=_matrix(system),
        clusters=_clusters(system, corpus)
        if table.standings.task.name == "entity_clustering"
        else [],
        wrong=len(wrong),
        errors=[_error(corpus, pairs, system, place) for place in wrong[:ERRORS_SHOWN]],
        compared=[p for p in table.compared if system.name in (p.first, p.second)],
    )


def _wrong(system: System) -> list[int]:
    wrong = [place for place in range(len(system.errors)) if not system.right(place)]
    return sorted(wrong, key=lambda place: -system.errors[place])


def _error(corpus: Corpus, pairs: Pairs, system: System, place: int) -> dict[str, Any]:
    """One wrong row in its context, with links to where it stands."""
    row, task = system.result.examples.rows[place], system.result.task
    return {
        "id": row["id"],
        "href": href(corpus, pairs, row),
        "contexts": [marked_span(parts) for parts in contexts(row)],
        "gold": answer(row[task.gold]),
        "predicted": answer(system.result.answers.values[place]),
        "error": system.errors[place],
    }


def _matrix(system: System) -> dict[str, Any] | None:
    """Gold answers down, predicted ones across; None where labels have no matrix."""
    counts: Counter[tuple[str, str]] = Counter()
    for cell in system.result.detail.get("confusion", ()):
        counts[cell["gold"], cell["predicted"]] += cell["rows"]
    if not counts and system.result.answered:
        gold = system.result.examples.column(system.result.task.gold)
        answers = system.result.answers.values
        if system.result.task.name == "entity_pairs":
            counts.update(zip(gold, answers, strict=True))
        elif system.result.task.name == "entity_linking":
            counts.update(_link_outcome(g, a) for g, a in zip(gold, answers, strict=True))
    if not counts:
        return None
    order = system.result.examples.labels if system.result.answered else ()
    return {
        "counts": counts,
        "rows": _ordered({gold for gold, _ in counts}, order),
        "columns": _ordered({predicted for _, predicted in counts}, order),
    }


def _link_outcome(gold: str | None, answer: str | None) -> tuple[str, str]:
    wanted = "NIL" if gold is None else "linked"
    if answer is None:
        return wanted, "NIL"
    return wanted, "right link" if answer == gold else "wrong link"


def _ordered(names: set[str], order: Sequence[str]) -> list[str]:
    return sorted(names, key=lambda n: (order.index(n) if n in order else len(order), n))


def _clusters(system: System, corpus: Corpus) -> list[dict[str, Any]]:
    """The entities whose mentions go most astray: split over clusters, or merged with others."""
    if not system.result.answered:
        return []
    gold = system.result.examples.column("cluster")
    answers = system.result.answers.values
    members: dict[Any, set[str]] = {}
    parts: dict[str, set[Any]] = {}
    loss: dict[str, float] = {}
    for entity, cluster, error in zip(gold, answers, system.errors, strict=True):
        members.setdefault(cluster, set()).add(entity)
        parts.setdefault(entity, set()).add(cluster)
        loss[entity] = loss.get(entity, 0.0) + error
    size = Counter(gold)
    return [
        {
            "entity": entity,
            "mentions": size[entity],
            "clusters": len(parts[entity]),
            "merged": sorted(set().union(*(members[a] for a in parts[entity])) - {entity})[:6],
            "loss": lost,
        }
        for entity, lost in sorted(loss.items(), key=lambda item: (-item[1], item[0]))
        if lost > 0
    ][:ENTITIES_SHOWN]
