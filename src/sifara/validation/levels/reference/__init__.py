"""Level ``reference``: what a document points to exists, is unchanged and says the same.

The raw texts of the web are data as found: anything that is UTF-8 may stand in them, a byte order
mark, carriage returns and directional marks included. Lines end at the line feed alone and offsets
count code points, so nothing of that moves an annotation, and the hash proves that no editor put it
there. Authored texts are written for this corpus. In them a byte order mark, a carriage return or a
control character is the accident of an editor and is refused; the no-break spaces, directional
marks and diacritics of their noise are meant, and stay.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from sifara.errors import nearest
from sifara.gold.records import SPLIT, Document, document_from_json
from sifara.gold.repository import listed
from sifara.gold.text import line_and_column
from sifara.validation.catalogue import finding
from sifara.validation.context import Context
from sifara.validation.findings import Finding, count, quote
from sifara.validation.levels.encoding import Unreadable, not_utf8, read_bytes
from sifara.validation.record import Annotated, Record
from sifara.validation.targets import PASS, Target, shown

#: Bytes that a raw text may have; the longest real article of the kind has some 20 thousand.
MAX_RAW_BYTES = 1 << 20

_ACCIDENTS = re.compile("\\A\ufeff|[\x00-\x08\x0b-\x1f\x7f-\x9f]")

#: Fields of a document that the commissioning sheet plans.
_PLANNED = ("story", "split", "register", "noise")

#: How ids and stories begin, by the kind of source.
_PREFIXES = {"web": ("web-", "web-"), "authored": ("auth-", "st-")}


def check(record: Record, context: Context, target: Target) -> Annotated | list[Finding]:
    """The document of a record with its raw text, or the findings that keep it from being one.

    Args:
        record: A record of the right shape.
        context: Registry, taxonomy and commissions.
        target: The document's file.
    """
    document = document_from_json(record.value)
    found = [
        *_source_kind(record, document),
        *_commissioned(record, document, context),
        *_entities(record, document, context),
        *_topics(record, document, context),
    ]
    stem = target.path.stem
    if document.id != stem:
        found.append(
            record.finding(
                "id-not-file-name", "/id", found=quote(document.id), expected=quote(stem)
            )
        )
    if target.kind is PASS and not context.repository.document_path(document.id).is_file():
        found.append(record.finding("unknown-document", "/id", found=quote(document.id)))
    raw = shown(context.repository, context.repository.data / document.file)
    text, about_text = _raw(record, document, context, raw)
    found += about_text
    return found or Annotated(record, document, text, raw)


def _source_kind(record: Record, document: Document) -> Iterator[Finding]:
    kind = document.source
    stem, story = _PREFIXES[kind]
    rules = {
        "/id": (document.id, f"an id that begins with {stem}", document.id.startswith(stem)),
        "/source/file": (
            document.file,
            f"a file in raw/{kind}/",
            document.file.startswith(f"raw/{kind}/"),
        ),
        "/story": (
            document.story,
            f"a story that begins with {story}",
            document.story.startswith(story),
        ),
        "/split": (
            document.split,
            "the split web" if kind == "web" else "the split train, validation or test",
            SPLIT[document.split].source == kind,
        ),
    }
    for pointer, (found, expected, fine) in rules.items():
        if not fine:
            yield record.finding(
                "source-kind", pointer, found=quote(found), kind=kind, expected=expected
            )


def _commissioned(record: Record, document: Document, context: Context) -> Iterator[Finding]:
    commission = context.commissions.get(document.id)
    if commission is None:
        return
    for name in _PLANNED:
        found, expected = record.value[name], commission.value[name]
        if found != expected:
            yield record.finding(
                "not-as-commissioned",
                f"/{name}",
                related=(commission.place(f"/{name}", "planned"),),
                name=name,
                found=quote(found),
                expected=quote(expected),
            )


def _entities(record: Record, document: Document, context: Context) -> Iterator[Finding]:
    """Entities are registered, and the invented ones are those of authored texts."""
    web, seen = document.source == "web", set[str]()
    for index, mention in enumerate(document.mentions):
        entity = context.entities.get(mention.entity)
        pointer = f"/mentions/{index}/entity"
        if entity is None:
            hint = context.suggestion(mention.entity, context.entities.keys())
            yield record.finding("unknown-entity", pointer, found=quote(mention.entity), hint=hint)
        elif entity.id not in seen and (
            entity.invented if web else entity.type == "PERS" and not entity.invented
        ):
            seen.add(entity.id)
            place = context.place_of(entity.id, "registered", "invented")
            code = "invented-in-web" if web else "person-not-invented"
            yield record.finding(code, pointer, related=(place,), found=quote(entity.id))


def _topics(record: Record, document: Document, context: Context) -> Iterator[Finding]:
    known = context.topics
    if known is None:
        return
    for number, segment in enumerate(document.segments):
        for index, topic in enumerate(segment.topics):
            if topic not in known:
                yield record.finding(
                    "unknown-topic",
                    f"/segments/{number}/topics/{index}",
                    found=quote(topic),
                    hint=context.suggestion(topic, known),
                )


def _raw(
    record: Record, document: Document, context: Context, raw: str
) -> tuple[str, list[Finding]]:
    """The raw text of a document, empty where there is none, and the findings about it."""
    path = context.repository.data / document.file
    base = context.repository.data / "raw"
    # Only the folder is resolved: a link in the place of the text itself is not read at all.
    if not path.parent.resolve().is_relative_to(base.resolve()):
        return "", [record.finding("raw-outside-data", "/source/file", found=quote(document.file))]
    try:
        data = read_bytes(path, raw, MAX_RAW_BYTES)
    except Unreadable as fault:
        return "", [_unreadable(record, path, document.file, fault)]
    found = []
    digest = hashlib.sha256(data).hexdigest()
    if digest != document.sha256:
        expected = document.sha256[:12]
        found.append(record.finding("raw-hash", "/source/sha256", found=digest, expected=expected))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return "", [*found, not_utf8("raw-not-utf8", raw, data, error)]
    accidents = list(_ACCIDENTS.finditer(text)) if document.source == "authored" else []
    if accidents:
        place = line_and_column(text, accidents[0].start())
        code_point, number = (
            f"U+{ord(accidents[0][0]):04X}",
            count(len(accidents), "such character"),
        )
        found.append(finding("raw-editor-accident", raw, *place, found=code_point, number=number))
    return text, found


def _unreadable(record: Record, path: Path, file: str, fault: Unreadable) -> Finding:
    if path.exists() or path.is_symlink():
        return record.finding("raw-not-a-file", "/source/file", found=fault.finding.message)
    folder = file.rpartition("/")[0]
    hint = nearest(file, [f"{folder}/{other.name}" for other in listed(path.parent)])
    return record.finding("raw-missing", "/source/file", found=quote(file), hint=hint)
