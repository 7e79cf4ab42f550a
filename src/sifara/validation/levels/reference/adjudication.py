"""Rules about adjudications: each says of its place what the two passes and the gold say of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sifara.gold.repository import Repository
from sifara.validation import reading
from sifara.validation.context import Context
from sifara.validation.findings import Finding, printable, quote
from sifara.validation.record import Record
from sifara.validation.targets import shown, target

#: Fields of a segment or mention that say where it is; the others are its label.
_WHERE = frozenset({"line", "start", "end", "surface"})


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
            yield from _said(record, key, other, place)
    if other is not None:
        yield from _surface(record, place, repository, other.value["source"]["file"])


def _record(repository: Repository, path: Path) -> Record | None:
    """The document in a file; None where there is none, or none that could be compared."""
    found = target(repository, path)
    if found.kind is None or not path.exists():
        return None
    return next(iter(reading.read(found, found.kind).records), None)


def _said(record: Record, key: str, other: Record, place: str) -> Iterator[Finding]:
    pointer, found = _label(other.value, place)
    if record.value[key] != found:
        yield record.finding(
            "adjudication-mismatch",
            f"/{key}",
            related=(other.place(pointer, "the place"),) if pointer else (),
            said=_told(record.value[key]),
            file=other.path,
            found=_told(found),
        )


def _label(document: dict[str, Any], place: str) -> tuple[str, dict[str, Any] | None]:
    """The pointer to a segment or mention by the end of its id, and its label, if there is one."""
    for part in ("segments", "mentions"):
        for index, item in enumerate(document[part]):
            span = f"{item['start']}-{item['end']}" if "start" in item else ""
            if place == (span or f"s{item['line']:02d}"):
                return f"/{part}/{index}", {k: v for k, v in item.items() if k not in _WHERE}
    return "", None


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
        rows = ["", *text.split("\n"), ""]
        found = rows[min(int(place[1:]), len(rows) - 1)].strip()[: len(surface)]
    else:
        start, end = map(int, place.split("-"))
        found = text[start:end]
    if found != surface:
        yield record.finding(
            "adjudication-mismatch",
            "/surface",
            said=quote(surface),
            file=shown(repository, repository.data / file),
            found=quote(found),
        )
