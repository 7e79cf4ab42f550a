"""Score every committed prediction file again and refuse a result that differs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sifara.repository import Repository, find_repository
from sifara.results import Model, ResultError, format_result, read
from sifara.scoring import evaluate


def difference(path: Path, repository: Repository) -> str | None:
    """What is wrong with a result file, or None."""
    place = path.relative_to(repository.results)
    try:
        record = read(path, repository.release).record
    except (ResultError, ValueError) as error:
        return str(error)
    described = record["model"]
    if place.parts != (record["task"], record["split"], f"{described['name']}.json"):
        expected = f"{record['task']}/{record['split']}/{described['name']}.json"
        return f"{path}: expected at results/{expected}"
    again = evaluate(
        record["task"],
        path.with_suffix(".jsonl"),
        split=record["split"],
        model=Model(
            described["name"],
            described["version"],
            described["parameters"],
            tuple(described["trained_on"]),
            described["wrote_or_labelled_the_data"],
        ),
        folder=repository.release,
        seed=record["resampling"]["seed"],
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
    problems = [problem for path in paths if (problem := difference(path, repository))]
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(paths)} results scored again, {len(problems)} differ")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
