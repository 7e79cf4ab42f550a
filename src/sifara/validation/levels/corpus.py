"""Level ``corpus``: what no document shows alone: repeated texts, leaks between stories and splits.

Documents pass by once and leave a few numbers each, which are spilled to a temporary file. Where
numbers meet, the documents behind them are read again and compared in full; so the result depends
on no hash, and memory stays flat however many documents there are.
"""

from __future__ import annotations

import json
import os
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from zlib import crc32

from sifara.gold.records import SPLITS
from sifara.gold.repository import Repository
from sifara.gold.text import line_and_column, lines
from sifara.validation import files
from sifara.validation.document import Annotated
from sifara.validation.findings import Finding, Place, quote
from sifara.validation.levels import overlap
from sifara.validation.levels.spill import Spill
from sifara.validation.record import Record, finding

# A value of the spill is the document's number, the sentence's number and a tag, in this many bits.
_TAG_BITS, _SENTENCE_BITS = 28, 12
_TAG = (1 << _TAG_BITS) - 1
_SENTENCE = (1 << _SENTENCE_BITS) - 1
_STORY, _TEXT, _ID = _SENTENCE, _SENTENCE - 1, _SENTENCE - 2
_LAST_SENTENCE = _SENTENCE - 3
_NEIGHBOURS = 200  # earlier sentences with the same key with which one is compared
_CACHED = 128  # documents kept while groups are compared


@dataclass(slots=True)
class _Reread:
    """A document read again."""

    path: str
    record: Record
    raw: str
    text: str
    sentences: list[overlap.Sentence]

    def place(self, sentence: overlap.Sentence, note: str) -> Place:
        return Place(self.raw, *line_and_column(self.text, sentence.start), note)


def _temporary_file() -> IO[bytes]:
    return tempfile.TemporaryFile(prefix="sifara-")


def rows_of(document: Annotated, index: int) -> list[int]:
    """What a document leaves behind: rows for a :class:`Spill`, as key, value, key, value.

    Args:
        document: A document that has passed the other levels.
        index: Its number in the run.
    """
    value = document.value
    number = index << (_TAG_BITS + _SENTENCE_BITS)
    story = value["story"].encode()
    rows = [
        overlap.key(b"story " + story),
        number | _STORY << _TAG_BITS | SPLITS.index(value["split"]),
        overlap.key(b"text " + value["source"]["sha256"].encode()),
        number | _TEXT << _TAG_BITS,
        overlap.key(b"id " + value["id"].encode()),
        number | _ID << _TAG_BITS,
    ]
    tag = crc32(story) & _TAG
    for sentence, keys in overlap.keys(document.text, value["segments"]):
        if sentence > _LAST_SENTENCE:
            break
        place = number | sentence << _TAG_BITS | tag
        for key in keys:
            rows += (key, place)
    return rows


@dataclass(slots=True)
class Corpus:
    """The documents of a run, as much of them as this level has to remember."""

    repository: Repository
    _spill: Spill = field(default_factory=Spill)
    _paths: IO[bytes] = field(default_factory=_temporary_file)
    _offsets: array[int] = field(default_factory=lambda: array("q", [0]))
    _cache: dict[int, _Reread] = field(default_factory=dict)

    def __len__(self) -> int:
        """How many documents have passed by."""
        return len(self._offsets) - 1

    def add(self, paths: list[str], rows: array[int]) -> None:
        """Takes in the next documents: their files, and the rows that the good ones left."""
        for path in paths:
            self._offsets.append(self._offsets[-1] + self._paths.write(os.fsencode(path)))
        self._spill.add(rows)

    def findings(self) -> Iterator[Finding]:
        """The findings of this level, sorted by file."""
        found: dict[tuple[object, ...], Finding] = {}
        for group in self._spill.groups():
            sentence = group[0] >> _TAG_BITS & _SENTENCE
            if sentence == _STORY:
                items = self._split_stories(group)
            elif sentence in (_TEXT, _ID):
                items = self._twins(
                    group, "duplicate-text" if sentence == _TEXT else "duplicate-id"
                )
            else:
                items = self._shared_sentences(group)
            for item in items:
                found[item.path, item.line, item.column, item.code, item.related] = item
        yield from sorted(found.values(), key=_in_order)

    def close(self) -> None:
        """Gives the temporary files back."""
        self._spill.close()
        self._paths.close()

    def _split_stories(self, group: list[int]) -> Iterator[Finding]:
        """A story whose documents are in more than one split."""
        if len({value & _TAG for value in group}) == 1:
            return
        first: dict[str, _Reread] = {}
        for value in group:
            document = self._read(value)
            split = document.record.value["split"]
            story = document.record.value["story"]
            if split not in first:
                first[split] = document
            if split != next(iter(first)):
                other = next(iter(first.values()))
                yield document.record.finding(
                    "story-across-splits",
                    "/split",
                    related=(other.record.place("/split", "first used"),),
                    story=quote(story),
                    split=split,
                    other=other.record.value["split"],
                )

    def _twins(self, group: list[int], code: str) -> Iterator[Finding]:
        """Documents after the first with the same text or the same id."""
        pointer = "/source/file" if code == "duplicate-text" else "/id"
        first = self._read(group[0])
        for value in group[1:]:
            record = self._read(value).record
            place = first.record.place(pointer, "first used")
            found = quote(
                record.value["source"]["file"] if "file" in pointer else record.value["id"]
            )
            yield record.finding(code, pointer, related=(place,), found=found)

    def _shared_sentences(self, group: list[int]) -> Iterator[Finding]:
        if len({value & _TAG for value in group}) == 1:
            return
        for position, value in enumerate(group):
            for other in group[max(0, position - _NEIGHBOURS) : position]:
                if value & _TAG != other & _TAG:
                    found = self._shared(value, other)
                    if found is not None:
                        yield found
                        break

    def _shared(self, value: int, other: int) -> Finding | None:
        here, there = self._read(value), self._read(other)
        one = here.sentences[value >> _TAG_BITS & _SENTENCE]
        two = there.sentences[other >> _TAG_BITS & _SENTENCE]
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

    def _read(self, value: int) -> _Reread:
        index = value >> (_TAG_BITS + _SENTENCE_BITS)
        if index not in self._cache:
            if len(self._cache) >= _CACHED:
                del self._cache[next(iter(self._cache))]
            self._cache[index] = self._reread(self._path(index))
        return self._cache[index]

    def _path(self, index: int) -> Path:
        start, end = self._offsets[index : index + 2]
        self._paths.seek(start)
        return Path(os.fsdecode(self._paths.read(end - start)))

    def _reread(self, path: Path) -> _Reread:
        repository = self.repository
        text = path.read_text(encoding="utf-8")
        value: dict[str, Any] = json.loads(text)
        raw_path = repository.data / value["source"]["file"]
        raw = repository.read_raw(value["source"]["file"])
        shown = files.shown(repository, path)
        found = overlap.sentences(raw, list(lines(raw)), value["segments"])
        return _Reread(
            shown, Record(shown, text, value), files.shown(repository, raw_path), raw, found
        )


def _in_order(item: Finding) -> tuple[str, int, int, str]:
    return (item.path, item.line, item.column, item.code)
