"""One run of validation: the files, the levels in order, the findings as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from sifara.checks import batch, files, lines, reading, registry
from sifara.checks.context import Context
from sifara.checks.corpus import Corpus
from sifara.checks.files import Kind, Target
from sifara.checks.reading import Content
from sifara.checks.record import finding
from sifara.findings import Finding, quote
from sifara.repository import Repository


@dataclass(slots=True)
class Run:
    """A validation run.

    Attributes:
        repository: The checkout.
        paths: Files and folders to check, absolute; None checks everything.
        jobs: Processes that check documents.
        on_progress: Called with the number of documents that a batch has checked.
        checked: How many records of each kind were checked so far, by plural name.
    """

    repository: Repository
    paths: list[Path] | None = None
    jobs: int = 1
    on_progress: Callable[[int], None] = field(default=lambda _: None)
    checked: Counter[str] = field(default_factory=Counter)
    _context: Context = field(init=False)
    _corpus: Corpus = field(init=False)
    _used: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _complete: bool = True

    def __post_init__(self) -> None:
        self._context = Context(self.repository)
        self._corpus = Corpus(self.repository)

    def findings(self) -> Iterator[Finding]:
        """Yields the findings file by file, each file's in its order; those of the corpus last.

        Registry and taxonomy are always read, since documents are checked against them, and so are
        the documents that were not asked for, since a text may repeat one of theirs; but findings
        are reported only for what was asked.
        """
        base = {
            file: self._read(files.target(self.repository, file), kind)
            for file, kind in files.single_files(self.repository).items()
            if kind is not files.ADJUDICATION and (kind.required or file.exists())
        }
        for kind, targets in groupby(self._targets(), key=lambda target: target.kind):
            if kind is None:
                yield from (finding("stray-file", target.shown) for target in targets)
            elif kind.schema == "document":
                yield from self._documents(targets, kind)
            else:
                for target in targets:
                    content = base.get(Path(target.path)) or self._read(target, kind)
                    yield from self._file(target, kind, content)
        yield from self._of_corpus()
        entities = files.shown(self.repository, self.repository.entities)
        if self._complete and (self.paths is None or entities in self._asked):
            yield from self._unused()

    def _targets(self) -> Iterator[Target]:
        if self.paths is None:
            yield from files.everything(self.repository)
            return
        for path in self.paths:
            yield from files.below(self.repository, path)

    def _file(self, target: Target, kind: Kind, content: Content) -> Iterator[Finding]:
        """The findings of a file other than a document."""
        self.checked[kind.plural] += content.number
        if self.paths is not None:
            self._asked.add(target.shown)
        yield from sorted(content.findings, key=lambda item: (item.line, item.column, item.code))

    def _read(self, target: Target, kind: Kind) -> Content:
        """Reads and checks such a file; the first of its kind becomes what others refer to."""
        content = reading.read(target, kind)
        context = self._context
        if kind is files.TOPICS:
            for record in content.records:
                content.findings += registry.check_topics(record)
                context.add_topics(record)
        elif kind is files.ENTITIES:
            content.findings += registry.check_entities(content.records)
            context.add_entities(content.records)
        elif kind is files.COMMISSIONS:
            context.add_commissions(content.records)
        if kind.lines:
            content.findings += lines.check(content.records, kind, context)
        return content

    def _documents(self, targets: Iterable[Target], kind: Kind) -> Iterator[Finding]:
        stream = batch.batches(targets, kind, len(self._corpus))
        for item, outcome in batch.outcomes(stream, self._context, self.jobs):
            self.checked[kind.plural] += len(item.targets)
            self._corpus.add([target.path for target in item.targets], outcome.rows)
            self._used |= outcome.used
            self._complete &= outcome.complete
            self.on_progress(len(item.targets))
            if self.paths is not None:
                self._asked.update(target.shown for target in item.targets)
                self._asked.update(outcome.raw)
            yield from outcome.findings

    def _of_corpus(self) -> Iterator[Finding]:
        if self.paths is None:
            yield from self._corpus.findings()
            return
        asked = frozenset(self._asked)
        rest = (
            target
            for target in files.in_folder(self.repository, self.repository.documents)
            if target.kind is not None and target.shown not in asked
        )
        before = self.checked.copy()
        for _ in self._documents(rest, files.DOCUMENT):
            pass
        self.checked = before
        for item in self._corpus.findings():
            if item.path in asked or any(place.path in asked for place in item.related):
                yield item

    def _unused(self) -> Iterator[Finding]:
        for entity, record in self._context.entities.items():
            if entity not in self._used:
                yield record.finding("unused-entity", "/id", found=quote(entity))


def validate(repository: Repository, paths: Iterable[Path] | None = None) -> Iterator[Finding]:
    """Yields every finding about the gold data of a checkout.

    Args:
        repository: The checkout.
        paths: Files and folders to check; by default everything.
    """
    return Run(repository, None if paths is None else [p.absolute() for p in paths]).findings()
