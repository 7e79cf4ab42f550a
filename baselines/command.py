"""What every command of the baselines does about mistakes: one line, and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Protocol

from sifara.errors import UsageError


class Main(Protocol):
    """The main function of a command."""

    def __call__(self, arguments: list[str] | None = None) -> int:
        """Runs the command line and returns its exit code."""


def command(name: str, extra: str = "baselines") -> Callable[[Main], Main]:
    """Decorates the main function of a command.

    What a user can put right becomes one line and exit code 2: wrong use, a file that cannot be
    read or written, a package that is not installed. A reader that has had enough (``| head``) is
    no error.

    Args:
        name: The command, for the line.
        extra: The extra of ``pyproject.toml`` that has all packages that it uses.
    """

    def decorate(main: Main) -> Main:
        @wraps(main)
        def guarded(arguments: list[str] | None = None) -> int:
            try:
                code = main(arguments)
                sys.stdout.flush()
            except BrokenPipeError:
                # Leave the interpreter nothing to flush at exit.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                return 0
            except (UsageError, OSError) as error:
                problem = str(error)
            except ModuleNotFoundError as error:
                if error.name is None or error.name.partition(".")[0] in ("baselines", "sifara"):
                    raise
                problem = missing(error.name, extra)
            else:
                return code
            print(f"{name}: {problem}", file=sys.stderr)
            return 2

        return guarded

    return decorate


def missing(package: str, extra: str) -> str:
    """What to type when a package is not installed."""
    return f"this needs {package}, which is not installed; run: pip install -e '.[{extra}]'"
