"""Runs baselines and scores them with the harness; the results are byte-stable and committed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from baselines.names import resolve
from baselines.registry import SCORED_SPLITS, TOPIC_TASKS, TUNED, Baseline
from baselines.topics import answers
from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples, examples
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import score
from sifara.gold.repository import Repository
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
def rows_of(config: str, split: str, folder: Path) -> Examples:
    """The examples of a release, read once."""
    return examples(config, split, folder)


def predict(baseline: Baseline, task: str, split: str, folder: Path) -> list[dict[str, Any]]:
    """The predictions of a baseline for one task and split of a release folder."""
    target = rows_of(tasks.get(task).config, split, folder)
    if task not in TOPIC_TASKS:
        entities = read_rows(folder, "entities", "kb") if task == "entity_linking" else ()
        return resolve.predict(matcher(baseline, folder), task, target, entities)
    rows = answers.seen(baseline, target, folder)
    found = answers.answers(classifier(baseline, task, folder), task, rows)
    field, _ = tasks.get(task).answer
    return [{"id": i, field: answer} for i, answer in zip(target.ids, found, strict=True)]


@cache
def classifier(baseline: Baseline, task: str, folder: Path) -> Any:
    """The model of a baseline for one of the topic tasks, fitted once for all splits."""
    if not baseline.trained_on:
        return baseline.build()
    train, validation = (rows_of("topics", split, folder) for split in TUNED)
    return answers.fitted(baseline, task, train, validation, folder)


@cache
def matcher(baseline: Baseline, folder: Path) -> Any:
    """The matcher of a baseline, fitted on train once if it learns from mentions."""
    found = baseline.build()
    if hasattr(found, "fit"):
        found.fit(rows_of("mentions", TUNED[0], folder), read_rows(folder, "entities", "kb"))
    return found


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

    results = []
    todo = list(jobs(repository, baselines, split))
    folder = repository.release
    out = console()
    with Progress(console=out, disable=not out.is_terminal, transient=True) as progress:
        bar = progress.add_task("baselines", total=len(todo))
        for baseline, task, name in todo:
            progress.update(bar, description=f"{baseline.name} · {task} · {name}")
            predictions = predict(baseline, task, name, folder)
            model = Model(
                baseline.name, baseline.version, baseline.settings, baseline.trained_on, "no"
            )
            which = tasks.get(task)
            result = score(which, predictions, rows_of(which.config, name, folder), model)
            result.save(repository.results / task / name / f"{baseline.name}.json")
            results.append(result)
            progress.advance(bar)
    return results
