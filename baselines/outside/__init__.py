"""Outside sets: public sets in the form of our examples, for the same tasks, metrics and models.

The files are read where the user has them and are never part of the project. Every module here that
declares a ``SET`` is one; nothing else names it.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sifara.errors import UsageError, nearest
from sifara.evaluation.examples import GOLD, HIDDEN, Examples

Splits = dict[str, Examples]


@dataclass(frozen=True, slots=True)
class Shown:
    """A score of an outside set that the page on the benchmark shows."""

    heading: str
    task: str
    population: str
    metric: str


@dataclass(frozen=True, slots=True)
class OutsideSet:
    """All about an outside set.

    Attributes:
        name: Name on the command line and of the folder of results.
        source: Where the set comes from.
        licence: Its licence.
        about: What is done with it, for the page.
        learns: Its splits to learn from.
        scored: The tasks of ours that it can score, and the split that each is scored on.
        shown: The scores that the page shows.
        read: Reads a folder into examples by split.
        entities: Reads the knowledge base of a folder.
    """

    name: str
    source: str
    licence: str
    about: str
    learns: tuple[str, ...]
    scored: Mapping[str, str]
    shown: Sequence[Shown]
    read: Callable[[Path], Splits]
    entities: Callable[[Path], list[dict[str, Any]]] = lambda folder: []

    @property
    def variable(self) -> str:
        """Environment variable that may hold its path."""
        return f"SIFARA_{self.name.upper().replace('-', '_')}"

    def results(self, folder: Path, task: str) -> Path:
        """Where its results for a task are, below a folder of results."""
        return folder / "tracks" / self.name / task


def as_examples(
    config: str,
    split: str,
    rows: list[dict[str, Any]],
    *,
    labels: tuple[str, ...] = (),
    properties: Mapping[str, list[tuple[str, ...]]],
    knowledge_base: frozenset[str] = frozenset(),
) -> Examples:
    """Rows of an outside set in the form of our examples."""
    from sifara.release.parquet import rows_hash

    return Examples(
        config=config,
        split=split,
        version=split,
        content_sha256=rows_hash(rows),
        ids=[row["id"] for row in rows],
        rows=rows,
        stories=[(row["story"],) for row in rows],
        properties=dict(properties),
        labels=labels,
        knowledge_base=knowledge_base,
        hidden=HIDDEN | GOLD,
    )


def _sets() -> dict[str, OutsideSet]:
    modules = (
        importlib.import_module(f"{__name__}.{found.name}")
        for found in pkgutil.iter_modules(__path__)
        if found.name != "run"
    )
    declared = (module.SET for module in modules)
    return {found.name: found for found in declared}


def requested(arguments: list[str]) -> dict[str, Path]:
    """The sets to run: ``NAME=PATH`` from the command line, else from the environment.

    Raises:
        UsageError: For an unknown set or a folder that is not there.
    """
    found = {s.name: os.environ[s.variable] for s in SETS.values() if os.environ.get(s.variable)}
    for argument in arguments:
        name, equals, path = argument.partition("=")
        if not equals:
            raise UsageError(f"found --outside {argument!r}, expected NAME=PATH")
        if name not in SETS:
            raise UsageError(f"unknown outside set {name!r}{nearest(name, SETS)}")
        found[name] = path
    for name, path in found.items():
        if not Path(path).is_dir():
            raise UsageError(f"outside set {name}: {path} is no folder")
    return {name: Path(path) for name, path in found.items()}


SETS = _sets()
