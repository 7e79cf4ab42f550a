"""Makes mutants, validates each, and keeps the books."""

from __future__ import annotations

import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sifara.checks import validate
from sifara.repository import Repository
from tests.fuzz import bytes_and_json, corpus, fields, relabels, spans  # noqa: F401 - register
from tests.fuzz.checkout import Checkout, make
from tests.fuzz.registry import ANY, MUTATORS, PLAUSIBLE

#: Documents of one checkout; the gold data is worked through group by group.
_GROUP = 6

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


def checkouts(source: Repository) -> Iterator[Checkout]:
    """Small checkouts that together hold every gold document, each gone when the next comes."""
    names = [path.stem for path in source.document_paths()]
    for start in range(0, len(names), _GROUP):
        folder = Path(tempfile.mkdtemp(prefix="sifara-fuzz-"))
        try:
            yield make(source, names[start : start + _GROUP], folder / "checkout")
        finally:
            shutil.rmtree(folder)


def run(
    source: Repository, mutants: int, seed: int, advance: Callable[[int], None] = lambda _: None
) -> Books:
    """Makes mutants of every gold document in turn.

    Args:
        source: The checkout with the gold data.
        mutants: How many to make, about evenly by mutator and document.
        seed: Seed; the same one makes the same mutants of the same data.
        advance: Called with 1 after each mutant.

    Raises:
        AssertionError: When the data has findings before it is touched.
    """
    books = Books()
    groups = -(-len(source.document_paths()) // _GROUP)
    for number, checkout in enumerate(checkouts(source)):
        clean = {item.code for item in validate(checkout.repository)}
        assert not clean, f"the data has findings before it is touched: {clean}"
        share = mutants * (number + 1) // groups - mutants * number // groups
        _run_group(checkout, share, f"{seed}-{number}", books, advance)
    return books


def _run_group(
    checkout: Checkout, mutants: int, seed: str, books: Books, advance: Callable[[int], None]
) -> None:
    names = sorted(MUTATORS)
    made = tried = 0
    while made < mutants and tried < 20 * mutants + len(names):
        name = names[tried % len(names)]
        one = f"{seed}-{tried}"
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
