"""What a tool counted: its offsets back to code points of the raw text, by evidence alone.

Browsers count UTF-16 code units, newer versions of Label Studio count code points, other software
counts bytes; some software reads CRLF as one line feed, or trims the text. Nothing in a file says
which. But the file repeats the text that each region covers, so every way of counting can be tried
on all regions at once: the one under which each region covers what it says is right. When none
fits, or two fit and disagree, nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sifara.gold.text import OffsetMap
from sifara.validation.findings import quote

#: Units that software counts, each with the encoding of :class:`OffsetMap`, the likeliest first.
_UNITS = {"code points": None, "UTF-16 units": "utf-16", "UTF-8 bytes": "utf-8"}

#: Occurrences of a region's text that a message names.
_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Region:
    """A span as a tool gives it.

    Attributes:
        start: First unit.
        end: Unit after the last one.
        text: What the region covers, as far as the tool says so.
    """

    start: int
    end: int
    text: str | None


class CountingError(ValueError):
    """Regions whose offsets cannot be understood.

    Attributes:
        problems: Index of each region that does not fit, and why.
    """

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(message for _, message in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Variant:
    """The raw text as software may have changed it.

    Attributes:
        name: What was done to it.
        text: The changed text.
        kept: For each of its code points, the offset of its origin in the raw text.
    """

    name: str
    text: str
    kept: Sequence[int]


def variants(raw: str) -> Iterator[Variant]:
    """Yields the raw text as stored, with line ends normalised, trimmed, and both."""
    seen = set()
    normalised = [
        index
        for index, character in enumerate(raw)
        if not (character == "\r" and raw[index + 1 : index + 2] == "\n")
    ]
    first, last = len(raw) - len(raw.lstrip()), len(raw.rstrip())
    for name, kept in (
        ("as stored", range(len(raw))),
        ("with CRLF as one line feed", normalised),
        ("trimmed", range(first, last)),
        (
            "trimmed, with CRLF as one line feed",
            [index for index in normalised if first <= index < last],
        ),
    ):
        characters = [raw[index] for index in kept]
        if "CRLF" in name:
            characters = ["\n" if character == "\r" else character for character in characters]
        text = "".join(characters)
        if text not in seen:
            seen.add(text)
            yield Variant(name, text, kept)


@dataclass(frozen=True, slots=True)
class Counting:
    """One way of counting: a unit over a variant of the raw text."""

    unit: str
    variant: Variant
    units: OffsetMap | None

    @property
    def name(self) -> str:
        """How a message calls it."""
        return f"{self.unit} of the text {self.variant.name}"

    def span(self, region: Region) -> tuple[int, int]:
        """The span of a region in code points of the raw text.

        Raises:
            ValueError: When an offset is outside the text or inside a character, or the region is
                empty.
        """
        start, end = self._code_point(region.start), self._code_point(region.end)
        if start >= end:
            raise ValueError(f"region {region.start}-{region.end} is empty")
        return self.variant.kept[start], self.variant.kept[end - 1] + 1

    def _code_point(self, offset: int) -> int:
        if self.units:
            return self.units.to_code_point(offset)
        size = len(self.variant.text)
        if not 0 <= offset <= size:
            raise ValueError(f"offset {offset} is outside the text, which ends at {size}")
        return offset


def countings(raw: str) -> Iterator[Counting]:
    """Yields every way of counting, the likeliest first."""
    for variant in variants(raw):
        for unit, encoding in _UNITS.items():
            yield Counting(unit, variant, OffsetMap(variant.text, encoding) if encoding else None)


def spans(raw: str, regions: Sequence[Region]) -> list[tuple[int, int]]:
    """The span of each region in code points of the raw text.

    Args:
        raw: The raw text.
        regions: All regions that one person, or one model, drew on it.

    Raises:
        CountingError: When no way of counting fits all regions, when two fit and disagree, or when
            no region says what it covers.
    """
    if not regions:
        return []
    if all(region.text is None for region in regions):
        raise CountingError(
            [
                (
                    0,
                    "no region holds its text, so what its offsets count cannot be told; "
                    'export from a project whose Text tag has saveTextResult="yes"',
                )
            ]
        )
    tried = [
        (counting, [_fit(counting, raw, region) for region in regions])
        for counting in countings(raw)
    ]
    complete = [(counting, found) for counting, found in tried if None not in found]
    if not complete:
        raise CountingError(_misfits(raw, regions, tried))
    counting, found = complete[0]
    for other, differently in complete[1:]:
        for index, (ours, theirs) in enumerate(zip(found, differently, strict=True)):
            if ours != theirs:
                message = (
                    f"{quote(regions[index].text or '')} stands at {_range(ours)} counted in "
                    f"{counting.name} and at {_range(theirs)} counted in {other.name}; all regions "
                    "fit both ways, so the right one cannot be told"
                )
                raise CountingError([(index, message)])
    return [span for span in found if span]


def _fit(counting: Counting, raw: str, region: Region) -> tuple[int, int] | None:
    """The span of a region under one way of counting, when it covers what the region says."""
    try:
        start, end = counting.span(region)
    except ValueError:
        return None
    if region.text is None or _same(raw[start:end], region.text):
        return start, end
    return None


def _same(ours: str, theirs: str) -> bool:
    """Whether two texts agree but for runs of white space, which browsers show as one blank."""
    return ours == theirs or re.sub(r"\s+", " ", ours) == re.sub(r"\s+", " ", theirs)


def _misfits(
    raw: str,
    regions: Sequence[Region],
    tried: Sequence[tuple[Counting, list[tuple[int, int] | None]]],
) -> list[tuple[int, str]]:
    """What is wrong with each region that the way of counting that fits most does not fit."""
    best, found = max(tried, key=lambda pair: len(regions) - pair[1].count(None))
    problems = []
    for index, (region, span) in enumerate(zip(regions, found, strict=True)):
        if span:
            continue
        try:
            start, end = best.span(region)
            message = f"covers {quote(raw[start:end])} in {best.name}"
        except ValueError as error:
            message = f"{error} (counted in {best.name})"
        others = [counting.name for counting, fits in tried if fits[index]]
        if region.text is not None:
            message += f"; expected {quote(region.text)}{_where(raw, region.text)}"
        if others and len(found) > found.count(None):
            message += f"; it fits counted in {others[0]}, which other regions do not"
        problems.append((index, message))
    return problems


def _where(raw: str, text: str) -> str:
    places = [match.start() for match in re.finditer(re.escape(text), raw)] if text else []
    if not places:
        return ", which stands nowhere in the raw text"
    named = ", ".join(_range((start, start + len(text))) for start in places[:_MOST_NAMED])
    more = f" and {len(places) - _MOST_NAMED} more places" if len(places) > _MOST_NAMED else ""
    return f", which stands at {named}{more}"


def _range(span: tuple[int, int] | None) -> str:
    return f"{span[0]}-{span[1]}" if span else "no place"
