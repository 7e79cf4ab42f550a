"""The search index: words under the spelling key of :mod:`sifara.gold.arabic`, made at build time.

The browser folds what a person types in the same way, with the table that is built here, and looks
for it among the keys; what it shows are the words as written. It never counts characters.
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from sifara.gold.arabic import normalize, words
from sifara.gold.records import SCORED_KINDS
from sifara.gold.text import lines, visible
from sifara.report.site.corpus import Corpus

#: Code points of text in one file of the index.
SHARD = 150_000


@cache
def folding() -> tuple[tuple[str, str], ...]:
    """What JavaScript needs beyond NFKC and lower case to spell a key: pairs of characters.

    Letters with another key than themselves, digits of all scripts, and letters that fold to more
    than their lower case. Marks and format characters are dropped by category.
    """
    found = []
    for code in range(0x80, sys.maxunicode + 1):
        character = chr(code)
        category = unicodedata.category(character)
        if category in ("Mn", "Cf", "Cn", "Cs", "Co") or not (
            category == "Nd" or 0x600 <= code < 0x700 or character.casefold() != character.lower()
        ):
            continue
        if unicodedata.normalize("NFKC", character) != character:
            continue
        key = normalize(character)
        if key != character.lower():
            found.append((character, key))
    return tuple(found)


def shards(corpus: Corpus) -> Iterator[list[Any]]:
    """Yields parts of the index: documents with lines, each with its words and their keys.

    A document is ``[id, [[line, kind, "words as written", [position, key, …]], …]]``; words are
    separated by one space, and only those whose key differs have one.
    """
    part: list[Any] = []
    size = 0
    for document in corpus.gold.documents:
        text = corpus.gold.texts[document.id]
        kinds = {segment.line: segment.kind for segment in document.segments}
        part.append(
            [
                document.id,
                [
                    [line.number, kinds.get(line.number, ""), *_words(text[line.start : line.end])]
                    for line in lines(text)
                ],
            ]
        )
        size += len(text)
        if size > SHARD:
            yield part
            part, size = [], 0
    if part:
        yield part


def _words(line: str) -> tuple[str, list[Any]]:
    written, keys = [], []
    for position, word in enumerate(line.split()):
        shown, key = visible(word), " ".join(words(word))
        written.append(shown)
        if key != shown:
            keys += [position, key]
    return " ".join(written), keys


def document_rows(corpus: Corpus) -> list[dict[str, Any]]:
    """What the list of documents shows of each."""
    rows = []
    for document in corpus.gold.documents:
        text = corpus.gold.texts[document.id]
        kinds = {segment.line: segment.kind for segment in document.segments}
        found = list(lines(text))
        first = next((x for x in found if kinds.get(x.number) in SCORED_KINDS), None)
        title = text[first.start : first.end] if first else ""
        rows.append(
            {
                "document": document,
                "title": title if len(title) <= 90 else title[:90].rsplit(" ", 1)[0] + " …",
                "topics": corpus.primary[document.id],
                "mentions": len(document.mentions),
            }
        )
    return rows
