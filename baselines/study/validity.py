"""Whether figures from authored texts hold for real ones: rankings elsewhere, and what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from baselines import outside, registry
from baselines.study import rankings
from sifara.evaluation import tasks
from sifara.evaluation.find import by_system
from sifara.evaluation.result import Result, reader
from sifara.gold import arabic
from sifara.gold.records import SPLITS
from sifara.gold.repository import Repository
from sifara.release.parquet import read_rows

#: Draws of documents for the interval of the AUC.
REPLICATES = 2000

#: Folds of the classifier that tells authored from real.
FOLDS = 5

#: Words shown that give authored or real away.
WORDS_SHOWN = 15

Row = Mapping[str, Any]


def ranking_agreement(repository: Repository) -> list[dict[str, Any]]:
    """Kendall's τ between the ranking on test and on web or an outside set, for each task.

    Trivial rows and probes are left out. Where a task has labels, systems are ranked over those
    that both sets have; an outside set with labels of its own shares none, and is ranked over all
    of them.
    """
    families = {b.name: b.family for b in registry.BASELINES if b.role == "system"}
    read = reader(repository.release)

    def known(folder: Path) -> dict[str, Path]:
        return {p.stem: p for p in sorted(folder.glob("*.json")) if p.stem in families}

    found = []
    for task in tasks.TASKS.values():
        ours, real = (
            {n: read(p) for n, p in known(repository.results / task.name / split).items()}
            for split in (registry.RANKED, registry.REAL)
        )
        shared = _labels(task, ours.values()) & _labels(task, real.values())
        others = {registry.REAL: (_scored(real, shared), shared)}
        for other in outside.SETS.values():
            if task.name in other.scored:
                paths = known(other.results(repository.results, task.name))
                scored = {name: rankings.read_sidecar(path) for name, path in paths.items()}
                others[other.name] = scored, set()
        for name, (theirs, labels) in others.items():
            row = rankings.compared(_scored(ours, labels), theirs, families)
            found.append({"task": task.name, "against": name, **row})
    return found


def _labels(task: tasks.Task, results: Iterable[Result]) -> set[str]:
    """The labels that rows of a set have."""
    return rankings.labels_of(next(iter(results)).examples, task)


def _scored(results: Mapping[str, Result], labels: set[str]) -> dict[str, rankings.Scored]:
    return {name: rankings.of_result(r, sorted(labels)) for name, r in results.items()}


def outside_scores(repository: Repository) -> dict[str, dict[str, dict[str, float]]]:
    """The scores of systems on the outside sets: by set, system and heading."""
    found = {}
    for other in outside.SETS.values():
        scores: dict[str, dict[str, float]] = defaultdict(dict)
        for shown in other.shown:
            folder = other.results(repository.results, shown.task)
            for name, result in by_system(folder).items():
                value = result.metrics(shown.population)[shown.metric].value
                scores[name][shown.heading] = 0.0 if value is None else value
        found[other.name] = dict(scores)
    return found


def masked_segments(repository: Repository) -> tuple[list[str], list[int], list[str]]:
    """Body segments with their names masked, whether each is real, and its document."""
    texts, real, documents = [], [], []
    for split in SPLITS:
        for document in read_rows(repository.release, "documents", split):
            for segment in document["segments"]:
                if segment["kind"] == "body":
                    texts.append(_masked(document, segment))
                    real.append(int(document["source"] == "web"))
                    documents.append(document["id"])
    return texts, real, documents


def _masked(document: Row, segment: Row) -> str:
    text = document["text"]
    inside = [
        (m["start"], m["end"])
        for m in document["mentions"]
        if segment["start"] <= m["start"] < segment["end"]
    ]
    pieces, position = [], segment["start"]
    for start, end in inside:
        if start >= position:
            pieces += [text[position:start], " "]
            position = end
    return "".join([*pieces, text[position : segment["end"]]])


def authored_or_real(repository: Repository) -> dict[str, Any]:
    """How well a classifier tells authored from real segments, and by which words."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold

    texts, real, documents = masked_segments(repository)
    gold = np.array(real)
    scores = np.zeros(len(gold))

    def model() -> tuple[Any, Any]:
        words = TfidfVectorizer(
            preprocessor=arabic.normalize, token_pattern=r"[^\W\d_]+", sublinear_tf=True
        )
        return words, LogisticRegression(class_weight="balanced", max_iter=2000)

    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for train, held_out in folds.split(texts, gold, documents):
        words, classifier = model()
        classifier.fit(words.fit_transform([texts[i] for i in train]), gold[train])
        held = words.transform([texts[i] for i in held_out])
        scores[held_out] = classifier.predict_proba(held)[:, 1]
    words, classifier = model()
    classifier.fit(words.fit_transform(texts), gold)
    ranked = np.argsort(classifier.coef_[0])
    names = words.get_feature_names_out()
    return {
        **_auc(gold, scores, np.array(documents)),
        "segments": {"real": int(gold.sum()), "authored": int((1 - gold).sum())},
        "words_of_real": [str(names[i]) for i in ranked[::-1][:WORDS_SHOWN]],
        "words_of_authored": [str(names[i]) for i in ranked[:WORDS_SHOWN]],
    }


def _auc(
    gold: NDArray[np.int64], scores: NDArray[np.float64], documents: NDArray[np.str_]
) -> dict[str, float]:
    """The area under the curve with an interval from resampled documents of each kind.

    It is the share of pairs of a real and an authored segment that are in the right order (Hanley &
    McNeil 1982), so that a draw weighs the pairs of every two documents.
    """
    random = np.random.default_rng(0)
    authored, real = (np.flatnonzero(gold == kind) for kind in (0, 1))
    order = (np.sign(scores[real][:, None] - scores[authored]) + 1) / 2
    (authored_document, authored_count), (real_document, real_count) = (
        np.unique(documents[rows], return_inverse=True, return_counts=True)[1:]
        for rows in (authored, real)
    )
    right = np.zeros((real_count.size, authored_count.size))
    np.add.at(right, (real_document[:, None], authored_document), order)
    drawn = []
    for _ in range(REPLICATES):
        a, r = (
            np.bincount(random.integers(0, count.size, count.size), minlength=count.size)
            for count in (authored_count, real_count)
        )
        drawn.append(r @ right @ a / (r @ real_count) / (a @ authored_count))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {
        "auc": round(float(order.mean()), 6),
        "low": round(float(low), 6),
        "high": round(float(high), 6),
    }


def make_up(repository: Repository) -> dict[str, dict[str, Any]]:
    """Length, density and variation of the documents of each split."""
    found = {}
    for split in SPLITS:
        documents = read_rows(repository.release, "documents", split)
        words = [len(d["text"].split()) for d in documents]
        mentions = [m for d in documents for m in d["mentions"]]
        forms, variation = Counter(m["form"] for m in mentions), Counter()
        for mention in mentions:
            variation.update(mention["variation"] or ["none"])
        found[split] = {
            "documents": len(documents),
            "words_per_document": round(float(np.mean(words)), 1),
            "mentions_per_100_words": round(100 * len(mentions) / sum(words), 1),
            "forms": _shares(forms, len(mentions)),
            "variation": _shares(variation, len(mentions)),
            "noise": _shares(Counter(d["noise"] for d in documents), len(documents)),
        }
    return found


def _shares(counts: Counter[str], total: int) -> dict[str, float]:
    return {name: round(counts[name] / total, 3) for name in sorted(counts)}
