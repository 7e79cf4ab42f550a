"""What every command of the baselines does about mistakes: one line, and an exit code."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Protocol

from sifara.errors import UsageError
from sifara.process import exit_code

#: What has to be installed beside the package, by the dependency group of ``pyproject.toml``.
PACKAGES = {
    "baselines": "rapidfuzz scikit-learn skops",
    "embeddings": "rapidfuzz scikit-learn skops sentence-transformers",
    "llm": "rapidfuzz scikit-learn skops httpx2",
}


class Main(Protocol):
    """The main function of a command."""

    def __call__(self, arguments: list[str] | None = None) -> int:
        """Runs the command line and returns its exit code."""


def command(name: str, group: str = "baselines") -> Callable[[Main], Main]:
    """Decorates the main function of a command.

    What a user can put right is one line and exit code 2: wrong use, a file that cannot be read or
    written, a package that is not installed.

    Args:
        name: The command, for the line.
        group: The dependency group that has all that it uses.
    """

    def decorate(main: Main) -> Main:
        @wraps(main)
        def guarded(arguments: list[str] | None = None) -> int:
            def run() -> int:
                try:
                    return main(arguments)
                except ModuleNotFoundError as error:
                    if error.name is None or error.name.startswith(("baselines", "sifara")):
                        raise
                    raise UsageError(missing(error.name, group)) from error

            return exit_code(run, name)

        return guarded

    return decorate


def missing(module: str, group: str) -> str:
    """What to type when a module cannot be imported."""
    return f"{module} is not installed; run: pip install {PACKAGES[group]}"
