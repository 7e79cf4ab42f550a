"""Finding result files: what counts as one, whose set it is on, and reading many of them.

A result file is a JSON file with its predictions beside it, in a file of the same name that ends
in ``.jsonl``. In a checkout it is ``results/TASK/SPLIT/SYSTEM.json``, and on an outside set
``results/tracks/SET/TASK/SYSTEM.json``. Other JSON files in such a folder are figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sifara.evaluation.result import Result, read

#: Folder of the results on outside sets.
OUTSIDE = "tracks"


class Found(NamedTuple):
    """A result file, and the name of the outside set that it is on; empty for our own data."""

    path: Path
    outside: str


def result_files(folder: Path) -> Iterator[Found]:
    """Yields the result files in a folder and those below it, sorted."""
    for path in sorted(folder.rglob("*.json")):
        if path.with_suffix(".jsonl").is_file():
            yield Found(path, _outside(path.relative_to(folder)))


def _outside(path: Path) -> str:
    return path.parts[1] if len(path.parts) > 2 and path.parts[0] == OUTSIDE else ""


def figure_files(folder: Path) -> list[Path]:
    """The JSON files in a folder, and below it, that are no results."""
    results = {found.path for found in result_files(folder)}
    return [path for path in sorted(folder.rglob("*.json")) if path not in results]


def lone_predictions(folder: Path) -> list[Path]:
    """Files of predictions without the result file beside them."""
    paths = sorted(folder.rglob("*.jsonl"))
    return [path for path in paths if not path.with_suffix(".json").is_file()]


def results(folder: Path) -> list[Result]:
    """The results on our own data in a folder, without their predictions.

    Raises:
        ResultError: When a file is no result.
    """
    return [read(found.path) for found in result_files(folder) if not found.outside]


def by_system(folder: Path) -> dict[str, Result]:
    """The results of one task and split by the name of the system."""
    return {result.name: result for result in results(folder)}
