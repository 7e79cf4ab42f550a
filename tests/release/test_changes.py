"""Laws of the comparison of two releases: every change is one of four kinds, and has its size."""

from __future__ import annotations

import itertools
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Features, List, Value
from hypothesis import given, settings
from hypothesis import strategies as st

from sifara.errors import UsageError
from sifara.release.diff import Changes, ConfigChanges, Edited, FieldChange, Moved, changes
from sifara.release.parquet import content_hash, encode, rows_hash
from sifara.release.version import Bump, Version

#: Rows of a config: split and value by id.
Rows = Mapping[str, tuple[str, Any]]

SPLITS = ("train", "test", "web")
PLAIN = Features({"id": Value("string"), "value": Value("string")})


def written(
    folder: Path, rows: Rows, features: Features = PLAIN, version: str = "0.1.0", config: str = "c"
) -> Path:
    """A release of one config with the fields ``id`` and ``value``."""
    configs: dict[str, dict[str, Any]] = {config: {}}
    for split in dict.fromkeys(split for split, _ in rows.values()):
        own = [{"id": i, "value": value} for i, (s, value) in rows.items() if s == split]
        file = f"{config}/{split}.parquet"
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(encode(own, features), folder / file)
        configs[config][split] = {"file": file, "rows": len(own), "rows_sha256": rows_hash(own)}
    manifest = {"version": version, "configs": configs, "content_sha256": content_hash(configs)}
    (folder / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def compared(tmp: Path, old: Rows, new: Rows) -> ConfigChanges:
    """The changes of the one config between two releases."""
    folders = []
    for rows in (old, new):
        folder = tmp / str(len(list(tmp.iterdir())))
        folder.mkdir()
        folders.append(written(folder, rows))
    (found,) = changes(*folders).configs
    return found


ROWS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.tuples(st.sampled_from(SPLITS), st.sampled_from(["x", "y", ""])),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(ROWS, ROWS)
def test_rows_are_added_removed_moved_or_edited_as_sets_say(
    tmp_path_factory: pytest.TempPathFactory, old: Rows, new: Rows
) -> None:
    found = compared(tmp_path_factory.mktemp("laws"), old, new)
    both = old.keys() & new.keys()
    assert dict(found.added) == {row: new[row][0] for row in new.keys() - old.keys()}
    assert dict(found.removed) == {row: old[row][0] for row in old.keys() - new.keys()}
    assert {m.id: (m.old, m.new) for m in found.moved} == {
        row: (old[row][0], new[row][0]) for row in both if old[row][0] != new[row][0]
    }
    assert {e.id: (e.split, e.fields["value"]) for e in found.edited} == {
        row: (new[row][0], (old[row][1], new[row][1])) for row in both if old[row][1] != new[row][1]
    }
    assert found.sizes == {
        split: tuple(sum(s == split for s, _ in side.values()) for side in (old, new))
        for split in {s for side in (old, new) for s, _ in side.values()}
    }
    assert found.edits_by_field == ({"value": len(found.edited)} if found.edited else {})
    lines = list(found.lines())
    assert len(lines) == len(set(lines))
    assert len(lines) == len(found.added) + len(found.removed) + len(found.moved) + len(
        found.edited
    )


#: One change of each kind, and the bump that it demands alone.
KINDS = {
    "added": ((("a", "test"),), Bump.MINOR),
    "removed": ((("a", "test"),), Bump.MAJOR),
    "moved": ((Moved("a", "train", "test"),), Bump.MAJOR),
    "edited": ((Edited("a", "test", {"value": (1, 2)}),), Bump.MAJOR),
    "fields": ((FieldChange("f", "added (string)", breaking=False),), Bump.MINOR),
    "broken": ((FieldChange("f", "removed", breaking=True),), Bump.MAJOR),
}


def config_with(*kinds: str, name: str = "c") -> ConfigChanges:
    found: dict[str, Any] = dict.fromkeys(("added", "removed", "moved", "edited", "fields"), ())
    for kind in kinds:
        place = "fields" if kind == "broken" else kind
        found[place] += KINDS[kind][0]
    return ConfigChanges(config=name, sizes={}, **found)


@pytest.mark.parametrize(
    "kinds", [c for n in range(3) for c in itertools.combinations(KINDS, n)], ids="+".join
)
def test_a_change_is_as_large_as_its_largest_part(kinds: tuple[str, ...]) -> None:
    wanted = max((KINDS[kind][1] for kind in kinds), default=Bump.NONE)
    assert config_with(*kinds).bump is wanted
    both = (config_with(name="first"), config_with(*kinds))
    old, new = Version(1, 2, 3), Version(9, 0, 0)
    for configs in (both, both[::-1]):
        found = Changes(old, new, "", "", configs, files=("README.md",))
        assert found.bump is (wanted or Bump.PATCH)
        assert Changes(old, new, "", "", configs, files=()).bump is wanted


VERSIONS = st.builds(Version, st.integers(0, 2), st.integers(0, 2), st.integers(0, 2))


@given(VERSIONS, VERSIONS, st.sampled_from(list(KINDS)))
def test_a_version_is_enough_from_the_least_one_on(old: Version, new: Version, kind: str) -> None:
    found = Changes(old, new, "", "", (config_with(kind),), files=())
    assert found.version_is_enough == (new >= found.least)
    assert found.least == old.least_after(found.bump) > old
    assert [old.least_after(bump) for bump in Bump] == sorted(old.least_after(b) for b in Bump)
    assert Version.parse(str(old)) == old


TOPIC = ClassLabel(names=["peace", "war"])

#: Type of ``value`` before and after, with a value of each, and what is said of the field.
TYPES = {
    "the same": (Value("string"), "a", Value("string"), "a", []),
    "another type": (
        *(Value("string"), "1", Value("int32"), 1),
        [("value", "string became int32", True)],
    ),
    "a label more at the end": (
        *(TOPIC, "war", ClassLabel(names=["peace", "war", "aid"]), "war"),
        [("value", "labels added at the end: aid", False)],
    ),
    "a label more in front": (
        *(TOPIC, "war", ClassLabel(names=["aid", "peace", "war"]), "war"),
        [("value", "labels reordered, renamed or removed", True)],
    ),
    "a label fewer": (
        *(TOPIC, "peace", ClassLabel(names=["peace"]), "peace"),
        [("value", "labels reordered, renamed or removed", True)],
    ),
    "labels instead of strings": (
        *(Value("string"), "peace", TOPIC, "peace"),
        [("value", "string became ClassLabel", True)],
    ),
    "one field became a list": (
        *(Value("string"), "a", List(Value("string")), ["a"]),
        [("value", "removed", True), ("value[]", "added (string)", False)],
    ),
    "a field within a struct": (
        *({"x": Value("string")}, {"x": "a"}),
        *({"x": Value("string"), "y": Value("int32")}, {"x": "a", "y": 1}),
        [("value.y", "added (int32)", False)],
    ),
    "a field gone from a list of structs": (
        *(List({"x": Value("string"), "y": TOPIC}), [{"x": "a", "y": "war"}]),
        *(List({"x": Value("string")}), [{"x": "a"}]),
        [("value[].y", "removed", True)],
    ),
}


@pytest.mark.parametrize("name", TYPES)
def test_a_field_is_told_by_its_path_what_happened_and_whether_readers_break(
    name: str, tmp_path: Path
) -> None:
    before, old, after, new, wanted = TYPES[name]
    folders = []
    for place, (kind, value) in {"old": (before, old), "new": (after, new)}.items():
        (tmp_path / place).mkdir()
        features = Features({"id": Value("string"), "value": kind})
        folders.append(written(tmp_path / place, {"a": ("test", value)}, features))
    (found,) = changes(*folders).configs
    assert [(f.field, f.change, f.breaking) for f in found.fields] == wanted


NESTED = Features({"id": Value("string"), "value": List({"x": Value("string")})})


@pytest.mark.parametrize(
    ("old", "new", "edited"),
    [
        ([{"x": "a"}], [{"x": "a"}], False),
        ([{"x": "a"}], [{"x": "b"}], True),
        ([{"x": "a"}], [{"x": "a"}, {"x": "b"}], True),
        ([{"x": "a"}, {"x": "b"}], [{"x": "a"}], True),
        ([{"x": "a"}, {"x": "b"}], [{"x": "b"}, {"x": "a"}], True),
        ([], [{"x": None}], True),
        ([{"x": None}], [{"x": ""}], True),
    ],
)
def test_values_are_compared_deep_down(old: object, new: object, edited: bool, tmp_path: Path):
    folders = []
    for place, value in (("old", old), ("new", new)):
        (tmp_path / place).mkdir()
        folders.append(written(tmp_path / place, {"a": ("test", value)}, NESTED))
    (found,) = changes(*folders).configs
    assert bool(found.edited) == edited


def test_a_config_that_comes_or_goes_has_all_its_rows(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    old = written(tmp_path / "old", {"a": ("test", "x")}, config="old")
    new = written(tmp_path / "new", {"b": ("test", "x")}, config="new")
    found = {config.config: config for config in changes(old, new).configs}
    assert list(found) == ["new", "old"]
    assert found["new"].added == (("b", "test"),)
    assert found["old"].removed == (("a", "test"),)
    assert found["new"].fields == found["old"].fields == ()


@pytest.mark.parametrize(
    ("old", "bump", "least"),
    [
        ("0.1.0", Bump.NONE, "0.1.0"),
        ("0.1.0", Bump.PATCH, "0.1.1"),
        ("0.1.4", Bump.MINOR, "0.2.0"),
        ("0.1.4", Bump.MAJOR, "0.2.0"),
        ("1.2.3", Bump.PATCH, "1.2.4"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
    ],
)
def test_the_smallest_version_that_a_change_may_have(old: str, bump: Bump, least: str) -> None:
    assert str(Version.parse(old).least_after(bump)) == least


def test_versions_are_numbers_not_text() -> None:
    assert Version.parse("0.10.0") > Version.parse("0.9.9")
    for wrong in ("1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "١.٠.٠"):
        with pytest.raises(UsageError, match="expected three numbers"):
            Version.parse(wrong)
