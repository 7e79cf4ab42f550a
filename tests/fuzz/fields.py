"""Mutators of fields: keys, types, values, ids, paths, what they refer to."""

from __future__ import annotations

import hashlib
import random
from typing import Any

from tests.fuzz.checkout import Checkout
from tests.fuzz.registry import document_mutator, mutator

Value = dict[str, Any]


def _part(rng: random.Random, value: Value) -> Value | None:
    """A segment or mention of a document, or its source."""
    parts = [value["source"], *value["segments"], *value["mentions"]]
    return rng.choice(parts)


def _scored(rng: random.Random, value: Value) -> Value | None:
    scored = [segment for segment in value["segments"] if "topics" in segment]
    return rng.choice(scored) if scored else None


def _mention(rng: random.Random, value: Value) -> Value | None:
    return rng.choice(value["mentions"]) if value["mentions"] else None


@document_mutator("missing-key")
def missing_key(rng: random.Random, value: Value, _: str) -> bool:
    part = rng.choice([value, _part(rng, value)])
    del part[rng.choice([key for key in part if key not in ("topics", "variation", "reviews")])]
    return True


@document_mutator("unknown-key")
def unknown_key(rng: random.Random, value: Value, _: str) -> bool:
    part = rng.choice([value, _part(rng, value)])
    part[rng.choice(["note", "comment", "Id", "confidence", "topic", "labels"])] = "x"
    return True


@document_mutator("wrong-type")
def wrong_type(rng: random.Random, value: Value, _: str) -> bool:
    part = _part(rng, value)
    key = rng.choice(
        [key for key in part if key in ("start", "end", "line", "surface", "topics")] or ["file"]
    )
    wrong: list[object] = [None, True, {}, {"a": 1}]
    wrong += ["1"] if isinstance(part[key], int | list) else [1]
    part[key] = rng.choice(wrong)
    return True


@document_mutator("unknown-value")
def unknown_value(rng: random.Random, value: Value, _: str) -> bool:
    options = [(value, key) for key in ("split", "register", "noise", "review")]
    options += [(mention, key) for mention in value["mentions"] for key in ("type", "form")]
    part, key = rng.choice(options)
    part[key] = rng.choice([part[key].swapcase(), part[key] + "s", "", "other", part[key] + "\n"])
    return True


@document_mutator("malformed-value")
def malformed_value(rng: random.Random, value: Value, _: str) -> bool:
    part, key = rng.choice(
        [(value, "id"), (value, "story"), (value["source"], "sha256"), (value["source"], "file")]
    )
    text = part[key]
    part[key] = rng.choice([text + "\n", text + " ", text.upper(), text.replace("0", "٠") + "٠"])
    return part[key] != text


@document_mutator("unsafe-path")
def path_tricks(rng: random.Random, value: Value, _: str) -> bool:
    name = value["source"]["file"].rpartition("/")[2]
    value["source"]["file"] = rng.choice(
        [
            "/etc/passwd",
            f"raw/web/../authored/{name}",
            f"raw/web/../../../../etc/{name}",
            f"./raw/web/{name}",
            f"raw\\web\\{name}",
            f"C:/raw/web/{name}",
            f"file:///raw/web/{name}",
            f"raw/web/../web/{name}",
        ]
    )
    return True


@document_mutator("number-out-of-bounds")
def negative_number(rng: random.Random, value: Value, _: str) -> bool:
    options = [(segment, "line") for segment in value["segments"]]
    options += [(mention, key) for mention in value["mentions"] for key in ("start", "end")]
    part, key = rng.choice(options)
    part[key] = -rng.randint(1, 1000)
    return True


@document_mutator("text-length")
def empty_surface(rng: random.Random, value: Value, _: str) -> bool:
    mention = _mention(rng, value)
    if mention is None:
        return False
    mention["surface"] = ""
    return True


@document_mutator("item-count")
def no_or_many_topics(rng: random.Random, value: Value, _: str) -> bool:
    segment = _scored(rng, value)
    if segment is None:
        return False
    segment["topics"] = rng.choice([[], ["a", "b", "c", "d"]])
    return True


@document_mutator("repeated-item")
def repeated_topic(rng: random.Random, value: Value, _: str) -> bool:
    segment = _scored(rng, value)
    if segment is None:
        return False
    segment["topics"] = segment["topics"][:1] * 2
    return True


@document_mutator("topics-and-kind")
def topics_and_kind(rng: random.Random, value: Value, _: str) -> bool:
    segment = rng.choice(value["segments"])
    if "topics" in segment:
        segment["kind"] = rng.choice(["caption", "related", "boilerplate", "subheading"])
    else:
        segment["kind"] = rng.choice(["body", "headline", "deck"])
    return True


@document_mutator("reviews-and-state")
def claimed_review(rng: random.Random, value: Value, _: str) -> bool:
    if value["review"] == "human_reviewed":
        value["review"] = "adjudicated"
    else:
        value["review"] = "human_reviewed"
    return True


@document_mutator("impossible-date")
def impossible_date(rng: random.Random, value: Value, _: str) -> bool:
    value["review"] = "human_reviewed"
    date = rng.choice(["2026-02-30", "2026-13-01", "0000-01-01", "2025-02-29"])
    reviews = {"reviews": [{"by": "amal", "date": date}]}
    rest = {key: value.pop(key) for key in ("segments", "mentions")}
    value.pop("reviews", None)
    value |= reviews | rest
    return True


@mutator
def other_id(rng: random.Random, checkout: Checkout) -> str:
    name = rng.choice(checkout.documents)
    value = checkout.value(name)
    value["id"] = f"{value['id'].partition('-')[0]}-{rng.randint(50_000, 89_999)}"
    checkout.write_value(name, value)
    return "id-not-file-name"


@document_mutator("source-kind")
def source_kind(rng: random.Random, value: Value, _: str) -> bool:
    web = value["source"]["kind"] == "web"
    change = rng.randrange(3)
    if change == 0:
        value["split"] = rng.choice(["train", "test"]) if web else "web"
    elif change == 1:
        value["source"]["kind"] = "authored" if web else "web"
    else:
        value["story"] = "st-000" if web else "web-000"
    return True


@document_mutator("raw-missing")
def misspelt_file(rng: random.Random, value: Value, _: str) -> bool:
    value["source"]["file"] = value["source"]["file"].replace(".txt", "x.txt")
    return True


@document_mutator("raw-hash")
def wrong_hash(rng: random.Random, value: Value, _: str) -> bool:
    value["source"]["sha256"] = hashlib.sha256(str(rng.random()).encode()).hexdigest()
    return True


@mutator
def deleted_raw_text(rng: random.Random, checkout: Checkout) -> str:
    checkout.delete(checkout.raw_path(rng.choice(checkout.documents)))
    return "raw-missing"


@mutator
def link_to_raw_text(rng: random.Random, checkout: Checkout) -> str:
    path = checkout.raw_path(rng.choice(checkout.documents))
    checkout.replace_by_link(path, checkout.repository.topics)
    return "raw-not-a-file"


@mutator
def edited_raw_text(rng: random.Random, checkout: Checkout) -> str:
    path = checkout.raw_path(rng.choice(checkout.documents))
    data = bytearray(checkout.read(path))
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    checkout.write(path, bytes(data))
    return "raw-hash"


@mutator
def corrected_raw_text(rng: random.Random, checkout: Checkout) -> str:
    path = checkout.raw_path(rng.choice(checkout.documents))
    text = checkout.read(path).decode("utf-8")
    tidy = rng.choice([text.rstrip() + "\n\n", text.replace(" ", "  ", 1), "\ufeff" + text])
    checkout.write(path, tidy)
    return "raw-hash"


@mutator
def raw_text_in_another_encoding(rng: random.Random, checkout: Checkout) -> str:
    name = rng.choice(checkout.documents)
    data = checkout.raw(name).encode("cp1256", "replace")
    value = checkout.value(name)
    value["source"]["sha256"] = hashlib.sha256(data).hexdigest()
    checkout.write(checkout.raw_path(name), data)
    checkout.write_value(name, value)
    return "raw-not-utf8"


@mutator
def traces_of_an_editor(rng: random.Random, checkout: Checkout) -> str:
    text = rng.choice(["\ufeffخبر قصير\n", "خبر قصير\r\n", "خبر\x0bقصير\n", "خبر\x85قصير\n"])
    checkout.add(1, text, 1, "train")
    return "raw-editor-accident"


@document_mutator("unknown-entity")
def unknown_entity(rng: random.Random, value: Value, _: str) -> bool:
    mention = _mention(rng, value)
    if mention is None:
        return False
    mention["entity"] += rng.choice(["x", "-2", "0"])
    return True


@document_mutator("unknown-topic")
def unknown_topic(rng: random.Random, value: Value, _: str) -> bool:
    segment = _scored(rng, value)
    if segment is None:
        return False
    segment["topics"][rng.randrange(len(segment["topics"]))] += "x"
    return True
