"""Data health: what there is, how it is balanced, who has looked at it, and what was measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from sifara.gold.records import Document, primary_topic
from sifara.gold.repository import Repository, read_json
from sifara.report.card.provenance import registry, reviews, second_pass, texts
from sifara.report.site import charts, figures
from sifara.report.site.board import Board
from sifara.report.site.corpus import Corpus
from sifara.report.site.marks import plain
from sifara.report.site.pairs import Pairs
from sifara.report.site.writing import Site

Counts = dict[str, Counter[str]]


def write(
    site: Site,
    repository: Repository,
    results: Path,
    corpus: Corpus,
    board: Board,
    pairs: Pairs,
    since: Path | None = None,
) -> None:
    """Writes the page on data health.

    Args:
        site: The site.
        repository: The checkout.
        results: Folder of result files and figures.
        corpus: Its gold.
        board: Its results.
        pairs: Its candidate pairs.
        since: An older release folder to compare with.
    """
    agreement = results / "agreement.json"
    rows = [
        {"id": d.id, "source": d.source, "story": d.story, "split": d.split, "review": d.review}
        for d in corpus.gold.documents
    ]
    site.page(
        "health.html",
        "health.html",
        splits=corpus.gold.splits,
        sizes=_sizes(corpus, pairs),
        balances=[_balance(corpus, title, counts) for title, counts in _counted(corpus, pairs)],
        states=_balance(corpus, "review", _by_split(corpus, lambda d: [d.review])),
        sentences=[
            _inline(sentence)
            for sentence in (
                texts(rows),
                registry(repository),
                second_pass(repository, rows),
                reviews(rows, repository).rpartition("\n\n")[2],
            )
        ],
        agreement=read_json(agreement) if agreement.is_file() else None,
        figures=figures.read(results),
        left_out=board.left_out,
        changes=_changes(since, repository.release) if since else None,
    )


def _inline(markdown: str) -> Markup:
    """A sentence of the card: bold and code alone, everything else as it stands."""
    parts = markdown.split("**")
    html = Markup("")
    for number, part in enumerate(parts):
        pieces = part.split("`")
        inner = Markup("").join(
            Markup("<code>{}</code>").format(plain(piece)) if odd % 2 else plain(piece)
            for odd, piece in enumerate(pieces)
        )
        html += Markup("<strong>{}</strong>").format(inner) if number % 2 else inner
    return html


def _by_split(corpus: Corpus, values: Callable[[Document], Iterable[str]]) -> Counts:
    counts: Counts = {split: Counter() for split in corpus.gold.splits}
    for document in corpus.gold.documents:
        counts[document.split].update(values(document))
    return counts


def _sizes(corpus: Corpus, pairs: Pairs) -> list[tuple[str, list[int]]]:
    """Counts by split."""
    gold = corpus.gold
    by_split = {s: [d for d in gold.documents if d.split == s] for s in gold.splits}
    measures: tuple[tuple[str, Callable[[str], int]], ...] = (
        ("documents", lambda s: len(by_split[s])),
        ("stories", lambda s: len({d.story for d in by_split[s]})),
        ("words", lambda s: sum(len(gold.texts[d.id].split()) for d in by_split[s])),
        ("lines", lambda s: sum(len(d.segments) for d in by_split[s])),
        (
            "lines with topics",
            lambda s: sum(bool(x.topics) for d in by_split[s] for x in d.segments),
        ),
        ("mentions", lambda s: sum(len(d.mentions) for d in by_split[s])),
        ("entities", lambda s: len({m.entity for d in by_split[s] for m in d.mentions})),
        ("pairs", lambda s: len(pairs.rows.get(s, ()))),
        ("pairs that match", lambda s: sum(r["label"] == "match" for r in pairs.rows.get(s, ()))),
        (
            "links to the knowledge base",
            lambda s: sum(gold.entities[m.entity].in_kb for d in by_split[s] for m in d.mentions),
        ),
    )
    return [(name, [count(split) for split in gold.splits]) for name, count in measures]


def _counted(corpus: Corpus, pairs: Pairs) -> list[tuple[str, Counts]]:
    """What is counted by split, with a title."""
    rank = corpus.gold.priority
    tags: Counts = {split: Counter() for split in corpus.gold.splits}
    for found in corpus.occurrences.values():
        for occurrence in found:
            tags[occurrence.document.split].update(occurrence.tags or ("none",))
    return [
        (
            "primary topic",
            _by_split(
                corpus, lambda d: (primary_topic(s.topics, rank) for s in d.segments if s.topics)
            ),
        ),
        (
            "topics per line",
            _by_split(corpus, lambda d: (str(len(s.topics)) for s in d.segments if s.topics)),
        ),
        ("kind of line", _by_split(corpus, lambda d: (s.kind for s in d.segments))),
        ("type of mention", _by_split(corpus, lambda d: (m.type for m in d.mentions))),
        ("form of mention", _by_split(corpus, lambda d: (m.form for m in d.mentions))),
        ("variation", tags),
        ("seen in train (names of people and organisations)", _familiarity(corpus)),
        ("register", _by_split(corpus, lambda d: [d.register])),
        ("noise", _by_split(corpus, lambda d: [d.noise])),
        (
            "pairs by phenomenon",
            {
                s: Counter(
                    p
                    for r in pairs.rows.get(s, ())
                    for p in (f"{r['label']}: {x}" for x in r["phenomena"] or ["none"])
                )
                for s in corpus.gold.splits
            },
        ),
    ]


def _familiarity(corpus: Corpus) -> Counts:
    known = {m.entity for d in corpus.gold.documents if d.split == "train" for m in d.mentions}
    counts: Counts = {}
    for split in corpus.gold.splits:
        entities = {
            m.entity
            for d in corpus.gold.documents
            if d.split == split
            for m in d.mentions
            if m.type in ("PERS", "ORG")
        }
        counts[split] = Counter("seen" if e in known else "unseen" for e in entities)
    return counts


def _balance(corpus: Corpus, title: str, counts: Counts) -> dict[str, Any]:
    """A table of counts with a bar for the share in the split; the most frequent value first."""
    total: Counter[str] = Counter()
    for count in counts.values():
        total.update(count)
    sums = {split: counts[split].total() or 1 for split in corpus.gold.splits}
    return {
        "title": title,
        "rows": [
            (
                value,
                [
                    (
                        counts[s][value],
                        counts[s][value] / sums[s],
                        charts.bar(counts[s][value] / sums[s]),
                    )
                    for s in corpus.gold.splits
                ],
            )
            for value, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))
        ],
    }


def _changes(old: Path, new: Path) -> str:
    from sifara.release.diff import changes
    from sifara.report.diff import changes_text

    return changes_text(changes(old, new))
