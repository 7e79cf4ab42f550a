"""Which files are read: the same by validation, export and build, whatever else lies there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sifara.commands.documents import read_all
from sifara.gold.corpus import Gold
from sifara.gold.repository import Repository, listed
from sifara.release.rows import rows, splits
from sifara.validation import Run, validate
from sifara.validation.findings import Finding
from sifara.validation.targets import DOCUMENT
from tests.findings import golden

#: Names that desktops, editors and unfinished writes leave and that all leave alone.
LEFT_ALONE = (
    ".x.json",
    "._web-001.json",
    ".#web-001.json",
    ".auth-001.json.k3.tmp",
    ".DS_Store",
    "Thumbs.db",
    "desktop.ini",
    ".sifara-k3",
)

#: Names that look like data and are none.
REFUSED = ("auth-001.json~", "#auth-001.json#", "auth-001.JSON", "auth-001 copy.txt", "x.json.bak")

#: Places of the gold, from the root of a checkout.
PLACES = ("documents", "first", "second", "", "../raw/web", "../raw")

NAMES = st.sampled_from([*LEFT_ALONE, *REFUSED]) | st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", ".", "._", ".#", "#", "~$", "x "]),
        st.sampled_from(["auth-001", "auth-002", "web-000", "topics", "commissions", "first"]),
        st.sampled_from(["", ".json", ".jsonl", ".JSON", ".json~", ".tmp", ".txt", ".json.bak"]),
    ),
)


def put_file(path: Path) -> None:
    path.write_bytes(b"\x00\x05\x16\x07 no record")


def put_link(path: Path) -> None:
    path.symlink_to("nobody@nowhere.1234")


def put_folder(path: Path) -> None:
    path.mkdir()
    (path / "auth-001.json").write_text("{}", "utf-8")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A copy of the base of the golden folders that holds passes too."""
    root = tmp_path_factory.mktemp("odd") / "checkout"
    shutil.copytree(golden.BASE, root)
    repository = Repository(root)
    for folder in (repository.first, repository.second):
        folder.mkdir()
        shutil.copy(repository.document_path("auth-002"), folder)
    return repository


@pytest.fixture
def odd(base: Repository) -> Iterator[Callable[[str, str, Callable[[Path], None]], Path]]:
    """Puts something into a place of the gold; it is gone after the test."""
    made: list[Path] = []

    def put(place: str, name: str, how: Callable[[Path], None]) -> Path:
        path = (base.documents.parent / place).resolve() / name
        how(path)
        made.append(path)
        return path

    yield put
    for path in made:
        remove(path)


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def released(repository: Repository) -> set[str]:
    """The documents of a release."""
    gold = Gold.read(repository)
    kept = splits(gold, "documents")
    return {str(row["id"]) for split in kept for row in rows(gold, "documents", split)}


@given(
    st.sampled_from(PLACES), NAMES, st.sampled_from([put_file, put_link, put_folder]), st.booleans()
)
def test_what_is_there_is_read_by_all_or_is_a_finding_or_is_left_alone_by_all(
    base: Repository, place: str, name: str, how: Callable[[Path], None], whole: bool
) -> None:
    path = (base.documents.parent / place).resolve() / name
    assume(not path.exists())
    how(path)
    try:
        run = Run(base, None if whole else [base.root])
        found = list(run.findings())
        shown = path.relative_to(base.root).as_posix()
        ignored = name.startswith(".") or path not in listed(path.parent)
        ignored |= "raw" in place and path.suffix == ".txt" and not path.is_dir()
        assert bool(found) != ignored
        if ignored:
            names = released(base)
            assert len(names) == run.checked[DOCUMENT] == 3
            assert names == {document.id for document in read_all(base)}
        else:
            assert all(item.path.startswith(shown) for item in found)
    finally:
        remove(path)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_tools_leave_behind_is_left_alone(
    base: Repository, odd: Callable[..., Path], place: str, name: str
) -> None:
    odd(place, name, put_file)
    assert list(validate(base)) == []


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("documents", "expected ID.json, such as web-000.json"),
        ("second", "expected ID.json, such as web-000.json"),
        ("", "expected one of topics.json, entities.jsonl, commissions.jsonl"),
        ("../raw/web", "expected raw texts here, such as 000.txt"),
    ],
)
@pytest.mark.parametrize("name", REFUSED[:3])
def test_what_looks_like_data_and_is_none_is_refused_with_what_belongs_there(
    base: Repository, odd: Callable[..., Path], place: str, name: str, expected: str
) -> None:
    path = odd(place, name, put_file)
    for paths in (None, [path], [path.parent]):
        (item,) = validate(base, paths)
        assert item.code == "stray-file"
        assert item.path == path.relative_to(base.root).as_posix()
        assert expected in item.message


def test_a_raw_text_of_no_document_is_told_how_it_gets_one(
    base: Repository, odd: Callable[..., Path]
) -> None:
    path = odd("../raw/web", "new.txt", put_file)
    (item,) = validate(base, [path])
    assert "scaffold one with: sifara new document" in item.message
    (item,) = Run(base, notes=frozenset({"text-without-document"})).findings()
    assert (item.code, item.path) == ("text-without-document", "data/raw/web/new.txt")


def test_a_path_through_a_link_is_the_file_that_it_leads_to(
    base: Repository, tmp_path: Path, odd: Callable[..., Path]
) -> None:
    (tmp_path / "link").symlink_to(base.root)
    odd("documents", "auth-001.JSON", put_file)
    way = tmp_path / "link" / "data" / "gold" / "documents"
    items: list[Finding] = list(validate(base, [way]))
    assert [item.path for item in items] == ["data/gold/documents/auth-001.JSON"]
    assert list(validate(base, [way / "auth-001.json"])) == []
