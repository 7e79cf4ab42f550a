"""Level ``corpus``: what no document shows alone: repeated texts, leaks between stories and splits.

Documents pass by once and leave their keys. Where keys meet, the documents behind them are read
again and compared in full, so memory grows with the keys and not with the texts.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sifara.gold.repository import Repository
from sifara.gold.text import line_and_column, lines
from sifara.validation import files
from sifara.validation.document import Annotated
from sifara.validation.findings import Finding, Place, quote
from sifara.validation.levels import overlap
from sifara.validation.record import Record, finding

_NEIGHBOURS = 200  # earlier sentences with the same key with which one is compared
_CACHED = 128  # documents kept while they are compared

#: Numbers of documents by what they have in common, in the order in which they passed by.
_Groups = dict[Hashable, list[int]]


def _groups() -> _Groups:
    return defaultdict(list)


@dataclass(slots=True)
class _Reread:
    """A document read again."""

    record: Record
    raw: str
    text: str
    sentences: list[overlap.Sentence]

    def place(self, sentence: overlap.Sentence, note: str) -> Place:
        return Place(self.raw, *line_and_column(self.text, sentence.start), note)


@dataclass(slots=True)
class Passed:
    """The documents that have passed by, as much of them as this level has to remember."""

    repository: Repository
    _paths: list[str] = field(default_factory=list)
    _story: list[str] = field(default_factory=list)
    _stories: _Groups = field(default_factory=_groups)
    _texts: _Groups = field(default_factory=_groups)
    _ids: _Groups = field(default_factory=_groups)
    _sentences: dict[tuple[str, ...], list[tuple[int, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _cache: dict[int, _Reread] = field(default_factory=dict)

    def add(self, document: Annotated, path: str) -> None:
        """Takes in a document that has passed the other levels, and its file."""
        number, value = len(self._paths), document.value
        self._paths.append(path)
        self._story.append(value["story"])
        self._stories[value["story"]].append(number)
        self._texts[value["source"]["sha256"]].append(number)
        self._ids[value["id"]].append(number)
        found = overlap.sentences(document.text, list(lines(document.text)), value["segments"])
        for place, sentence in enumerate(found):
            for key in overlap.keys(sentence):
                self._sentences[key].append((number, place))

    def findings(self) -> Iterator[Finding]:
        """The findings of this level, sorted by file."""
        found: dict[tuple[object, ...], Finding] = {}
        for item in self._all():
            found[item.path, item.line, item.column, item.code, item.related] = item
        yield from sorted(found.values(), key=_in_order)

    def _all(self) -> Iterator[Finding]:
        for group in self._stories.values():
            yield from self._split_story(group)
        for code, groups in (("duplicate-text", self._texts), ("duplicate-id", self._ids)):
            for group in groups.values():
                yield from self._twins(group, code)
        for places in self._sentences.values():
            yield from self._shared_sentences(places)

    def _split_story(self, group: list[int]) -> Iterator[Finding]:
        """A story whose documents are in more than one split."""
        first = self._read(group[0]).record
        for number in group[1:]:
            record = self._read(number).record
            if record.value["split"] != first.value["split"]:
                yield record.finding(
                    "story-across-splits",
                    "/split",
                    related=(first.place("/split", "first used"),),
                    story=quote(record.value["story"]),
                    split=record.value["split"],
                    other=first.value["split"],
                )

    def _twins(self, group: list[int], code: str) -> Iterator[Finding]:
        """Documents after the first with the same text or the same id."""
        pointer = "/source/file" if code == "duplicate-text" else "/id"
        for number in group[1:]:
            first, record = self._read(group[0]).record, self._read(number).record
            place = first.place(pointer, "first used")
            value = record.value["source"]["file"] if "file" in pointer else record.value["id"]
            yield record.finding(code, pointer, related=(place,), found=quote(value))

    def _shared_sentences(self, places: list[tuple[int, int]]) -> Iterator[Finding]:
        """Sentences that a sentence of another story before them equals, or nearly so."""
        for position, here in enumerate(places):
            for there in places[max(0, position - _NEIGHBOURS) : position]:
                if self._story[here[0]] != self._story[there[0]]:
                    found = self._shared(here, there)
                    if found is not None:
                        yield found
                        break

    def _shared(self, place: tuple[int, int], other: tuple[int, int]) -> Finding | None:
        here, there = self._read(place[0]), self._read(other[0])
        one, two = here.sentences[place[1]], there.sentences[other[1]]
        likeness = overlap.likeness(one, two)
        if likeness < overlap.NEAR:
            return None
        splits = [there.record.value["split"], here.record.value["split"]]
        between = f"{splits[0]} and {splits[1]}" if splits[0] != splits[1] else splits[0]
        line, column = line_and_column(here.text, one.start)
        return finding(
            "shared-sentence" if likeness == 1 else "near-duplicate-sentence",
            here.raw,
            line,
            column,
            "",
            (there.place(two, "the other"),),
            story=quote(here.record.value["story"]),
            other=quote(there.record.value["story"]),
            sentence=quote(here.text[one.start : one.end]),
            words=len(one.words),
            share=f"{likeness:.0%}",
            between=between,
        )

    def _read(self, number: int) -> _Reread:
        if number not in self._cache:
            if len(self._cache) >= _CACHED:
                del self._cache[next(iter(self._cache))]
            self._cache[number] = self._reread(Path(self._paths[number]))
        return self._cache[number]

    def _reread(self, path: Path) -> _Reread:
        repository = self.repository
        text = path.read_text(encoding="utf-8")
        value: dict[str, Any] = json.loads(text)
        file = value["source"]["file"]
        raw = repository.read_raw(file)
        return _Reread(
            Record(files.shown(repository, path), text, value),
            files.shown(repository, repository.data / file),
            raw,
            overlap.sentences(raw, list(lines(raw)), value["segments"]),
        )


def _in_order(item: Finding) -> tuple[str, int, int, str]:
    return (item.path, item.line, item.column, item.code)
