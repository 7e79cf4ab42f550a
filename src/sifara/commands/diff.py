"""``sifara diff``: what changed between two releases and which version that demands."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from pathlib import Path

from sifara.errors import UsageError
from sifara.files import check_target

HELP = "compare two releases: rows, fields, scores, and the version that the change demands"

_NAME = "release folder, checkout, git revision, or ORG/NAME@REVISION on the Hub"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.epilog = (
        "Exit code: 0 when the version of NEW is at least the one that the change demands (also "
        "when nothing changed), 1 when it is too small, 2 for wrong use."
    )
    parser.add_argument("old", metavar="OLD", help=_NAME)
    parser.add_argument("new", metavar="NEW", help="the same")
    parser.add_argument(
        "--results",
        nargs=2,
        metavar=("OLD", "NEW"),
        help="folders or git revisions with result files: how each score moved, and what moved it",
    )
    parser.add_argument(
        "--changelog",
        nargs="?",
        const="-",
        metavar="FILE",
        help="print the changelog entry, or put it into FILE in place of the one of that version",
    )


def run(args: argparse.Namespace) -> int:
    """Prints the difference."""
    from sifara.evaluation.movement import movements
    from sifara.files import write_text
    from sifara.release.diff import changes
    from sifara.release.fetch import release_at, results_at
    from sifara.report.diff import changelog_entry, changes_text, verdict, with_entry

    root = getattr(args, "root", None)
    path = None if args.changelog in (None, "-") else Path(args.changelog)
    before = _changelog(path) if path else ""
    with ExitStack() as stack:
        old, new = (stack.enter_context(release_at(name, root)) for name in (args.old, args.new))
        found = changes(old, new)
        moved = []
        if args.results:
            folders = [stack.enter_context(results_at(name, root)) for name in args.results]
            moved = list(movements(folders[0], folders[1], found))
    if args.changelog is None:
        print(changes_text(found, moved))
    elif path is None:
        print(changelog_entry(found, moved), end="")
    else:
        write_text(path, with_entry(before, changelog_entry(found, moved)))
        print(f"{path}: entry for data {found.new}. {verdict(found)}")
    return 0 if found.version_is_enough else 1


def _changelog(path: Path) -> str:
    """The changelog as it is; empty where there is none yet."""
    check_target(path)
    try:
        return path.read_text(encoding="utf-8") if path.is_file() else ""
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no text in UTF-8, so it is no changelog: {error}") from error
