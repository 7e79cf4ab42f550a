"""Runs baselines, scores them with the harness and keeps results and timings apart.

Results are byte-stable and committed; timings and facts of the machine go to the ignored
``build/``.
"""

from __future__ import annotations

import json
import platform
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import sifara
from baselines.registry import Baseline
from sifara import tasks
from sifara.release import read_manifest
from sifara.repository import Repository, write_text
from sifara.results import Model, Result
from sifara.scoring import evaluate

#: Splits on which the baselines are scored where the release has them.
SCORED_SPLITS = ("validation", "test", "web")


def jobs(
    repository: Repository, baselines: Sequence[Baseline], split: str | None
) -> Iterator[tuple[Baseline, str, str]]:
    """Yields baseline, task and split of everything to run."""
    configs = read_manifest(repository.release)["configs"]
    for baseline in baselines:
        for task in baseline.tasks:
            for name in configs[tasks.get(task).config]:
                if name in SCORED_SPLITS and split in (None, name):
                    yield baseline, task, name


def result_path(repository: Repository, task: str, split: str, model: str) -> Path:
    """Where the result of a system is kept."""
    return repository.results / task / split / f"{model}.json"


def run(
    repository: Repository, baselines: Sequence[Baseline], split: str | None = None
) -> list[Result]:
    """Runs and scores baselines, writes their results, and returns them.

    Args:
        repository: The checkout; its release is scored, not an installed one.
        baselines: Which ones.
        split: One split, or None for all that are scored.
    """
    from rich.progress import Progress

    from sifara.report.terminal import console

    results, seconds = [], {}
    todo = list(jobs(repository, baselines, split))
    out = console()
    with Progress(console=out, disable=not out.is_terminal, transient=True) as progress:
        bar = progress.add_task("baselines", total=len(todo))
        for baseline, task, name in todo:
            progress.update(bar, description=f"{baseline.name} · {task} · {name}")
            start = time.perf_counter()
            predictions = baseline.predict(task, name)
            seconds[f"{baseline.name}/{task}/{name}"] = round(time.perf_counter() - start, 3)
            result = evaluate(
                task,
                predictions,
                split=name,
                model=Model(
                    baseline.name,
                    baseline.version,
                    baseline.parameters,
                    baseline.trained_on,
                    "no",
                ),
                folder=repository.release,
            )
            result.save(result_path(repository, task, name, baseline.name))
            results.append(result)
            progress.advance(bar)
    _write_timings(repository, seconds)
    return results


def _write_timings(repository: Repository, seconds: dict[str, float]) -> None:
    facts = {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "sifara": sifara.__version__,
        "seconds": seconds,
    }
    write_text(repository.root / "build" / "timings.json", json.dumps(facts, indent=2) + "\n")
