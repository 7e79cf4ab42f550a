"""Building the release: deterministic, refused for bad data, compared row by row."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sifara.errors import UsageError
from sifara.files import write_text
from sifara.gold.corpus import Gold
from sifara.gold.records import Segment, format_document
from sifara.gold.repository import Repository
from sifara.release.diff import stale
from sifara.release.fields import CONFIGS
from sifara.release.parquet import (
    CARD,
    CROISSANT,
    MANIFEST,
    RENDERED,
    read_manifest,
    read_rows,
    rows_hash,
)
from sifara.release.rows import rows, splits
from sifara.report.card.rendering import build
from tests.conftest import CHECKOUT, document, entity

Make = Callable[..., Repository]
SCRIPT = CHECKOUT / "scripts" / "build_release.py"


def run_build(root: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(SCRIPT), "--root", str(root), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )


@pytest.fixture
def copy(small_original: Repository, tmp_path: Path) -> Repository:
    """A small copy of the checkout that a test may change."""
    return Repository(Path(shutil.copytree(small_original.root, tmp_path / "copy")))


@pytest.mark.slow
def test_the_committed_release_is_what_the_gold_gives(checkout: Repository) -> None:
    found = run_build(checkout.root, "--check")
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.slow
def test_the_same_gold_gives_the_same_bytes_whatever_the_surroundings(copy: Repository) -> None:
    worlds = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LANG": "C", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "Pacific/Auckland", "LANG": "tr_TR.UTF-8", "LC_ALL": ""},
    )
    builds = []
    for world in worlds:
        found = run_build(copy.root, **world)
        assert found.returncode == 0, found.stderr
        builds.append(
            {p.relative_to(copy.release): p.read_bytes() for p in copy.release.rglob("*.*")}
        )
    assert builds[0] == builds[1]
    assert len(builds[0]) >= 7


@pytest.mark.slow
def test_the_script_names_the_rows_that_differ_and_what_to_run(copy: Repository) -> None:
    relink(copy)
    found = run_build(copy.root, "--check")
    assert found.returncode == 1
    assert "mentions/web: web-000." in found.stdout
    assert "run: python scripts/build_release.py" in found.stdout


def relink(repository: Repository) -> None:
    """Gives a mention another entity."""
    path = repository.document_path("web-000")
    text = path.read_text("utf-8")
    path.write_text(text.replace('"entity": "palestine"', '"entity": "libya"', 1), "utf-8")


def drop_row(repository: Repository) -> None:
    path = repository.release / "topics" / "web.parquet"
    pq.write_table(pq.read_table(path).slice(1), path)


def drop_file(repository: Repository) -> None:
    (repository.release / "topics" / "web.parquet").unlink()


def break_file(repository: Repository) -> None:
    (repository.release / "topics" / "web.parquet").write_bytes(b"PAR1")


def raise_version(repository: Repository) -> None:
    write_text(repository.version, "0.2.0\n")


def change_manifest(repository: Repository) -> None:
    path = repository.release / MANIFEST
    path.write_text(path.read_text("utf-8").replace("canary:", "canary:x"), "utf-8")


def add_key(repository: Repository) -> None:
    path = repository.release / MANIFEST
    path.write_text(path.read_text("utf-8").replace("{", '{"more": 1,', 1), "utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (relink, r"mentions/web: web-000\.\S+ edited \((variation, )?entity, cluster\)"),
        (relink, r"documents/web: web-000 edited \(mentions\)"),
        (drop_row, r"topics/web\.parquet has \d+ rows with hash .* manifest says \d+ with"),
        (drop_file, r"topics/web\.parquet is missing$"),
        (break_file, r"topics/web\.parquet cannot be read"),
        (raise_version, r"MANIFEST\.json differs in version$"),
        (change_manifest, r"MANIFEST\.json differs in canary$"),
        (add_key, r"MANIFEST\.json differs in keys that are unknown$"),
    ],
)
def test_what_is_not_what_the_gold_gives_is_named(
    copy: Repository, change: Callable[[Repository], None], said: str
) -> None:
    assert stale(copy) == []
    change(copy)
    assert any(re.match(said, line) for line in stale(copy)), stale(copy)


def test_another_writer_of_the_same_rows_is_no_difference(copy: Repository) -> None:
    path = copy.release / "topics" / "web.parquet"
    pq.write_table(pq.read_table(path), path, compression="none", version="1.0")
    assert stale(copy) == []


@pytest.mark.slow
def test_data_with_findings_gives_no_release(copy: Repository) -> None:
    before = (copy.release / MANIFEST).read_bytes()
    path = copy.document_path("web-000")
    path.write_text(path.read_text("utf-8").replace('"start": 14', '"start": 15', 1), "utf-8")
    found = run_build(copy.root)
    assert found.returncode == 1
    assert "surface-mismatch" in found.stderr
    assert (copy.release / MANIFEST).read_bytes() == before


def test_a_build_keeps_card_and_croissant_while_the_rows_are_the_same(
    make_repository: Make,
) -> None:
    repository = make_repository([document(1, "زار الوفد")], build=True)
    for name in RENDERED:
        (repository.release / name).write_text("rendered", encoding="utf-8")
    build(repository)
    assert {(repository.release / name).read_text("utf-8") for name in RENDERED} == {"rendered"}
    record = repository.read_document("auth-001")
    segment = replace(record.segments[0], topics=("peace-process",))
    edited = replace(record, segments=(segment,))
    write_text(repository.document_path(record.id), format_document(edited))
    build(repository)
    assert (repository.release / CARD).read_text("utf-8") != "rendered"
    assert not (repository.release / CROISSANT).exists()


@pytest.mark.parametrize("name", ["NOTES", "Mine.md", "notes.txt", "topics/extra.parquet"])
def test_a_build_loses_no_file_that_it_has_not_made(make_repository: Make, name: str) -> None:
    repository = make_repository([document(1, "زار الوفد")], build=True)
    path = repository.release / name
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match=f"holds {name}, which no build has made"):
        build(repository)
    assert path.read_text("utf-8") == "mine"


def test_rows_that_come_back_from_parquet_are_the_rows_that_went_in(make_repository: Make) -> None:
    first = document(1, "زار ليبيا", [("ليبيا", "GPE", "name", "libya")])
    second = document(2, "عن ليبيا", [("ليبيا", "GPE", "name", "libya")])
    repository = make_repository([first, second], [entity("libya", name="ليبيا")], build=True)
    gold = Gold.read(repository)
    for config in CONFIGS:
        for split in splits(gold, config):
            found = list(rows(gold, config, split))
            assert found
            assert read_rows(repository.release, config, split) == found


def test_labels_inside_lists_are_encoded_where_the_first_list_is_empty(
    make_repository: Make,
) -> None:
    record, text = document(1, "اقرأ المزيد\nزار الوفد")
    record = replace(
        record,
        segments=(Segment(1, "boilerplate"), Segment(2, "body", ("bilateral-relations",))),
    )
    repository = make_repository([(record, text)], build=True)
    (row,) = read_rows(repository.release, "documents", "test")
    assert [s["topics"] for s in row["segments"]] == [[], ["bilateral-relations"]]


def test_the_hash_is_of_rows_not_of_files(make_repository: Make) -> None:
    repository = make_repository([document(1, "زار الوفد")], build=True)
    before = read_rows(repository.release, "topics", "test")
    path = repository.release / "topics" / "test.parquet"
    table = pq.read_table(path)
    pq.write_table(table, path, compression="gzip", version="1.0")
    assert rows_hash(read_rows(repository.release, "topics", "test")) == (rows_hash(before))


def test_another_edit_gives_another_content_hash(make_repository: Make) -> None:
    hashes = set()
    for number, topic in enumerate(("bilateral-relations", "peace-process")):
        repository = make_repository(
            [document(1, "زار الوفد", topics=(topic,))], folder=f"r{number}", build=True
        )
        hashes.add(read_manifest(repository.release)["content_sha256"])
    assert len(hashes) == 2
