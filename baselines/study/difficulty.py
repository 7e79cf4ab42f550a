"""How hard the tasks are: the ladder by cross-validation, and once on test.

Difficulty is measured by story-grouped cross-validation on train and validation; ``test`` is read
from the committed results. Nothing here chooses anything, but the settings were chosen on the same
folds, so that cross-validated scores are a little too high.
"""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np

from baselines import registry, tune
from baselines.names import blocking
from baselines.names.spelling import of_rows
from sifara.evaluation.examples import examples
from sifara.evaluation.find import by_system
from sifara.gold.repository import Repository
from sifara.release.parquet import read_rows

#: Bins of the calibration of the learned matcher.
BINS = 10


def ladder(repository: Repository, task: str) -> dict[str, dict[str, float]]:
    """The score of every rung of a task, probes too: by cross-validation, and once on test.

    Args:
        repository: Where release and results are.
        task: ``topic_classification`` or ``entity_pairs``.
    """
    on_test = by_system(repository.results / task / registry.RANKED)
    score, found = tune.score_of(task), {}
    for baseline in registry.BASELINES:
        if task in baseline.tasks:
            chosen = {name: baseline.settings[name] for name in baseline.grid}
            found[baseline.name] = {
                "cross_validated": round(score(baseline, chosen, repository.release), 6),
                "test": on_test[baseline.name].value or 0.0,
            }
    return found


def blocking_scores(repository: Repository) -> dict[str, dict[str, float]]:
    """What the blocking of each split keeps of the matching pairs of names, and what it saves.

    A spelling of an entity counts once, however often it is written.
    """
    found = {}
    for split in registry.SCORED_SPLITS:
        rows = examples("mentions", split, repository.release).rows
        distinct = dict.fromkeys(
            (replace(name, context=""), row["cluster"])
            for name, row in zip(of_rows(rows), rows, strict=True)
            if row["form"] != "adjective"
        )
        kept = blocking.score([name for name, _ in distinct], [key for _, key in distinct])
        found[split] = {name: round(value, 6) for name, value in asdict(kept).items()}
    return found


def calibration(repository: Repository) -> list[dict[str, float]]:
    """How often the pairs that blocking compares match at each probability of `learned`.

    The pairs are of validation; it has learnt from those of train.
    """
    (baseline,) = registry.named(["learned"])
    matcher, (learnt, other) = baseline.build(), registry.TUNED
    entities = read_rows(repository.release, "entities", "kb")
    matcher.fit(examples("mentions", learnt, repository.release), entities)
    rows = examples("mentions", other, repository.release).rows
    distinct = list(dict.fromkeys(zip(of_rows(rows), (r["cluster"] for r in rows), strict=True)))
    compared = list(blocking.blocks([name for name, _ in distinct]))
    lefts, rights = ([distinct[pair[side]][0] for pair in compared] for side in (0, 1))
    match = np.array([distinct[i][1] == distinct[j][1] for i, j in compared])
    scores = np.array(matcher.scores(lefts, rights))
    place = np.minimum((scores * BINS).astype(int), BINS - 1)
    return [
        {
            "rows": int((place == i).sum()),
            "predicted": round(float(scores[place == i].mean()), 6),
            "observed": round(float(match[place == i].mean()), 6),
        }
        for i in sorted(set(place.tolist()))
    ]
