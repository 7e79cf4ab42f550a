"""A seeded sample of the mutation suite; ``make fuzz`` runs it at full length."""

from __future__ import annotations

import random

import pytest

from sifara.gold.repository import Repository
from tests.fuzz.checkout import Checkout
from tests.fuzz.harness import TIMEOUT, Books, checkout_of, groups, run
from tests.fuzz.registry import MUTATORS

pytestmark = pytest.mark.slow  # every mutant is validated


@pytest.fixture(scope="module")
def books(checkout: Repository) -> Books:
    return run(checkout, 2 * len(MUTATORS), seed=1)


def test_every_mutant_that_breaks_a_rule_is_caught_with_its_code(books: Books) -> None:
    assert books.missed == []
    assert books.total == 2 * len(MUTATORS)


def test_none_hangs(books: Books) -> None:
    assert books.slowest[0] < TIMEOUT


def test_plausible_relabels_are_counted_apart(books: Books) -> None:
    assert books.plausible.total() > 0
    assert books.plausible[False] > books.plausible[True]


def test_there_are_many_ways_to_break_the_data() -> None:
    assert len(MUTATORS) >= 100


def test_every_mutator_applies_to_some_document(checkout: Repository) -> None:
    waiting = set(MUTATORS)
    for documents in groups(checkout):
        with checkout_of(checkout, documents) as group:
            waiting = {name for name in waiting if not applies(name, group)}
        if not waiting:
            break
    authored = any(path.stem.startswith("auth") for path in checkout.document_paths())
    assert waiting == (set() if authored else _OF_AUTHORED_TEXTS)


def applies(name: str, group: Checkout) -> bool:
    for attempt in range(10):
        expected = MUTATORS[name](random.Random(f"{name}-{attempt}"), group)
        changed = expected is not None and group.changed()
        group.restore()
        if changed:
            return True
    return False


#: Mutators that need an authored document: with a person in it, with a commission.
_OF_AUTHORED_TEXTS = {"real-person-in-authored-text", "other-than-commissioned"}


def test_a_mutant_is_undone_without_a_trace(checkout: Repository) -> None:
    with checkout_of(checkout, groups(checkout)[0]) as group:
        files = {p: p.read_bytes() for p in group.repository.root.rglob("*") if p.is_file()}
        for name, mutate in MUTATORS.items():
            mutate(random.Random(name), group)
            group.restore()
        after = {p: p.read_bytes() for p in group.repository.root.rglob("*") if p.is_file()}
        assert after == files


def test_the_same_seed_makes_the_same_mutants(checkout: Repository) -> None:
    one, other = (run(checkout, 20, seed=7) for _ in range(2))
    assert one.caught == other.caught
    assert one.plausible == other.plausible
