"""The registry of mutators: each breaks the data in one way and says which rule that breaks."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from tests.fuzz.checkout import Checkout

#: What a mutator returns that breaks something, whichever rule says so first.
ANY = "any"

#: What a mutator returns whose mutant is as plausible as the data: no rule can see it.
PLAUSIBLE = "plausible"

#: Breaks a checkout; returns the code of the broken rule, or None where it does not apply.
Mutator = Callable[[random.Random, Checkout], str | None]

MUTATORS: dict[str, Mutator] = {}


def mutator(function: Mutator) -> Mutator:
    """Registers a mutator under its name."""
    MUTATORS[function.__name__.replace("_", "-")] = function
    return function


def document_mutator(code: str) -> Callable[..., Mutator]:
    """Registers a function that changes the value of one document and breaks one rule.

    The function gets a random source, the document's value and its raw text, and returns whether
    it applies.
    """

    def register(change: Callable[[random.Random, dict[str, Any], str], bool]) -> Mutator:
        def mutate(rng: random.Random, checkout: Checkout) -> str | None:
            name = rng.choice(checkout.documents)
            value = checkout.value(name)
            if not change(rng, value, checkout.raw(name)):
                return None
            checkout.write_value(name, value)
            return code

        mutate.__name__ = change.__name__
        return mutator(mutate)

    return register


def text_mutator(code: str) -> Callable[..., Mutator]:
    """Registers a function that changes the JSON text of one document and breaks one rule.

    The function gets a random source and the text, and returns the new text, or None where it does
    not apply.
    """

    def register(change: Callable[[random.Random, str], str | bytes | None]) -> Mutator:
        def mutate(rng: random.Random, checkout: Checkout) -> str | None:
            name = rng.choice(checkout.documents)
            changed = change(rng, checkout.text(name))
            if changed is None:
                return None
            checkout.write(checkout.path(name), changed)
            return code

        mutate.__name__ = change.__name__
        return mutator(mutate)

    return register
