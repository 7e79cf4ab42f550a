"""How a command meets the system: its streams, its exit code, one line for what goes wrong.

What goes into a file or a pipe is UTF-8 with line feeds on every machine, whatever the locale says,
because a machine or an editor reads it again. Only a terminal is written to in its own encoding.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TextIO

from sifara.errors import UsageError

#: Exit code for wrong use: a bad option, a missing file, data that cannot be read.
WRONG_USE = 2

#: Exit code after Ctrl-C, as shells give it.
INTERRUPTED = 130

#: Errors that have no file name when they come from a stream: a full disk, a closed output.
_WRITING = (errno.EBADF, errno.EFBIG, errno.EIO, errno.ENOSPC)

#: Name of the error handler of streams to a terminal.
_SHOWN = "sifara.shown"


def exit_code(run: Callable[[], int], name: str = "sifara") -> int:
    """Runs a command and returns its exit code; what a user can put right is one line on stderr.

    A reader of the output that stops early, as ``head`` does, is no error. Errors of the operating
    system are told as wrong use is: a full disk, a closed output, a folder that may not be read.

    Args:
        run: The command; it returns its own exit code.
        name: How it is called, for the beginning of messages.
    """
    shown = _Shown()
    codecs.register_error(_SHOWN, shown)
    _open_streams()
    try:
        try:
            code = run()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        code = 0
    except KeyboardInterrupt:
        _say(f"{name}: interrupted")
        code = INTERRUPTED
    except (UsageError, OSError) as error:
        _say(f"{name}: {_told(error)}")
        code = WRONG_USE
    if shown.replaced:
        _say(
            f'{name}: some characters are shown as "?", because the encoding of this terminal is '
            f"{sys.stdout.encoding}; set PYTHONIOENCODING=utf-8, or write into a file"
        )
    for stream in (sys.stdout, sys.stderr):
        if not _flushes(stream):
            # Python would try once more at its end, and fail with a second message.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    return code


@dataclass(slots=True)
class _Shown:
    """The error handler that writes ``?`` for what a terminal cannot show, and remembers it."""

    replaced: bool = False

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        assert isinstance(error, UnicodeEncodeError)
        self.replaced = True
        return "?" * (error.end - error.start), error.end


def _open_streams() -> None:
    """Gives both streams their encoding; a closed one fails when it is written to, not before."""
    if sys.stdout is None:
        # Without the right to write: the same error as on any output that cannot be written.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    for stream in (sys.stdout, sys.stderr):
        if not isinstance(stream, io.TextIOWrapper):
            continue
        if stream.isatty():
            stream.reconfigure(errors=_SHOWN)
        else:
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")


def _told(error: Exception) -> str:
    """The error as a message: where and what."""
    if not isinstance(error, OSError) or error.errno is None:
        return str(error)
    if error.filename is None and error.errno in _WRITING:
        return f"the output cannot be written: {error.strerror}"
    return ": ".join(str(part) for part in (error.filename, error.strerror) if part is not None)


def _say(line: str) -> None:
    with suppress(OSError):
        print(line, file=sys.stderr)


def _flushes(stream: TextIO) -> bool:
    """Whether all that was written to a stream has gone out."""
    try:
        stream.flush()
    except OSError:
        return False
    return True
