"""Writing files and folders: asked about before the work, and whole or not at all.

Text is UTF-8 with line feeds on every machine. A symbolic link stays, what it points to is written.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sifara.errors import UsageError

#: How the names of temporary folders begin; they stand beside the files that they are for.
_TEMPORARY = ".sifara-"


def check_target(path: Path, *, folder: bool = False) -> None:
    """Refuses, before the work for it is done, a place that could not be written; leaves no trace.

    Args:
        path: The file or folder that is going to be written in place of what is there.
        folder: Whether it is a folder.

    Raises:
        UsageError: When something else stands there, a name is too long, or nothing may be written.
    """
    try:
        target = _target(path, folder=folder)
        above = next(each for each in target.parents if each.exists())
        with tempfile.TemporaryDirectory(dir=above, prefix=_TEMPORARY) as trial:
            Path(trial, target.relative_to(above)).mkdir(parents=True)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written: {error.strerror}; name another place"
        ) from error


def write_text(path: Path, text: str) -> None:
    """Writes a UTF-8 file whole or not at all; raises as :func:`write_texts` does."""
    write_texts({path: text})


def write_texts(texts: Mapping[Path, str]) -> None:
    """Writes UTF-8 files, all of them or none.

    All are written beside their places first and take them only then, so that neither a full disk
    nor an interruption leaves half of them.

    Args:
        texts: Text of each file.

    Raises:
        UsageError: As :func:`check_target` does.
        OSError: When a file cannot be written all the same, as on a full disk, with its name.
    """
    for path in texts:
        check_target(path)
    with ExitStack() as stack:
        places: list[tuple[Path, Path, Path]] = []
        for path, text in texts.items():
            with _named(path):
                target = _target(path)
                target.parent.mkdir(parents=True, exist_ok=True)
                beside = tempfile.TemporaryDirectory(dir=target.parent, prefix=_TEMPORARY)
                new, old = (Path(stack.enter_context(beside), name) for name in ("new", "old"))
                new.write_bytes(text.encode("utf-8"))
                if target.exists():
                    shutil.copy2(target, old)
                    shutil.copymode(target, new)
                places.append((target, new, old))
        try:
            for path, (target, new, _) in zip(texts, places, strict=True):
                with _named(path):
                    new.replace(target)
        except BaseException:
            for target, new, old in places:
                if old.exists():
                    old.replace(target)
                elif not new.exists():
                    target.unlink()
            raise


def holds(path: Path, text: str) -> bool:
    """Whether a file is there and holds a text, byte for byte in UTF-8."""
    return path.is_file() and path.read_bytes() == text.encode("utf-8")


@contextmanager
def replaced_folder(target: Path) -> Iterator[Path]:
    """A temporary folder that takes the place of ``target`` when the block ends without error.

    The old folder stays whole until the new one is complete; the swap is two renames on one file
    system. A run that died between the two is put right by the next one.

    Yields:
        The empty folder to fill.

    Raises:
        UsageError: When the folder could not be written.
    """
    check_target(target, folder=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    old = target.with_name(f".{target.name}.old")
    if old.exists():
        if target.exists():
            shutil.rmtree(old)
        else:
            old.replace(target)
    new = Path(tempfile.mkdtemp(dir=target.parent, prefix=f".{target.name}.new-"))
    try:
        new.chmod(0o755)
        yield new
        if target.exists():
            target.replace(old)
        new.replace(target)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        if old.exists() and not target.exists():
            old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _target(path: Path, *, folder: bool = False) -> Path:
    """The file or folder that is written: where a link points to."""
    target = Path(os.path.realpath(path))
    if target.exists() and not (target.is_dir() if folder else target.is_file()):
        names = {target.is_dir(): "a folder", target.is_file(): "a file"}
        raise OSError(0, f"it is {names.get(True, 'no file')}")
    return target


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Lets an error of the operating system name a file, not its temporary sibling."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error
