"""The difference between two releases as text for a terminal and as a changelog entry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sifara.evaluation.movement import Movement
from sifara.release.diff import Changes, ConfigChanges
from sifara.release.version import Bump
from sifara.report.markdown import table

#: Rows that are shown of every kind of change.
EXAMPLES = 3

#: Configs that are annotated; the changelog names all their rows, as the others follow from them.
ANNOTATED = ("documents", "entities")

#: Rows of any other config that the changelog names.
NAMED = 10

#: First words of what is generated in an entry of the changelog.
_GENERATED = "\nContent `"

#: Code points of a value that are shown.
WIDTH = 60


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def _difference(old: Any, new: Any) -> tuple[str, str]:
    """Two values, each reduced to where they differ when they are long."""
    if isinstance(old, list) and isinstance(new, list) and len(_json(old) + _json(new)) > WIDTH:
        old, new = _differing_items(old, new), _differing_items(new, old)
    old, new = (value if isinstance(value, str) else _json(value) for value in (old, new))
    if max(len(old), len(new)) > WIDTH:
        same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), 0)
        start = max(0, same - WIDTH // 3)
        left_out = "…" if start else ""
        old, new = left_out + old[start:], left_out + new[start:]
    return _short(old), _short(new)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _differing_items(items: list[Any], others: list[Any]) -> list[Any]:
    """The items of a list that another lacks; of structs with an id only the fields that differ."""
    known = {o["id"]: o for o in others if isinstance(o, dict) and "id" in o}
    found = []
    for item in items:
        if item in others:
            continue
        other = known.get(item.get("id")) if isinstance(item, dict) else None
        if other is not None:
            fields = {name: v for name, v in item.items() if other.get(name) != v}
            item = {"id": item["id"], **fields}
        found.append(item)
    return found


def _examples(config: ConfigChanges) -> Iterator[str]:
    for row in config.edited[:EXAMPLES]:
        for field, (old, new) in row.fields.items():
            before, after = _difference(old, new)
            yield f"  edited   {config.config}/{row.split} {row.id} · {field}"
            yield f"    was {before}"
            yield f"    is  {after}"
    for moved in config.moved[:EXAMPLES]:
        yield f"  moved    {config.config} {moved.id}: {moved.old} → {moved.new}"
    for word, rows in (("removed", config.removed), ("added", config.added)):
        for row_id, split in rows[:EXAMPLES]:
            yield f"  {word:8} {config.config}/{split} {row_id}"


def verdict(changes: Changes) -> str:
    """Which bump the change demands and whether the new version is enough."""
    name = changes.bump.name
    if changes.bump is Bump.NONE:
        demand = "Nothing changed: no new version is needed."
    elif changes.bump is Bump.MAJOR and changes.old.major == 0:
        demand = f"Demands {name}, which before 1.0 is at least {changes.least}."
    else:
        demand = f"Demands {name}: at least {changes.least}."
    enough = "is enough" if changes.version_is_enough else "is too small"
    return f"{demand} The new version {changes.new} {enough}."


def changes_text(changes: Changes, movements: Sequence[Movement] = ()) -> str:
    """The whole difference for a terminal."""
    from sifara.report.tables import rendered_table

    rows = [
        [
            config.config,
            split,
            str(old),
            str(new),
            str(sum(s == split for _, s in config.added)),
            str(sum(s == split for _, s in config.removed)),
            str(sum(row.split == split for row in config.edited)),
            str(sum(row.new == split for row in config.moved)),
        ]
        for config in changes.configs
        for split, (old, new) in config.sizes.items()
    ]
    head = ["config", "split", "before", "after", "added", "removed", "edited", "moved in"]
    title = (
        f"{changes.old} ({changes.old_sha256[:12]}…) → {changes.new} ({changes.new_sha256[:12]}…)"
    )
    parts = [rendered_table(head, rows, title=title, numeric=head[2:])]
    for config in changes.configs:
        lines = [
            f"{config.config}: {edits} edits of {field}"
            for field, edits in config.edits_by_field.items()
        ]
        lines += [f"{config.config}: field {f.field} {f.change}" for f in config.fields]
        lines += _examples(config)
        if lines:
            parts.append("\n".join(lines))
    if changes.files and changes.old_sha256 == changes.new_sha256:
        parts.append("Other bytes, same rows: " + ", ".join(changes.files))
    if movements:
        cells = _movement_cells(movements)
        parts.append(rendered_table(_SCORES, cells, title="Scores", numeric=_SCORE_NUMBERS))
    parts.append(verdict(changes))
    return "\n\n".join(parts)


def _number(value: float | None, form: str = ".3f") -> str:
    return "–" if value is None else format(value, form)


_SCORES = ["task", "split", "system", "before", "after", "moved", "by"]
_SCORE_NUMBERS = _SCORES[3:6]


def _movement_cells(movements: Iterable[Movement]) -> list[list[str]]:
    return [
        [
            f"{move.task} {move.metric}",
            move.split,
            move.model,
            _number(move.old),
            _number(move.new),
            _number(move.difference, "+.3f"),
            move.cause,
        ]
        for move in movements
    ]


def changelog_entry(changes: Changes, movements: Sequence[Movement] = ()) -> str:
    """A Markdown entry for the changelog, under the heading ``## Data X.Y.Z``."""
    size = f"a {changes.bump.name.lower()} change" if changes.bump else "no change"
    found: dict[str, list[str]] = {"Added": [], "Changed": [], "Removed": [], "Moved": []}
    for config in changes.configs:
        for title, item in _entry_items(config):
            found[title].append(f"- `{config.config}`: {item}")
    if changes.files and changes.old_sha256 == changes.new_sha256:
        files = ", ".join(f"`{name}`" for name in changes.files)
        found["Changed"].append(f"- No row; other bytes in {files}.")
    sections = {title: "\n".join(items) for title, items in found.items() if items}
    both = [move for move in movements if move.difference is not None]
    moved = [move for move in both if move.cause != "unchanged"]
    if moved:
        sections["Scores"] = table(_SCORES, _movement_cells(moved), _SCORE_NUMBERS)
    head = (
        f"## Data {changes.new}\n\nContent `{changes.new_sha256}`; {size} against {changes.old}.\n"
    )
    return head + "".join(f"\n### {title}\n\n{text}\n" for title, text in sections.items())


def _entry_items(config: ConfigChanges) -> Iterator[tuple[str, str]]:
    """What is said of a config, each with the title that it stands under; rows before fields."""
    for split in dict.fromkeys(split for _, split in config.added):
        yield "Added", f"{sum(s == split for _, s in config.added)} rows in {split}"
    if config.edited:
        ids = _named(config, (f"`{row.id}`" for row in config.edited))
        fields = ", ".join(f"`{f}` ({n})" for f, n in config.edits_by_field.items())
        yield "Changed", f"{len(config.edited)} rows edited in {fields}: {ids}"
    if config.removed:
        ids = _named(config, (f"`{row}` of {split}" for row, split in config.removed))
        yield "Removed", f"{len(config.removed)} rows: {ids}"
    if config.moved:
        ids = _named(config, (f"`{row.id}` from {row.old} to {row.new}" for row in config.moved))
        yield "Moved", f"{len(config.moved)} rows: {ids}"
    for field in config.fields:
        added = field.change.startswith(("added", "labels added"))
        title = "Added" if added else "Removed" if field.change == "removed" else "Changed"
        yield title, f"field `{field.field}` {field.change}"


def _named(config: ConfigChanges, rows: Iterable[str]) -> str:
    """Rows in a line; of a config that follows from others the first ones, and how many more."""
    names = list(rows)
    shown = names if config.config in ANNOTATED else names[:NAMED]
    more = [f"and {len(names) - len(shown)} more"] if len(names) > len(shown) else []
    return ", ".join([*shown, *more])


def with_entry(changelog: str, entry: str) -> str:
    """A changelog with an entry in front of the others, or in place of the one of that version.

    What somebody wrote under the heading, before the line on the content, stays.
    """
    heading, _, generated = entry.partition("\n")
    entries = re.split(r"(?m)^(?=## )", changelog)
    head = entries[0].strip() or "# Changelog"
    own = "".join(old for old in entries[1:] if old.splitlines()[0] == heading)
    written = own.removeprefix(heading).partition(_GENERATED)[0]
    others = [old for old in entries[1:] if old.splitlines()[0] != heading]
    parts = (head, heading, written, generated, *others)
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"
