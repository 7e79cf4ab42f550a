"""The regions of an answer: the results of Label Studio that share an id, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sifara.formats.faults import Fault
from sifara.formats.label_studio.config import CONTROLS, TEXT
from sifara.validation.findings import printable, quote


@dataclass(slots=True)
class Drawn:
    """A region with all that was decided about it.

    Attributes:
        id: Its id in Label Studio.
        place: JSON pointer of its first result.
        start: First unit, as counted by the tool.
        end: Unit after the last one.
        text: What it covers, as far as the file says so.
        values: What each tag of the configuration recorded.
    """

    id: str
    place: str
    start: int
    end: int
    text: str | None = None
    values: dict[str, list[Any]] = field(default_factory=dict)

    def __str__(self) -> str:
        covered = f" {quote(self.text)}" if self.text is not None else ""
        return f"region {printable(self.id)}{covered}"


class Faults:
    """The faults of one task, each with the name of the document before its message."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[Fault] = []

    def add(self, place: str, message: str) -> None:
        """Notes a fault at a place, a JSON pointer into the file."""
        self.found.append(Fault(place, f"{self.name}: {message}"))


def regions(results: Sequence[Any], place: str, faults: Faults) -> list[Drawn]:
    """The regions of an answer, in order; the results of one region share its id."""
    drawn: dict[str, Drawn] = {}
    for index, result in enumerate(results):
        at = f"{place}/{index}"
        try:
            _add_result(drawn, result, at)
        except ValueError as error:
            faults.add(at, str(error))
    return list(drawn.values())


def _add_result(drawn: dict[str, Drawn], result: object, place: str) -> None:
    if not isinstance(result, dict):
        raise ValueError(f"found {quote(result)}, expected a result")
    region, name, value = result.get("id"), result.get("from_name"), result.get("value")
    if not isinstance(region, str) or not isinstance(name, str) or name not in CONTROLS:
        raise ValueError(
            f"found a result of type {quote(result.get('type'))} from {quote(name)}, expected one "
            f"of {', '.join(CONTROLS)}; label with the configuration that export writes"
        )
    key = CONTROLS[name][1]
    values = value.get(key) if isinstance(value, dict) else None
    if key == TEXT and isinstance(values, str):
        values = [values]
    if not isinstance(value, dict) or not isinstance(values, list):
        raise ValueError(f'region {printable(region)}: found no list "{key}" from {name}')
    start, end = _offset(value.get("start")), _offset(value.get("end"))
    known = drawn.setdefault(region, Drawn(region, place, start, end))
    if (known.start, known.end) != (start, end):
        raise ValueError(
            f"region {printable(region)}: found {start}-{end}, other results of it have "
            f"{known.start}-{known.end}"
        )
    if name in known.values:
        raise ValueError(f"region {printable(region)}: {name} stands twice")
    known.values[name] = values
    if key != TEXT and isinstance(value.get(TEXT), str):
        known.text = value[TEXT]


def _offset(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ValueError(f"found {quote(value)}, expected an offset")
