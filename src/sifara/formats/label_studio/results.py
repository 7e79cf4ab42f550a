"""What comes back from Label Studio: its JSON export, read as records of the gold.

Segments and mentions come from the file, everything else stays as the record in the gold has it.
Every region must cover what it says in the raw text (:mod:`sifara.formats.counting`), every line
must have its segment, every mention its type, form and entity; whatever does not fit is refused
with its place, and a file is taken whole or not at all.

https://labelstud.io/guide/task_format
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sifara.formats.counting import variants
from sifara.formats.faults import Fault, Reading, UnreadableError, decoded, difference
from sifara.formats.label_studio.config import TEXT
from sifara.formats.label_studio.labels import labelled
from sifara.formats.label_studio.regions import Faults, regions
from sifara.formats.label_studio.tasks import record_hash
from sifara.gold.records import Document
from sifara.gold.repository import Repository
from sifara.gold.text import line_and_column
from sifara.gold.vocabulary import spells
from sifara.validation.findings import count, quote


def read(content: bytes, repository: Repository) -> list[Reading]:
    """The documents of a JSON export of Label Studio.

    Args:
        content: The file.
        repository: The checkout with the records that were exported.

    Raises:
        UnreadableError: With every reason, when anything in the file cannot be taken.
    """
    readings: list[Reading] = []
    faults: list[Fault] = []
    value = _parse(content)
    for index, task in enumerate(value if isinstance(value, list) else [value]):
        place = f"/{index}" if isinstance(value, list) else ""
        try:
            readings.append(_read_task(task, place, repository))
        except UnreadableError as error:
            faults += error.faults
    if not readings and not faults:
        faults.append(Fault("/", "found no task, expected a list of tasks"))
    if faults:
        raise UnreadableError(faults)
    return readings


def _parse(content: bytes) -> object:
    text = decoded(content)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = f"{error.msg}; expected the JSON export of Label Studio"
        raise UnreadableError([Fault(f"{error.lineno}:{error.colno}", message)]) from error
    except (RecursionError, ValueError) as error:
        message = "nested too deeply or with a number too long for the JSON export of Label Studio"
        raise UnreadableError([Fault("1:1", message)]) from error


def _read_task(task: object, place: str, repository: Repository) -> Reading:
    data = task.get("data") if isinstance(task, dict) else None
    if not isinstance(task, dict) or not isinstance(data, dict):
        message = (
            'found a task without "data"; expected the format "JSON" of Label Studio, not JSON-MIN'
        )
        raise UnreadableError([Fault(place or "/", message)])
    document = _record(data, place, repository)
    faults = Faults(document.id)
    raw = repository.read_raw(document.file)
    _compare_text(data.get(TEXT), raw, f"{place}/data/{TEXT}", faults)
    results, at, note = _chosen(task, place, faults)
    drawn = regions(results, at, faults)
    if faults.found:
        raise UnreadableError(faults.found)
    record = labelled(document, raw, drawn, faults)
    if faults.found:
        raise UnreadableError(faults.found)
    _compare_record(document, record, data, f"{place}/data/record_sha256")
    return Reading(record, note)


def _record(data: Mapping[str, Any], place: str, repository: Repository) -> Document:
    """The record of the gold that a task was made from."""
    name = data.get("document")
    place = f"{place}/data/document"
    if not isinstance(name, str) or not spells("id", name):
        message = f"found {quote(name)}, expected the id of a document, such as web-000"
        raise UnreadableError([Fault(place, message)])
    try:
        return repository.read_document(name)
    except FileNotFoundError as error:
        raise UnreadableError(
            [Fault(place, f"{error}; its record has to be in the gold")]
        ) from error


def _compare_text(text: object, raw: str, place: str, faults: Faults) -> None:
    """Makes sure that the task holds the raw text, or one that only line ends or edges tell."""
    if not isinstance(text, str):
        faults.add(place, f"found {quote(text)}, expected the text of the document")
        return
    if any(variant.text == text for variant in variants(raw)):
        return
    at, told = difference(text, raw)
    line, column = line_and_column(raw, at)
    faults.add(
        place,
        f"the text is not the raw text: at line {line}, column {column} {told}; "
        "raw texts are never edited",
    )


def _chosen(task: Mapping[str, Any], place: str, faults: Faults) -> tuple[list[Any], str, str]:
    """The results to read: those of the one person, or of the one prediction if nobody was there.

    Returns:
        The results, their place, and a note for the user.
    """
    for key, note in (
        ("annotations", ""),
        ("predictions", "nobody has completed this task; its prediction was read"),
    ):
        answers = task.get(key) or []
        if not isinstance(answers, list) or not all(isinstance(each, dict) for each in answers):
            faults.add(f"{place}/{key}", f"expected a list of {key}, with their results")
            return [], place, ""
        complete = [
            (index, answer)
            for index, answer in enumerate(answers)
            if not answer.get("was_cancelled")
        ]
        if len(complete) > 1:
            message = f"found {count(len(complete), 'answer')}, expected one; delete the others"
            faults.add(f"{place}/{key}", message)
            return [], place, ""
        if complete:
            index, answer = complete[0]
            at = f"{place}/{key}/{index}/result"
            results = answer.get("result")
            if not isinstance(results, list):
                faults.add(at, f"found {quote(results)}, expected a list of results")
                results = []
            return results, at, note
        if answers:
            faults.add(f"{place}/{key}", "the task was skipped; complete it or leave it out")
            return [], place, ""
    faults.add(place or "/", "found neither annotations nor predictions")
    return [], place, ""


def _compare_record(
    document: Document, record: Document, data: Mapping[str, Any], place: str
) -> None:
    """Makes sure that an import does not undo what changed in the gold since the export."""
    if record != document and data.get("record_sha256") != record_hash(document):
        message = (
            f"{document.id}: the record in the gold has changed since this task was exported; "
            "export it again and label that"
        )
        raise UnreadableError([Fault(place, message)])
