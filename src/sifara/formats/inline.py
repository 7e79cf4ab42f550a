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
from dataclasses import dataclass, field

from sifara.formats.faults import difference, name
from sifara.formats.marks import InlineError, TextLine, marked, read_text
from sifara.gold.records import Document, Mention, Segment
from sifara.gold.text import is_invisible

__all__ = ["OPEN", "InlineError", "compare_with_raw", "dump", "load"]

#: What stands in a scaffold where an annotator decides; it is never read.
OPEN = "?"

_METADATA = ("id", "raw", "story", "split", "register", "noise", "review")
_ROW = re.compile(
    r"(?P<number>[0-9]{1,4}) (?P<type>[A-Z]+) (?P<form>[a-z]+) (?P<entity>[a-z0-9-]+)"
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


def load(inline: str) -> tuple[Document, list[TextLine]]:
    """Reads an inline text back; line ends may be those of Windows.

    Returns:
        The document, without the hash of its raw text, which the form does not repeat; and the raw
        lines that the form spells, for :func:`compare_with_raw`.

    Raises:
        InlineError: Where a line, a mark or a row cannot be understood.
    """
    parts = _read(inline)
    metadata = parts.metadata
    missing = [key for key in _METADATA if key not in metadata]
    if missing:
        raise InlineError(
            1, 1, f"metadata without {', '.join(missing)}; expected a line '% KEY: …'"
        )
    document = Document(
        id=metadata["id"],
        source="web" if metadata["raw"].startswith("raw/web/") else "authored",
        file=metadata["raw"],
        sha256="",
        story=metadata["story"],
        split=metadata["split"],
        register=metadata["register"],
        noise=metadata["noise"],
        review=metadata["review"],
        segments=tuple(_segments(parts.lines)),
        mentions=tuple(sorted(_mentions(parts.lines), key=lambda m: (m.start, -m.end))),
        reviews=tuple(parts.reviews),
    )
    return document, parts.lines


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
            at, told = difference(ours.text, theirs, "the end of the line")
            message = f"{told}; raw texts are never edited, undo the change"
            raise InlineError(ours.number, ours.columns[at], message)
    if len(lines) != len(expected):
        last = lines[-1].number if lines else 1
        raise InlineError(
            last, 1, f"found {len(lines)} lines of text, the raw text has {len(expected)}"
        )


@dataclass(slots=True)
class _Parts:
    """What an inline text holds, filled line by line."""

    metadata: dict[str, str] = field(default_factory=dict)
    reviews: list[tuple[str, str]] = field(default_factory=list)
    lines: list[TextLine] = field(default_factory=list)
    header: tuple[int, str, tuple[str, ...]] | None = None

    def add_metadata(self, number: int, content: str) -> None:
        key, colon, value = (part.strip() for part in content.partition(":"))
        if key == "reviewed" and len(value.split()) == 2:
            by, date = value.split()
            self.reviews.append((by, date))
        elif not colon or key not in _METADATA:
            raise InlineError(number, 3, f"found {key!r}, expected one of {', '.join(_METADATA)}")
        elif key in self.metadata:
            raise InlineError(number, 3, f"{key!r} stands twice")
        else:
            _refuse_open(number, content, value)
            self.metadata[key] = value

    def add_header(self, number: int, content: str) -> None:
        kind, _, rest = content.strip().partition(" ")
        if not kind:
            raise InlineError(number, 3, "a header without a kind, expected '= kind topic, topic'")
        _refuse_open(number, content, kind)
        topics = sorted(topic.strip() for topic in rest.split(",") if topic.strip())
        self.header = number, kind, tuple(topics)

    def add_text(self, number: int, content: str) -> None:
        line = read_text(number, content)
        if self.header:
            if not line.text.strip():
                raise InlineError(self.header[0], 1, "a header above a blank line, expected a text")
            line.header = self.header[1:]
            self.header = None
        self.lines.append(line)

    def add_row(self, number: int, content: str) -> None:
        match = _ROW.fullmatch(content)
        if not match:
            raise InlineError(number, 1, "expected '- N TYPE FORM entity [+variation …]'")
        if not self.lines:
            raise InlineError(number, 1, "a mention row before the first line of text")
        line, label = self.lines[-1], int(match["number"])
        if label not in line.spans:
            raise InlineError(
                number, 3, f"row {label} has no mark [{label} …] in the line above it"
            )
        if label in line.rows:
            raise InlineError(number, 3, f"row {label} stands twice")
        line.rows[label] = match


def _read(inline: str) -> _Parts:
    parts = _Parts()
    readers = {
        "%": parts.add_metadata,
        "=": parts.add_header,
        ">": parts.add_text,
        "-": parts.add_row,
    }
    lines = inline.replace("\r\n", "\n").removesuffix("\n").split("\n")
    for number, physical in enumerate(lines, start=1):
        sigil = physical[:1]
        if sigil != ">":
            _refuse_invisible(number, physical.rstrip())
            if parts.header:
                break
        if physical[1:2] not in ("", " "):
            found = name(physical[1]) if is_invisible(physical[1]) else repr(physical[1])
            raise InlineError(number, 2, f"found {found}, expected a blank after the sigil")
        if sigil in readers:
            readers[sigil](number, physical[2:])
        elif physical.strip():
            raise InlineError(number, 1, f"found {sigil!r}, expected one of % = > -")
    if parts.header:
        message = "a header without a line of text '> …' below it"
        raise InlineError(parts.header[0], 1, message)
    return parts


def _refuse_invisible(number: int, line: str) -> None:
    """Only raw text may hold what nobody sees; editors of right-to-left text leave it anywhere."""
    for column, character in enumerate(line, start=1):
        if is_invisible(character):
            raise InlineError(number, column, f"found {name(character)}; take it out")


def _refuse_open(number: int, content: str, value: str) -> None:
    if value == OPEN:
        message = "found '?', expected what an annotator decides; docs/annotation-guidelines.md"
        raise InlineError(number, content.index(OPEN) + 3, message)


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
