"""Checking documents by the batch, in this process or in several.

A batch is checked against a registry that no longer changes, so batches are independent of each
other; what the corpus level needs comes back as numbers. Whoever asks gets the outcomes in the
order of the batches, whichever process was first.
"""

from __future__ import annotations

import multiprocessing
from array import array
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice

from sifara.validation import files, reading
from sifara.validation.context import Context
from sifara.validation.document import annotated
from sifara.validation.files import Kind, Target
from sifara.validation.findings import Finding
from sifara.validation.levels import annotation, reference
from sifara.validation.levels.corpus import rows_of

#: Documents in a batch.
SIZE = 250


@dataclass(frozen=True, slots=True)
class Batch:
    """Documents of one kind that are checked together, and the number of the first in the run."""

    first: int
    kind: Kind
    targets: tuple[Target, ...]


@dataclass(slots=True)
class Outcome:
    """What checking a batch has shown.

    Attributes:
        findings: The findings of each document that has any, in the order of the batch.
        raw: Raw files of the documents.
        used: Entities that the documents mention.
        complete: Whether every document could be asked for its entities.
        rows: Rows for the corpus level.
    """

    findings: list[Finding] = field(default_factory=list)
    raw: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    complete: bool = True
    rows: array[int] = field(default_factory=lambda: array("q"))


def check(batch: Batch, context: Context) -> Outcome:
    """The outcome of one batch."""
    outcome = Outcome()
    for index, target in enumerate(batch.targets, start=batch.first):
        outcome.findings += sorted(_check(target, batch.kind, index, context, outcome), key=_place)
    return outcome


def _check(
    target: Target, kind: Kind, index: int, context: Context, outcome: Outcome
) -> list[Finding]:
    content = reading.read(target, kind)
    if not content.records:
        outcome.complete = False
        return content.findings
    document = annotated(content.records[0])
    found = reference.check(document, context, target)
    outcome.raw.append(document.raw)
    if found:
        outcome.complete = False
        return found
    outcome.used |= document.entities
    found = annotation.check(document, context, canonical=content.canonical)
    if kind is files.DOCUMENT and not found:
        outcome.rows.extend(rows_of(document, index))
    return found


def _place(item: Finding) -> tuple[str, int, int, str]:
    return (item.path, item.line, item.column, item.code)


def batches(targets: Iterable[Target], kind: Kind, first: int) -> Iterator[Batch]:
    """Cuts a stream of documents into batches."""
    stream = iter(targets)
    while batch := tuple(islice(stream, SIZE)):
        yield Batch(first, kind, batch)
        first += len(batch)


def outcomes(
    stream: Iterable[Batch], context: Context, jobs: int
) -> Iterator[tuple[Batch, Outcome]]:
    """The outcome of each batch, in order.

    Args:
        stream: The batches.
        context: Registry and taxonomy, complete.
        jobs: Processes to use; with 1 all happens in this one.
    """
    if jobs == 1:
        for batch in stream:
            yield batch, check(batch, context)
        return
    # A fresh interpreter for each worker: forking a process with threads may hang it.
    with ProcessPoolExecutor(
        jobs, multiprocessing.get_context("spawn"), _start_worker, (context,)
    ) as pool:
        waiting = iter(stream)
        running = [(batch, pool.submit(_work, batch)) for batch in islice(waiting, 4 * jobs)]
        while running:
            batch, future = running.pop(0)
            outcome = future.result()
            running += [(b, pool.submit(_work, b)) for b in islice(waiting, 1)]
            yield batch, outcome


_worker_context: Context | None = None


def _start_worker(context: Context) -> None:
    global _worker_context
    _worker_context = context


def _work(batch: Batch) -> Outcome:
    if _worker_context is None:
        raise RuntimeError("the worker was not started with a registry")
    return check(batch, _worker_context)
