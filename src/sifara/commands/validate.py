"""``sifara validate``: every rule about the gold data, with the exact place of each finding."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from sifara.errors import UsageError
from sifara.gold.repository import Repository, find_repository

if TYPE_CHECKING:
    from sifara.validation import Run
    from sifara.validation.findings import Finding

HELP = "check the gold data against every rule"

#: Findings of one code that are printed as text when nothing else is asked for.
_MOST = 50

#: Documents from which on checking shows its progress: it takes more than two seconds.
_MANY = 1000


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=Path,
        help="file or folder to check (default: all gold data)",
    )
    parser.add_argument(
        "--format",
        choices=("text", "json", "github"),
        default="text",
        help="one line a finding, a JSON list, or marks in a pull request (default: text)",
    )
    parser.add_argument(
        "--only", metavar="CODE", action="append", help="report this code or level alone"
    )
    parser.add_argument("--skip", metavar="CODE", action="append", help="leave this one out")
    parser.add_argument(
        "--notes",
        action="store_true",
        help="list what is worth a second look too; no note changes the exit code",
    )
    parser.add_argument(
        "--max-per-code",
        metavar="N",
        type=int,
        help=f"findings of one code to print, 0 for all (default: {_MOST} in text, else all)",
    )
    parser.add_argument("--explain", metavar="CODE", help="explain a rule and stop")
    parser.add_argument(
        "--fix", action="store_true", help="first rewrite order and layout, never a label"
    )
    parser.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours and source lines (default: on a terminal)",
    )


def run(args: argparse.Namespace) -> int:
    """Validates and prints the findings.

    Returns:
        0 when there is no error and no warning, 1 when there are some; wrong use raises.
    """
    if args.explain:
        return _explain(args.explain)
    from sifara.validation import Run

    if args.max_per_code is not None and args.max_per_code < 0:
        raise UsageError(f"--max-per-code: found {args.max_per_code}, expected 0 or more")
    repository = find_repository(args.root)
    wanted = _codes(args.only, args.skip, notes=args.notes)
    paths = _paths(args.paths)
    if args.fix:
        _fix(repository, paths)
    documents = len(repository.document_paths()) if not paths else 0
    validation = Run(repository, paths, _notes(wanted))
    with ExitStack() as stack:
        if documents >= _MANY and sys.stderr.isatty():
            _show_progress(stack, validation, documents)
        found = (item for item in validation.findings() if item.code in wanted)
        return _print(args, repository, validation, found)


def _explain(code: str) -> int:
    from sifara.validation import catalogue

    try:
        print(catalogue.explain(code), end="")
    except KeyError as error:
        raise UsageError(f"--explain: {error.args[0]}") from None
    return 0


def _codes(only: list[str] | None, skip: list[str] | None, *, notes: bool) -> frozenset[str]:
    """The codes to report; notes are among them when asked for, all of them or one by its code."""
    from sifara.errors import nearest
    from sifara.validation.catalogue import rules
    from sifara.validation.findings import LEVELS

    usual = {code for code, rule in rules().items() if notes or rule.severity != "note"}

    def named(option: str, names: list[str]) -> set[str]:
        codes: set[str] = set()
        for name in (part for group in names for part in group.split(",")):
            if name not in rules() and name not in LEVELS:
                known = [*rules(), *LEVELS]
                raise UsageError(f"{option}: no rule is called {name!r}{nearest(name, known)}")
            of_level = {code for code in usual if rules()[code].level == name}
            codes |= of_level or {name}
        return codes

    chosen = named("--only", only) if only else usual
    return frozenset(chosen - named("--skip", skip or []))


def _notes(codes: frozenset[str]) -> frozenset[str]:
    from sifara.validation.catalogue import rules

    return frozenset(code for code in codes if rules()[code].severity == "note")


def _paths(paths: list[Path]) -> list[Path] | None:
    for path in paths:
        if not os.path.lexists(path):
            raise UsageError(f"{path}: no such file or folder")
    return paths or None


def _fix(repository: Repository, paths: list[Path] | None) -> None:
    from sifara.validation.fix import fix
    from sifara.validation.targets import below

    for path in paths or [repository.documents.parent]:
        for target in below(repository, path):
            if fix(target):
                print(f"rewritten {target.shown}", file=sys.stderr)


def _show_progress(stack: ExitStack, validation: Run, documents: int) -> None:
    from rich.console import Console
    from rich.progress import Progress

    bar = stack.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task("validating", total=documents)
    validation.on_progress = lambda: bar.advance(task)


def _print(
    args: argparse.Namespace, repository: Repository, validation: Run, found: Iterator[Finding]
) -> int:
    from sifara.validation.findings import as_github, as_json_list, as_text
    from sifara.validation.output import Report

    limit = args.max_per_code
    if limit is None:
        limit = _MOST if args.format == "text" else 0
    report = Report(repository, validation.checked, limit)
    kept = report.kept(found)
    if args.format == "json":
        sys.stdout.writelines(as_json_list(kept))
    elif args.format == "github":
        for item in kept:
            print(as_github(item))
    elif args.color == "always" or (args.color == "auto" and sys.stdout.isatty()):
        report.print_rich(kept, force=args.color == "always")
    else:
        for item in kept:
            print(as_text(item))
    if args.format == "text":
        sys.stdout.flush()
        for line in report.summary():
            print(line, file=sys.stderr)
    if validation.notes and not validation.sound:
        print("no note was looked for: the data has to be without findings first", file=sys.stderr)
    return 1 if report.faults else 0
