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
from collections.abc import Callable, Iterator
from pathlib import Path

from sifara.errors import nearest
from sifara.gold.text import line_and_column
from sifara.validation.context import Context
from sifara.validation.document import Annotated
from sifara.validation.files import SECOND, Target
from sifara.validation.findings import Finding, count, quote
from sifara.validation.levels.encoding import Unreadable, not_utf8, read_bytes
from sifara.validation.record import Record, finding

#: Bytes that a raw text may have; the longest real article of the kind has some 20 thousand.
MAX_RAW_BYTES = 1 << 20

#: Bytes that are no control character by themselves.
_HARMLESS = bytes(set(range(0x20, 0x100)) - {0x7F} | {0x09, 0x0A})
_MARK = "\ufeff".encode()
_ACCIDENTS = re.compile("\\A\ufeff|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
#: Fields of a document that the commissioning sheet plans.
_PLANNED = ("story", "split", "register", "noise")

#: How ids and stories begin, by the kind of source.
_PREFIXES = {"web": ("web-", "web-"), "authored": ("auth-", "st-")}


def check(document: Annotated, context: Context, target: Target) -> list[Finding]:
    """The findings of this level for a document; fills in its raw text.

    Args:
        document: The document.
        context: Registry, taxonomy and commissions.
        target: The document's file.
    """
    found = [item for rule in _RULES for item in rule(document, context)]
    name = document.value["id"]
    if name != target.stem:
        expected = quote(target.stem)
        found.append(
            document.record.finding("id-not-file-name", "/id", found=quote(name), expected=expected)
        )
    if target.kind is SECOND and not context.repository.document_path(name).is_file():
        found.append(document.record.finding("unknown-document", "/id", found=quote(name)))
    return found


def _commissioned(document: Annotated, context: Context) -> Iterator[Finding]:
    commission = context.commissions.get(document.value["id"])
    if commission is None:
        return
    for name in _PLANNED:
        found, expected = document.value[name], commission.value[name]
        if found != expected:
            yield document.record.finding(
                "not-as-commissioned",
                f"/{name}",
                related=(commission.place(f"/{name}", "planned"),),
                name=name,
                found=quote(found),
                expected=quote(expected),
            )


def _source_kind(document: Annotated, _: Context) -> Iterator[Finding]:
    value = document.value
    kind, file = value["source"]["kind"], value["source"]["file"]
    stem, story = _PREFIXES[kind]
    fine = {
        "/id": value["id"].startswith(stem),
        "/source/file": file.startswith(f"raw/{kind}/"),
        "/story": value["story"].startswith(story),
        "/split": (value["split"] == "web") == (kind == "web"),
    }
    if all(fine.values()):
        return
    expected = {
        "/id": f"an id that begins with {stem}",
        "/source/file": f"a file in raw/{kind}/",
        "/story": f"a story that begins with {story}",
        "/split": "the split web" if kind == "web" else "the split train, validation or test",
    }
    for pointer in (pointer for pointer, agrees in fine.items() if not agrees):
        found = quote(file if pointer == "/source/file" else value[pointer[1:]])
        yield document.record.finding(
            "source-kind", pointer, found=found, kind=kind, expected=expected[pointer]
        )


def _raw(document: Annotated, context: Context) -> Iterator[Finding]:
    record, source = document.record, document.value["source"]
    folder, _, name = source["file"].rpartition("/")
    place = context.raw_folder(folder)
    if place is None:
        yield record.finding("raw-outside-data", "/source/file", found=quote(source["file"]))
        return
    path = f"{place[0]}/{name}"
    document.raw = f"{place[1]}/{name}"
    try:
        data = read_bytes(path, document.raw, MAX_RAW_BYTES)
    except Unreadable as fault:
        yield _unreadable(record, Path(path), source["file"], fault)
        return
    digest = hashlib.sha256(data).hexdigest()
    if digest != source["sha256"]:
        yield record.finding(
            "raw-hash", "/source/sha256", found=digest, expected=source["sha256"][:12]
        )
    try:
        document.text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        yield not_utf8("raw-not-utf8", document.raw, data, error)
        return
    if source["kind"] == "authored":
        yield from _accidents(document, data)


def _unreadable(record: Record, path: Path, file: str, fault: Unreadable) -> Finding:
    if path.exists() or path.is_symlink():
        return record.finding("raw-not-a-file", "/source/file", found=fault.finding.message)
    folder = file.rpartition("/")[0]
    hint = nearest(file, sorted(f"{folder}/{other.name}" for other in path.parent.glob("*.txt")))
    return record.finding("raw-missing", "/source/file", found=quote(file), hint=hint)


def _accidents(document: Annotated, data: bytes) -> Iterator[Finding]:
    if not data.translate(None, _HARMLESS) and not data.startswith(_MARK) and b"\xc2" not in data:
        return
    match = _ACCIDENTS.search(document.text)
    if match is None:
        return
    place = line_and_column(document.text, match.start())
    number = count(len(_ACCIDENTS.findall(document.text)), "such character")
    yield finding(
        "raw-editor-accident", document.raw, *place, found=f"U+{ord(match[0]):04X}", number=number
    )


def _entities(document: Annotated, context: Context) -> Iterator[Finding]:
    if document.entities <= context.types.keys():
        return
    for index, entity in enumerate(document.columns.entities):
        if entity not in context.types:
            hint = context.suggestion(entity, context.types.keys())
            yield document.record.finding(
                "unknown-entity", f"/mentions/{index}/entity", found=quote(entity), hint=hint
            )


def _topics(document: Annotated, context: Context) -> Iterator[Finding]:
    known = context.topics
    if known is None:
        return
    for number, segment in enumerate(document.value["segments"]):
        if known.issuperset(segment.get("topics", ())):
            continue
        for index, topic in enumerate(segment["topics"]):
            if topic not in known:
                yield document.record.finding(
                    "unknown-topic",
                    f"/segments/{number}/topics/{index}",
                    found=quote(topic),
                    hint=context.suggestion(topic, known),
                )


def _invented(document: Annotated, context: Context) -> Iterator[Finding]:
    web = document.value["source"]["kind"] == "web"
    wrong = document.entities & (context.invented if web else context.real_people)
    if not wrong:
        return
    seen: set[str] = set()
    for index, entity in enumerate(document.columns.entities):
        if entity in wrong and entity not in seen:
            seen.add(entity)
            yield document.record.finding(
                "invented-in-web" if web else "person-not-invented",
                f"/mentions/{index}/entity",
                related=(context.place_of(entity, "registered", "invented"),),
                found=quote(entity),
            )


_RULES: tuple[Callable[[Annotated, Context], Iterator[Finding]], ...] = (
    _source_kind,
    _commissioned,
    _raw,
    _entities,
    _topics,
    _invented,
)
