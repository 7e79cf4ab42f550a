"""The baselines as data: what each is, what it has learnt from and why it exists."""

from __future__ import annotations

import importlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sifara.errors import UsageError, nearest

#: The tasks of a classifier of segments.
TOPIC_TASKS = ("topic_classification", "topic_tagging")

#: The tasks that one matcher serves.
ENTITY_TASKS = ("entity_pairs", "entity_clustering", "entity_linking")

#: Splits of what is fitted on train with settings, or a threshold, chosen on validation too.
TUNED = ("train", "validation")

#: Splits on which baselines are scored where the release has them.
SCORED_SPLITS = ("validation", "test", "web")

#: Settings chosen by story-grouped cross-validation on train and validation (``baselines.tune``).
SETTINGS = Path(__file__).with_name("settings.json")


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """One rung of the ladder.

    Attributes:
        name: Name on the leaderboard.
        module: Module below ``baselines`` that has ``build(**parameters)``.
        tasks: The tasks that it serves.
        reason: Why it exists, in a line.
        parameters: Settings that are fixed.
        grid: Settings among which cross-validation chooses; the choice is in ``settings.json``.
        trained_on: The splits that it learns from, be it a threshold.
        family: Systems that rise and fall together: near-clones, or variants of one.
        role: ``system``; ``trivial``, a floor that nobody would use; or ``probe``, which reads
            what no model may read, to find shortcuts. Rankings compare systems alone.
        version: Raised when its predictions change on the same data.
    """

    name: str
    module: str
    tasks: tuple[str, ...]
    reason: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    grid: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    trained_on: tuple[str, ...] = ()
    family: str = ""
    role: Literal["system", "trivial", "probe"] = "system"
    version: str = "1"

    @property
    def settings(self) -> dict[str, Any]:
        """All parameters: the fixed ones and those that cross-validation chose."""
        return {**self.parameters, **(_chosen()[self.name] if self.grid else {})}

    def build(self, **settings: Any) -> Any:
        """The model, with its own settings unless others are given."""
        module = importlib.import_module(f"baselines.{self.module}")
        return module.build(**(settings or self.settings))


@cache
def _chosen() -> dict[str, dict[str, Any]]:
    settings: dict[str, dict[str, Any]] = json.loads(SETTINGS.read_text(encoding="utf-8"))
    return settings


_BOTH = ("words", "letters")
_C = (0.1, 0.3, 1.0, 3.0, 10.0)
_STEPS = tuple(round(0.5 + 0.025 * step, 3) for step in range(20))

BASELINES: tuple[Baseline, ...] = (
    Baseline(
        name="majority",
        module="topic_classification.majority",
        role="trivial",
        tasks=TOPIC_TASKS,
        trained_on=("train",),
        reason="the floor: the most frequent topic for everything",
    ),
    Baseline(
        name="lexicon",
        module="topic_classification.lexicon",
        family="lexicon",
        tasks=TOPIC_TASKS,
        parameters={"fallback": "bilateral-relations"},
        reason="what the definitions of the topics give away without any training",
    ),
    *(
        Baseline(
            name=f"naive_bayes{suffix}",
            family="naive_bayes",
            module="topic_classification.naive_bayes",
            tasks=TOPIC_TASKS,
            parameters={"spelling": "normalized", "unit": unit},
            grid={"alpha": (0.03, 0.1, 0.3, 1.0)},
            trained_on=TUNED,
            reason=reason,
        )
        for suffix, unit, reason in (
            ("", "words", "what counting words gives, at no cost"),
            ("_letters", "letters", "what counting letters gives, at no cost"),
        )
    ),
    Baseline(
        name="word_lr",
        module="topic_classification.word_lr",
        family="logistic_regression",
        tasks=TOPIC_TASKS,
        parameters={"spelling": "normalized"},
        grid={"c": (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)},
        trained_on=TUNED,
        reason="words with weights, the textbook classifier",
    ),
    Baseline(
        name="latent",
        module="topic_classification.latent",
        family="logistic_regression",
        tasks=TOPIC_TASKS,
        parameters={"spelling": "stemmed", "dimensions": 100},
        grid={"c": (0.3, 1.0, 3.0, 10.0, 30.0)},
        trained_on=TUNED,
        reason="how much of a topic a hundred dimensions of its words keep",
    ),
    Baseline(
        name="nearest",
        module="topic_classification.nearest",
        family="nearest",
        tasks=TOPIC_TASKS,
        parameters={"spelling": "normalized"},
        grid={"neighbours": (1, 3, 5, 9, 15)},
        trained_on=TUNED,
        reason="how far one gets by copying from the most similar segments",
    ),
    *(
        Baseline(
            name=f"char_svm{suffix}",
            family="char_svm",
            module="topic_classification.char_svm",
            tasks=TOPIC_TASKS,
            parameters={"spelling": spelling, "units": units},
            grid={"c": _C},
            trained_on=TUNED,
            reason=reason,
        )
        for suffix, spelling, units, reason in (
            ("", "normalized", _BOTH, "words and letters: the usual choice without pretraining"),
            ("_raw", "raw", _BOTH, "ablation: the same without Arabic normalisation"),
            ("_stemmed", "stemmed", _BOTH, "ablation: the same on light stems"),
            ("_words", "normalized", _BOTH[:1], "ablation: the same on words alone"),
            ("_stems", "stemmed", _BOTH[:1], "ablation: the same on light stems alone"),
            ("_letters", "normalized", _BOTH[1:], "ablation: the same on letters alone"),
        )
    ),
    Baseline(
        name="context_svm",
        module="topic_classification.context_svm",
        family="char_svm",
        tasks=TOPIC_TASKS,
        parameters={"spelling": "normalized"},
        grid={"c": (0.1, 0.3, 1.0), "headline": (0.1, 0.3, 0.6), "neighbours": (0.3, 0.5, 0.8)},
        trained_on=TUNED,
        reason="whether headline and neighbouring lines help",
    ),
    *(
        Baseline(
            name=f"probe_{view}",
            module="topic_classification.probes",
            tasks=("topic_classification",),
            parameters={"view": view},
            grid={"c": (0.1, 1.0)},
            trained_on=TUNED,
            role="probe",
            reason=reason,
        )
        for view, reason in (
            ("names", "shortcut: how much the entities of a segment give its topic away"),
            ("furniture", "shortcut: how much the lines without topics give away"),
            ("shape", "shortcut: how much register, place and length give away"),
        )
    ),
    Baseline(
        name="exact",
        module="entity_matching.exact",
        version="2",
        family="keys",
        role="trivial",
        tasks=ENTITY_TASKS,
        reason="the floor: names match when every code point does",
    ),
    *(
        Baseline(
            name=name,
            module="entity_matching.normalized",
            family="keys",
            version=version,
            tasks=ENTITY_TASKS,
            parameters={"spaces": spaces},
            reason=reason,
        )
        for name, version, spaces, reason in (
            ("normalized", "2", True, "what folding Arabic spelling solves"),
            ("unspaced", "1", False, "what spacing hides, folded spelling besides"),
        )
    ),
    Baseline(
        name="heads",
        module="entity_matching.heads",
        version="2",
        family="keys",
        tasks=ENTITY_TASKS,
        reason="what clitics, titles, generic heads and nisba endings hide",
    ),
    *(
        Baseline(
            name=name,
            module="entity_matching.prior",
            family="prior",
            role=role,
            tasks=("entity_linking",),
            parameters={"spelling": spelling},
            trained_on=("train",),
            reason=reason,
        )
        for name, role, spelling, reason in (
            ("prior_exact", "trivial", "exact", "what remembering the strings of train links"),
            ("prior", "system", "normalized", "the same with folded spelling"),
        )
    ),
    Baseline(
        name="same_document",
        module="entity_matching.same_document",
        version="2",
        role="trivial",
        tasks=("entity_clustering",),
        reason="trivial: every document one entity a type",
    ),
    *(
        Baseline(
            name=name,
            module=f"entity_matching.{name}",
            version="2",
            tasks=ENTITY_TASKS,
            family=family,
            grid={"threshold": _STEPS},
            trained_on=TUNED,
            reason=reason,
        )
        for name, family, reason in (
            ("levenshtein", "edits", "letters that need no edit, with a chosen threshold"),
            ("jaro_winkler", "edits", "letters that agree, with a chosen threshold"),
            ("partial", "words", "the shorter name within the longer, with a chosen threshold"),
            ("token_set", "words", "words that agree, with a chosen threshold"),
            ("word_tfidf", "tfidf", "words by rarity, with a chosen threshold"),
            ("char_tfidf", "tfidf", "letter n-grams by rarity, with a chosen threshold"),
        )
    ),
    Baseline(
        name="learned",
        module="entity_matching.learned",
        version="3",
        family="learned",
        tasks=ENTITY_TASKS,
        grid={
            "iterations": (25, 50, 100),
            "leaves": (7, 15, 31),
            "threshold": (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7),
        },
        trained_on=TUNED,
        reason="what letters, words, type and context give together",
    ),
    Baseline(
        name="soft_tfidf",
        module="entity_matching.soft_tfidf",
        version="3",
        family="tfidf",
        tasks=ENTITY_TASKS,
        parameters={"threshold": 0.75, "shorter": 0.3},
        reason="unsupervised: runs on any list of names without gold",
    ),
)


def named(names: list[str]) -> list[Baseline]:
    """The baselines of some names, or all of them.

    Raises:
        UsageError: For an unknown name; the message names the nearest one.
    """
    known = {baseline.name: baseline for baseline in BASELINES}
    for name in names:
        if name not in known:
            raise UsageError(f"unknown baseline {name!r}{nearest(name, known)}")
    return [known[name] for name in names] if names else list(BASELINES)
