"""Runs baselines, scores them with the harness and keeps results and timings apart.

Results are byte-stable and committed; timings and facts of the machine go to the ignored
``build/``.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sifara
from baselines import resolve, topics
from baselines.registry import SCORED_SPLITS, TOPIC_TASKS, Baseline, named
from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples, examples
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import score
from sifara.gold.repository import Repository, find_repository, write_text
from sifara.release.parquet import read_manifest, read_rows


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


@cache
def _examples(config: str, split: str, folder: Path) -> Examples:
    return examples(config, split, folder)


def predict(baseline: Baseline, task: str, split: str, folder: Path) -> list[dict[str, Any]]:
    """The predictions of a baseline for one task and split of a release folder."""
    target = _examples(tasks.get(task).config, split, folder)
    if task not in TOPIC_TASKS:
        entities = read_rows(folder, "entities", "kb") if task == "entity_linking" else ()
        return resolve.predict(_matcher(baseline, folder), task, target, entities)
    model = _topic_model(baseline, task, folder)
    answers = topics.answers(model, task, topics.seen(model, target))
    field, _ = tasks.get(task).answer
    return [{"id": i, field: answer} for i, answer in zip(target.ids, answers, strict=True)]


@cache
def _topic_model(baseline: Baseline, task: str, folder: Path) -> Any:
    """The model of a baseline for one of the topic tasks, fitted once for all splits."""
    train, validation = (
        _examples("topics", name, folder) if baseline.trained_on else None
        for name in ("train", "validation")
    )
    if task == "topic_classification":
        return topics.classifier(baseline.build(), train)
    return topics.tagger(baseline.build(), train, validation)


@cache
def _matcher(baseline: Baseline, folder: Path) -> Any:
    """The matcher of a baseline, fitted on train once if it learns from mentions."""
    matcher = baseline.build()
    if hasattr(matcher, "fit"):
        matcher.fit(
            _examples("mentions", "train", folder),
            read_rows(folder, "entities", "kb"),
        )
    return matcher


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

    from sifara.report.tables import console

    results, seconds = [], {}
    todo = list(jobs(repository, baselines, split))
    out = console()
    with Progress(console=out, disable=not out.is_terminal, transient=True) as progress:
        bar = progress.add_task("baselines", total=len(todo))
        for baseline, task, name in todo:
            progress.update(bar, description=f"{baseline.name} · {task} · {name}")
            start = time.perf_counter()
            predictions = predict(baseline, task, name, repository.release)
            seconds[f"{baseline.name}/{task}/{name}"] = round(time.perf_counter() - start, 3)
            model = Model(
                baseline.name,
                baseline.version,
                baseline.settings,
                baseline.trained_on,
                "no",
            )
            which = tasks.get(task)
            target = _examples(which.config, name, repository.release)
            result = score(which, predictions, target, model)
            result.save(result_path(repository, task, name, baseline.name))
            results.append(result)
            progress.advance(bar)
    _write_timings(repository, seconds)
    return results


def main_of(name: str, arguments: list[str] | None = None) -> int:
    """The command line of one baseline: runs it, scores it and prints its scores."""
    (baseline,) = named([name])
    parser = argparse.ArgumentParser(description=baseline.reason)
    parser.add_argument("--split", choices=SCORED_SPLITS, help="one split only")
    args = parser.parse_args(arguments)
    for result in run(find_repository(), [baseline], args.split):
        print(result.table(), end="\n\n")
    return 0


def _write_timings(repository: Repository, seconds: dict[str, float]) -> None:
    facts = {
        "python": platform.python_version(),
        "platform": platform.platform(),
        "sifara": sifara.__version__,
        "seconds": seconds,
    }
    write_text(repository.root / "build" / "timings.json", json.dumps(facts, indent=2) + "\n")
