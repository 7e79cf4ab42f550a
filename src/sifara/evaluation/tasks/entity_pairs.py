"""Whether two mentions name one entity."""

from __future__ import annotations

import numpy as np

from sifara.evaluation.kinds import LABEL, NUMBER
from sifara.evaluation.metrics.matching import (
    AVERAGE_PRECISION,
    F1,
    ORACLE_BEST_THRESHOLD_F1,
    PRECISION,
    RECALL,
    matching,
    ranking,
)
from sifara.evaluation.metrics.scores import Scores
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.properties import (
    FORM,
    ORIGIN,
    Property,
    Surroundings,
    Values,
    names_and_nominals,
    of_row,
    sides,
    tags_of_row,
)
from sifara.evaluation.tasks.task import Field, Measured, Task, subsets
from sifara.release.fields import PAIR_LABELS

_POSITIVE = PAIR_LABELS[1]


def _familiarity(found: Surroundings) -> list[Values]:
    mentions, names = found.mentions(), ("unseen", "half_seen", "seen")
    counts = (
        sum(mentions[side["mention"]]["cluster"] in found.seen for side in sides(row))
        for row in found.rows
    )
    return [(names[count],) for count in counts]


def _forms(found: Surroundings) -> list[Values]:
    mentions = found.mentions()
    return [
        tuple(sorted({mentions[side["mention"]]["form"] for side in sides(row)}))
        for row in found.rows
    ]


def _measure(examples: Examples, answers: Answers) -> Measured:
    gold, predicted = (
        np.array([label == _POSITIVE for label in labels], dtype=bool)
        for labels in (examples.column("label"), answers.values)
    )
    scores: list[Scores] = [matching(gold, predicted)]
    if "score" in answers.optional:
        scores.append(ranking(gold, answers.optional["score"]))
    ranked = names_and_nominals(examples)
    return Measured(
        subsets=subsets(scores, names_and_nominals=ranked, adjectives=~ranked),
        errors=(gold != predicted).astype(np.float64),
        sliced=scores[0].take(ranked),
        slice_metric=F1,
        detail={"candidates": {"match": int(gold.sum()), "no_match": int((~gold).sum())}},
    )


TASK = Task(
    name="entity_pairs",
    place=3,
    title="Do these two mentions name the same entity?",
    config="entity_pairs",
    gold="label",
    answer=Field("label", LABEL),
    example={"id": "web-000.14-24~web-001.70-84", "label": "no_match", "score": 0.02},
    optional=(Field("score", NUMBER),),
    metrics=(F1, PRECISION, RECALL, AVERAGE_PRECISION, ORACLE_BEST_THRESHOLD_F1),
    slices=(
        Property("seen", _familiarity),
        tags_of_row("phenomena"),
        of_row("type"),
        *ORIGIN,
    ),
    properties=(Property(FORM.name, _forms),),
    labels=PAIR_LABELS,
    measure=_measure,
)
