"""What the ladder says: difficulty, shortcuts, and how far authored is from real.

Difficulty is measured by story-grouped cross-validation on train and validation; ``test`` is read
from the committed results, once. Nothing here chooses anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import kendalltau
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from baselines import registry, resolve, tune
from sifara import arabic, tasks
from sifara.examples import examples
from sifara.measures import entity_clustering
from sifara.predictions import Answers
from sifara.release import read_rows
from sifara.repository import Repository
from sifara.results import read_record

#: Replicates of the intervals of this page.
REPLICATES = 2000

#: Folds of the classifier that tells authored from real.
FOLDS = 5

#: Words shown that give authored or real away.
WORDS_SHOWN = 15

#: Kendall's τ is established only where its interval is narrower than this.
NARROW = 0.5

Row = Mapping[str, Any]


def topic_difficulty() -> dict[str, float]:
    """Macro-F1 of classifiers and probes by story-grouped cross-validation on train+validation."""
    names = ("majority", "lexicon", "naive_bayes", "char_svm", "probe_names", "probe_furniture")
    found = {}
    for baseline in registry.named([*names, "probe_shape"]):
        chosen = {name: baseline.settings[name] for name in baseline.grid}
        found[baseline.name] = round(tune.topic_score(baseline, chosen), 6)
    return found


def name_difficulty() -> dict[str, dict[str, float]]:
    """Scores of string rungs, which learn nothing, on train and validation."""
    found: dict[str, dict[str, float]] = {}
    for baseline in registry.named(["exact", "normalized", "heads", "soft_tfidf"]):
        scores = []
        for split in ("train", "validation"):
            gold = examples("mentions", split)
            predicted = resolve.predict(baseline.build(), "entity_clustering", gold)
            answers = Answers([row["cluster"] for row in predicted], {})
            ranked = entity_clustering(gold, answers).populations[0]
            scores.append(ranked.scores[0].values()["conll_f1"])
        pairs = tune.pair_score(baseline, {})
        found[baseline.name] = {
            "conll_f1": round(float(np.mean(scores)), 6),
            "pair_f1": round(pairs, 6),
        }
    return found


def ranking_agreement(repository: Repository) -> list[dict[str, Any]]:
    """Kendall's τ between the ranking on test and on web or an outside set, with its interval.

    Systems are resampled for the interval; trivial rows and probes are left out.
    """
    trivial = {"majority", "same_document"} | {b.name for b in registry.BASELINES if b.probe}
    found = []
    for task in tasks.TASKS.values():
        on_test = _primary(repository, task, f"{task.name}/test")
        others = {"web": f"{task.name}/web"}
        for track in ("sib200", "idrisi-d"):
            others[track] = f"tracks/{track}/{task.name}"
        for name, folder in others.items():
            elsewhere = _primary(repository, task, folder)
            systems = sorted((on_test.keys() & elsewhere.keys()) - trivial)
            if len(systems) > 2:
                ours = np.array([on_test[s] for s in systems])
                theirs = np.array([elsewhere[s] for s in systems])
                found.append({"task": task.name, "against": name, **_tau(ours, theirs)})
    return found


def _primary(repository: Repository, task: tasks.Task, folder: str) -> dict[str, float]:
    records = map(read_record, sorted((repository.results / folder).glob("*.json")))
    return {
        r["model"]["name"]: r["populations"][0]["metrics"][task.primary]["value"] for r in records
    }


def _tau(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> dict[str, Any]:
    random = np.random.default_rng(0)
    drawn = []
    for _ in range(REPLICATES):
        picked = random.integers(0, len(ours), len(ours))
        if len(set(ours[picked])) > 1 and len(set(theirs[picked])) > 1:
            drawn.append(kendalltau(ours[picked], theirs[picked]).statistic)
    low, high = np.quantile(drawn, [0.025, 0.975])
    tau = float(kendalltau(ours, theirs).statistic)
    return {
        "systems": len(ours),
        "tau": round(tau, 6),
        "low": round(float(low), 6),
        "high": round(float(high), 6),
        "established": bool(high - low < NARROW and len(ours) >= 10),
    }


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
        "auc": round(float(roc_auc_score(gold, scores)), 6),
        "segments": {"real": int(gold.sum()), "authored": int((1 - gold).sum())},
        "words_of_real": [str(names[i]) for i in ranked[::-1][:WORDS_SHOWN]],
        "words_of_authored": [str(names[i]) for i in ranked[:WORDS_SHOWN]],
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


def report(repository: Repository) -> dict[str, Any]:
    """All figures of the page, ready for JSON."""
    return {
        "topics": topic_difficulty(),
        "names": name_difficulty(),
        "rankings": ranking_agreement(repository),
        "authored_or_real": authored_or_real(repository),
        "make_up": make_up(repository),
    }
