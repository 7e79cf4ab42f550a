"""The formats that documents are written to and read from; a new one is one more entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sifara.formats import conll, inline
from sifara.formats.faults import Fault, Reading, UnreadableError, decoded
from sifara.formats.label_studio import config, results, tasks
from sifara.gold.records import Document
from sifara.gold.repository import Repository, sha256


@dataclass(frozen=True, slots=True)
class Format:
    """A form of gold documents.

    Attributes:
        suffix: Suffix of a file.
        dump: The text of documents in this form.
        read: The documents of a file's bytes, or None for a form that cannot be read back; raises
            :class:`UnreadableError`.
        config: Name and maker of the one file that a tool needs beside the documents, if any.
    """

    suffix: str
    dump: Callable[[Sequence[Document], Repository], str]
    read: Callable[[bytes, Repository], list[Reading]] | None = None
    config: tuple[str, Callable[[Repository], str]] | None = None


def _dump_inline(documents: Sequence[Document], repository: Repository) -> str:
    return "".join(inline.dump(each, repository.read_raw(each.file)) for each in documents)


def _read_inline(content: bytes, repository: Repository) -> list[Reading]:
    try:
        return [Reading(_inline_document(content, repository))]
    except inline.InlineError as error:
        fault = Fault(f"{error.line}:{error.column}", error.message)
        raise UnreadableError([fault]) from error


def _inline_document(content: bytes, repository: Repository) -> Document:
    document, lines = inline.load(decoded(content))
    try:
        path = repository.raw_path(document.file)
        known = path.is_file()
    except (OSError, ValueError) as error:
        raise inline.InlineError(1, 1, str(error)) from error
    if not known:
        raise inline.InlineError(1, 1, f"raw text {document.file!r} does not exist in data/")
    inline.compare_with_raw(lines, repository.read_raw(document.file))
    return replace(document, sha256=sha256(path))


#: The formats by name.
FORMATS = {
    "inline": Format(".txt", _dump_inline, _read_inline),
    "label-studio": Format(
        ".json",
        tasks.dump,
        results.read,
        ("label-studio.xml", config.dump),
    ),
    "conll": Format(".conll", conll.dump),
}

#: Names of the formats that can be read back.
READABLE = tuple(name for name, form in FORMATS.items() if form.read)
