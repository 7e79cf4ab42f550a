"""Runs the ladder on outside sets: our tasks, metrics and models, unchanged.

Settings of classifiers come from cross-validation on the splits that a set has to learn from;
matchers keep the settings that they have from our data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from baselines import tune
from baselines.names import resolve
from baselines.outside import SETS, OutsideSet, Splits
from baselines.registry import ENTITY_TASKS, Baseline
from baselines.study import rankings
from sifara.evaluation import tasks
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import score
from sifara.gold.repository import Repository

#: Folds of the cross-validation on a set.
FOLDS = 5


def run(
    repository: Repository, baselines: Sequence[Baseline], folders: dict[str, Path]
) -> list[Result]:
    """Runs and scores baselines on sets, writes their results, and returns them."""
    results = []
    for name, folder in sorted(folders.items()):
        which = SETS[name]
        print(f"{which.name}: {which.source}; {which.licence}")
        splits, entities = which.read(folder), which.entities(folder)
        for baseline in baselines:
            for task in which.scored:
                if task in baseline.tasks and baseline.portable:
                    result = run_one(which, splits, entities, baseline, task)
                    path = which.results(repository.results, task) / f"{baseline.name}.json"
                    rankings.write_sidecar(result, path)
                    result.save(path)
                    results.append(result)
    return results


def run_one(
    which: OutsideSet,
    splits: Splits,
    entities: list[dict[str, Any]],
    baseline: Baseline,
    task: str,
) -> Result:
    """The result of a baseline on one task of a set."""
    gold = splits[which.scored[task]]
    answer = _matched if task in ENTITY_TASKS else _classified
    predictions, settings, learnt = answer(which, splits, entities, baseline, task)
    model = Model(baseline.name, baseline.version, settings, learnt, "no")
    return score(tasks.get(task), predictions, gold, model)


Answers = tuple[list[dict[str, Any]], dict[str, Any], tuple[str, ...]]


def _classified(
    which: OutsideSet, splits: Splits, entities: object, baseline: Baseline, task: str
) -> Answers:
    """Predictions with the settings that were chosen and the splits that were learnt from."""
    known = [row for name in which.learns for row in splits[name].rows]
    labels = np.array([row["topic"] for row in known])
    settings = {**baseline.parameters, **_chosen(baseline, known, labels)}
    model = baseline.build(**settings).fit(known, labels)
    gold = splits[which.scored[task]]
    answers = model.predict(gold.visible())
    predictions = [{"id": i, "topic": str(a)} for i, a in zip(gold.ids, answers, strict=True)]
    return predictions, settings, tuple(splits[name].split for name in which.learns)


def _chosen(baseline: Baseline, rows: list[dict[str, Any]], labels: Any) -> dict[str, Any]:
    """The settings with the best macro-F1 over all folds; the first of equals."""
    from sklearn.model_selection import StratifiedKFold

    if not baseline.grid:
        return {}
    folds = list(StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(rows, labels))
    chosen, _ = tune.best(
        baseline, lambda settings: tune.held_out_f1(baseline, settings, rows, labels, folds)
    )
    return chosen


def _matched(
    which: OutsideSet,
    splits: Splits,
    entities: list[dict[str, Any]],
    baseline: Baseline,
    task: str,
) -> Answers:
    """Predictions by the names of the knowledge base and those that the set gives away."""
    aliases: dict[str, set[str]] = defaultdict(set)
    for row in (row for name in which.learns for row in splits[name].rows):
        aliases[row["entity"]].add(row["surface"])
    known = [{**entity, "aliases_ar": sorted(aliases[entity["id"]])} for entity in entities]
    learnt = tuple(splits[name].split for name in which.learns) * (task == "entity_linking")
    matcher = baseline.build()
    if hasattr(matcher, "fit"):
        matcher.fit(splits[which.learns[0]], known)
    else:
        learnt = baseline.trained_on + learnt
    predictions = resolve.predict(matcher, task, splits[which.scored[task]], known)
    return predictions, baseline.settings, learnt
