"""``python -m baselines.tune``: choose settings by story-grouped cross-validation.

Folds are whole stories of train and validation; ``test`` and ``web`` are never read. The choice is
written to ``baselines/settings.json``, which is committed; its score is printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines.command import command
from baselines.names import resolve
from baselines.registry import BASELINES, CHECKOUT, SETTINGS, TOPIC_TASKS, TUNED, Baseline, named
from baselines.topics.answers import seen
from sifara.evaluation.examples import Examples, examples
from sifara.files import write_text
from sifara.release.parquet import read_rows

#: Folds of the cross-validation.
FOLDS = 5

Settings = dict[str, Any]
Folds = Iterable[tuple[Sequence[int], Sequence[int]]]


def settings_of(baseline: Baseline) -> Iterator[Settings]:
    """Every combination of the grid, in its order."""
    for values in product(*baseline.grid.values()):
        yield dict(zip(baseline.grid, values, strict=True))


def best(baseline: Baseline, score: Callable[[Settings], float]) -> tuple[Settings, float]:
    """The settings of the grid with the best score, and the score; the first of equals."""
    scored = [(settings, score(settings)) for settings in settings_of(baseline)]
    return max(scored, key=lambda pair: pair[1])


def choose(baseline: Baseline, folder: Path) -> tuple[Settings, float]:
    """The settings with the best score in cross-validation, and the score.

    Args:
        baseline: The baseline.
        folder: The release folder.
    """
    score = score_of(baseline.tasks[0])
    return best(baseline, lambda settings: score(baseline, settings, folder))


def score_of(task: str) -> Callable[[Baseline, Settings, Path], float]:
    """How a baseline for a task is cross-validated: on topics, or on pairs of names."""
    return topic_score if task in TOPIC_TASKS else pair_score


def topic_score(baseline: Baseline, settings: Settings, folder: Path) -> float:
    """Macro-F1 over the answers of all folds together."""
    both = together("topics", folder)
    rows = seen(baseline, both, folder)
    return held_out_f1(baseline, settings, rows, both.column("topic"), story_folds(both))


def held_out_f1(
    baseline: Baseline,
    settings: Settings,
    rows: Sequence[Mapping[str, Any]],
    labels: Sequence[str],
    folds: Folds,
) -> float:
    """Macro-F1 over the labels of rows when each fold is answered by a model of the others."""
    from sklearn.metrics import f1_score

    gold = np.array(labels)
    answers = np.empty_like(gold)
    for train, held_out in folds:
        model = baseline.build(**baseline.parameters, **settings)
        if hasattr(model, "fit"):
            model.fit([rows[i] for i in train], gold[train])
        answers[held_out] = model.predict([rows[i] for i in held_out])
    return float(f1_score(gold, answers, average="macro", labels=sorted(set(labels))))


def pair_score(baseline: Baseline, settings: Settings, folder: Path) -> float:
    """F1 over the pairs of train and validation, names and nominals."""
    from sklearn.metrics import f1_score

    fixed = tuple((name, value) for name, value in settings.items() if name != "threshold")
    scores, gold, weights = _pair_scores(baseline, fixed, folder)
    threshold = baseline.build(**baseline.parameters, **settings).threshold
    return float(f1_score(gold, scores >= threshold, sample_weight=weights))


@cache
def _pair_scores(
    baseline: Baseline, settings: tuple[tuple[str, Any], ...], folder: Path
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """The scores of pairs, which of them match, and their weights; the threshold decides nothing.

    A matcher that learns from mentions scores the pairs whose two stories are in a fold after it
    was fitted on the mentions outside the fold; any other scores all. Two stories are seldom in one
    fold: their pairs weigh as many times as there are folds, so that all pairs together are those
    of the task (Horvitz & Thompson 1952).
    """
    both = together("entity_pairs", folder)
    pairs = both.only("adjective" not in forms for forms in both.properties["form"])
    free = {n: values[0] for n, values in baseline.grid.items() if n == "threshold"}
    matcher = baseline.build(**baseline.parameters, **dict(settings), **free)
    learns = hasattr(matcher, "fit")
    parts = _held_out(matcher, pairs, folder) if learns else [pairs]
    # One after the other: the matcher is fitted anew before each part.
    scored = [(resolve.pairs(matcher, part), part) for part in parts]
    weights = [
        FOLDS if learns and left != right else 1
        for _, part in scored
        for left, right in part.stories
    ]
    return (
        np.array([answer["score"] for answers, _ in scored for answer in answers]),
        np.array([label == "match" for _, part in scored for label in part.column("label")]),
        np.array(weights, dtype=np.float64),
    )


def _held_out(matcher: Any, pairs: Examples, folder: Path) -> Iterator[Examples]:
    """The pairs within each fold, when the matcher has been fitted on the mentions outside it."""
    mentions = together("mentions", folder)
    entities = read_rows(folder, "entities", "kb")
    for _, held_out in story_folds(mentions):
        stories = {mentions.stories[i][0] for i in held_out}
        matcher.fit(mentions.only(story not in stories for (story,) in mentions.stories), entities)
        yield pairs.only(stories.issuperset(both) for both in pairs.stories)


@cache
def together(config: str, folder: Path) -> Examples:
    """The examples of train and validation."""
    train, validation = (examples(config, split, folder) for split in TUNED)
    return replace(
        train,
        split=" and ".join(TUNED),
        ids=train.ids + validation.ids,
        rows=train.rows + validation.rows,
        stories=train.stories + validation.stories,
        properties={n: v + validation.properties[n] for n, v in train.properties.items()},
    )


def story_folds(both: Examples) -> Iterator[tuple[list[int], list[int]]]:
    """Row numbers to learn from and to answer, whole stories each time."""
    from sklearn.model_selection import GroupKFold

    stories = [story for (story,) in both.stories]
    for train, held_out in GroupKFold(FOLDS).split(stories, groups=stories):
        yield train.tolist(), held_out.tolist()


@command("python -m baselines.tune")
def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m baselines.tune", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="baselines (default: all)")
    args = parser.parse_args(arguments)
    known = json.loads(SETTINGS.read_text(encoding="utf-8")) if SETTINGS.is_file() else {}
    for baseline in named(args.names):
        if baseline.grid:
            known[baseline.name], score = choose(baseline, CHECKOUT.release)
            ordered = {b.name: known[b.name] for b in BASELINES if b.name in known}
            write_text(SETTINGS, json.dumps(ordered, indent=1) + "\n")
            print(f"{baseline.name:20} {score:.3f} {known[baseline.name]}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
