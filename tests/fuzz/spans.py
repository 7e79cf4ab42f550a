"""Mutators of segments and mentions: offsets, edges, order, overlaps."""

from __future__ import annotations

import random
import unicodedata
from typing import Any

from tests.fuzz.registry import document_mutator

Value = dict[str, Any]


def _move(mention: Value, raw: str, start: int, end: int) -> bool:
    """Moves a mention together with its surface."""
    if not 0 <= start < end <= len(raw):
        return False
    mention |= {"start": start, "end": end, "surface": raw[start:end]}
    return True


def _sort(value: Value) -> None:
    value["mentions"].sort(key=lambda mention: (mention["start"], -mention["end"]))


def _any(rng: random.Random, value: Value) -> Value:
    chosen: Value = rng.choice(value["mentions"])
    return chosen


def _displace(rng: random.Random, value: Value, raw: str, low: int, high: int) -> bool:
    """Adds to the offsets of one mention and leaves its surface."""
    if not value["mentions"]:
        return False
    mention = _any(rng, value)
    start, end = mention["start"] + low, mention["end"] + high
    fits = 0 <= start < end <= len(raw) and raw[start:end] != mention["surface"]
    mention |= {"start": start, "end": end}
    return fits


@document_mutator("surface-mismatch")
def shifted_offsets(rng: random.Random, value: Value, raw: str) -> bool:
    by = rng.choice([-3, -2, -1, 1, 2, 3, 10])
    return _displace(rng, value, raw, by, by)


@document_mutator("surface-mismatch")
def offsets_from_one(rng: random.Random, value: Value, raw: str) -> bool:
    return _displace(rng, value, raw, 1, 1)


@document_mutator("surface-mismatch")
def inclusive_end(rng: random.Random, value: Value, raw: str) -> bool:
    return _displace(rng, value, raw, 0, -1)


@document_mutator("surface-mismatch")
def offsets_inside_the_line(rng: random.Random, value: Value, raw: str) -> bool:
    later = [m for m in value["mentions"] if "\n" in raw[: m["start"]]]
    if not later:
        return False
    mention = rng.choice(later)
    back = raw.rindex("\n", 0, mention["start"]) + 1
    mention |= {"start": mention["start"] - back, "end": mention["end"] - back}
    return raw[mention["start"] : mention["end"]] != mention["surface"]


def _recount(value: Value, raw: str, encoding: str, width: int) -> bool:
    changed = False
    for mention in value["mentions"]:
        for key in ("start", "end"):
            units = len(raw[: mention[key]].encode(encoding)) // width
            changed |= units != mention[key]
            mention[key] = units
    # Offsets beyond the end, or a surface that happens to stand there, are other cases.
    return changed and any(
        m["end"] <= len(raw) and raw[m["start"] : m["end"]] != m["surface"]
        for m in value["mentions"]
    )


@document_mutator("surface-mismatch")
def offsets_in_bytes(rng: random.Random, value: Value, raw: str) -> bool:
    return _recount(value, raw, "utf-8", 1)


@document_mutator("surface-mismatch")
def offsets_in_utf_16(rng: random.Random, value: Value, raw: str) -> bool:
    # The gold texts have no character beyond U+FFFF, so count as if the first line had some.
    extra = rng.randint(1, 3)
    moved = [m for m in value["mentions"] if m["end"] + extra <= len(raw)]
    for mention in value["mentions"]:
        mention |= {"start": mention["start"] + extra, "end": mention["end"] + extra}
    return any(raw[m["start"] : m["end"]] != m["surface"] for m in moved)


@document_mutator("offset-out-of-range")
def offsets_of_a_longer_text(rng: random.Random, value: Value, raw: str) -> bool:
    if not value["mentions"]:
        return False
    mention = _any(rng, value)
    by = len(raw) - mention["end"] + rng.randint(1, 5000)
    mention |= {"start": mention["start"] + by, "end": mention["end"] + by}
    return True


@document_mutator("empty-span")
def swapped_offsets(rng: random.Random, value: Value, raw: str) -> bool:
    if not value["mentions"]:
        return False
    mention = _any(rng, value)
    mention |= {"start": mention["end"], "end": mention["start"] or 1}
    return bool(mention["start"] >= mention["end"])


@document_mutator("surface-mismatch")
def other_normal_form(rng: random.Random, value: Value, raw: str) -> bool:
    form = rng.choice(["NFD", "NFC", "NFKC"])
    changed = False
    for mention in value["mentions"]:
        surface = unicodedata.normalize(form, mention["surface"])  # type: ignore[arg-type]
        changed |= surface != mention["surface"]
        mention["surface"] = surface
    return changed


@document_mutator("surface-mismatch")
def corrected_surface(rng: random.Random, value: Value, raw: str) -> bool:
    table = str.maketrans("أإآىة", "اااايه"[:5])
    changed = False
    for mention in value["mentions"]:
        surface = mention["surface"].translate(table)
        changed |= surface != mention["surface"]
        mention["surface"] = surface
    return changed


@document_mutator("surface-mismatch")
def surface_with_a_mark(rng: random.Random, value: Value, raw: str) -> bool:
    if not value["mentions"]:
        return False
    mention = _any(rng, value)
    at = rng.randint(0, len(mention["surface"]))
    mark = rng.choice("\u200f\u200e\u200c\u0640\u064e\u00a0 ")
    mention["surface"] = mention["surface"][:at] + mark + mention["surface"][at:]
    return True


@document_mutator("duplicate-span")
def mention_twice(rng: random.Random, value: Value, raw: str) -> bool:
    if not value["mentions"]:
        return False
    index = rng.randrange(len(value["mentions"]))
    value["mentions"].insert(index, dict(value["mentions"][index]))
    return True


@document_mutator("crossing-mentions")
def crossing_mention(rng: random.Random, value: Value, raw: str) -> bool:
    long = [m for m in value["mentions"] if " " in m["surface"]]
    if not long:
        return False
    mention = rng.choice(long)
    start = mention["start"] + mention["surface"].rindex(" ") + 1
    end = mention["end"] + 1
    while end < len(raw) and (raw[end].isalnum() or not raw[end - 1].isalnum()):
        end += 1
    added = dict(mention)
    if not _move(added, raw, start, end) or "\n" in added["surface"]:
        return False
    value["mentions"].append(added)
    _sort(value)
    return all((m["start"], m["end"]) != (start, end) for m in value["mentions"] if m is not added)


@document_mutator("span-edge-blank")
def blank_in_span(rng: random.Random, value: Value, raw: str) -> bool:
    near = [m for m in value["mentions"] if raw[m["end"] : m["end"] + 1] == " "]
    if not near:
        return False
    mention = rng.choice(near)
    return _move(mention, raw, mention["start"], mention["end"] + 1)


@document_mutator("span-edge-punctuation")
def punctuation_in_span(rng: random.Random, value: Value, raw: str) -> bool:
    near = [m for m in value["mentions"] if raw[m["end"] : m["end"] + 1] in tuple("،.؛؟!:")]
    if not near:
        return False
    mention = rng.choice(near)
    return _move(mention, raw, mention["start"], mention["end"] + 1)


@document_mutator("mention-across-lines")
def mention_over_the_line(rng: random.Random, value: Value, raw: str) -> bool:
    later = [m for m in value["mentions"] if "\n" in raw[m["end"] :].rstrip()]
    if not later:
        return False
    mention = rng.choice(later)
    end = raw.index("\n", mention["end"]) + 1
    while end < len(raw) and not raw[end - 1].isalnum():
        end += 1
    moved = _move(mention, raw, mention["start"], end)
    _sort(value)
    return moved


@document_mutator("mention-in-boilerplate")
def annotated_boilerplate(rng: random.Random, value: Value, raw: str) -> bool:
    lines = raw.split("\n")
    closed = [s["line"] for s in value["segments"] if s["kind"] == "boilerplate"]
    if not closed or not value["mentions"]:
        return False
    number = rng.choice(closed)
    start = sum(len(line) + 1 for line in lines[: number - 1])
    while not raw[start].isalnum():
        start += 1
    end = start
    while end < len(raw) and raw[end].isalnum():
        end += 1
    added = dict(_any(rng, value))
    _move(added, raw, start, end)
    value["mentions"].append(added)
    _sort(value)
    return True


@document_mutator("unsorted-mentions")
def mentions_out_of_order(rng: random.Random, value: Value, raw: str) -> bool:
    if len(value["mentions"]) < 2:
        return False
    index = rng.randrange(len(value["mentions"]) - 1)
    value["mentions"].insert(index, value["mentions"].pop(index + 1))
    return True


@document_mutator("unsorted-topics")
def topics_out_of_order(rng: random.Random, value: Value, raw: str) -> bool:
    several = [s for s in value["segments"] if len(s.get("topics", ())) > 1]
    if not several:
        return False
    rng.choice(several)["topics"].reverse()
    return True


@document_mutator("unsorted-segments")
def segments_out_of_order(rng: random.Random, value: Value, raw: str) -> bool:
    if len(value["segments"]) < 2:
        return False
    index = rng.randrange(len(value["segments"]) - 1)
    value["segments"].insert(index, value["segments"].pop(index + 1))
    return True


@document_mutator("line-without-segment")
def segment_missing(rng: random.Random, value: Value, raw: str) -> bool:
    if len(value["segments"]) < 2:
        return False
    value["segments"].pop(rng.randrange(len(value["segments"])))
    return True


@document_mutator("duplicate-segment")
def segment_twice(rng: random.Random, value: Value, raw: str) -> bool:
    index = rng.randrange(len(value["segments"]))
    value["segments"].insert(index, dict(value["segments"][index]))
    return True


@document_mutator("segment-without-line")
def segment_of_no_line(rng: random.Random, value: Value, raw: str) -> bool:
    blank = [n for n, line in enumerate(raw.split("\n"), start=1) if not line.strip()]
    number = rng.choice([*blank, raw.count("\n") + 2, 90_000])
    value["segments"].append({"line": number, "kind": "caption"})
    value["segments"].sort(key=lambda segment: segment["line"])
    return True


@document_mutator("type-not-of-entity")
def other_type(rng: random.Random, value: Value, raw: str) -> bool:
    if not value["mentions"]:
        return False
    mention = _any(rng, value)
    types = ["PERS", "ORG", "GPE", "LOC", "FAC", "EVENT"]
    mention["type"] = rng.choice([kind for kind in types if kind != mention["type"]])
    return True


@document_mutator("form-not-of-type")
def impossible_form(rng: random.Random, value: Value, raw: str) -> bool:
    people = [m for m in value["mentions"] if m["type"] in ("PERS", "EVENT")]
    if not people:
        return False
    mention = rng.choice(people)
    mention["form"] = "adjective"
    return True
