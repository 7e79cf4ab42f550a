"""Streams, exit codes and messages: what every command owes its caller."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara.errors import UsageError
from sifara.process import exit_code

ARABIC = "زار الوزير ليبيا"


class Terminal(io.TextIOWrapper):
    """A terminal of some encoding."""

    def isatty(self) -> bool:
        return True


def streams(
    monkeypatch: pytest.MonkeyPatch, make: Callable[[io.BytesIO], io.TextIOWrapper]
) -> tuple[io.BytesIO, io.BytesIO]:
    """New standard output and standard error."""
    out, err = io.BytesIO(), io.BytesIO()
    monkeypatch.setattr(sys, "stdout", make(out))
    monkeypatch.setattr(sys, "stderr", make(err))
    return out, err


def prints(text: str) -> Callable[[], int]:
    def run() -> int:
        print(text)
        return 0

    return run


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp1256", "utf-16", "utf-8"])
@pytest.mark.parametrize("newline", ["\r\n", "\n"])
def test_what_goes_into_a_file_is_the_same_bytes_on_every_machine(
    monkeypatch: pytest.MonkeyPatch, encoding: str, newline: str
) -> None:
    out, err = streams(
        monkeypatch, lambda raw: io.TextIOWrapper(raw, encoding=encoding, newline=newline)
    )
    assert exit_code(prints(f"{ARABIC}\n\N{GRINNING FACE}\u200f\ud800")) == 0
    assert out.getvalue() == f"{ARABIC}\n\N{GRINNING FACE}\u200f\\ud800\n".encode()
    assert err.getvalue() == b""


def test_a_terminal_that_cannot_show_a_letter_says_so_once(monkeypatch: pytest.MonkeyPatch) -> None:
    out, err = streams(monkeypatch, lambda raw: Terminal(raw, encoding="cp1252"))
    assert exit_code(prints(f"é {ARABIC}\n{ARABIC}")) == 0
    shown = "??? ?????? ?????"
    assert out.getvalue().decode("cp1252").splitlines() == [f"é {shown}", shown]
    told = err.getvalue().decode("cp1252")
    assert told.count("\n") == 1
    assert "encoding of this terminal is cp1252" in told


@pytest.mark.parametrize(("encoding", "text"), [("utf-8", ARABIC), ("cp1252", "é")])
def test_a_terminal_that_can_show_all_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, encoding: str, text: str
) -> None:
    out, err = streams(monkeypatch, lambda raw: Terminal(raw, encoding=encoding))
    assert exit_code(prints(text)) == 0
    assert out.getvalue().decode(encoding).rstrip() == text
    assert err.getvalue() == b""


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UsageError("name it"), 2, "name it"),
        (FileNotFoundError("no document 'x'"), 2, "no document 'x'"),
        (OSError(28, "No space left on device", "a/b"), 2, "a/b: No space left on device"),
        (
            OSError(28, "No space left on device"),
            2,
            "the output cannot be written: No space left on device",
        ),
        (PermissionError(13, "Permission denied", Path("x")), 2, "x: Permission denied"),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_what_is_no_defect_is_one_line_and_an_exit_code(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, line: str
) -> None:
    def run() -> int:
        raise error

    assert exit_code(run) == code
    assert capsys.readouterr() == ("", f"sifara: {line}\n")


def test_a_defect_is_not_hidden() -> None:
    def run() -> int:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        exit_code(run)


#: A command with more output than any buffer holds.
LONG = (
    "import sys; from sifara.process import exit_code;"
    "sys.exit(exit_code(lambda: [print('x' * 100) for _ in range(5000)] and 3))"
)
SHORT = LONG.replace("5000", "1")


def shell(code: str, redirection: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of a Python program under a shell."""
    line = f'"$1" -c "$2" {redirection}'
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["bash", "-c", line, "bash", sys.executable, code],
        capture_output=True,
        env=environment,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("code", [LONG, SHORT])
@pytest.mark.parametrize(
    ("redirection", "expected", "told"),
    [
        (">/dev/null", 3, ""),
        (">/dev/full", 2, "sifara: the output cannot be written: No space left on device\n"),
        (">&-", 2, "sifara: the output cannot be written: Bad file descriptor\n"),
        (">&- 2>&-", 2, ""),
        (">/dev/full 2>/dev/full", 2, ""),
        (">/dev/null 2>&-", 3, ""),
    ],
)
def test_an_output_that_cannot_be_written_is_one_line(
    code: str, redirection: str, expected: int, told: str
) -> None:
    if "/dev/full" in redirection and not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    assert shell(code, redirection) == (expected, "", told)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
def test_a_reader_that_stops_early_is_no_error() -> None:
    assert shell(LONG, "| head -1; exit ${PIPESTATUS[0]}") == (0, "x" * 100 + "\n", "")
