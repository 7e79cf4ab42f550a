"""CoNLL: one token a line, mentions as BIO tags, for tools that read nothing else. Export only.

The form is tab-separated UTF-8. A document begins with comment lines (``# key = value``), then come
its segments in order, each headed by comments and ended by a blank line. The columns of a token:

====  ========  ==================================================================================
1     TOKEN     the token (:mod:`sifara.formats.tokens`), a slice of the raw text
2     START     its first code point in the raw text
3     END       the code point after its last one
4     KIND      kind of its segment
5     EDGE      ``~`` when a mention begins or ends inside the token, else ``=``
6     NER-1     BIO tag of the outermost mention, such as ``B-ORG``, ``I-ORG`` or ``O``
7     FORM-1    its form, or ``_``
8     ENTITY-1  its entity, or ``_``
9…    NER-2 …   the same three columns for mentions nested one, two and three levels deep
====  ========  ==================================================================================

A mention is projected to whole tokens: one that leaves a proclitic outside takes the whole word,
and EDGE says so. Where two mentions of one level meet in a token, BIO has no room for the second;
it is left out, as is one nested deeper than the columns, and the comment ``# lost`` names each;
``# widened`` counts those that took more than their own letters. A comment begins with ``# ``, a
token is followed by a tab, so that the token ``#`` is no comment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sifara.formats.tokens import Token, tokens
from sifara.gold.records import Document, Mention, Segment
from sifara.gold.repository import Repository
from sifara.gold.text import lines

#: Levels of nesting that have columns.
LEVELS = 4

#: Names of the columns.
COLUMNS = (
    "TOKEN",
    "START",
    "END",
    "KIND",
    "EDGE",
    *(f"{name}-{level}" for level in range(1, LEVELS + 1) for name in ("NER", "FORM", "ENTITY")),
)


@dataclass(frozen=True, slots=True)
class Projection:
    """A document on tokens.

    Attributes:
        rows: Of each segment, the tokens with the mention that each level has there.
        widened: Mentions whose tokens begin or end elsewhere than they do.
        lost: Mentions that no column holds.
    """

    rows: tuple[tuple[Segment, tuple[tuple[Token, tuple[Mention | None, ...]], ...]], ...]
    widened: tuple[Mention, ...]
    lost: tuple[Mention, ...]


def project(document: Document, text: str) -> Projection:
    """The tokens of a document and the mentions on each."""
    by_line = {segment.line: segment for segment in document.segments}
    segmented = [
        (by_line[line.number], list(tokens(text, line.start, line.end))) for line in lines(text)
    ]
    flat = [token for _, part in segmented for token in part]
    levels: list[list[Mention | None]] = [[None] * LEVELS for _ in flat]
    widened, lost = [], []
    opened: list[Mention] = []
    for mention in sorted(document.mentions, key=lambda m: (m.start, -m.end)):
        opened = [outer for outer in opened if mention.start < outer.end]
        level = len(opened)
        opened.append(mention)
        covered = [
            index
            for index, token in enumerate(flat)
            if token.start < mention.end and mention.start < token.end
        ]
        if level >= LEVELS or not covered or any(levels[index][level] for index in covered):
            lost.append(mention)
            continue
        if (flat[covered[0]].start, flat[covered[-1]].end) != (mention.start, mention.end):
            widened.append(mention)
        for index in covered:
            levels[index][level] = mention
    found = iter(levels)
    rows = tuple(
        (segment, tuple((token, tuple(next(found))) for token in part))
        for segment, part in segmented
    )
    return Projection(rows, tuple(widened), tuple(lost))


def dump(documents: Sequence[Document], repository: Repository) -> str:
    """Documents in the CoNLL form, one after the other."""
    return "".join(
        line + "\n"
        for document in documents
        for line in _document(document, repository.read_raw(document.file))
    )


def _document(document: Document, text: str) -> Iterator[str]:
    projection = project(document, text)
    yield f"# document = {document.id}"
    yield f"# columns = {' '.join(COLUMNS)}"
    yield f"# mentions = {len(document.mentions)}"
    yield f"# widened = {len(projection.widened)}"
    yield f"# lost = {' '.join(map(document.mention_id, projection.lost)) or '_'}"
    edges = {edge for mention in document.mentions for edge in (mention.start, mention.end)}
    for segment, row in projection.rows:
        yield f"# segment = {document.segment_id(segment)}"
        yield f"# topics = {' '.join(segment.topics) or '_'}"
        before: tuple[Mention | None, ...] = (None,) * LEVELS
        for token, mentions in row:
            cut = any(position in edges for position in range(token.start + 1, token.end))
            head = (token.text, str(token.start), str(token.end), segment.kind, "~" if cut else "=")
            yield "\t".join((*head, *_tags(mentions, before)))
            before = mentions
        yield ""


def _tags(mentions: Sequence[Mention | None], before: Sequence[Mention | None]) -> Iterator[str]:
    """Tag, form and entity of each level; a mention goes on when the token before has it too."""
    for mention, previous in zip(mentions, before, strict=True):
        if mention is None:
            yield from ("O", "_", "_")
        else:
            begins = "I" if mention is previous else "B"
            yield from (f"{begins}-{mention.type}", mention.form, mention.entity)
