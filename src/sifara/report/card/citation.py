"""CITATION.cff: who made the data, when this version came out, and whether the file is valid."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

#: Keys of the Citation File Format 1.2.0.
REQUIRED = ("authors", "cff-version", "message", "title")
_KNOWN = {
    *REQUIRED,
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "preferred-citation", "references", "repository"),
    *("repository-artifact", "repository-code", "type", "url", "version"),
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def read_citation(path: Path) -> dict[str, Any]:
    """The content of CITATION.cff; empty when there is no such file."""
    import yaml

    if not path.is_file():
        return {}
    value: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return value


def problems(citation: Mapping[str, Any], version: str) -> Iterator[str]:
    """What is wrong with a citation file, by the rules of the format that matter here.

    Args:
        citation: Its content.
        version: Version of the data, which it has to state.
    """
    for key in REQUIRED:
        if not citation.get(key):
            yield f"CITATION.cff lacks {key!r}"
    for key in sorted(citation.keys() - _KNOWN):
        yield f"CITATION.cff has {key!r}, which the format does not know"
    if citation.get("cff-version") != "1.2.0":
        yield f"CITATION.cff has cff-version {citation.get('cff-version')!r}, expected '1.2.0'"
    if citation.get("type", "dataset") not in ("dataset", "software"):
        yield f"CITATION.cff has type {citation['type']!r}, expected dataset or software"
    for author in citation.get("authors") or ():
        if not isinstance(author, dict) or not {"name", "family-names", "given-names"} & set(
            author
        ):
            yield f"CITATION.cff has an author without a name: {author!r}"
    released = citation.get("date-released")
    if not isinstance(released, datetime.date) and not _DATE.fullmatch(str(released)):
        yield f"CITATION.cff has date-released {released!r}, expected YYYY-MM-DD"
    if str(citation.get("version")) != version:
        yield f"CITATION.cff cites version {citation.get('version')!r}, the data is {version!r}"


def bibtex(citation: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """A BibTeX entry for a version of the data."""
    released = citation.get("date-released")
    year = [f"  year    = {{{str(released)[:4]}}},"] if released else []
    lines = [
        "@misc{sifara,",
        "  title   = {Sifara: a benchmark for Arabic diplomatic news},",
        "  author  = {{The Sifara authors}},",
        *year,
        f"  version = {{{manifest['version']}}},",
        f"  note    = {{Content {manifest['content_sha256'][:12]}}}",
        "}",
    ]
    return "\n".join(lines)
