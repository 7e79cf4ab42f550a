"""Files are written whole, together or not at all, and where that cannot be it is said before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sifara.errors import UsageError
from sifara.files import check_target, replaced_folder, write_text, write_texts


def everything(folder: Path) -> dict[str, bytes | None]:
    """What stands in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("folder", "it is a folder"),
        ("file/new.txt", "Not a directory"),
        ("x" * 300, "File name too long"),
        ("missing/" + "x" * 300, "File name too long"),
        ("pipe", "it is no file"),
    ],
)
def test_the_message_says_where_and_why(place: Path, name: str, reason: str) -> None:
    if name == "pipe":
        os.mkfifo(place / name)
    before = everything(place)
    for write in (check_target, lambda path: write_texts({place / "new.txt": "", path: ""})):
        with pytest.raises(UsageError, match=f"{name} cannot be written: {reason}; name another"):
            write(place / name)
    assert everything(place) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_is_read_only_is_said_before(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="Permission denied"):
        check_target(tmp_path / "new" / "file")


@pytest.mark.parametrize("failing", range(3))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_files_are_written_all_or_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: int,
    error: BaseException,
    step: str,
) -> None:
    (tmp_path / "b").write_text("before")
    before = everything(tmp_path)
    taken, real = [], getattr(Path, step)

    def fails(self: Path, *arguments: object) -> object:
        taken.append(self)
        if len(taken) == failing + 1:
            raise error
        return real(self, *arguments)

    monkeypatch.setattr(Path, step, fails)
    with pytest.raises(type(error)) as caught:
        write_texts({tmp_path / name: "after" for name in "abc"})
    monkeypatch.undo()
    assert everything(tmp_path) == before
    if isinstance(caught.value, OSError):
        assert caught.value.filename == str(tmp_path / "abc"[failing])


def test_a_link_stays_and_what_it_points_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("before")
    (tmp_path / "real").chmod(0o600)
    (tmp_path / "link").symlink_to("real")
    write_texts({tmp_path / "link": "after"})
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "after"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o600
