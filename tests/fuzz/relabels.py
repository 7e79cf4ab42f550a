"""Mutants that are as plausible as the data: another label where only a reader could say no.

They break no stated rule, and no validator can see them; they are counted to know how much is left
to readers. Some trip a rule all the same.
"""

from __future__ import annotations

import json
import random
from typing import Any

from tests.fuzz.checkout import Checkout
from tests.fuzz.registry import PLAUSIBLE, document_mutator, mutator

Value = dict[str, Any]


@mutator
def another_topic(rng: random.Random, checkout: Checkout) -> str:
    name = rng.choice(checkout.documents)
    value = checkout.value(name)
    topics = [t["id"] for t in json.loads(checkout.read(checkout.repository.topics))["topics"]]
    scored = [segment for segment in value["segments"] if "topics" in segment]
    for segment in scored[:1] if scored else ():
        segment["topics"] = sorted(rng.sample(topics, rng.randint(1, 3)))
    checkout.write_value(name, value)
    return PLAUSIBLE


@mutator
def another_entity_of_the_type(rng: random.Random, checkout: Checkout) -> str | None:
    name = rng.choice(checkout.documents)
    value = checkout.value(name)
    if not value["mentions"]:
        return None
    mention = rng.choice(value["mentions"])
    same = [e["id"] for e in checkout.entities() if e["type"] == mention["type"]]
    mention["entity"] = rng.choice(same)
    checkout.write_value(name, value)
    return PLAUSIBLE


@document_mutator(PLAUSIBLE)
def another_kind(rng: random.Random, value: Value, _: str) -> bool:
    segment = rng.choice(value["segments"])
    scored, rest = ["headline", "deck", "body"], ["subheading", "caption", "related", "disclaimer"]
    segment["kind"] = rng.choice(scored if "topics" in segment else rest)
    return True


@document_mutator(PLAUSIBLE)
def another_form(rng: random.Random, value: Value, _: str) -> bool:
    for mention in value["mentions"][:1]:
        mention["form"] = "nominal" if mention["form"] != "nominal" else "name"
    return bool(value["mentions"])


@document_mutator(PLAUSIBLE)
def mention_left_out(rng: random.Random, value: Value, _: str) -> bool:
    if not value["mentions"]:
        return False
    value["mentions"].pop(rng.randrange(len(value["mentions"])))
    return True


@document_mutator(PLAUSIBLE)
def span_a_word_wider(rng: random.Random, value: Value, raw: str) -> bool:
    plain = [m for m in value["mentions"] if raw[m["end"] : m["end"] + 1] == " "]
    if not plain:
        return False
    mention = rng.choice(plain)
    end = mention["end"] + 1
    while end < len(raw) and raw[end].isalnum():
        end += 1
    mention |= {"end": end, "surface": raw[mention["start"] : end]}
    value["mentions"].sort(key=lambda m: (m["start"], -m["end"]))
    return True


@document_mutator(PLAUSIBLE)
def another_story(rng: random.Random, value: Value, _: str) -> bool:
    value["story"] = f"{value['story'].partition('-')[0]}-{rng.randint(70_000, 80_000)}"
    return True


@document_mutator(PLAUSIBLE)
def another_register(rng: random.Random, value: Value, _: str) -> bool:
    value["register"] = rng.choice(["agency-wire", "tv-site", "regional-weekly", "aggregator"])
    return True
