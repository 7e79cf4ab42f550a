"""The command ``sifara``: a table of subcommands, each in a module of its own."""

from __future__ import annotations

import argparse
import importlib
from collections.abc import Sequence
from pathlib import Path

from sifara.process import WRONG_USE, exit_code

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


def _module(name: str) -> str:
    return f"sifara.commands.{'import_' if name == 'import' else name}"


def parser() -> argparse.ArgumentParser:
    """The argument parser with all subcommands."""
    top = argparse.ArgumentParser(
        prog="sifara",
        description="Arabic diplomatic news: a dataset and its evaluation.",
        epilog="Exit code: 0 for success, 1 for findings or refused files, 2 for wrong use. "
        "sifara COMMAND --help says more of a command.",
    )
    top.add_argument("--version", action="store_true", help="print the versions of code and data")
    top.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help="checkout to work in (default: the one around the current folder)",
    )
    subparsers = top.add_subparsers(dest="command", metavar="COMMAND")
    for name in COMMANDS:
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
        The exit code: 0 for success, 1 for findings, 2 for wrong use, 130 after Ctrl-C.
    """
    return exit_code(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    top = parser()
    args = top.parse_args(arguments)
    if args.version:
        print(_versions())
        return 0
    if args.command is None:
        top.print_help()
        return WRONG_USE
    code: int = args.run(args)
    return code
