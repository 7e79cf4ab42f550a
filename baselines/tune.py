"""``python -m baselines.tune``: choose settings by story-grouped cross-validation.

Folds are whole stories of train and validation; ``test`` and ``web`` are never read. The choice is
written to ``baselines/settings.json`` with its score, and is committed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from baselines import resolve
from baselines.registry import BASELINES, SETTINGS, Baseline, named
from baselines.topics import seen
from sifara.evaluation.examples import Examples, examples
from sifara.gold.repository import package_data, write_text
from sifara.release.parquet import read_rows

#: Folds of the cross-validation.
FOLDS = 5


def settings_of(baseline: Baseline) -> Iterator[dict[str, Any]]:
    """Every combination of the grid, in its order."""
    for values in product(*baseline.grid.values()):
        yield dict(zip(baseline.grid, values, strict=True))


def topic_score(baseline: Baseline, settings: dict[str, Any]) -> float:
    """Macro-F1 over the answers of all folds together."""
    both = together("topics")
    rows = seen(baseline.build(**baseline.parameters, **settings), both)
    gold = np.array(both.column("topic"))
    answers = np.empty_like(gold)
    for train, held_out in _folds(both):
        fitted = baseline.build(**baseline.parameters, **settings)
        if hasattr(fitted, "fit"):
            fitted.fit([rows[i] for i in train], gold[train])
        answers[held_out] = fitted.predict([rows[i] for i in held_out])
    return float(f1_score(gold, answers, average="macro", labels=sorted(set(gold))))


def pair_score(baseline: Baseline, settings: dict[str, Any]) -> float:
    """F1 over the pairs of train and validation, names and nominals."""
    fixed = tuple((name, value) for name, value in settings.items() if name != "threshold")
    scores, gold, weights = _pair_scores(baseline.name, fixed)
    threshold = baseline.build(**baseline.parameters, **settings).threshold
    return float(f1_score(gold, scores >= threshold, sample_weight=weights))


@cache
def _pair_scores(
    name: str, settings: tuple[tuple[str, Any], ...]
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """The scores of pairs, which of them match, and their weights; the threshold decides nothing.

    A matcher that learns from mentions scores the pairs whose two stories are in a fold after it
    was fitted on the mentions outside the fold; any other scores all. Two stories are seldom in one
    fold: their pairs weigh as many times as there are folds, so that all pairs together are those
    of the task (Horvitz & Thompson 1952).
    """
    (baseline,) = named([name])
    both = together("entity_pairs")
    pairs = both.only("adjective" not in forms for forms in both.properties["form"])
    free = {n: values[0] for n, values in baseline.grid.items() if n == "threshold"}
    matcher = baseline.build(**baseline.parameters, **dict(settings), **free)
    learns = hasattr(matcher, "fit")
    parts = _held_out(matcher, pairs) if learns else [pairs]
    scored = [(resolve.pairs(matcher, part), part) for part in parts]
    return (
        np.array([answer["score"] for answers, _ in scored for answer in answers]),
        np.array([label == "match" for _, part in scored for label in part.column("label")]),
        np.array(
            [
                FOLDS if learns and left != right else 1
                for _, part in scored
                for left, right in part.stories
            ],
            dtype=np.float64,
        ),
    )


def _held_out(matcher: Any, pairs: Examples) -> Iterator[Examples]:
    """The pairs within each fold, when the matcher has been fitted on the mentions outside it."""
    mentions = together("mentions")
    entities = read_rows(package_data("release"), "entities", "kb")
    for _, held_out in _folds(mentions):
        stories = {mentions.stories[i][0] for i in held_out}
        matcher.fit(mentions.only(story not in stories for (story,) in mentions.stories), entities)
        yield pairs.only(stories.issuperset(both) for both in pairs.stories)


@cache
def together(config: str) -> Examples:
    """The examples of train and validation."""
    train, validation = (examples(config, split) for split in ("train", "validation"))
    return replace(
        train,
        split="train and validation",
        ids=train.ids + validation.ids,
        rows=train.rows + validation.rows,
        stories=train.stories + validation.stories,
        properties={n: v + validation.properties[n] for n, v in train.properties.items()},
    )


def _folds(both: Examples) -> Iterator[tuple[list[int], list[int]]]:
    """Row numbers to learn from and to answer, whole stories each time."""
    stories = [story for (story,) in both.stories]
    for train, held_out in GroupKFold(FOLDS).split(stories, groups=stories):
        yield train.tolist(), held_out.tolist()


def choose(baseline: Baseline) -> tuple[dict[str, Any], float]:
    """The settings with the best score; the first of equals."""
    score = topic_score if "topic_classification" in baseline.tasks else pair_score
    scored = [(score(baseline, settings), settings) for settings in settings_of(baseline)]
    best = max(scored, key=lambda pair: pair[0])
    return best[1], best[0]


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m baselines.tune", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="baselines (default: all)")
    args = parser.parse_args(arguments)
    known = json.loads(SETTINGS.read_text(encoding="utf-8")) if SETTINGS.is_file() else {}
    for baseline in named(args.names):
        if baseline.grid:
            settings, score = choose(baseline)
            known[baseline.name] = settings
            print(f"{baseline.name:20} {score:.3f} {settings}", flush=True)
            ordered = {b.name: known[b.name] for b in BASELINES if b.name in known}
            write_text(SETTINGS, json.dumps(ordered, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
