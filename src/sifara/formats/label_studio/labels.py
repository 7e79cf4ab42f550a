"""From regions to the segments and mentions of a record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sifara.formats.counting import CountingError, Region, spans
from sifara.formats.label_studio.config import choice_id
from sifara.formats.label_studio.regions import Drawn, Faults
from sifara.gold.records import SCORED_KINDS, Document, Mention, Segment
from sifara.gold.text import Line, lines
from sifara.gold.vocabulary import spells, words
from sifara.validation.findings import count, printable, quote


def labelled(document: Document, raw: str, drawn: Sequence[Drawn], faults: Faults) -> Document:
    """The record with the segments and mentions of the regions."""
    try:
        located = spans(raw, [Region(each.start, each.end, each.text) for each in drawn])
    except CountingError as error:
        for index, message in error.problems:
            faults.add(drawn[index].place, f"region {printable(drawn[index].id)}: {message}")
        return document
    segments: dict[int, Segment] = {}
    mentions: list[Mention] = []
    for region, (start, end) in zip(drawn, located, strict=True):
        try:
            if "kind" in region.values and "type" in region.values:
                raise ValueError("found a kind and a type; a region is a segment or a mention")
            if "kind" in region.values:
                line = _line(raw, start, end)
                if line.number in segments:
                    raise ValueError(f"line {line.number} has another segment; delete one")
                segments[line.number] = _segment(line, region)
            else:
                mentions.append(_mention(raw, start, end, region))
        except ValueError as error:
            faults.add(region.place, f"{region}: {error}")
    if not faults.found:
        missing = [line for line in lines(raw) if line.number not in segments]
        for line in missing:
            begins = quote(raw[line.start : line.start + 20])
            message = f"line {line.number} ({begins}) has no region with a kind; draw one over it"
            faults.add("/", message)
    return replace(
        document,
        segments=tuple(segment for _, segment in sorted(segments.items())),
        mentions=tuple(sorted(mentions, key=lambda m: (m.start, -m.end))),
    )


def _line(raw: str, start: int, end: int) -> Line:
    """The one line that a segment covers whole, white space at its ends aside."""
    touched = [line for line in lines(raw) if line.start < end and start < line.end]
    if len(touched) != 1:
        raise ValueError(f"touches {count(len(touched), 'line')}, a segment is one line")
    line = touched[0]
    if start > line.start or end < line.end:
        raise ValueError(
            f"covers {start}-{end} of line {line.number}, which is {line.start}-{line.end}; "
            "a segment is the whole line"
        )
    return line


def _segment(line: Line, region: Drawn) -> Segment:
    kind = _one(region, "kind")
    topics = tuple(sorted({choice_id(topic) for topic in _texts(region, "topics")}))
    if topics and kind not in SCORED_KINDS:
        raise ValueError(f"{kind} carries no topics; untick them")
    if not topics and kind in SCORED_KINDS:
        raise ValueError(f"{kind} without topics; tick one to three")
    _only(region, "kind", "topics")
    return Segment(line.number, kind, topics)


def _mention(raw: str, start: int, end: int, region: Drawn) -> Mention:
    if "type" not in region.values:
        raise ValueError("has neither a kind nor a type; label it or delete it")
    _only(region, "type", "form", "entity", "new_entity", "variation")
    if "\n" in raw[start:end]:
        raise ValueError("goes over the end of a line")
    return Mention(
        start=start,
        end=end,
        surface=raw[start:end],
        type=_one(region, "type"),
        form=_one(region, "form"),
        entity=_entity(region),
        variation=tuple(sorted(_known("variation", each) for each in _texts(region, "variation"))),
    )


def _entity(region: Drawn) -> str:
    """The id of the entity, from the registry or typed."""
    chosen = [path[-1] for path in _paths(region.values.get("entity", []))]
    typed = [text.strip() for text in _texts(region, "new_entity") if text.strip()]
    if len(chosen) + len(typed) != 1:
        raise ValueError(
            f"found {count(len(chosen) + len(typed), 'entity', 'entities')}, expected "
            "one, from the registry or typed"
        )
    entity = choice_id(chosen[0]) if chosen else typed[0]
    if not spells("entity", entity):
        raise ValueError(f"found entity {quote(entity)}, expected an id such as arab-league")
    return entity


def _paths(values: Sequence[Any]) -> Iterator[list[str]]:
    for path in values:
        if not isinstance(path, list) or not path or not all(isinstance(p, str) for p in path):
            raise ValueError(f"found entity {quote(path)}, expected a path in the registry")
        yield path


def _texts(region: Drawn, name: str) -> list[str]:
    values = region.values.get(name, [])
    for value in values:
        if not isinstance(value, str):
            raise ValueError(f"found {name} {quote(value)}, expected text")
    return values


def _one(region: Drawn, name: str) -> str:
    values = _texts(region, name)
    if len(values) != 1:
        raise ValueError(f"found {count(len(values), 'value')} of {name}, expected one")
    return _known(name, values[0])


def _known(name: str, value: str) -> str:
    if value not in words(name):
        raise ValueError(f"found {name} {quote(value)}, expected one of {', '.join(words(name))}")
    return value


def _only(region: Drawn, *allowed: str) -> None:
    """Makes sure that nothing was recorded for a region that its sort does not have."""
    for name, values in region.values.items():
        if values and name not in allowed:
            raise ValueError(f"has {name}, which belongs to the other sort of region; remove it")
