"""Files are written whole, together or not at all, and where that cannot be it is said before."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara.errors import UsageError
from sifara.files import check_targets, write_texts


def everything(folder: Path) -> dict[str, bytes | None]:
    """What stands in a folder."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def file(folder: Path) -> Path:
    (folder / "file").write_text("x")
    return folder


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        (lambda folder: folder, "is a folder"),
        (lambda folder: file(folder) / "file" / "below", "Not a directory"),
        (lambda folder: file(folder) / "file" / "far" / "below", "Not a directory"),
        (lambda folder: folder / ("x" * 300), "File name too long"),
        (lambda folder: folder / "new" / ("x" * 300), "File name too long"),
        (lambda folder: folder / ("x" * 300) / "below", "File name too long"),
        (lambda folder: Path(os.devnull), "is a device"),
    ],
)
def test_where_nothing_can_be_written_is_said_before(
    tmp_path: Path, place: Callable[[Path], Path], reason: str
) -> None:
    path = place(tmp_path)
    before = everything(tmp_path)
    with pytest.raises(UsageError, match=reason) as caught:
        check_targets(tmp_path / "good", path)
    assert str(caught.value).startswith(f"{path}: ")
    with pytest.raises(UsageError, match=reason):
        write_texts({tmp_path / "good": "", path: ""})
    assert everything(tmp_path) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_is_read_only_is_said_before(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="Permission denied"):
        check_targets(tmp_path / "new" / "file")


@pytest.mark.parametrize("name", ["new", "x" * 255, "a/b/c.json", "old"])
def test_what_was_checked_can_be_written(tmp_path: Path, name: str) -> None:
    (tmp_path / "old").write_text("before")
    before = everything(tmp_path)
    check_targets(tmp_path / name)
    assert everything(tmp_path) == before
    write_texts({tmp_path / name: "ليبيا\n"})
    assert (tmp_path / name).read_bytes() == "ليبيا\n".encode()
    assert [path for path in everything(tmp_path) if ".sifara-" in path] == []


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
