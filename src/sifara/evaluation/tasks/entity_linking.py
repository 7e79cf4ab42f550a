"""The entity of the published knowledge base that a mention names, or none of them (NIL)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from sifara.evaluation.kinds import LINK, RANKING
from sifara.evaluation.metrics.classification import ACCURACY
from sifara.evaluation.metrics.linking import (
    IN_KB_ACCURACY,
    MACRO_ACCURACY,
    NIL,
    NIL_F1,
    NIL_PRECISION,
    NIL_RECALL,
    RECALL_AT,
    linking,
    linking_by_entity,
    recall_at,
)
from sifara.evaluation.metrics.scores import Scores
from sifara.evaluation.rows import Answers, Examples
from sifara.evaluation.tasks.properties import AMBIGUOUS, OF_MENTIONS, names_and_nominals
from sifara.evaluation.tasks.task import BoolArray, Field, IntArray, Measured, Task, subsets


def _ranks(examples: Examples, answers: Answers) -> IntArray:
    """Rank of the gold entity among the candidates, from 1; 0 where it is not among them."""
    rows = zip(examples.column("entity"), answers.optional["candidates"], strict=True)
    return np.array([e in found and found.index(e) + 1 for e, found in rows], dtype=np.int64)


def _most_missed(examples: Examples, wrong: BoolArray) -> list[dict[str, Any]]:
    """The entities with the most wrong links, the published ones only."""
    rows = zip(examples.column("entity"), wrong, strict=True)
    counts = Counter(entity for entity, missed in rows if missed and entity is not None)
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"entity": entity, "rows": rows} for entity, rows in ranked[:20]]


def _measure(examples: Examples, answers: Answers) -> Measured:
    known = {entity: number for number, entity in enumerate(sorted(examples.knowledge_base))}
    gold, predicted = (
        np.array([known.get(entity, NIL) for entity in entities], dtype=np.int64)
        for entities in (examples.column("entity"), answers.values)
    )
    scores: list[Scores] = [linking(gold, predicted), linking_by_entity(gold, predicted)]
    if "candidates" in answers.optional:
        scores.append(recall_at(gold, _ranks(examples, answers)))
    ranked = names_and_nominals(examples)
    ambiguous = np.array([v == ("ambiguous",) for v in examples.properties[AMBIGUOUS.name]])
    return Measured(
        subsets=subsets(
            scores,
            names_and_nominals=ranked,
            adjectives=~ranked,
            ambiguous_surfaces=ranked & ambiguous,
        ),
        errors=(gold != predicted).astype(np.float64),
        sliced=scores[0].take(ranked),
        slice_metric=ACCURACY,
        detail={"most_missed": _most_missed(examples, gold != predicted)},
    )


TASK = Task(
    name="entity_linking",
    place=5,
    title="Which entity of the knowledge base does this mention name, or none (NIL)?",
    config="mentions",
    gold="entity",
    answer=Field("entity", LINK),
    example={"id": "web-000.14-24", "entity": None, "candidates": ["libya"]},
    optional=(Field("candidates", RANKING),),
    metrics=(
        ACCURACY,
        MACRO_ACCURACY,
        IN_KB_ACCURACY,
        NIL_F1,
        NIL_PRECISION,
        NIL_RECALL,
        *RECALL_AT.values(),
    ),
    slices=OF_MENTIONS,
    measure=_measure,
)
