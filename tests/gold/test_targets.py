"""Where something is going to be written is asked before the work for it is done."""

from __future__ import annotations

from pathlib import Path

import pytest

from sifara.errors import UsageError
from sifara.gold.repository import check_target, replaced_folder, write_text

#: Names below a folder with the file ``file`` and the folders ``folder`` and ``full``.
NAMES = (
    "new.txt",
    "file",
    "folder",
    "full",
    "folder/new.txt",
    "missing/deeper/new.txt",
    "file/new.txt",
    "file/deeper/new.txt",
    "x" * 255,
    "ل" * 127,
    "x" * 300,
    "x" * 300 + "/new.txt",
    "nul\0",
)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "inside").write_text("kept", encoding="utf-8")
    return tmp_path


def works(write: object, *arguments: object, **options: object) -> bool:
    try:
        write(*arguments, **options)  # type: ignore[operator]
    except (OSError, ValueError):
        return False
    return True


def fill(path: Path) -> None:
    with replaced_folder(path) as folder:
        (folder / "made").write_text("new", encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_a_file_that_passes_can_be_written_and_no_other(place: Path, name: str) -> None:
    before = sorted(place.rglob("*"))
    passes = works(check_target, place / name)
    assert sorted(place.rglob("*")) == before, "asking leaves nothing behind"
    assert passes == works(write_text, place / name, "new")


@pytest.mark.parametrize("name", [name for name in NAMES if len(name) < 100 or len(name) > 260])
def test_a_folder_that_passes_can_be_replaced_and_no_other(place: Path, name: str) -> None:
    passes = works(check_target, place / name, folder=True)
    assert passes == works(fill, place / name)
    assert (place / "file").read_text("utf-8") == "kept"


def test_the_message_says_where_and_why(place: Path) -> None:
    with pytest.raises(UsageError, match=r"file/new\.txt cannot be written: Not a directory"):
        check_target(place / "file" / "new.txt")
    with pytest.raises(UsageError, match="folder cannot be written: it is a folder"):
        check_target(place / "folder")
