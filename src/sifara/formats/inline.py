r"""The inline form: a gold document as text with marks that a person reads and edits.

Every physical line starts with a sigil and one blank::

    % key: value                       metadata: id, raw, story, split, register, noise, review
    = kind topic, topic                header of the segment that follows
    > text                             one raw line; a blank one is a lone ">"
    - N TYPE FORM entity +variation    one row a mention that the line opens

A mark is ``[N surface]``, where N is a number unique within its line; marks nest. In the text
``[``, ``]`` and ``\`` are escaped by a backslash, and what a reader or an editor would lose
(invisible characters, a blank at either end of the line) is written ``\u{HEX}``. Undoing marks and
escapes gives the raw line back, code point for code point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sifara.formats.marks import InlineError, TextLine, marked, read_text
from sifara.gold.records import Document, Mention, Segment

__all__ = ["InlineError", "compare_with_raw", "decode", "dump", "load", "read_metadata"]

_METADATA = ("id", "raw", "story", "split", "register", "noise", "review")
_ROW = re.compile(
    r"- (?P<number>[0-9]{1,4}) (?P<type>[A-Z]+) (?P<form>[a-z]+) (?P<entity>[a-z0-9-]+)"
    r"(?P<variation>(?: \+[a-z]+)*)\s*"
)


def dump(document: Document, text: str) -> str:
    """The inline form of a document.

    Args:
        document: The gold record.
        text: Its raw text.
    """
    values = (
        document.id,
        document.file,
        document.story,
        document.split,
        document.register,
        document.noise,
        document.review,
    )
    out = [f"% {key}: {value}" for key, value in zip(_METADATA, values, strict=True)]
    out += [f"% reviewed: {by} {date}" for by, date in document.reviews]
    segments = {segment.line: segment for segment in document.segments}
    mentions = sorted(document.mentions, key=lambda m: (m.start, -m.end))
    offset = 0
    for number, line in enumerate(text.split("\n"), start=1):
        end = offset + len(line)
        opened = [m for m in mentions if offset <= m.start < end]
        if number in segments:
            segment = segments[number]
            out.append(f"= {segment.kind} {', '.join(segment.topics)}".rstrip())
        spans = [(mention.start - offset, mention.end - offset) for mention in opened]
        out.append(f"> {marked(line, spans)}" if line else ">")
        out += [_row(i, mention) for i, mention in enumerate(opened, start=1)]
        offset = end + 1
    return "\n".join(out) + "\n"


def _row(number: int, mention: Mention) -> str:
    variation = "".join(f" +{name}" for name in mention.variation)
    return f"- {number} {mention.type} {mention.form} {mention.entity}{variation}"


def decode(content: bytes) -> str:
    """The text of an inline file; a byte order mark that an editor added is dropped.

    Raises:
        InlineError: At the first byte that is not UTF-8.
    """
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        raise InlineError(
            line, column, f"found byte 0x{content[error.start]:02X}, expected UTF-8"
        ) from error


def load(inline: str, sha256: str) -> tuple[Document, list[TextLine]]:
    """Reads an inline text back.

    Args:
        inline: The inline form.
        sha256: Hash of the raw file, which the inline form does not repeat.

    Returns:
        The document and the raw lines that the inline form spells, for :func:`compare_with_raw`.

    Raises:
        InlineError: Where a line, a mark or a row cannot be understood.
    """
    metadata: dict[str, str] = {}
    reviews: list[tuple[str, str]] = []
    lines = list(_read_lines(inline, metadata, reviews))
    missing = [key for key in _METADATA if key not in metadata]
    if missing:
        raise InlineError(
            1, 1, f"metadata without {', '.join(missing)}; expected a line '% KEY: …'"
        )
    document = Document(
        id=metadata["id"],
        source="web" if metadata["raw"].startswith("raw/web/") else "authored",
        file=metadata["raw"],
        sha256=sha256,
        story=metadata["story"],
        split=metadata["split"],
        register=metadata["register"],
        noise=metadata["noise"],
        review=metadata["review"],
        segments=tuple(_segments(lines)),
        mentions=tuple(sorted(_mentions(lines), key=lambda m: (m.start, -m.end))),
        reviews=tuple(reviews),
    )
    return document, lines


def _read_lines(
    inline: str, metadata: dict[str, str], reviews: list[tuple[str, str]]
) -> Iterator[TextLine]:
    """Yields the raw lines with their headers and rows; fills the metadata on the way."""
    header: _Header | None = None
    line: TextLine | None = None
    for number, physical in enumerate(inline.removesuffix("\n").split("\n"), start=1):
        sigil, content = physical[:1], physical[2:]
        if physical[1:2].strip():
            raise InlineError(number, 2, f"found {physical[1]!r}, expected a blank after the sigil")
        if header and sigil != ">":
            break
        if sigil == "%":
            _read_metadata(number, content, metadata, reviews)
        elif sigil == "=":
            header = _read_header(number, content)
        elif sigil == ">":
            line = _with_header(read_text(number, content), header)
            header = None
            yield line
        elif sigil == "-":
            _read_row(number, physical, line)
        elif physical.strip():
            raise InlineError(number, 1, f"found {sigil!r}, expected one of % = > -")
    if header:
        raise InlineError(header.number, 1, "a header without a line of text '> …' below it")


def read_metadata(inline: str) -> dict[str, str]:
    """The metadata of an inline text alone, for finding its raw file before reading the rest."""
    metadata: dict[str, str] = {}
    for number, line in enumerate(inline.split("\n"), start=1):
        if line.startswith("%"):
            _read_metadata(number, line[2:], metadata, [])
    return metadata


def compare_with_raw(lines: list[TextLine], raw: str) -> None:
    """Makes sure that an inline text spells the stored raw text.

    Args:
        lines: The raw lines as :func:`load` read them.
        raw: The raw text as stored.

    Raises:
        InlineError: At the first place where they part.
    """
    expected = raw.split("\n")
    for ours, theirs in zip(lines, expected, strict=False):
        if ours.text != theirs:
            pairs = enumerate(zip(ours.text, theirs, strict=False))
            shorter = min(len(ours.text), len(theirs))
            at = next((i for i, (a, b) in pairs if a != b), shorter)
            raise InlineError(
                ours.number,
                ours.columns[at],
                f"found {_glimpse(ours.text, at)}, the raw text has {_glimpse(theirs, at)}; "
                "raw texts are never edited, undo the change",
            )
    if len(lines) != len(expected):
        last = lines[-1].number if lines else 1
        raise InlineError(
            last, 1, f"found {len(lines)} lines of text, the raw text has {len(expected)}"
        )


def _glimpse(line: str, column: int) -> str:
    return repr(line[column : column + 12]) if column < len(line) else "the end of the line"


def _read_metadata(
    number: int, content: str, metadata: dict[str, str], reviews: list[tuple[str, str]]
) -> None:
    key, colon, value = content.partition(":")
    key, value = key.strip(), value.strip()
    if key == "reviewed" and len(value.split()) == 2:
        by, date = value.split()
        reviews.append((by, date))
    elif not colon or key not in _METADATA:
        raise InlineError(number, 3, f"found {key!r}, expected one of {', '.join(_METADATA)}")
    elif key in metadata:
        raise InlineError(number, 3, f"{key!r} stands twice")
    else:
        metadata[key] = value


class _Header(NamedTuple):
    """Kind and topics of a segment, with the line where they stand."""

    number: int
    kind: str
    topics: tuple[str, ...]


def _read_header(number: int, content: str) -> _Header:
    kind, _, rest = content.strip().partition(" ")
    if not kind:
        raise InlineError(number, 3, "a header without a kind, expected '= kind topic, topic'")
    topics = sorted(topic.strip() for topic in rest.split(",") if topic.strip())
    return _Header(number, kind, tuple(topics))


def _with_header(line: TextLine, header: _Header | None) -> TextLine:
    if header:
        if not line.text.strip():
            raise InlineError(header.number, 1, "a header above a blank line, expected a text")
        line.header = header.kind, header.topics
    return line


def _read_row(number: int, physical: str, line: TextLine | None) -> None:
    match = _ROW.fullmatch(physical)
    if not match:
        raise InlineError(number, 1, "expected '- N TYPE FORM entity [+variation …]'")
    if line is None:
        raise InlineError(number, 1, "a mention row before the first line of text")
    label = int(match["number"])
    if label not in line.spans:
        raise InlineError(number, 3, f"row {label} has no mark [{label} …] in the line above it")
    if label in line.rows:
        raise InlineError(number, 3, f"row {label} stands twice")
    line.rows[label] = match


def _segments(lines: list[TextLine]) -> Iterator[Segment]:
    for number, line in enumerate(lines, start=1):
        if line.header:
            yield Segment(number, *line.header)
        elif line.text.strip():
            raise InlineError(line.number, 1, "a line of text without a header '= kind …' above it")


def _mentions(lines: list[TextLine]) -> Iterator[Mention]:
    offset = 0
    for line in lines:
        for label, (start, end) in line.spans.items():
            row = line.rows.get(label)
            if row is None:
                raise InlineError(line.number, 1, f"mark {label} has no row '- {label} TYPE …'")
            yield Mention(
                start=offset + start,
                end=offset + end,
                surface=line.text[start:end],
                type=row["type"],
                form=row["form"],
                entity=row["entity"],
                variation=tuple(sorted(v.lstrip("+") for v in row["variation"].split())),
            )
        offset += len(line.text) + 1
