"""Whether figures from authored texts hold for real ones: rankings elsewhere, and what differs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from baselines import rankings, registry, tracks
from sifara.evaluation import tasks
from sifara.evaluation.result import Result, reader, records
from sifara.gold import arabic
from sifara.gold.repository import Repository
from sifara.release.parquet import read_rows

#: Replicates of the intervals.
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

    def results(task: tasks.Task, split: str) -> dict[str, Result]:
        paths = sorted((repository.results / task.name / split).glob("*.json"))
        return {path.stem: read(path) for path in paths if path.stem in families}

    found = []
    for task in tasks.TASKS.values():
        test, web = (results(task, split) for split in ("test", "web"))
        (ours, *_), (theirs, *_) = test.values(), web.values()
        shared = rankings.labels_of(ours.examples, task) & rankings.labels_of(theirs.examples, task)
        sides = (
            {name: rankings.of_result(result, sorted(shared)) for name, result in side.items()}
            for side in (test, web)
        )
        found.append({"task": task.name, "against": "web", **rankings.compared(*sides, families)})
        for track in tracks.TRACKS.values():
            if task.name in track.tasks:
                folder = repository.results / "tracks" / track.name / task.name
                paths = sorted(folder.glob("*.json"))
                theirs = {p.stem: rankings.read_sidecar(p) for p in paths if p.stem in families}
                ours = {name: rankings.of_result(result) for name, result in test.items()}
                row = rankings.compared(ours, theirs, families)
                found.append({"task": task.name, "against": track.name, **row})
    return found


#: Scores shown of outside sets: heading, task, population and metric.
OUTSIDE = {
    "sib200": (
        ("accuracy", "topic_classification", "all", "accuracy"),
        ("macro-F1", "topic_classification", "all", "macro_f1"),
    ),
    "idrisi-d": (
        ("B³ F1", "entity_clustering", "names_and_nominals", "b_cubed_f1"),
        ("pairwise F1, distinct", "entity_clustering", "distinct_surfaces", "pairwise_f1"),
        ("recall at 1", "entity_linking", "names_and_nominals", "recall_at_1"),
    ),
}


def outside_scores(repository: Repository) -> dict[str, dict[str, dict[str, float]]]:
    """The scores of systems on the outside sets: by set, system and heading."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for track, columns in OUTSIDE.items():
        scores: dict[str, dict[str, float]] = defaultdict(dict)
        for heading, task, population, metric in columns:
            folder = repository.results / "tracks" / track / task
            for name, record in records(folder).items():
                (metrics,) = (
                    p["metrics"] for p in record["populations"] if p["name"] == population
                )
                scores[name][heading] = metrics[metric]["value"]
        found[track.replace("-", "_")] = dict(scores)
    return found


def masked_segments(repository: Repository) -> tuple[list[str], list[int], list[str]]:
    """Body segments with their names masked, whether each is real, and its document."""
    texts, real, documents = [], [], []
    for split in ("train", "validation", "test", "web"):
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
    texts, real, documents = masked_segments(repository)
    gold = np.array(real)
    scores = np.zeros(len(gold))

    def model() -> tuple[TfidfVectorizer, LogisticRegression]:
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
    """The area under the curve with an interval from resampled documents of each kind."""
    random = np.random.default_rng(0)
    kinds = [
        [np.flatnonzero(documents == d) for d in sorted(set(documents[gold == kind]))]
        for kind in (0, 1)
    ]
    drawn = []
    for _ in range(REPLICATES):
        picked = [random.integers(0, len(kind), len(kind)) for kind in kinds]
        parts = [kind[i] for kind, draw in zip(kinds, picked, strict=True) for i in draw]
        rows = np.concatenate(parts)
        drawn.append(roc_auc_score(gold[rows], scores[rows]))
    low, high = np.quantile(drawn, [0.025, 0.975])
    return {
        "auc": round(float(roc_auc_score(gold, scores)), 6),
        "low": round(float(low), 6),
        "high": round(float(high), 6),
    }


def make_up(repository: Repository) -> dict[str, dict[str, Any]]:
    """Length, density and variation of the documents of each split."""
    found = {}
    for split in ("train", "validation", "test", "web"):
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
