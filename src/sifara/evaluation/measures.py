"""From examples and answers to scores: what each task counts, and over which rows.

A task is scored over one or more populations of rows; the first is the one by which systems are
ranked. Adjectives (nisbas) stand apart in the entity tasks: they are many, and a list of countries
solves them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sifara.evaluation.metrics.classification import (
    PerLabel,
    classification,
    confusion,
    per_label,
    per_tag,
    tagging,
)
from sifara.evaluation.metrics.clustering import b_cubed_by_mention, clustering_scores
from sifara.evaluation.metrics.linking import NIL, linking, linking_by_entity, recall_at
from sifara.evaluation.metrics.matching import matching, ranking
from sifara.evaluation.metrics.ratios import harmonic_mean, mean_where, ratio
from sifara.evaluation.metrics.scores import Decomposable, Joint, Scores, Statistics

if TYPE_CHECKING:
    from sifara.evaluation.examples import Examples
    from sifara.evaluation.predictions import Answers

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Population:
    """Some rows of the examples and the scores over them.

    Attributes:
        name: ``all``, ``names_and_nominals``, ``adjectives``, …
        rows: Which rows of the examples belong.
        scores: Sets of scores over those rows, in their order.
    """

    name: str
    rows: BoolArray
    scores: tuple[Scores, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What a task measures of one system.

    Attributes:
        populations: The ranked population first.
        errors: How wrong the answer to each row is, from 0 to 1.
        sliced: The scores by which slices of the ranked population are described.
        slice_metric: The metric among those that is shown.
        detail: Tables beyond the scores, ready for JSON.
    """

    populations: tuple[Population, ...]
    errors: FloatArray
    sliced: Scores
    slice_metric: str
    detail: dict[str, Any] = field(default_factory=dict)


def _everything(examples: Examples, *scores: Scores) -> Population:
    return Population("all", np.ones(len(examples.ids), dtype=bool), scores)


def _label_table(labels: tuple[str, ...], scores: PerLabel) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "precision": float(scores.precision[i]),
            "recall": float(scores.recall[i]),
            "f1": float(scores.f1[i]),
            "support": int(scores.support[i]),
            "predicted": int(scores.predicted[i]),
        }
        for i, label in enumerate(labels)
        if scores.support[i] or scores.predicted[i]
    ]


def topic_classification(examples: Examples, answers: Answers) -> Measured:
    """Measures one topic a segment."""
    code = {label: number for number, label in enumerate(examples.labels)}
    gold = np.array([code[label] for label in examples.column("topic")], dtype=np.int64)
    predicted = np.array([code[label] for label in answers.values], dtype=np.int64)
    size = len(code)
    scores = classification(gold, predicted, size)
    cells = confusion(gold, predicted, size)
    return Measured(
        populations=(_everything(examples, scores),),
        errors=(gold != predicted).astype(np.float64),
        sliced=scores,
        slice_metric="macro_f1",
        detail={
            "labels": _label_table(examples.labels, per_label(gold, predicted, size)),
            "confusion": [
                {"gold": examples.labels[i], "predicted": examples.labels[j], "rows": int(n)}
                for (i, j), n in np.ndenumerate(cells)
                if n
            ],
        },
    )


def topic_tagging(examples: Examples, answers: Answers) -> Measured:
    """Measures a set of topics a segment."""
    gold = _indicators(examples.labels, examples.column("topics"))
    predicted = _indicators(examples.labels, answers.values)
    scores = tagging(gold, predicted)
    overlap = ratio((gold & predicted).sum(axis=1), (gold | predicted).sum(axis=1))
    return Measured(
        populations=(_everything(examples, scores),),
        errors=1 - overlap,
        sliced=scores,
        slice_metric="macro_f1",
        detail={"labels": _label_table(examples.labels, per_tag(gold, predicted))},
    )


def _indicators(labels: tuple[str, ...], sets: list[Any]) -> BoolArray:
    return np.array([[label in members for label in labels] for members in sets], dtype=bool)


def entity_pairs(examples: Examples, answers: Answers) -> Measured:
    """Measures decisions on pairs of mentions."""
    positive = examples.labels[1]
    gold = np.array([label == positive for label in examples.column("label")])
    predicted = np.array([label == positive for label in answers.values])
    scores: list[Scores] = [matching(gold, predicted)]
    if "score" in answers.optional:
        scores.append(ranking(gold, answers.optional["score"]))
    adjective = np.array(["adjective" in forms for forms in examples.properties["form"]])
    return Measured(
        populations=_apart(adjective, scores),
        errors=(gold != predicted).astype(np.float64),
        sliced=scores[0].take(~adjective),
        slice_metric="f1",
        detail={
            "candidates": {
                "match": int(gold.sum()),
                "no_match": int((~gold).sum()),
            }
        },
    )


def _apart(adjective: BoolArray, scores: list[Scores]) -> tuple[Population, ...]:
    """The rows without adjectives, which are ranked, and those with them."""
    return tuple(
        Population(name, rows, tuple(part.take(rows) for part in scores))
        for name, rows in (("names_and_nominals", ~adjective), ("adjectives", adjective))
        if rows.any() or name == "names_and_nominals"
    )


def _codes(values: list[Any]) -> IntArray:
    return np.unique(np.array(values, dtype=np.str_), return_inverse=True)[1].astype(np.int64)


def entity_clustering(examples: Examples, answers: Answers) -> Measured:
    """Measures clusters of mentions over a whole split.

    Scores are means over the mention types. A predicted cluster that mixes types counts as one
    cluster for each of them. Slices show B³ with the values of each mention fixed, the one score
    that a part of the mentions has; intervals never use it, because one story moves the values of
    mentions in others.
    """
    types, gold, predicted = (
        _codes(values)
        for values in (examples.column("type"), examples.column("cluster"), answers.values)
    )
    adjective = np.array([forms == ("adjective",) for forms in examples.properties["form"]])
    first = _first_of_each(
        list(zip(examples.column("surface"), examples.column("cluster"), strict=True))
    )
    populations = tuple(
        Population(name, rows, _clustering_scores(types[rows], gold[rows], predicted[rows]))
        for name, rows in (
            ("names_and_nominals", ~adjective),
            ("distinct_surfaces", ~adjective & first),
            ("adjectives", adjective),
        )
        if rows.any() or name == "names_and_nominals"
    )
    precision, recall = _b_cubed_in_types(types, gold, predicted)
    return Measured(
        populations=populations,
        errors=1 - harmonic_mean(precision, recall),
        sliced=_fixed_b_cubed(types[~adjective], gold[~adjective], predicted[~adjective]),
        slice_metric="b_cubed_f1",
    )


def _first_of_each(keys: list[tuple[str, str]]) -> BoolArray:
    seen: set[tuple[str, str]] = set()
    first = []
    for key in keys:
        first.append(key not in seen)
        seen.add(key)
    return np.array(first, dtype=bool)


def _clustering_scores(types: IntArray, gold: IntArray, predicted: IntArray) -> tuple[Scores, ...]:
    return (Joint(_mean_over_types, (types, gold, predicted)),)


def _mean_over_types(types: IntArray, gold: IntArray, predicted: IntArray) -> Mapping[str, float]:
    """Scores of the types in which some entity has two mentions, or of all where none has.

    In a type of singletons alone there is no link to find, and MUC is 0 even for the gold itself.
    """
    kinds = np.unique(types)
    linked = [kind for kind in kinds if np.unique(gold[types == kind]).size < (types == kind).sum()]
    found = [
        clustering_scores(gold[types == kind], predicted[types == kind]) for kind in linked or kinds
    ]
    names = found[0] if found else clustering_scores(gold, predicted)
    return {name: float(np.mean([scores[name] for scores in found] or [0.0])) for name in names}


def _b_cubed_in_types(
    types: IntArray, gold: IntArray, predicted: IntArray
) -> tuple[FloatArray, FloatArray]:
    """B³ precision and recall of each mention when every type is a world of its own."""
    width = int(max(gold.max(initial=0), predicted.max(initial=0))) + 1
    return b_cubed_by_mention(types * width + gold, types * width + predicted)


def _fixed_b_cubed(types: IntArray, gold: IntArray, predicted: IntArray) -> Decomposable:
    """B³ as a mean over types, a function of sums with each mention's values fixed."""
    precision, recall = _b_cubed_in_types(types, gold, predicted)
    kinds = np.unique(types)
    member = [types == kind for kind in kinds]
    statistics = Statistics.dense(
        *(precision * rows for rows in member), *(recall * rows for rows in member), *member
    )

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        p, r, support = np.split(sums, 3, axis=-1)
        p, r = ratio(p, support), ratio(r, support)
        scores = {"precision": p, "recall": r, "f1": harmonic_mean(p, r)}
        return {f"b_cubed_{k}": mean_where(v, support > 0) for k, v in scores.items()}

    return Decomposable(statistics, finish)


def entity_linking(examples: Examples, answers: Answers) -> Measured:
    """Measures links of mentions to the published knowledge base, NIL included."""
    known = {entity: number for number, entity in enumerate(sorted(examples.knowledge_base))}
    gold = np.array([known.get(e, NIL) for e in examples.column("entity")], dtype=np.int64)
    predicted = np.array([known.get(e, NIL) for e in answers.values], dtype=np.int64)
    scores: list[Scores] = [linking(gold, predicted), linking_by_entity(gold, predicted)]
    if "candidates" in answers.optional:
        scores.append(recall_at(gold, _ranks(examples, answers)))
    adjective = np.array([forms == ("adjective",) for forms in examples.properties["form"]])
    ambiguous = np.array([v == ("ambiguous",) for v in examples.properties["ambiguous"]])
    hard = ambiguous & ~adjective
    several = Population("ambiguous_surfaces", hard, tuple(part.take(hard) for part in scores))
    return Measured(
        populations=(*_apart(adjective, scores), *((several,) if hard.any() else ())),
        errors=(gold != predicted).astype(np.float64),
        sliced=scores[0].take(~adjective),
        slice_metric="accuracy",
        detail={"most_missed": _most_missed(examples, gold != predicted)},
    )


def _ranks(examples: Examples, answers: Answers) -> IntArray:
    """Rank of the gold entity among the candidates, from 1; 0 where it is not among them."""
    return np.array(
        [
            candidates.index(entity) + 1 if entity in candidates else 0
            for entity, candidates in zip(
                examples.column("entity"), answers.optional["candidates"], strict=True
            )
        ],
        dtype=np.int64,
    )


def _most_missed(examples: Examples, wrong: BoolArray) -> list[dict[str, Any]]:
    """The entities with the most wrong links, the published ones only."""
    counts = Counter(
        entity
        for entity, missed in zip(examples.column("entity"), wrong, strict=True)
        if missed and entity is not None
    )
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [{"entity": entity, "rows": rows} for entity, rows in ranked[:20]]
