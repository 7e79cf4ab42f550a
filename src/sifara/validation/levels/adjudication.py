"""Rules about adjudications: each says of its place what the two passes and the gold say of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sifara.gold.repository import Repository
from sifara.validation import files, reading
from sifara.validation.context import Context
from sifara.validation.findings import Finding, printable, quote
from sifara.validation.record import Record


def check(record: Record, context: Context) -> Iterator[Finding]:
    """The findings about one adjudication of the right shape."""
    document, _, place = record.value["id"].partition(".")
    repository = context.repository
    gold = repository.document_path(document)
    if not gold.is_file():
        yield record.finding("unknown-document", "/id", found=quote(document))
        return
    said_in = {
        "first": repository.first / gold.name,
        "second": repository.second / gold.name,
        "final": gold,
    }
    for key, path in said_in.items():
        other = _record(repository, path)
        if other is not None:
            yield from _said(record, key, other, _pointer(other.value, place))
    other = _record(repository, gold)
    if other is not None:
        yield from _surface(record, place, repository, other.value["source"]["file"])


def _record(repository: Repository, path: Path) -> Record | None:
    """The document in a file; None where there is none, or none that could be compared."""
    target = files.target(repository, path)
    if target.kind is None or not path.exists():
        return None
    return next(iter(reading.read(target, target.kind).records), None)


def _pointer(document: dict[str, Any], place: str) -> str:
    """The pointer to a segment or mention by the end of its id; empty where there is none."""
    for index, segment in enumerate(document["segments"]):
        if place == f"s{segment['line']:02d}":
            return f"/segments/{index}"
    for index, mention in enumerate(document["mentions"]):
        if place == f"{mention['start']}-{mention['end']}":
            return f"/mentions/{index}"
    return ""


def _said(record: Record, key: str, other: Record, pointer: str) -> Iterator[Finding]:
    found = None
    if pointer:
        part, index = pointer[1:].split("/")
        where = {"line", "start", "end", "surface"}
        found = {k: v for k, v in other.value[part][int(index)].items() if k not in where}
    if record.value[key] != found:
        yield record.finding(
            "adjudication-mismatch",
            f"/{key}",
            related=(other.place(pointer, "the place"),) if pointer else (),
            said=_told(record.value[key]),
            file=other.path,
            found=_told(found),
        )


def _told(label: dict[str, Any] | None) -> str:
    return "nothing" if label is None else printable(json.dumps(label, ensure_ascii=False))


def _surface(record: Record, place: str, repository: Repository, file: str) -> Iterator[Finding]:
    """The surface is the text at the span; of a segment it is the beginning of the line."""
    try:
        text = repository.read_raw(file)
    except (OSError, ValueError):
        return  # The document itself has a finding about its text.
    surface = record.value["surface"]
    if place.startswith("s"):
        number = int(place[1:])
        rows = text.split("\n")
        found = rows[number - 1].strip()[: len(surface)] if 0 < number <= len(rows) else ""
    else:
        start, end = map(int, place.split("-"))
        found = text[start:end]
    if found != surface:
        yield record.finding(
            "adjudication-mismatch",
            "/surface",
            said=quote(surface),
            file=files.shown(repository, repository.data / file),
            found=quote(found),
        )
