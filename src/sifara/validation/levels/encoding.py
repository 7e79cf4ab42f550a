"""Level ``encoding``: the file is a regular one of sane size, in UTF-8, with line feeds alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from sifara.gold.text import line_and_column
from sifara.validation.catalogue import finding
from sifara.validation.findings import Finding

_BYTE_ORDER_MARK = "\ufeff"
_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_KINDS = {
    stat.S_IFDIR: "a folder",
    stat.S_IFLNK: "a symbolic link",
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


class Unreadable(Exception):  # noqa: N818 - a fault in the data, not in the program
    """A file cannot be read as text; ``finding`` says why."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.finding = found


def decoded(data: bytes, shown: str) -> str:
    """The text of a JSON or JSONL file.

    Args:
        data: The bytes of the file.
        shown: The file as findings name it.

    Raises:
        Unreadable: When they break a rule of this level.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Unreadable(not_utf8("invalid-utf8", shown, data, error)) from None
    if text.startswith(_BYTE_ORDER_MARK):
        raise Unreadable(finding("byte-order-mark", shown))
    if "\r" in text:
        place = line_and_column(text, text.index("\r"))
        raise Unreadable(finding("carriage-return", shown, *place, number=text.count("\r")))
    if not text or text.isspace():
        raise Unreadable(finding("empty-file", shown))
    return text


def read_bytes(path: Path, shown: str, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes.

    The file is opened first and looked at then, so that nothing can be put in its place between;
    a link is not followed, and a pipe is not waited for.

    Raises:
        Unreadable: When there is no such file.
    """
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise Unreadable(finding("not-a-file", shown, found=_why(path, error))) from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable(finding("not-a-file", shown, found=_what(status.st_mode)))
        if status.st_size > limit:
            size = f"{status.st_size:,}"
            raise Unreadable(finding("file-too-large", shown, found=size, limit=f"{limit:,}"))
        data = os.read(descriptor, status.st_size + 1)
        while len(data) < status.st_size and (more := os.read(descriptor, status.st_size)):
            data += more
        return data
    finally:
        os.close(descriptor)


def _what(mode: int) -> str:
    return _KINDS.get(stat.S_IFMT(mode), "a special file")


def _why(path: Path, error: OSError) -> str:
    """What stands at a path that cannot be opened, or why it cannot."""
    try:
        mode = os.lstat(path).st_mode
    except OSError:
        mode = 0
    if mode and not stat.S_ISREG(mode):
        return _what(mode)
    return (error.strerror or type(error).__name__).lower()


def not_utf8(code: str, shown: str, data: bytes, error: UnicodeDecodeError) -> Finding:
    """The finding for the first byte that is not UTF-8."""
    before = data[: error.start].decode("utf-8")
    line, column = line_and_column(before, len(before))
    byte = data[error.start]
    hint = ""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        hint = "; the file looks like UTF-16"
    elif data[error.start : error.start + 1] == b"\xed":
        hint = "; it begins a lone surrogate"
    elif error.reason == "unexpected end of data":
        hint = "; the file was cut inside a character"
    return finding(code, shown, line, column, byte=f"{byte:02X}", offset=error.start, hint=hint)
