"""What the corpus covers, against what was planned: balance is counted, not felt."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean
from typing import Any

from sifara import arabic
from sifara.records import Document, primary_topic
from sifara.repository import Repository
from sifara.tables import Gold

#: The authored splits.
AUTHORED = ("train", "validation", "test")

#: Least and greatest share of the documents of a split that one noise level may have.
NOISE_SHARE = (0.25, 0.42)

#: Least number of documents of a register in the corpus.
REGISTER_DOCUMENTS = 18

#: Least number of segments with a primary topic in all authored texts, in test, and its stories.
TOPIC_SEGMENTS, TOPIC_TEST_SEGMENTS, TOPIC_TEST_STORIES = 25, 12, 4

#: Greatest share of the documents of a split in which one country takes part.
COUNTRY_SHARE = 0.3

#: Least and greatest share of persons and organisations of test that train does not know.
UNSEEN_SHARE = (0.3, 0.7)

#: Least share of the surfaces of test that stand for more than one entity.
AMBIGUOUS_SHARE = 0.08

#: Words of a run that is counted as repeated, and samples drawn for the comparison.
RUN, SAMPLES = 4, 50


@dataclass(frozen=True, slots=True)
class Gate:
    """One demand on the corpus.

    Attributes:
        name: What is demanded.
        found: What there is.
        wanted: What there has to be.
        passed: Whether it is.
    """

    name: str
    found: str
    wanted: str
    passed: bool


def commissions(repository: Repository) -> list[dict[str, Any]]:
    """The lines of the commissioning sheet."""
    text = repository.commissions.read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def table(plan: Sequence[Mapping[str, Any]], field: str) -> dict[str, Counter[str]]:
    """How many documents of each split the plan gives each value of a field."""
    found: dict[str, Counter[str]] = {split: Counter() for split in AUTHORED}
    for line in plan:
        values = line[field] if isinstance(line[field], list) else [line[field]]
        found[line["split"]].update(values)
    return found


def topic_segments(gold: Gold) -> dict[str, dict[str, tuple[int, int]]]:
    """Segments and stories that each topic leads, by split."""
    segments: dict[str, Counter[str]] = defaultdict(Counter)
    stories: dict[tuple[str, str], set[str]] = defaultdict(set)
    for document in gold.documents:
        for segment in document.segments:
            if segment.topics:
                topic = primary_topic(segment.topics, gold.priority)
                segments[document.split][topic] += 1
                stories[document.split, topic].add(document.story)
    return {
        split: {t.id: (counts[t.id], len(stories[split, t.id])) for t in gold.topics}
        for split, counts in segments.items()
    }


def distinct_runs(words: Sequence[str]) -> float:
    """Share of the runs of :data:`RUN` words that stand only once."""
    runs = [tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)]
    return len(set(runs)) / len(runs) if runs else 1.0


def repetition(gold: Gold) -> tuple[float, float]:
    """Distinct runs of the real texts, and the mean of authored samples of the same length.

    A sample takes documents in the order of a seeded shuffle until it is as long.
    """
    import random

    words = {d.id: arabic.words(gold.texts[d.id]) for d in gold.documents}
    real = [w for d in gold.documents if d.source == "web" for w in words[d.id]]
    authored = [d.id for d in gold.documents if d.source == "authored"]
    found = []
    for seed in range(SAMPLES if authored else 0):
        order = authored[:]
        random.Random(seed).shuffle(order)  # noqa: S311 - a sample, not a secret
        sample: list[str] = []
        while order and len(sample) < len(real):
            sample += words[order.pop()]
        found.append(distinct_runs(sample[: len(real)]))
    return distinct_runs(real), mean(found) if found else 1.0


def gates(repository: Repository) -> Iterator[Gate]:
    """The demands on balance, ambiguity and originality, each with what was found."""
    gold, plan = Gold.read(repository), commissions(repository)
    yield from _plan_gates(plan)
    yield from _topic_gates(gold)
    yield from _entity_gates(gold)
    real, authored = repetition(gold)
    yield Gate(
        f"distinct runs of {RUN} words, authored against real",
        f"{authored:.4f} against {real:.4f}",
        "no worse than real",
        authored >= real,
    )


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def _plan_gates(plan: Sequence[Mapping[str, Any]]) -> Iterator[Gate]:
    sizes = Counter(line["split"] for line in plan)
    for split, levels in table(plan, "noise").items():
        for level in ("clean", "light", "heavy"):
            share = levels[level] / sizes[split]
            wanted = f"{NOISE_SHARE[0]:.0%} to {NOISE_SHARE[1]:.0%}"
            passed = _within(share, NOISE_SHARE)
            yield Gate(f"{split}: documents with noise {level}", f"{share:.0%}", wanted, passed)
    registers = Counter(line["register"] for line in plan)
    for register, count in sorted(registers.items()):
        wanted = f"at least {REGISTER_DOCUMENTS}"
        yield Gate(f"register {register}", str(count), wanted, count >= REGISTER_DOCUMENTS)
    for split, countries in table(plan, "countries").items():
        country, count = max(countries.items(), key=lambda item: (item[1], item[0]))
        share = count / sizes[split]
        yield Gate(
            f"{split}: most frequent country ({country})",
            f"{share:.0%}",
            f"at most {COUNTRY_SHARE:.0%}",
            share <= COUNTRY_SHARE,
        )


def _topic_gates(gold: Gold) -> Iterator[Gate]:
    led = topic_segments(gold)
    for topic in gold.topics:
        total = sum(led.get(split, {}).get(topic.id, (0, 0))[0] for split in AUTHORED)
        segments, stories = led.get("test", {}).get(topic.id, (0, 0))
        yield Gate(
            f"topic {topic.id}",
            f"{total} segments, in test {segments} of {stories} stories",
            f"{TOPIC_SEGMENTS}, in test {TOPIC_TEST_SEGMENTS} of {TOPIC_TEST_STORIES}",
            total >= TOPIC_SEGMENTS
            and segments >= TOPIC_TEST_SEGMENTS
            and stories >= TOPIC_TEST_STORIES,
        )


def _entity_gates(gold: Gold) -> Iterator[Gate]:
    known = {m.entity for d in _of(gold, "train") for m in d.mentions}
    for kind in ("PERS", "ORG"):
        entities = {m.entity for d in _of(gold, "test") for m in d.mentions if m.type == kind}
        share = len(entities - known) / len(entities) if entities else 0.0
        wanted = f"{UNSEEN_SHARE[0]:.0%} to {UNSEEN_SHARE[1]:.0%}"
        name = f"{kind} entities of test that train does not know"
        yield Gate(name, f"{share:.0%} of {len(entities)}", wanted, _within(share, UNSEEN_SHARE))
    meanings: dict[str, set[str]] = defaultdict(set)
    for document in _of(gold, "test"):
        for mention in document.mentions:
            meanings[mention.surface].add(mention.entity)
    several = sum(len(entities) > 1 for entities in meanings.values())
    share = several / len(meanings) if meanings else 0.0
    yield Gate(
        "surfaces of test that stand for more than one entity",
        f"{share:.1%} of {len(meanings)}",
        f"at least {AMBIGUOUS_SHARE:.0%}",
        share >= AMBIGUOUS_SHARE,
    )


def _of(gold: Gold, split: str) -> list[Document]:
    return [document for document in gold.documents if document.split == split]
