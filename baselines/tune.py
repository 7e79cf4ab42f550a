"""``python -m baselines.tune``: choose settings by story-grouped cross-validation.

Folds are whole stories of train and validation; ``test`` and ``web`` are never read. The choice is
written to ``baselines/settings.json`` with its score, and is committed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from baselines import resolve
from baselines.registry import BASELINES, SETTINGS, Baseline, named
from baselines.topics import seen
from sifara.examples import examples
from sifara.release import read_rows
from sifara.repository import package_data, write_text

#: Folds of the cross-validation.
FOLDS = 5


def settings_of(baseline: Baseline) -> Iterator[dict[str, Any]]:
    """Every combination of the grid, in its order."""
    for values in product(*baseline.grid.values()):
        yield dict(zip(baseline.grid, values, strict=True))


def topic_score(baseline: Baseline, settings: dict[str, Any]) -> float:
    """Macro-F1 over the answers of all folds together."""
    splits = [examples("topics", split) for split in ("train", "validation")]
    model = baseline.build(**baseline.parameters, **settings)
    rows = [row for split in splits for row in seen(model, split)]
    gold = np.array([topic for split in splits for topic in split.column("topic")])
    stories = [story for split in splits for (story,) in split.stories]
    answers = np.empty_like(gold)
    for train, held_out in GroupKFold(FOLDS).split(rows, gold, stories):
        fitted = baseline.build(**baseline.parameters, **settings)
        fitted.fit([rows[i] for i in train], gold[train])
        answers[held_out] = fitted.predict([rows[i] for i in held_out])
    return float(f1_score(gold, answers, average="macro", labels=sorted(set(gold))))


def pair_score(baseline: Baseline, settings: dict[str, Any]) -> float:
    """F1 over the pairs of train and validation, names and nominals.

    A matcher that learns from mentions is fitted on train and scored on validation alone, which
    shares no story with it.
    """
    if baseline.learns and hasattr(baseline.build(**baseline.parameters, **settings), "fit"):
        return _learned_pair_score(baseline, settings)
    right = found = gold = 0
    matcher = baseline.build(**baseline.parameters, **settings)
    for split in ("train", "validation"):
        target = examples("entity_pairs", split)
        answers = resolve.pairs(matcher, target)
        for row, answer, forms in zip(target.rows, answers, target.properties["form"], strict=True):
            if "adjective" not in forms:
                match, said = row["label"] == "match", answer["label"] == "match"
                right, found, gold = right + (match and said), found + said, gold + match
    return 2 * right / (found + gold)


def _learned_pair_score(baseline: Baseline, settings: dict[str, Any]) -> float:
    """Fitted on train, scored on the pairs of validation: no story is in both."""
    train, validation = (examples("mentions", split) for split in ("train", "validation"))
    matcher = baseline.build(**baseline.parameters, **settings)
    matcher.fit(train, validation, read_rows(package_data("release"), "entities", "kb"))
    target = examples("entity_pairs", "validation")
    answers = resolve.pairs(matcher, target)
    named = [("adjective" not in forms) for forms in target.properties["form"]]
    gold = [row["label"] == "match" for row in target.rows]
    said = [answer["label"] == "match" for answer in answers]
    keep = np.array(named)
    return float(f1_score(np.array(gold)[keep], np.array(said)[keep]))


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
