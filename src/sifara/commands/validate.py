"""``sifara validate``: every rule about the gold data, with the exact place of each finding."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.repository import find_repository

HELP = "check the gold data against every rule"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path)
    parser.add_argument("--format", choices=("text", "json", "github"), default="text")


def run(args: argparse.Namespace) -> int:
    """Validates and prints the findings."""
    from sifara.checks import Run
    from sifara.findings import as_github, as_json_list, as_text

    repository = find_repository(args.root)
    paths = [path.absolute() for path in args.paths] or None
    found = list(Run(repository, paths).findings())
    if args.format == "json":
        sys.stdout.writelines(as_json_list(found))
    else:
        for item in found:
            print(as_github(item) if args.format == "github" else as_text(item))
    return 1 if found else 0
