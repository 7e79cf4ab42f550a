"""The command ``sifara``: a table of subcommands, each in a module of its own."""

from __future__ import annotations

import argparse
import importlib
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sifara.errors import UsageError

#: Name of each subcommand; its module has ``HELP``, ``add_arguments`` and ``run``.
COMMANDS = (
    "validate",
    "show",
    "new",
    "export",
    "import",
    "review",
    "evaluate",
    "compare",
    "leaderboard",
    "diff",
    "report",
)

#: Exit code for wrong use: a bad option, a missing file, data that cannot be read.
WRONG_USE = 2


def _module(name: str) -> str:
    return f"sifara.commands.{'import_' if name == 'import' else name}"


def parser(commands: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """The argument parser with the given subcommands in full."""
    top = argparse.ArgumentParser(
        prog="sifara", description="Arabic diplomatic news: a dataset and its evaluation."
    )
    top.add_argument("--version", action="store_true", help="print code and data versions")
    top.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help="checkout to work on (default: the one around here)",
    )
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND")
    for name in commands:
        module = importlib.import_module(_module(name))
        sub = subparsers.add_parser(name, help=module.HELP, description=module.HELP)
        module.add_arguments(sub)
        sub.set_defaults(run=module.run)
    return top


def _versions() -> str:
    import sifara
    from sifara.gold.repository import package_data
    from sifara.release.parquet import read_manifest

    data = read_manifest(package_data("release"))["version"]
    return f"sifara {sifara.__version__} (data {data})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line.

    Returns:
        The exit code: 0 for success, 1 for findings, 2 for wrong use.
    """
    for stream in (sys.stdout, sys.stderr):
        # Arabic on a terminal that cannot show it is better replaced than fatal.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    args = parser().parse_args(arguments)
    try:
        if args.version:
            print(_versions())
            return 0
        if args.command is None:
            parser().print_help()
            return WRONG_USE
        code: int = args.run(args)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has had enough; leave the interpreter nothing to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (UsageError, FileNotFoundError, IsADirectoryError, PermissionError) as error:
        print(f"sifara: {error}", file=sys.stderr)
        return WRONG_USE
    return code
