"""Runs the ladder on outside tracks: our tasks, metrics and models, unchanged.

Results go to ``results/tracks/TRACK/TASK/``. Settings of classifiers come from cross-validation on
the track's own train and dev; matchers keep the settings that they have from our data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedKFold

from baselines import rankings, resolve
from baselines.registry import ENTITY_TASKS, Baseline
from baselines.tracks import TRACKS, Splits, Track
from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import score
from sifara.gold.repository import Repository

#: Folds of the cross-validation on a track.
FOLDS = 5

#: Classifiers that know our topics by name, or need a document around the sentence.
OURS_ONLY = frozenset({"lexicon", "context_svm"})

#: Matchers that learn from our mentions and contexts and are not moved to tweets.
CONTEXTUAL = frozenset({"learned", "same_document"})


def run(
    repository: Repository, baselines: Sequence[Baseline], paths: dict[str, Path]
) -> list[Result]:
    """Runs and scores baselines on tracks, writes their results, and returns them."""
    results = []
    for name, folder in sorted(paths.items()):
        track = TRACKS[name]
        print(f"{track.name}: {track.source}; {track.licence}")
        splits = track.read(folder)
        for baseline in baselines:
            for task in track.tasks:
                if task in baseline.tasks and baseline.role != "probe":
                    results += _run_one(repository, track, folder, splits, baseline, task)
    return results


def _run_one(
    repository: Repository,
    track: Track,
    folder: Path,
    splits: Splits,
    baseline: Baseline,
    task: str,
) -> list[Result]:
    if baseline.name in OURS_ONLY | CONTEXTUAL:
        return []
    if task in ENTITY_TASKS:
        predictions, gold, model = _matched(track, folder, splits, baseline, task)
    else:
        predictions, gold, model = _classified(splits, baseline)
    result = score(tasks.get(task), predictions, gold, model)
    path = repository.results / "tracks" / track.name / task / f"{baseline.name}.json"
    rankings.write_sidecar(result, path)
    result.save(path)
    return [result]


def _classified(splits: Splits, baseline: Baseline) -> tuple[list[dict[str, Any]], Examples, Model]:
    known = [row for name in ("train", "dev") for row in splits[name].rows]
    labels = np.array([row["topic"] for row in known])
    settings = {**baseline.parameters, **_chosen(baseline, known, labels)}
    model = baseline.build(**settings).fit(known, labels)
    gold = splits["test"]
    answers = model.predict(gold.visible())
    predictions = [{"id": i, "topic": str(a)} for i, a in zip(gold.ids, answers, strict=True)]
    trained = (splits["train"].split, splits["dev"].split)
    return predictions, gold, Model(baseline.name, baseline.version, settings, trained, "no")


def _chosen(baseline: Baseline, rows: list[dict[str, Any]], labels: Any) -> dict[str, Any]:
    """The settings with the best macro-F1 over all folds; the first of equals."""
    grid = [
        dict(zip(baseline.grid, values, strict=True)) for values in product(*baseline.grid.values())
    ]
    if len(grid) == 1:
        return grid[0]
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    found = []
    for settings in grid:
        answers = np.empty_like(labels)
        for train, held_out in folds.split(rows, labels):
            model = baseline.build(**baseline.parameters, **settings)
            model.fit([rows[i] for i in train], labels[train])
            answers[held_out] = model.predict([rows[i] for i in held_out])
        found.append(float(f1_score(labels, answers, average="macro")))
    return grid[int(np.argmax(found))]


def _matched(
    track: Track, folder: Path, splits: Splits, baseline: Baseline, task: str
) -> tuple[list[dict[str, Any]], Examples, Model]:
    gold = splits["all" if task == "entity_clustering" else "dev"]
    aliases: dict[str, set[str]] = defaultdict(set)
    for row in splits["train"].rows:
        aliases[row["entity"]].add(row["surface"])
    entities = [{**e, "aliases_ar": sorted(aliases[e["id"]])} for e in track.entities(folder)]
    matcher = baseline.build()
    trained = (splits["train"].split,) if task == "entity_linking" else ()
    if hasattr(matcher, "fit"):
        matcher.fit(splits["train"], entities)
    else:
        trained = baseline.trained_on + trained
    predictions = resolve.predict(matcher, task, gold, entities)
    return (
        predictions,
        gold,
        Model(baseline.name, baseline.version, baseline.settings, trained, "no"),
    )
