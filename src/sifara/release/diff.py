"""What changed between two releases: rows, fields and labels, and how large the change is.

A row is known by its id within a config, whatever its split; labels are compared as strings, files
by their rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sifara.gold.corpus import Gold
from sifara.gold.repository import Repository, sha256
from sifara.release.parquet import (
    MANIFEST,
    RENDERED,
    read_manifest,
    read_rows,
    row_problems,
    write,
)
from sifara.release.version import Bump, Version

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Edited:
    """A row with other values: per field what it was and what it is."""

    id: str
    split: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Moved:
    """A row that changed its split."""

    id: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that was added, removed or given another type or other labels.

    Attributes:
        field: Path of the field, such as ``segments[].topics[]``.
        change: What happened, in words.
        breaking: Whether code that read the old field can go wrong.
    """

    field: str
    change: str
    breaking: bool


@dataclass(frozen=True)
class ConfigChanges:
    """The changes of one config.

    Attributes:
        config: Name of the config.
        sizes: Rows before and after, by split.
        added: Id and split of every row that is new.
        removed: Id and split of every row that is gone.
        moved: Rows in another split.
        edited: Rows with other values.
        fields: Changes of the fields.
    """

    config: str
    sizes: Mapping[str, tuple[int, int]]
    added: tuple[tuple[str, str], ...]
    removed: tuple[tuple[str, str], ...]
    moved: tuple[Moved, ...]
    edited: tuple[Edited, ...]
    fields: tuple[FieldChange, ...]

    @property
    def edits_by_field(self) -> dict[str, int]:
        """Number of edited rows by field, the most edited first."""
        count = Counter(field for row in self.edited for field in row.fields)
        return dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))

    @property
    def bump(self) -> Bump:
        """How large the change is."""
        if self.removed or self.moved or self.edited or any(f.breaking for f in self.fields):
            return Bump.MAJOR
        return Bump.MINOR if self.added or self.fields else Bump.NONE

    def lines(self) -> Iterator[str]:
        """Every change in a line, the fields first."""
        for field in self.fields:
            yield f"{self.config}: field {field.field} {field.change}"
        for word, rows in (("removed", self.removed), ("added", self.added)):
            yield from (f"{self.config}/{split}: {row} {word}" for row, split in rows)
        for moved in self.moved:
            yield f"{self.config}: {moved.id} moved from {moved.old} to {moved.new}"
        for row in self.edited:
            yield f"{self.config}/{row.split}: {row.id} edited ({', '.join(row.fields)})"


@dataclass(frozen=True)
class Changes:
    """Everything that changed between two releases.

    Attributes:
        old: Version of the old release.
        new: Version of the new one.
        old_sha256: Content hash of the old release.
        new_sha256: Content hash of the new one.
        configs: The changes of each config of either.
        files: Files with the same rows, or none, and other bytes.
    """

    old: Version
    new: Version
    old_sha256: str
    new_sha256: str
    configs: tuple[ConfigChanges, ...]
    files: tuple[str, ...]

    @property
    def bump(self) -> Bump:
        """The bump that the change demands."""
        rows = max((config.bump for config in self.configs), default=Bump.NONE)
        return rows or (Bump.PATCH if self.files else Bump.NONE)

    @property
    def least(self) -> Version:
        """The smallest version that the new release may have."""
        return self.old.least_after(self.bump)

    @property
    def version_is_enough(self) -> bool:
        """Whether the new version is at least the one that the change demands."""
        return self.new >= self.least


def changes(old: Path, new: Path) -> Changes:
    """Compares two release folders.

    Raises:
        FileNotFoundError: When a folder holds no release.
        UsageError: When a version has an unknown form.
    """
    manifests = read_manifest(old), read_manifest(new)
    before, after = (manifest["configs"] for manifest in manifests)
    names = [*after, *(config for config in before if config not in after)]
    return Changes(
        old=Version.parse(manifests[0]["version"]),
        new=Version.parse(manifests[1]["version"]),
        old_sha256=manifests[0]["content_sha256"],
        new_sha256=manifests[1]["content_sha256"],
        configs=tuple(
            _config_changes(name, (old, before.get(name, {})), (new, after.get(name, {})))
            for name in names
        ),
        files=tuple(_other_bytes(old, new, *manifests)),
    )


def stale(repository: Repository) -> list[str]:
    """What in the release of a checkout is not what its gold gives, a line each.

    Files are compared by their rows, so that another version of the Parquet writer is no
    difference; a file that is missing or does not agree with its own manifest is one.

    Raises:
        FileNotFoundError: When there is no release.
    """
    folder = repository.release
    manifest = read_manifest(folder)
    problems = [line for config in manifest["configs"] for line in row_problems(folder, config)]
    with TemporaryDirectory() as temporary:
        fresh = write(Gold.read(repository), repository.read_version(), Path(temporary))
        if not problems:
            found = changes(folder, Path(temporary))
            problems = [line for config in found.configs for line in config.lines()]
    if not problems and fresh != manifest:
        other = ", ".join(key for key in fresh if fresh[key] != manifest.get(key))
        problems = [f"{MANIFEST} differs in {other or 'keys that are unknown'}"]
    return problems


Side = tuple[Path, Mapping[str, Any]]


def _config_changes(config: str, old: Side, new: Side) -> ConfigChanges:
    before, after = _rows(config, *old), _rows(config, *new)
    both = [row for row in after if row in before]
    edited = []
    for row in both:
        fields = _edited_fields(before[row][1], after[row][1])
        if fields:
            edited.append(Edited(row, after[row][0], fields))
    splits = [*new[1], *(split for split in old[1] if split not in new[1])]
    return ConfigChanges(
        config=config,
        sizes={s: (_size(old, s), _size(new, s)) for s in splits},
        added=tuple((row, after[row][0]) for row in after if row not in before),
        removed=tuple((row, before[row][0]) for row in before if row not in after),
        moved=tuple(
            Moved(row, before[row][0], after[row][0])
            for row in both
            if before[row][0] != after[row][0]
        ),
        edited=tuple(edited),
        fields=tuple(_field_changes(_types(config, *old), _types(config, *new))),
    )


def _size(side: Side, split: str) -> int:
    return int(side[1].get(split, {"rows": 0})["rows"])


def _rows(config: str, folder: Path, splits: Mapping[str, Any]) -> dict[str, tuple[str, Row]]:
    return {row["id"]: (split, row) for split in splits for row in read_rows(folder, config, split)}


def _edited_fields(old: Row, new: Row) -> dict[str, tuple[Any, Any]]:
    return {
        name: (old[name], new[name])
        for name in old
        if name in new and not _same(old[name], new[name])
    }


def _same(old: Any, new: Any) -> bool:
    """Whether a value is unchanged, fields that only one side has left aside."""
    if isinstance(old, dict) and isinstance(new, dict):
        return all(_same(old[key], new[key]) for key in old if key in new)
    if isinstance(old, list) and isinstance(new, list):
        return len(old) == len(new) and all(map(_same, old, new))
    return bool(old == new)


Types = dict[str, tuple[str, tuple[str, ...]]]


def _types(config: str, folder: Path, splits: Mapping[str, Any]) -> Types:
    """Type and labels of every field of a config, nested ones by their path."""
    import pyarrow.parquet as pq
    from datasets import Features

    for split in splits:
        schema = pq.read_schema(folder / config / f"{split}.parquet")
        return dict(_flat(Features.from_arrow_schema(schema), ""))
    return {}


def _flat(feature: Any, path: str) -> Iterator[tuple[str, tuple[str, tuple[str, ...]]]]:
    from datasets import ClassLabel, List

    if isinstance(feature, dict):
        for name, inner in feature.items():
            yield from _flat(inner, f"{path}.{name}" if path else name)
    elif isinstance(feature, List):
        yield from _flat(feature.feature, f"{path}[]")
    elif isinstance(feature, ClassLabel):
        yield path, ("ClassLabel", tuple(feature.names))
    else:
        yield path, (getattr(feature, "dtype", str(feature)), ())


def _field_changes(old: Types, new: Types) -> Iterator[FieldChange]:
    if not old or not new:
        return
    for field in old:
        if field not in new:
            yield FieldChange(field, "removed", True)
    for field, (kind, labels) in new.items():
        if field not in old:
            yield FieldChange(field, f"added ({kind})", False)
            continue
        old_kind, old_labels = old[field]
        if kind != old_kind:
            yield FieldChange(field, f"{old_kind} became {kind}", True)
        elif labels[: len(old_labels)] != old_labels:
            yield FieldChange(field, "labels reordered, renamed or removed", True)
        elif labels != old_labels:
            added = ", ".join(labels[len(old_labels) :])
            yield FieldChange(field, f"labels added at the end: {added}", False)


def _other_bytes(
    old: Path, new: Path, old_manifest: Mapping[str, Any], new_manifest: Mapping[str, Any]
) -> Iterator[str]:
    """Files that differ although their rows do not: another writer, another card."""
    for config, splits in new_manifest["configs"].items():
        for split, entry in splits.items():
            before = old_manifest["configs"].get(config, {}).get(split)
            same_rows = before and before["rows_sha256"] == entry["rows_sha256"]
            if same_rows and sha256(old / before["file"]) != sha256(new / entry["file"]):
                yield entry["file"]
    versions = old_manifest["version"], new_manifest["version"]
    for name in (MANIFEST, *RENDERED):
        texts = [
            path.read_text(encoding="utf-8") if path.is_file() else ""
            for path in (old / name, new / name)
        ]
        if texts[0].replace(*versions) != texts[1]:
            yield name
