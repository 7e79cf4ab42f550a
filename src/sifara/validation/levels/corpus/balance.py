"""Gates: the corpus as a whole against its plan. Balance is counted, not felt.

They are asked of a whole checkout that is a benchmark: its test split is frozen, and it has
documents in every authored split. What is smaller, or still growing, has no shares to speak of.
Documents pass by once; what is kept grows with names, topics and stories, not with text.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import product
from statistics import mean
from typing import Any

from sifara.gold import arabic
from sifara.gold.records import Document, primary_topic
from sifara.validation.catalogue import finding
from sifara.validation.context import Context
from sifara.validation.findings import Finding, count, quote
from sifara.validation.record import Record
from sifara.validation.targets import shown

#: The authored splits and the percentage of the authored documents that each has, give or take.
SPLIT_SHARES = {"train": 45, "validation": 15, "test": 40}
SPLIT_TOLERANCE = 8

#: Least and greatest share of the documents of a split that one level of noise has.
NOISE_SHARE = (0.25, 0.42)
NOISES = ("clean", "light", "heavy")

#: Least share of the authored documents that a register has.
REGISTER_SHARE = 0.09

#: Greatest share of the documents of a split in which one country takes part.
COUNTRY_SHARE = 0.3

#: Least number of authored segments that a topic leads, of those in test, and of their stories.
TOPIC_SEGMENTS, TOPIC_TEST_SEGMENTS, TOPIC_TEST_STORIES = 25, 12, 4

#: Least and greatest share of the persons, and of the organisations, of test that train lacks.
UNSEEN_SHARE = (0.3, 0.7)

#: Least share of the surfaces of test that stand for more than one entity.
AMBIGUOUS_SHARE = 0.08

#: Words of a run that is counted as repeated, and samples drawn for the comparison.
RUN, SAMPLES = 4, 50


@dataclass(slots=True)
class _Counts:
    """What the gates count.

    Attributes:
        context: Registry, taxonomy and commissions.
        taxonomy: The taxonomy.
        documents: Authored documents by split.
        registers: Authored documents by register.
        noises: Authored documents by split and noise.
        countries: Authored documents by split and country.
        led: Authored segments by split and primary topic.
        stories: Stories of test by primary topic of a segment.
        entities: Entities by split and type.
        meanings: Entities that each surface of test stands for.
        files: Raw texts by source, in the order of the documents.
    """

    context: Context
    taxonomy: Record
    documents: Counter[str] = field(default_factory=Counter)
    registers: Counter[str] = field(default_factory=Counter)
    noises: Counter[tuple[str, str]] = field(default_factory=Counter)
    countries: Counter[tuple[str, str]] = field(default_factory=Counter)
    led: Counter[tuple[str, str]] = field(default_factory=Counter)
    stories: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    entities: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    meanings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    files: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, document: Document, priority: dict[str, int]) -> None:
        """Counts a document."""
        split = document.split
        self.files[document.source].append(document.file)
        if document.source != "authored":
            return
        self.documents[split] += 1
        self.registers[document.register] += 1
        self.noises[split, document.noise] += 1
        commission = self.context.commissions.get(document.id)
        if commission is not None:
            self.countries.update((split, country) for country in commission.value["countries"])
        for segment in document.segments:
            if segment.topics:
                topic = primary_topic(segment.topics, priority)
                self.led[split, topic] += 1
                if split == "test":
                    self.stories[topic].add(document.story)
        for mention in document.mentions:
            self.entities[split, mention.type].add(mention.entity)
            if split == "test":
                self.meanings[mention.surface].add(mention.entity)

    def finding(self, code: str, **values: object) -> Finding:
        """A finding about the corpus, at the file that makes a benchmark of it."""
        repository = self.context.repository
        return finding(code, shown(repository, repository.frozen), **values)


def findings(context: Context) -> Iterator[Finding]:
    """The findings on the balance of a checkout whose records are all sound."""
    if context.repository.frozen.is_file():
        yield from of(context.repository.read_documents(), context)


def of(documents: Iterable[Document], context: Context) -> Iterator[Finding]:
    """The findings on the balance of some documents; none where a split has no document.

    Args:
        documents: Sound documents.
        context: Registry, taxonomy and commissions.
    """
    assert context.taxonomy is not None, "a sound checkout has a taxonomy"
    topics = context.taxonomy.value["topics"]
    priority = {topic["id"]: rank for rank, topic in enumerate(topics)}
    counts = _Counts(context, context.taxonomy)
    for document in documents:
        counts.add(document, priority)
    if counts.documents.keys() == SPLIT_SHARES.keys():
        for gate in _GATES:
            yield from gate(counts)


def _splits(counts: _Counts) -> Iterator[Finding]:
    for split, wanted in SPLIT_SHARES.items():
        share = 100 * counts.documents[split] / counts.documents.total()
        if abs(share - wanted) > SPLIT_TOLERANCE:
            expected = f"{wanted}% give or take {SPLIT_TOLERANCE}%"
            yield counts.finding(
                "split-balance", split=split, found=f"{share:.0f}%", expected=expected
            )


def _registers(counts: _Counts) -> Iterator[Finding]:
    total = counts.registers.total()
    for register, number in sorted(counts.registers.items()):
        if told := _outside(number, total, (REGISTER_SHARE, 1)):
            yield counts.finding("register-balance", register=register, **told)


def _noises(counts: _Counts) -> Iterator[Finding]:
    for split, noise in product(SPLIT_SHARES, NOISES):
        if told := _outside(counts.noises[split, noise], counts.documents[split], NOISE_SHARE):
            yield counts.finding("noise-balance", split=split, noise=noise, **told)


def _countries(counts: _Counts) -> Iterator[Finding]:
    """Countries that take part too often, at the first commission of the split that names them."""
    for (split, country), number in sorted(counts.countries.items()):
        if told := _outside(number, counts.documents[split], (0, COUNTRY_SHARE)):
            first, place = next(
                (record, record.value["countries"].index(country))
                for record in counts.context.commissions.values()
                if record.value["split"] == split and country in record.value["countries"]
            )
            pointer = f"/countries/{place}"
            yield first.finding("country-balance", pointer, split=split, country=country, **told)


def _topics(counts: _Counts) -> Iterator[Finding]:
    for rank, topic in enumerate(counts.taxonomy.value["topics"]):
        name = topic["id"]
        total = sum(counts.led[split, name] for split in SPLIT_SHARES)
        found = (total, counts.led["test", name], len(counts.stories[name]))
        least = (TOPIC_SEGMENTS, TOPIC_TEST_SEGMENTS, TOPIC_TEST_STORIES)
        if any(number < bound for number, bound in zip(found, least, strict=True)):
            yield counts.taxonomy.finding(
                "topic-balance",
                f"/topics/{rank}/id",
                topic=quote(name),
                found=_led(*found),
                expected=_led(*least),
            )


def _led(segments: int, tested: int, stories: int) -> str:
    told = count(segments, "segment")
    return f"{told}, {tested} of them in {count(stories, 'story', 'stories')} of test"


def _unseen(counts: _Counts) -> Iterator[Finding]:
    for kind in ("PERS", "ORG"):
        tested, learnt = (counts.entities[split, kind] for split in ("test", "train"))
        if told := _outside(len(tested - learnt), len(tested), UNSEEN_SHARE):
            yield counts.finding("unseen-share", type=kind, **told)


def _ambiguous(counts: _Counts) -> Iterator[Finding]:
    several = sum(len(entities) > 1 for entities in counts.meanings.values())
    if told := _outside(several, len(counts.meanings), (AMBIGUOUS_SHARE, 1), digits=1):
        yield counts.finding("ambiguous-share", **told)


def _outside(
    number: int, total: int, bounds: tuple[float, float], digits: int = 0
) -> dict[str, Any] | None:
    """A share and what was expected, as a message tells them; None where it is within bounds."""
    share, (low, high) = number / max(1, total), bounds
    if low <= share <= high:
        return None
    expected = " to ".join(f"{bound:.0%}" for bound in bounds if 0 < bound < 1)
    return {"found": f"{share:.{digits}%}", "expected": expected}


def distinct_runs(words: list[str]) -> float:
    """Different runs of :data:`RUN` words, as a share of all runs."""
    runs = [tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)]
    return len(set(runs)) / len(runs) if runs else 1.0


def _runs(counts: _Counts) -> Iterator[Finding]:
    """Authored texts repeat runs of words no more than real ones, in samples of equal size.

    A sample takes texts in the order of a seeded shuffle until it is as long as the real ones.
    """

    @lru_cache(maxsize=1024)
    def words(file: str) -> tuple[str, ...]:
        return arabic.words(counts.context.repository.read_raw(file))

    real = [word for file in counts.files["web"] for word in words(file)]
    shares = []
    for seed in range(SAMPLES if real else 0):
        order = counts.files["authored"][:]
        random.Random(seed).shuffle(order)  # noqa: S311 - a sample, not a secret
        sample: list[str] = []
        while order and len(sample) < len(real):
            sample += words(order.pop())
        shares.append(distinct_runs(sample[: len(real)]))
    if shares and mean(shares) < distinct_runs(real):
        yield counts.finding(
            "distinct-runs",
            length=RUN,
            found=f"{mean(shares):.1%}",
            expected=f"{distinct_runs(real):.1%}",
        )


_GATES: tuple[Callable[[_Counts], Iterator[Finding]], ...] = (
    _splits,
    _registers,
    _noises,
    _countries,
    _topics,
    _unseen,
    _ambiguous,
    _runs,
)
