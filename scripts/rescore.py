"""Score every committed prediction file again and refuse a result that differs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from sifara.evaluation.result import Model, Result, ResultError, format_result, reader
from sifara.evaluation.score import score
from sifara.gold.repository import Repository, find_repository
from sifara.report.tables import tracked


def difference(path: Path, repository: Repository, read: Callable[[Path], Result]) -> str | None:
    """What is wrong with a result file, or None."""
    place = path.relative_to(repository.results)
    try:
        result = read(path)
    except (ResultError, ValueError, OSError) as error:
        return str(error)
    record, model = result.record, Model.of(result.record)
    if place.parts != (record["task"], record["split"], f"{model.name}.json"):
        expected = f"{record['task']}/{record['split']}/{model.name}.json"
        return f"{path}: expected at results/{expected}"
    seen = set(model.trained_on) & {"test", "web"}
    if seen:
        return f"{path}: has learnt from {', '.join(sorted(seen))}; such a system is not listed"
    again = score(
        result.task,
        path.with_suffix(".jsonl"),
        result.examples,
        model,
        record["resampling"]["seed"],
    )
    if format_result(again.record).encode() != path.read_bytes():
        fields = [key for key in record if record[key] != again.record[key]]
        return f"{path}: scoring its predictions gives another result in {', '.join(fields)}"
    return None


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="*", type=Path, metavar="R.json", help="default: all")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    paths = [p.resolve() for p in args.results] or sorted(repository.results.glob("*/*/*.json"))
    read = reader(repository.release)
    found = (difference(path, repository, read) for path in tracked(paths, "scoring again"))
    problems = [problem for problem in found if problem]
    if not args.results:
        problems += [
            f"{path}: predictions without a result; expected {path.stem}.json beside them"
            for path in sorted(repository.results.glob("**/*.jsonl"))
            if not path.with_suffix(".json").is_file()
        ]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(paths)} results scored again, {len(problems)} differ")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
