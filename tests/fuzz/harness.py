"""Makes mutants, validates each, and keeps the books."""

from __future__ import annotations

import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sifara.gold.repository import Repository
from sifara.validation import validate
from tests.fuzz import bytes_and_json, corpus, fields, relabels, spans  # noqa: F401 - register
from tests.fuzz.checkout import Checkout, make
from tests.fuzz.registry import ANY, MUTATORS, PLAUSIBLE

#: Documents of one checkout; the gold data is worked through group by group.
_GROUP = 6
_FEWEST_IN_GROUP = 30  # mutants that make it worth copying a group

#: Seconds that one mutant may take.
TIMEOUT = 30.0


@dataclass
class Books:
    """What became of the mutants.

    Attributes:
        caught: Mutants caught with the code of their rule, by mutator.
        missed: Those that were not: mutator, seed, expected code, codes found.
        plausible: Plausible relabels by whether a rule saw them.
        slowest: Seconds of the slowest mutant, and its mutator.
    """

    caught: Counter[str] = field(default_factory=Counter)
    missed: list[tuple[str, str, str, list[str]]] = field(default_factory=list)
    plausible: Counter[bool] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")

    @property
    def total(self) -> int:
        """How many mutants there were."""
        return self.caught.total() + len(self.missed) + self.plausible.total()

    def enter(self, name: str, seed: str, expected: str, codes: set[str]) -> None:
        """Enters one mutant."""
        if expected == PLAUSIBLE:
            self.plausible[bool(codes)] += 1
        elif expected in codes or (expected == ANY and codes):
            self.caught[name] += 1
        else:
            self.missed.append((name, seed, expected, sorted(codes)))


def groups(source: Repository) -> list[list[str]]:
    """The gold documents by the group, each large enough to hold several stories."""
    names = [path.stem for path in source.document_paths()]
    return [names[start : start + _GROUP] for start in range(0, len(names), _GROUP)]


@contextmanager
def checkout_of(source: Repository, documents: list[str]) -> Iterator[Checkout]:
    """A small checkout with some gold documents, gone after the block."""
    with tempfile.TemporaryDirectory(prefix="sifara-fuzz-") as folder:
        yield make(source, documents, Path(folder) / "checkout")


def run(
    source: Repository, mutants: int, seed: int, advance: Callable[[int], None] = lambda _: None
) -> Books:
    """Makes mutants of the gold documents, all mutators in turn.

    Args:
        source: The checkout with the gold data.
        mutants: How many to make; a small number takes a sample of the documents.
        seed: Seed; the same one makes the same mutants of the same data.
        advance: Called with 1 after each mutant.

    Raises:
        AssertionError: When the data has findings before it is touched.
    """
    books = Books()
    chosen = groups(source)
    number = min(len(chosen), max(1, mutants // _FEWEST_IN_GROUP))
    chosen = random.Random(seed).sample(chosen, number)
    tried = 0
    for index, documents in enumerate(chosen):
        share = mutants * (index + 1) // number - mutants * index // number
        with checkout_of(source, documents) as checkout:
            clean = {item.code for item in validate(checkout.repository)}
            assert not clean, f"the data has findings before it is touched: {clean}"
            tried = _run_group(checkout, share, seed, tried, books, advance)
    return books


def _run_group(
    checkout: Checkout,
    mutants: int,
    seed: int,
    tried: int,
    books: Books,
    advance: Callable[[int], None],
) -> int:
    """Makes mutants of one checkout; returns how many have been tried in all."""
    names = sorted(MUTATORS)
    made, last = 0, tried + 20 * mutants + len(names)
    while made < mutants and tried < last:
        name, one = names[tried % len(names)], f"{seed}-{tried}"
        tried += 1
        try:
            expected = MUTATORS[name](random.Random(one), checkout)
            if expected is None or not checkout.changed():
                continue
            started = time.monotonic()
            codes = {item.code for item in validate(checkout.repository)}
            taken = time.monotonic() - started
        finally:
            checkout.restore()
        books.enter(name, one, expected, codes)
        books.slowest = max(books.slowest, (taken, name))
        made += 1
        advance(1)
    return tried
