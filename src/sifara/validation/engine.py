"""One run of validation: the files, the levels in order, the findings as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sifara.gold.repository import Repository
from sifara.validation import reading, targets
from sifara.validation.catalogue import finding
from sifara.validation.context import Context
from sifara.validation.findings import Finding, quote
from sifara.validation.levels import annotation, reference
from sifara.validation.levels.corpus import Passed, balance, notes
from sifara.validation.levels.reference import lists
from sifara.validation.reading import Content
from sifara.validation.record import Annotated, Record
from sifara.validation.targets import FileKind, Target


@dataclass(slots=True)
class Run:
    """A validation run.

    Attributes:
        repository: The checkout.
        paths: Files and folders to check; None checks everything.
        notes: Codes of the notes to look for; they cost time.
        on_progress: Called after each document.
        checked: How many records of each kind were checked so far.
        sound: Whether no record has had a finding so far. Gates and notes judge the corpus as a
            whole, so they wait until all of its records are sound.
    """

    repository: Repository
    paths: list[Path] | None = None
    notes: frozenset[str] = frozenset()
    on_progress: Callable[[], None] = field(default=lambda: None)
    checked: Counter[FileKind] = field(default_factory=Counter)
    sound: bool = True
    _context: Context = field(init=False)
    _passed: Passed = field(init=False)
    _lists: dict[Path, Content] = field(default_factory=dict)
    _documents: dict[str, Path] = field(default_factory=dict)
    _used: set[str] = field(default_factory=set)
    _complete: bool = True

    def __post_init__(self) -> None:
        self._context = Context(self.repository)
        self._passed = Passed(self.repository)

    def findings(self) -> Iterator[Finding]:
        """Yields the findings file by file, each file's in its order; those of the corpus last.

        Registry and taxonomy are always read, since documents are checked against them, and so are
        the documents that were not asked for, since a text may repeat one of theirs; but findings
        are reported only for what was asked. A file outside the checkout is checked as if it stood
        in the place of its namesake there.
        """
        whole = list(targets.everything(self.repository))
        asked = whole if self.paths is None else self._below(self.paths)
        for target in self._others(whole, asked):
            self._content(target)
        shown = {target.shown for target in asked}
        for target in asked:
            content = self._content(target)
            if target.kind:
                self.checked[target.kind] += content.number
            if target.kind and target.kind.annotates:
                shown |= {self._raw(record) for record in content.records}
            yield from sorted(content.findings, key=lambda item: item.order)
        for item in self._of_corpus():
            places = {item.path, *(place.path for place in item.related)}
            if self.paths is None or not shown.isdisjoint(places):
                yield item

    def _below(self, paths: Iterable[Path]) -> list[Target]:
        """The files that were asked for, each of them once."""
        found = (target for path in paths for target in targets.below(self.repository, path))
        return list({target.path: target for target in found}.values())

    def _others(self, whole: list[Target], asked: list[Target]) -> Iterator[Target]:
        """What nobody asked for and the rest is held against, what all documents need first."""
        paths = {target.path for target in asked}
        names = {target.path.stem for target in asked if target.kind is targets.DOCUMENT}
        for target in whole:
            if target.kind is None or target.kind is targets.ADJUDICATION:
                continue
            replaced = target.kind is targets.DOCUMENT and target.path.stem in names
            if not target.kind.annotates or not (replaced or target.path in paths):
                yield target

    def _content(self, target: Target) -> Content:
        """What a file holds, and all that is wrong with it."""
        if target.kind is None:
            stray = finding("stray-file", target.shown, expected=target.expected)
            return Content(findings=[stray])
        if target.kind.annotates:
            content = self._document(target, target.kind)
        elif target.path not in self._lists:
            content = self._lists[target.path] = reading.read(target, target.kind)
            content.findings += lists.check(content.records, target.kind, self._context)
            self._context.take(content.records, target.kind)
        else:
            content = self._lists[target.path]
        self.sound &= not content.findings
        return content

    def _document(self, target: Target, kind: FileKind) -> Content:
        """A document or annotation pass, level by level."""
        content = reading.read(target, kind)
        if kind is targets.DOCUMENT:
            self._documents[target.path.stem] = target.path
        for record in content.records:
            found = reference.check(record, self._context, target)
            if isinstance(found, Annotated):
                self._used |= {mention.entity for mention in found.document.mentions}
                content.findings += annotation.check(found, self._context)
                if kind is targets.DOCUMENT and not content.findings:
                    self._passed.add(found, target.path)
            else:
                self._complete = False
                content.findings += found
        self._complete &= bool(content.records)
        self.on_progress()
        return content

    def _raw(self, record: Record) -> str:
        """The raw text of a document as findings name it."""
        return targets.shown(self.repository, self.repository.data / record.value["source"]["file"])

    def _of_corpus(self) -> Iterator[Finding]:
        """The findings about all records together; gates and notes wait until each is sound."""
        yield from self._passed.findings()
        for entity, record in self._context.registered.items() if self._complete else ():
            if entity not in self._used:
                yield record.finding("unused-entity", "/id", found=quote(entity))
        if self.sound and self.paths is None:
            yield from balance.findings(self._context)
        if self.sound and self.notes:
            paths = [path for _, path in sorted(self._documents.items())]
            yield from notes.findings(self._context, paths, self.notes)


def validate(repository: Repository, paths: Iterable[Path] | None = None) -> Iterator[Finding]:
    """Yields every finding about the gold data of a checkout.

    Args:
        repository: The checkout.
        paths: Files and folders to check; by default everything.
    """
    return Run(repository, None if paths is None else list(paths)).findings()
