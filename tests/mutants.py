"""Small faults planted in the code, one at a time: how many do the tests catch?

``python -m tests.mutants --sample 300`` draws places in the packages below with a seed, lets
cosmic-ray (the dependency group ``mutation``) plant one fault at each, and runs the tests on a copy
of the checkout: those that mirror the package first, and the whole suite on what survives them.
Survivors are printed as diffs, to be read and named. It takes hours and is no part of the tests.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from queue import Queue

CHECKOUT = Path(__file__).parents[1]

#: What is mutated, and the tests that mirror it.
PACKAGES = {
    "src/sifara/gold": ["tests/gold"],
    "src/sifara/release/pairs.py": ["tests/release/test_pairs.py"],
    "src/sifara/evaluation": ["tests/evaluation"],
    "src/sifara/validation/levels": ["tests/validation", "tests/findings"],
}

#: What a copy of the checkout needs for its tests.
COPIED = ("src", "tests", "data", "schema", "scripts", "baselines", "docs", "results")

#: Seconds after which a run counts as caught: a mutant that never ends is noticed.
TIMEOUT = 900


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault: where it is, what plants it, and the code with it."""

    file: str
    line: int
    operator: str
    code: str


def mutants(seed: int, sample: int, inside: str = "") -> list[Mutant]:
    """A seeded sample: a place drawn evenly, then one of the faults that fit there.

    Args:
        seed: Seed of the draw.
        sample: Number of mutants; fewer where there are no more places.
        inside: Beginning of the paths of the files to mutate.
    """
    from cosmic_ray.ast import ast_nodes, get_ast
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator, operator_names

    operators = [
        (name, get_operator(name)())
        for name in sorted(operator_names())
        if not get_operator(name).arguments()
    ]
    places: dict[tuple[str, tuple[int, int]], list[tuple[str, int]]] = {}
    for file in (name for name in files() if name.startswith(inside)):
        tree = get_ast((CHECKOUT / file).read_text(encoding="utf-8"))
        nodes = list(ast_nodes(tree))
        for name, operator in operators:
            spans = (start for node in nodes for start, _ in operator.mutation_positions(node))
            for occurrence, start in enumerate(spans):
                places.setdefault((file, start), []).append((name, occurrence))
    draw = random.Random(seed)
    order = sorted(places)
    draw.shuffle(order)
    found: list[Mutant] = []
    for file, start in order:
        name, occurrence = draw.choice(places[file, start])
        source = (CHECKOUT / file).read_text(encoding="utf-8")
        code = mutate_code(source, get_operator(name)(), occurrence)
        if code and runs_otherwise(source, code):
            found.append(Mutant(file, start[0], name, code))
        if len(found) == sample:
            break
    return found


def files() -> Iterator[str]:
    """The files that are mutated, relative to the checkout."""
    for package in PACKAGES:
        path = CHECKOUT / package
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            yield file.relative_to(CHECKOUT).as_posix()


def runs_otherwise(old: str, new: str) -> bool:
    """Whether two sources differ in more than annotations, which nothing evaluates."""
    try:
        return _without_annotations(old) != _without_annotations(new)
    except SyntaxError:
        return False


def _without_annotations(source: str) -> str:
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        elif isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            node.returns = None
    return ast.dump(tree)


def outcome(mutant: Mutant, copy: Path, whole: bool) -> str:
    """What catches a mutant planted in a copy: ``mirror``, ``suite``, or nothing, ``""``."""
    target = copy / mutant.file
    original = target.read_text(encoding="utf-8")
    target.write_text(mutant.code, encoding="utf-8")
    try:
        mirror = next(tests for part, tests in PACKAGES.items() if mutant.file.startswith(part))
        if _fails(copy, mirror):
            return "mirror"
        return "suite" if whole and _fails(copy, []) else ""
    finally:
        target.write_text(original, encoding="utf-8")


def _fails(copy: Path, tests: list[str]) -> bool:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=TIMEOUT, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def difference(mutant: Mutant) -> str:
    """The fault as a diff of a few lines."""
    old = (CHECKOUT / mutant.file).read_text(encoding="utf-8").splitlines()
    lines = difflib.unified_diff(old, mutant.code.splitlines(), mutant.file, "", lineterm="", n=1)
    return "\n".join(line for line in lines if not line.startswith("+++"))


def main(arguments: list[str] | None = None) -> int:
    """Runs the sample and prints what was caught by which tests, and the survivors."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("--sample", type=int, default=300, help="number of mutants (300)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the sample (1)")
    parser.add_argument("--inside", default="", metavar="PATH", help="only files below this path")
    parser.add_argument("--workers", type=int, default=2, help="copies that run at once (2)")
    parser.add_argument(
        "--mirror", action="store_true", help="run the mirrored tests only, not the whole suite"
    )
    args = parser.parse_args(arguments)
    chosen = mutants(args.seed, args.sample, args.inside)
    log = CHECKOUT / "build" / "mutants.jsonl"
    log.parent.mkdir(exist_ok=True)
    free: Queue[Path] = Queue()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(args.workers):
            free.put(_copy(Path(folder) / str(number)))
        caught: Counter[str] = Counter()
        with log.open("w", encoding="utf-8") as lines:

            def judge(mutant: Mutant) -> tuple[Mutant, str]:
                copy = free.get()
                try:
                    return mutant, outcome(mutant, copy, whole=not args.mirror)
                finally:
                    free.put(copy)

            with ThreadPoolExecutor(args.workers) as pool:
                for number, (mutant, by) in enumerate(pool.map(judge, chosen), 1):
                    caught[by] += 1
                    record = {**asdict(mutant), "caught_by": by, "diff": difference(mutant)}
                    del record["code"]
                    lines.write(json.dumps(record, ensure_ascii=False) + "\n")
                    lines.flush()
                    if not by:
                        print(f"\nsurvived, {mutant.operator}:\n{difference(mutant)}", flush=True)
                    print(f"{number} of {len(chosen)}", file=sys.stderr, flush=True)
    print(f"\n{len(chosen)} mutants: {caught['mirror']} caught by the mirrored tests, ", end="")
    print(f"{caught['suite']} by the rest of the suite, {caught['']} by nothing")
    return 0


def _copy(target: Path) -> Path:
    target.mkdir()
    for name in COPIED:
        shutil.copytree(CHECKOUT / name, target / name)
    for path in CHECKOUT.iterdir():
        if path.is_file():
            shutil.copy(path, target)
    subprocess.run(["git", "init", "-q"], cwd=target, check=True)
    return target


if __name__ == "__main__":
    sys.exit(main())
