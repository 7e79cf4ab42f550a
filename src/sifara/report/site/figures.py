"""Files of figures beside the results, of any shape, as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sifara.evaluation.find import figure_files
from sifara.gold.repository import read_json

#: Bytes of a file that is shown; a larger one would make too large a page.
LARGEST = 100_000

#: What the parts of known files say.
_TOLD = {
    ("difficulty", "topics"): "Macro-F1 by cross-validation over whole stories of train and "
    "validation, and on test. A probe sees what should not be enough.",
    ("difficulty", "names"): "F1 over the candidate pairs, names and nominals; a matcher that "
    "learns scores stories that it has not seen.",
    ("difficulty", "blocking"): "Share of the matching pairs that are compared at all, and of all "
    "pairs that are not.",
    ("difficulty", "calibration"): "Pairs of validation by the probability that the learned "
    "matcher gives them, in tenths, and the share of them that matches.",
    (
        "difficulty",
        "sib200",
    ): "SIB-200 arb_Arab, test; settings from its train and dev.",
    ("difficulty", "idrisi_d"): "IDRISI-D Arabic; thresholds from our own data.",
    ("difficulty", "rankings"): "Kendall's τ between the ranking of systems on test and on another "
    "set; the interval resamples systems.",
    ("difficulty", "authored_or_real"): "How well a classifier tells authored from real segments "
    "with all names masked: an AUC of 0.5 is chance, 1 is always.",
    ("difficulty", "make_up"): "Length, density, and shares of mentions or documents, by split.",
}


#: A part of a file: its title, what it says, headings, and rows of a name and cells.
Part = tuple[str, str, list[str], list[tuple[str, list[str]]]]


def read(results: Path) -> Iterator[tuple[str, list[Part]]]:
    """Yields the files of figures in a folder of results, each by its first level of keys.

    They are the JSON files outside the folders of results, the agreement apart, which has a table
    of its own. A file that is too large has no parts.
    """
    for path in figure_files(results):
        place = path.relative_to(results)
        if str(place) != "agreement.json":
            found = read_json(path) if path.stat().st_size <= LARGEST else {}
            parts = [
                (_words(key), _TOLD.get((path.stem, key), ""), *_table(value))
                for key, value in found.items()
            ]
            yield _words(".".join(place.with_suffix("").parts)), parts


def _words(name: str) -> str:
    return name.replace("_", " ").replace(".", ": ")


def _table(value: Any) -> tuple[list[str], list[tuple[str, list[str]]]]:
    """Records as one table with a column a field, anything else line by line.

    A table that would be wider than long is turned on its side.
    """
    if isinstance(value, list) and all(isinstance(item, dict) for item in value):
        records = [("", _flat(item)) for item in value]
    elif isinstance(value, dict) and all(isinstance(item, dict) for item in value.values()):
        records = [(name, _flat(item)) for name, item in value.items()]
    else:
        lines = _flat(value) if isinstance(value, dict) else {"": value}
        records = [(name, {"": item}) for name, item in lines.items()]
    columns = list(dict.fromkeys(key for _, record in records for key in record))
    if len(columns) > len(records) and any(name for name, _ in records):
        names = [name for name, _ in records]
        records = [(key, {n: r[key] for n, r in records if key in r}) for key in columns]
        columns = names
    rows = [
        (_words(name), [_cell(record[key]) if key in record else "" for key in columns])
        for name, record in records
    ]
    return [_words(key) for key in columns if any(columns)], rows


def _flat(value: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping of mappings as one, keys joined."""
    found: dict[str, Any] = {}
    for name, item in value.items():
        inner = _flat(item) if isinstance(item, dict) and item else {"": item}
        found |= {f"{name}: {key}" if key else name: leaf for key, leaf in inner.items()}
    return found


def _cell(value: Any) -> str:
    """A value as text."""
    if value in (None, [], {}):
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) <= 1 else f"{value:.1f}"
    if isinstance(value, list):
        return ", ".join(map(_cell, value))
    if isinstance(value, dict):
        return ", ".join(f"{_words(name)} {_cell(item)}" for name, item in value.items())
    return str(value)
