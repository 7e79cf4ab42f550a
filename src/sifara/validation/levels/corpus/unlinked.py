"""Occurrences of known names in a text, with attached letters, that no mention takes."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sifara.gold import arabic
from sifara.gold.records import Document, Entity, Mention
from sifara.gold.text import lines

#: Forms whose surfaces are names that could be recognised anywhere. A nominal (the committee) is
#: no name, and most of its occurrences mean something else.
_NAMING = frozenset({"name", "acronym", "adjective"})

_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u0652\u0670\u0640]+[^\W_]*)*")
_SHORTEST = 3  # letters of a name that is looked for
_TELLING = 6  # letters from which on a name is recognised in another spelling too
_ARTICLE = "ال"
_GROUPS = [first + second for first in ("", "و", "ف") for second in ("", "ب", "ل", "ك")]


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A known name in a text that no mention takes.

    Attributes:
        start: First code point, attached letters left out.
        end: Code point after the last one.
        entities: Entities that are known by this name.
        inside: Surface of the mention around it; empty when there is none.
    """

    start: int
    end: int
    entities: tuple[str, ...]
    inside: str


@dataclass(slots=True)
class _Known:
    """What is known of a name: the entities that it stands for, and how it has been spelt."""

    entities: set[str] = field(default_factory=set)
    spellings: set[str] = field(default_factory=set)


class Names:
    """The canonical names of the registry and the surfaces by which entities are mentioned.

    Args:
        entities: The registry.
        mentions: Mentions of the corpus; those that are no name teach nothing.
    """

    def __init__(self, entities: Iterable[Entity], mentions: Iterable[Mention]) -> None:
        used = [(e.name_ar, e.id) for e in entities if e.identified]
        used += [(m.surface, m.entity) for m in mentions if m.form in _NAMING]
        known: dict[tuple[str, ...], _Known] = defaultdict(_Known)
        for surface, entity in used:
            words = arabic.words(surface)
            if len("".join(words)) >= _SHORTEST:
                known[words].entities.add(entity)
                known[words].spellings.add(_letters(surface))
        #: What is known of each name.
        self.known = dict(known)
        #: The names that may begin with a written first word and its attached letters, the longest
        #: name first.
        self.beginnings: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        for name in known:
            for written, attached in _first_words(name[0]):
                self.beginnings[written].append((name, attached))
        for options in self.beginnings.values():
            options.sort(key=lambda item: (-len(item[0]), item[1], item[0]))


def _letters(text: str) -> str:
    """A text without diacritics and tatweel, its letters as they are."""
    return "".join(c for c in text if unicodedata.category(c) != "Mn" and c != "\u0640")


def _first_words(word: str) -> Iterator[tuple[str, int]]:
    """How the first word of a name may be written, and how many attached letters that has."""
    for group in _GROUPS:
        yield group + word, len(group)
        if word.startswith(_ARTICLE) and group.endswith("ل"):
            # The article loses its alef behind the letter lam, which leaves the span one short.
            yield group + word[1:], len(group)
        elif not word.startswith(_ARTICLE):
            yield group + _ARTICLE + word, len(group)


def unlinked(document: Document, text: str, names: Names) -> Iterator[Unlinked]:
    """Yields occurrences of known names that are no mention, the longest at each place."""
    kinds = {segment.line: segment.kind for segment in document.segments}
    for line in lines(text):
        if kinds.get(line.number) == "boilerplate":
            continue
        words = [
            (arabic.normalize(match[0]), match.start(), match.end())
            for match in _WORD.finditer(text, line.start, line.end)
        ]
        for position, (word, start, _) in enumerate(words):
            for name, attached in names.beginnings.get(word, ()):
                following = tuple(w for w, _, _ in words[position + 1 : position + len(name)])
                if following != name[1:]:
                    continue
                low = _after_letters(text, start, attached)
                high = words[position + len(name) - 1][2]
                known = names.known[name]
                short = len("".join(name)) < _TELLING
                if short and _letters(text[low:high]) not in known.spellings:
                    continue
                if _is_new(document, low, high, known.entities):
                    inside = _around(document, low, high)
                    yield Unlinked(low, high, tuple(sorted(known.entities)), inside)
                break


def _after_letters(text: str, start: int, number: int) -> int:
    """The offset after some letters of a word, their marks included."""
    for _ in range(number):
        start += 1
        while not arabic.normalize(text[start]):
            start += 1
    return start


def _is_new(document: Document, start: int, end: int, entities: set[str]) -> bool:
    """Whether no mention takes these words, nor a part or an extension of them that means it."""
    for mention in document.mentions:
        same = (mention.start, mention.end) == (start, end)
        overlaps = mention.start < end and start < mention.end
        if same or (overlaps and (mention.entity in entities or not _holds(mention, start, end))):
            return False
    return True


def _holds(mention: Mention, start: int, end: int) -> bool:
    return mention.start <= start and end <= mention.end


def _around(document: Document, start: int, end: int) -> str:
    """Surface of the shortest mention around a span."""
    around = [m.surface for m in document.mentions if _holds(m, start, end)]
    return min(around, key=len, default="")


def wider_span(
    text: str, mention: Mention, surfaces: set[tuple[str, ...]]
) -> tuple[int, int] | None:
    """The span one word wider than a mention, where its entity is annotated so elsewhere.

    Args:
        text: The raw text.
        mention: A mention in it.
        surfaces: Surfaces of the same entity, as normalised words.
    """
    behind = re.compile(r" +([^\W_]+)").match(text, mention.end)
    if behind and arabic.words(text[mention.start : behind.end()]) in surfaces:
        return mention.start, behind.end()
    before = re.compile(r"([^\W_]+) +\Z").search(text[max(0, mention.start - 40) : mention.start])
    if before:
        start = mention.start - len(before[0])
        if arabic.words(text[start : mention.end]) in surfaces:
            return start, mention.end
    return None
