"""Writing files: asked about before the work, and whole or not at all.

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


def check_targets(*paths: Path) -> None:
    """Refuses, before any work, files that could not be written; leaves nothing behind.

    Raises:
        UsageError: Where a folder or a device stands in the place of a file, where a name is too
            long, or where nothing may be written.
    """
    for path in paths:
        try:
            target = _target(path)
            above = next(folder for folder in target.parents if folder.exists())
            with tempfile.TemporaryDirectory(dir=above, prefix=_TEMPORARY) as folder:
                trial = Path(folder, target.relative_to(above))
                trial.parent.mkdir(parents=True, exist_ok=True)
                trial.touch()
        except OSError as error:
            raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def write_texts(texts: Mapping[Path, str]) -> None:
    """Writes files, all of them or none.

    All are written beside their places first and take them only then, so that neither a full disk
    nor an interruption leaves half of them.

    Args:
        texts: Text of each file.

    Raises:
        UsageError: As :func:`check_targets` does.
        OSError: When a file cannot be written all the same, as on a full disk, with its name.
    """
    check_targets(*texts)
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


def _target(path: Path) -> Path:
    """The file that is written: where a link points to."""
    target = Path(os.path.realpath(path))
    if target.exists() and not target.is_file():
        what = "a folder" if target.is_dir() else "a device"
        raise UsageError(f"{path}: is {what}, expected a file or nothing")
    return target


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Lets an error of the operating system name a file, not its temporary sibling."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror or str(error), str(path)) from error
