"""Documents of the gold as commands take them: true of their texts."""

from __future__ import annotations

from sifara.errors import UsageError
from sifara.gold.records import Document
from sifara.gold.repository import Repository
from sifara.gold.text import lines


def read(repository: Repository, document_id: str) -> tuple[Document, str]:
    """A document and its raw text.

    Raises:
        FileNotFoundError: When there is none of that id, or its text is missing.
        UsageError: When the record cannot be read, or its text is not what it says.
    """
    document = repository.read_document(document_id)
    text = repository.read_raw(document.file)
    segmented = {segment.line for segment in document.segments}
    if segmented != {line.number for line in lines(text)} or any(
        text[mention.start : mention.end] != mention.surface for mention in document.mentions
    ):
        path = repository.document_path(document_id)
        raise UsageError(f"{path} does not fit its text; run: sifara validate {path}")
    return document, text


def read_all(repository: Repository) -> list[Document]:
    """All documents of the gold, sorted by id; raises as :func:`read` does."""
    return [read(repository, path.stem)[0] for path in repository.document_paths()]
