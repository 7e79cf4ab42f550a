"""CITATION.cff: who made the data and when this version came out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sifara.errors import UsageError

#: What card, Croissant and publishing take from the file; tests hold it to the whole format.
_SCHEMA = {
    "type": "object",
    "required": ["abstract", "authors", "cff-version", "date-released", "message", "title"],
    "properties": {
        **{key: {"minLength": 1} for key in ("abstract", "message", "title")},
        "cff-version": {"const": "1.2.0"},
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {"anyOf": [{"required": ["name"]}, {"required": ["family-names"]}]},
        },
        "date-released": {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    },
}


def read_citation(path: Path) -> dict[str, Any]:
    """The content of CITATION.cff, every scalar as text; empty when there is no such file.

    Raises:
        UsageError: When it is no YAML.
    """
    import yaml

    if not path.is_file():
        return {}
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} is no YAML: {error}") from error
    return value if isinstance(value, dict) else {}


def problems(citation: Mapping[str, Any], version: str) -> Iterator[str]:
    """What is wrong with a citation file.

    Args:
        citation: Its content.
        version: Version of the data, which it has to state.
    """
    import jsonschema

    for error in jsonschema.Draft202012Validator(_SCHEMA).iter_errors(citation):
        yield f"CITATION.cff: {error.json_path}: {error.message}"
    if citation.get("version") != version:
        yield f"CITATION.cff cites version {citation.get('version')!r}, the data is {version!r}"


def author_names(citation: Mapping[str, Any]) -> list[str]:
    """The authors, each as one name."""
    parts = ("given-names", "name-particle", "family-names", "name-suffix")
    return [
        author.get("name") or " ".join(author[part] for part in parts if part in author)
        for author in citation["authors"]
    ]


def bibtex(citation: Mapping[str, Any], manifest: Mapping[str, Any]) -> str:
    """A BibTeX entry for a version of the data."""
    released = citation.get("date-released")
    year = f"  year    = {{{released[:4]}}},\n" if released else ""
    return (
        "@misc{sifara,\n"
        "  title   = {Sifara: a benchmark for Arabic diplomatic news},\n"
        "  author  = {{The Sifara authors}},\n"
        f"{year}"
        f"  version = {{{manifest['version']}}},\n"
        f"  note    = {{Content {manifest['content_sha256'][:12]}}}\n"
        "}"
    )
