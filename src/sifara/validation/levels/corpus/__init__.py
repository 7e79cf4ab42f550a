"""Level ``corpus``: what no document shows alone: repeated texts, leaks between stories and splits.

Documents pass by once and leave their keys. Where keys meet, the documents behind them are read
again and compared in full, so memory grows with the keys and not with the texts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sifara.gold.repository import Repository
from sifara.validation.findings import Finding, quote
from sifara.validation.levels.corpus.sentences import NEAR, Sentence, keys, likeness, sentences
from sifara.validation.record import Annotated, read_again

_NEIGHBOURS = 200  # earlier sentences with the same key with which one is compared
_CACHED = 128  # documents kept while they are compared


class Passed:
    """The documents that have passed by, as much of them as this level has to remember.

    Args:
        repository: The checkout.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self._paths: list[Path] = []
        self._story: list[str] = []
        # Numbers of documents by what they have in common, in the order in which they passed by.
        self._stories: dict[str, list[int]] = defaultdict(list)
        self._texts: dict[str, list[int]] = defaultdict(list)
        self._ids: dict[str, list[int]] = defaultdict(list)
        self._sentences: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        self._read = lru_cache(_CACHED)(self._read_again)

    def add(self, annotated: Annotated, path: Path) -> None:
        """Takes in a document that has passed the other levels, and its file."""
        number, document = len(self._paths), annotated.document
        self._paths.append(path)
        self._story.append(document.story)
        self._stories[document.story].append(number)
        self._texts[document.sha256].append(number)
        self._ids[document.id].append(number)
        for place, sentence in enumerate(sentences(annotated.text, document.segments)):
            for key in keys(sentence):
                self._sentences[key].append((number, place))

    def findings(self) -> Iterator[Finding]:
        """The findings of this level, sorted by file."""
        found = {(item.order, item.related): item for item in self._all()}
        yield from sorted(found.values(), key=lambda item: item.order)

    def _all(self) -> Iterator[Finding]:
        for group in self._stories.values():
            yield from self._split_story(group)
        for group in self._texts.values():
            yield from self._twins(group, "duplicate-text", "/source/file")
        for group in self._ids.values():
            yield from self._twins(group, "duplicate-id", "/id")
        for places in self._sentences.values():
            yield from self._shared_sentences(places)

    def _split_story(self, group: list[int]) -> Iterator[Finding]:
        """Documents that are not in the split of the first one of their story."""
        for number in group[1:]:
            (first, _), (one, _) = self._read(group[0]), self._read(number)
            split, other = one.document.split, first.document.split
            if split != other:
                yield one.finding(
                    "story-across-splits",
                    "/split",
                    related=(first.record.place("/split", "first used"),),
                    story=quote(one.document.story),
                    split=split,
                    other=other,
                )

    def _twins(self, group: list[int], code: str, pointer: str) -> Iterator[Finding]:
        """Documents after the first with the same text or the same id."""
        for number in group[1:]:
            (first, _), (one, _) = self._read(group[0]), self._read(number)
            place = first.record.place(pointer, "first used")
            value = one.document.id if pointer == "/id" else one.document.file
            yield one.finding(code, pointer, related=(place,), found=quote(value))

    def _shared_sentences(self, places: list[tuple[int, int]]) -> Iterator[Finding]:
        """Sentences that a sentence of another story before them equals, or nearly so."""
        for position, (here, sentence) in enumerate(places):
            for there, other in places[max(0, position - _NEIGHBOURS) : position]:
                if self._story[here] != self._story[there]:
                    (one, ours), (two, theirs) = self._read(here), self._read(there)
                    share = likeness(ours[sentence], theirs[other])
                    if share >= NEAR:
                        yield _shared(one, ours[sentence], two, theirs[other], share)
                        break

    def _read_again(self, number: int) -> tuple[Annotated, list[Sentence]]:
        """A document and its sentences."""
        annotated = read_again(self._repository, self._paths[number])
        return annotated, sentences(annotated.text, annotated.document.segments)


def _shared(
    one: Annotated, ours: Sentence, two: Annotated, theirs: Sentence, share: float
) -> Finding:
    splits = [two.document.split, one.document.split]
    return one.about_text(
        "shared-sentence" if share == 1 else "near-duplicate-sentence",
        ours.start,
        related=(two.place_in_text(theirs.start, "the other"),),
        story=quote(one.document.story),
        other=quote(two.document.story),
        sentence=quote(one.text[ours.start : ours.end]),
        words=len(ours.words),
        share=f"{share:.0%}",
        between=" and ".join(dict.fromkeys(splits)),
    )
