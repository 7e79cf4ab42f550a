"""The corpus as a whole against its plan: shares of splits, registers, noise, topics, entities.

The numbers are those of the plan of the corpus. They are asked only of a corpus that is large
enough to have shares, so that the first texts of a new part are not measured against them.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sifara import arabic
from sifara.records import Document, Entity, Topic, primary_topic

#: Authored documents from which on a corpus has shares.
FEWEST = 100

_SPLITS = {"train": 0.45, "validation": 0.15, "test": 0.40}
_SPLIT_TOLERANCE = 0.08
_NOISE = {"clean": 1 / 3, "light": 1 / 3, "heavy": 1 / 3}
_NOISE_TOLERANCE = 0.08
_LEAST_REGISTER = 0.05
_REGISTERS = 8
_TOPIC_SEGMENTS, _TOPIC_STORIES, _TOPIC_SEGMENTS_IN_ALL = 12, 4, 25
_UNSEEN = (0.30, 0.70)
_LEAST_AMBIGUOUS = 0.08
_WITHHELD = (0.10, 0.35)
_GRAM = 4
_SAMPLES = 20


@dataclass(frozen=True, slots=True)
class Annotations:
    """All that balance is asked of.

    Attributes:
        documents: The gold documents with their raw texts.
        entities: The registry.
        topics: The taxonomy.
    """

    documents: list[tuple[Document, str]]
    entities: dict[str, Entity]
    topics: tuple[Topic, ...]

    @property
    def authored(self) -> list[tuple[Document, str]]:
        """The authored documents."""
        return [pair for pair in self.documents if pair[0].source == "authored"]

    def of_split(self, split: str) -> list[Document]:
        """The documents of a split."""
        return [document for document, _ in self.documents if document.split == split]


def problems(data: Annotations) -> Iterator[str]:
    """What is out of balance, one sentence each; nothing for a corpus too small to tell."""
    authored = [document for document, _ in data.authored]
    if len(authored) < FEWEST:
        return
    yield from _shares("split", (d.split for d in authored), _SPLITS, _SPLIT_TOLERANCE)
    yield from _shares("noise", (d.noise for d in authored), _NOISE, _NOISE_TOLERANCE)
    yield from _registers(authored)
    yield from _topics(data)
    yield from _unseen(data)
    yield from _ambiguous(data)
    yield from _withheld(data)
    yield from _repetition(data)


def _shares(
    what: str, values: Iterable[str], wanted: dict[str, float], tolerance: float
) -> Iterator[str]:
    counts = Counter(values)
    for value, share in wanted.items():
        found = counts[value] / counts.total()
        if abs(found - share) > tolerance:
            yield (
                f"{what} {value} has {found:.0%} of the authored documents, expected {share:.0%} "
                f"give or take {tolerance:.0%}"
            )


def _registers(authored: list[Document]) -> Iterator[str]:
    counts = Counter(document.register for document in authored)
    if len(counts) < _REGISTERS:
        yield f"{len(counts)} registers are used, expected {_REGISTERS}"
    for register, number in sorted(counts.items()):
        if number / len(authored) < _LEAST_REGISTER:
            yield f"register {register} has {number} documents, expected {_LEAST_REGISTER:.0%}"


def _topics(data: Annotations) -> Iterator[str]:
    priority = {topic.id: rank for rank, topic in enumerate(data.topics)}
    segments: Counter[str] = Counter()
    in_test: Counter[str] = Counter()
    stories = defaultdict(set)
    for document, _ in data.documents:
        for segment in document.segments:
            if segment.topics:
                topic = primary_topic(segment.topics, priority)
                segments[topic] += 1
                if document.split == "test":
                    in_test[topic] += 1
                    stories[topic].add(document.story)
    for topic in priority:
        if in_test[topic] < _TOPIC_SEGMENTS or len(stories[topic]) < _TOPIC_STORIES:
            yield (
                f"topic {topic} is primary in {in_test[topic]} segments of {len(stories[topic])} "
                f"stories of test, expected {_TOPIC_SEGMENTS} of {_TOPIC_STORIES}"
            )
        if segments[topic] < _TOPIC_SEGMENTS_IN_ALL:
            yield (
                f"topic {topic} is primary in {segments[topic]} segments, "
                f"expected {_TOPIC_SEGMENTS_IN_ALL}"
            )


def _entities_of(documents: Iterable[Document], kinds: tuple[str, ...]) -> set[str]:
    return {m.entity for document in documents for m in document.mentions if m.type in kinds}


def _unseen(data: Annotations) -> Iterator[str]:
    for kind in ("PERS", "ORG"):
        test = _entities_of(data.of_split("test"), (kind,))
        unseen = len(test - _entities_of(data.of_split("train"), (kind,))) / max(1, len(test))
        if not _UNSEEN[0] <= unseen <= _UNSEEN[1]:
            yield (
                f"{unseen:.0%} of the {kind} entities of test are unseen in train, "
                f"expected {_UNSEEN[0]:.0%} to {_UNSEEN[1]:.0%}"
            )


def _ambiguous(data: Annotations) -> Iterator[str]:
    meanings = defaultdict(set)
    for document, _ in data.documents:
        for mention in document.mentions:
            meanings[arabic.normalize(mention.surface)].add(mention.entity)
    surfaces = {
        arabic.normalize(m.surface) for document in data.of_split("test") for m in document.mentions
    }
    several = sum(len(meanings[surface]) > 1 for surface in surfaces) / max(1, len(surfaces))
    if several < _LEAST_AMBIGUOUS:
        yield (
            f"{several:.1%} of the surfaces of test stand for more than one entity, "
            f"expected {_LEAST_AMBIGUOUS:.0%}"
        )


def _withheld(data: Annotations) -> Iterator[str]:
    identified = [entity for entity in data.entities.values() if entity.identified]
    share = sum(not entity.in_kb for entity in identified) / max(1, len(identified))
    if not _WITHHELD[0] <= share <= _WITHHELD[1]:
        yield f"{share:.0%} of the identified entities are withheld, expected about a fifth"


def distinct_share(words: list[str]) -> float:
    """Distinct runs of four words, as a share of all."""
    runs = [tuple(words[at : at + _GRAM]) for at in range(len(words) - _GRAM + 1)]
    return len(set(runs)) / max(1, len(runs))


def _repetition(data: Annotations) -> Iterator[str]:
    """Authored texts repeat runs of words no more than real ones, in samples of equal size."""
    real = [word for d, text in data.documents if d.source == "web" for word in arabic.words(text)]
    if not real:
        return
    shares = []
    for number in range(_SAMPLES):
        texts = [text for _, text in data.authored]
        random.Random(number).shuffle(texts)  # noqa: S311 - a sample, not a secret
        words: list[str] = []
        while texts and len(words) < len(real):
            words += arabic.words(texts.pop())
        shares.append(distinct_share(words[: len(real)]))
    found, expected = sum(shares) / len(shares), distinct_share(real)
    if found < expected:
        yield (
            f"{found:.1%} of the runs of {_GRAM} words of authored texts are distinct, "
            f"expected at least the {expected:.1%} of the real ones"
        )
