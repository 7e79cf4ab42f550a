"""One run of validation: the files, the levels in order, the findings as they come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from sifara.gold.repository import Repository
from sifara.validation import files, lines, notes, reading
from sifara.validation.context import Context
from sifara.validation.document import annotated
from sifara.validation.files import Kind, Target
from sifara.validation.findings import Finding, quote
from sifara.validation.levels import annotation, balance, reference
from sifara.validation.levels import entities as registry
from sifara.validation.levels.corpus import Passed
from sifara.validation.reading import Content
from sifara.validation.record import finding


@dataclass(slots=True)
class Run:
    """A validation run.

    Attributes:
        repository: The checkout.
        paths: Files and folders to check, absolute; None checks everything.
        notes: Codes of the notes to look for; they cost time.
        on_progress: Called after each document.
        checked: How many records of each kind were checked so far, by plural name.
        sound: Whether no record has had a finding so far. Gates and notes judge the corpus as a
            whole, so they wait until all of its records are sound.
    """

    repository: Repository
    paths: list[Path] | None = None
    notes: frozenset[str] = frozenset()
    on_progress: Callable[[], None] = field(default=lambda: None)
    checked: Counter[str] = field(default_factory=Counter)
    sound: bool = True
    _used: set[str] = field(default_factory=set)
    _asked: set[str] = field(default_factory=set)
    _places: dict[str, str] = field(default_factory=dict)
    _complete: bool = True

    def findings(self) -> Iterator[Finding]:
        """Yields the findings file by file, each file's in its order; those of the corpus last.

        Registry and taxonomy are always read, since documents are checked against them, and so are
        the documents that were not asked for, since a text may repeat one of theirs; but findings
        are reported only for what was asked.
        """
        context, passed = Context(self.repository), Passed(self.repository)
        base = {
            file: _read(files.target(self.repository, file), kind, context)
            for file, kind in files.single_files(self.repository).items()
            if kind is not files.ADJUDICATION and (kind.required or file.exists())
        }
        if self.paths is not None:
            self._pass_by_the_rest(context, passed)
        for kind, targets in groupby(self._targets(), key=lambda target: target.kind):
            if kind is None:
                yield from (finding("stray-file", target.shown) for target in targets)
            elif kind.schema == "document":
                yield from self._documents(targets, kind, context, passed)
            else:
                for target in targets:
                    content = base.get(Path(target.path)) or _read(target, kind, context)
                    yield from self._file(target, kind, content)
        self.sound &= not any(content.findings for content in base.values())
        yield from self._about_asked(passed.findings())
        entities = files.shown(self.repository, self.repository.entities)
        if self._complete and (self.paths is None or entities in self._asked):
            yield from self._unused(context)
        if self.sound:
            yield from self._of_whole(context)

    def _targets(self) -> Iterator[Target]:
        if self.paths is None:
            yield from files.everything(self.repository)
            return
        seen: set[str] = set()
        for path in self.paths:
            for target in files.below(self.repository, path):
                if target.path not in seen:
                    seen.add(target.path)
                    yield target

    def _file(self, target: Target, kind: Kind, content: Content) -> Iterator[Finding]:
        """The findings of a file other than a document."""
        self.checked[kind.plural] += content.number
        self.sound &= not content.findings
        if self.paths is not None:
            self._asked.add(target.shown)
        yield from sorted(content.findings, key=_place)

    def _documents(
        self, targets: Iterable[Target], kind: Kind, context: Context, passed: Passed
    ) -> Iterator[Finding]:
        for target in targets:
            self.checked[kind.plural] += 1
            if self.paths is not None:
                self._asked.add(target.shown)
            if kind is files.DOCUMENT and (self.notes or self.paths is not None):
                self._places[target.stem] = target.path
            found = self._document(target, kind, context, passed)
            self.sound &= not found
            self.on_progress()
            yield from sorted(found, key=_place)

    def _document(
        self, target: Target, kind: Kind, context: Context, passed: Passed
    ) -> list[Finding]:
        """The findings of a document or annotation pass, level by level."""
        content = reading.read(target, kind)
        if not content.records:
            self._complete = False
            return content.findings
        document = annotated(content.records[0])
        found = reference.check(document, context, target)
        if self.paths is not None:
            self._asked.add(document.raw)
        if found:
            self._complete = False
            return found
        self._used |= document.entities
        found = annotation.check(document, context)
        if kind is files.DOCUMENT and not found:
            passed.add(document, target.path)
        return found

    def _pass_by_the_rest(self, context: Context, passed: Passed) -> None:
        """Lets the documents pass by that nobody asked for, so that one asked for may repeat them.

        A file outside the checkout is checked as if it stood in the place of its namesake there.
        """
        asked = list(self._targets())
        shown = {target.shown for target in asked}
        replaced = {target.stem for target in asked if target.kind is files.DOCUMENT}
        for folder, kind in files.folders(self.repository).items():
            known = replaced if kind is files.DOCUMENT else set()
            rest = (
                target
                for target in files.in_folder(self.repository, folder)
                if target.kind and target.shown not in shown and target.stem not in known
            )
            for _ in self._documents(rest, kind, context, passed):
                pass
        self.checked.clear()
        self._asked.clear()

    def _of_whole(self, context: Context) -> Iterator[Finding]:
        """Gates, which only a whole checkout has to pass, and the notes that are looked for."""
        if self.paths is None:
            yield from balance.findings(context)
        paths = [Path(path) for _, path in sorted(self._places.items())]
        yield from self._about_asked(notes.findings(context, paths, self.notes))

    def _about_asked(self, found: Iterable[Finding]) -> Iterator[Finding]:
        for item in found:
            places = {item.path, *(place.path for place in item.related)}
            if self.paths is None or not places.isdisjoint(self._asked):
                yield item

    def _unused(self, context: Context) -> Iterator[Finding]:
        for entity, record in context.entities.items():
            if entity not in self._used:
                yield record.finding("unused-entity", "/id", found=quote(entity))


def _place(item: Finding) -> tuple[str, int, int, str]:
    return (item.path, item.line, item.column, item.code)


def _read(target: Target, kind: Kind, context: Context) -> Content:
    """Checks a file that is no document; the first of its kind is what documents refer to."""
    content = reading.read(target, kind)
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


def validate(repository: Repository, paths: Iterable[Path] | None = None) -> Iterator[Finding]:
    """Yields every finding about the gold data of a checkout.

    Args:
        repository: The checkout.
        paths: Files and folders to check; by default everything.
    """
    return Run(repository, None if paths is None else [p.absolute() for p in paths]).findings()
