"""Score every committed prediction file again and refuse a result that differs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from sifara.errors import UsageError
from sifara.evaluation import find
from sifara.evaluation.result import Result, format_result, read, reader
from sifara.evaluation.score import score
from sifara.gold.repository import Repository, find_repository
from sifara.report.tables import tracked


def difference(path: Path, repository: Repository, opened: Callable[[Path], Result]) -> str | None:
    """What is wrong with a result file, or None."""
    try:
        return _misplaced(read(path), repository) or _other_scores(opened(path))
    except UsageError as error:
        return str(error)


def _misplaced(result: Result, repository: Repository) -> str | None:
    expected = repository.results / result.task.name / result.split / f"{result.name}.json"
    if result.path != expected:
        return f"{result.path}: expected at {expected.relative_to(repository.root)}"
    seen = set(result.model.trained_on) & {"test", "web"}
    if seen:
        names = ", ".join(sorted(seen))
        return f"{result.path}: has learnt from {names}; such a system is not listed"
    return None


def _other_scores(result: Result) -> str | None:
    again = scored_again(result)
    if format_result(again).encode() == result.path.read_bytes():
        return None
    before, after = (json.loads(format_result(each)) for each in (result, again))
    fields = [name for name in before if before[name] != after[name]] or ["the form of the file"]
    return f"{result.path}: scoring its predictions gives another result in {', '.join(fields)}"


def scored_again(result: Result) -> Result:
    """The result that its predictions give now."""
    beside = result.path.with_suffix(".jsonl")
    return score(result.task, beside, result.examples, result.model, result.resampling.seed)


def _halves(results: Path) -> Iterator[str]:
    """Yields what stands without the other file of its pair."""
    for path in find.lone_predictions(results):
        yield f"{path}: predictions without a result; expected {path.stem}.json beside them"
    for path in find.figure_files(results):
        if path.parent != results:
            yield f"{path}: a result without predictions; expected {path.stem}.jsonl beside it"


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", nargs="*", type=Path, metavar="R.json", help="default: all")
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    paths = [path.resolve() for path in args.results]
    foreign = [path for path in paths if not path.is_relative_to(repository.results)]
    if foreign:
        print(f"{foreign[0]}: expected a file in {repository.results}", file=sys.stderr)
        return 2
    if not paths:
        own = (found for found in find.result_files(repository.results) if not found.outside)
        paths = [found.path for found in own]
    opened = reader(repository.release)
    found = (difference(path, repository, opened) for path in tracked(paths, "scoring again"))
    problems = [problem for problem in found if problem]
    if not args.results:
        problems += _halves(repository.results)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(paths)} results scored again, {len(problems)} differ")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
