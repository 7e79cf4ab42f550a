"""Paths stay inside ``data/raw``, and writing is whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from sifara.files import replaced_folder, write_text
from sifara.gold.repository import Repository, find_repository, sha256
from tests.conftest import CHECKOUT

SEEDS = CHECKOUT.parent / "shared" / "seeds"


@pytest.mark.parametrize(
    "file", ["../secret.txt", "/etc/passwd", "raw/web/../../gold/x.txt", "gold/entities.jsonl"]
)
def test_a_raw_path_that_leaves_the_raw_texts_is_refused(checkout: Repository, file: str) -> None:
    with pytest.raises(ValueError, match="outside data/raw"):
        checkout.raw_path(file)


def test_a_link_that_leads_out_of_the_raw_texts_is_refused(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    link = repository.data / "raw" / "web" / "000.txt"
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    with pytest.raises(ValueError, match="outside data/raw"):
        repository.read_raw("raw/web/000.txt")


def test_the_raw_articles_are_those_whose_hash_the_gold_states(checkout: Repository) -> None:
    for document in checkout.read_documents():
        assert sha256(checkout.raw_path(document.file)) == document.sha256


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the source articles are not beside the checkout")
def test_the_raw_articles_are_the_source_articles_byte_for_byte(checkout: Repository) -> None:
    for seed in SEEDS.glob("*.txt"):
        assert checkout.raw_path(f"raw/web/{seed.name}").read_bytes() == seed.read_bytes()


def test_raw_texts_are_read_without_translating_line_ends(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    path = repository.data / "raw" / "web" / "000.txt"
    path.parent.mkdir(parents=True)
    path.write_bytes("\ufeffا\r\nب\u2028".encode())
    assert repository.read_raw("raw/web/000.txt") == "\ufeffا\r\nب\u2028"


def test_a_misspelt_document_gets_the_nearest_one_suggested(checkout: Repository) -> None:
    with pytest.raises(FileNotFoundError, match="did you mean 'web-00"):
        checkout.read_document("web-00")


def test_a_folder_outside_any_checkout_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="not inside a Sifara checkout"):
        find_repository(tmp_path)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    write_text(path, "old")
    with pytest.raises(UnicodeEncodeError):
        write_text(path, "new \ud800")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "release"
    for content in ("old", "new"):
        with replaced_folder(target) as folder:
            (folder / content).write_text(content)
    assert [path.name for path in target.iterdir()] == ["new"]
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_a_build_that_dies_leaves_the_old_folder_whole(tmp_path: Path) -> None:
    target = tmp_path / "release"
    with replaced_folder(target) as folder:
        (folder / "rows").write_text("old")

    def dying_build() -> None:
        with replaced_folder(target) as folder:
            (folder / "rows").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        dying_build()
    assert (target / "rows").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["release"]


def test_a_swap_that_died_between_its_two_renames_is_put_right(tmp_path: Path) -> None:
    target = tmp_path / "release"
    old = tmp_path / ".release.old"
    old.mkdir()
    (old / "rows").write_text("old")

    def dying_build() -> None:
        with replaced_folder(target):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        dying_build()
    assert (target / "rows").read_text() == "old"
