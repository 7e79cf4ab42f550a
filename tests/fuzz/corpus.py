"""Mutators of the registry, the taxonomy and the corpus: repeats, leaks, near duplicates."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

from sifara.gold.records import document_from_json
from sifara.validation.levels.corpus.sentences import MOST_SHARED, sentences
from tests.fuzz.checkout import Checkout
from tests.fuzz.registry import mutator

Value = dict[str, Any]


def _one(rng: random.Random, entities: list[Value], **wanted: object) -> Value | None:
    found = [e for e in entities if all(e[key] == value for key, value in wanted.items())]
    return rng.choice(found) if found else None


def _rows(rng: random.Random, checkout: Checkout) -> tuple[Path, list[str]]:
    """A file with one record a line, and its lines."""
    path = rng.choice(checkout.tables)
    return path, checkout.read(path).decode("utf-8").splitlines(keepends=True)


@mutator
def record_twice(rng: random.Random, checkout: Checkout) -> str:
    path, rows = _rows(rng, checkout)
    index = rng.randrange(len(rows))
    checkout.write(path, "".join([*rows[:index], rows[index], *rows[index:]]))
    return "duplicate-record"


@mutator
def record_cut_off(rng: random.Random, checkout: Checkout) -> str:
    path, rows = _rows(rng, checkout)
    index = rng.randrange(len(rows))
    rows[index] = rows[index][: rng.randint(1, len(rows[index]) - 2)].rstrip() + "\n"
    checkout.write(path, "".join(rows))
    return "truncated-json"


@mutator
def records_on_one_line(rng: random.Random, checkout: Checkout) -> str | None:
    path, rows = _rows(rng, checkout)
    if len(rows) < 2:
        return None
    index = rng.randrange(len(rows) - 1)
    rows[index] = rows[index].rstrip("\n") + rng.choice(["", " ", ", "])
    checkout.write(path, "".join(rows))
    return "trailing-data"


@mutator
def key_twice_in_a_record(rng: random.Random, checkout: Checkout) -> str:
    path, rows = _rows(rng, checkout)
    index = rng.randrange(len(rows))
    rows[index] = rows[index].replace("{", '{"id": "x", ', 1)
    checkout.write(path, "".join(rows))
    return "duplicate-key"


@mutator
def key_missing_in_a_record(rng: random.Random, checkout: Checkout) -> str:
    path, rows = _rows(rng, checkout)
    index = rng.randrange(len(rows))
    value = json.loads(rows[index])
    del value[rng.choice(list(value))]
    rows[index] = json.dumps(value, ensure_ascii=False) + "\n"
    checkout.write(path, "".join(rows))
    return "missing-key"


@mutator
def record_laid_out_otherwise(rng: random.Random, checkout: Checkout) -> str:
    path, rows = _rows(rng, checkout)
    index = rng.randrange(len(rows))
    value = json.loads(rows[index])
    rows[index] = rng.choice(
        [
            json.dumps(value) + "\n",
            json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n",
            rows[index].replace("{", "{ ", 1),
        ]
    )
    changed = "".join(rows)
    checkout.write(path, changed if rng.random() < 0.9 else changed.rstrip("\n"))
    return "not-canonical"


def _adjudications(checkout: Checkout) -> list[Value]:
    if checkout.repository.adjudication not in checkout.tables:
        return []
    return [json.loads(row) for row in checkout.read(checkout.repository.adjudication).splitlines()]


@mutator
def adjudication_of_something_else(rng: random.Random, checkout: Checkout) -> str | None:
    rows = _adjudications(checkout)
    if not rows:
        return None
    row = rng.choice(rows)
    key = rng.choice(["first", "second", "final", "surface"])
    if key == "surface":
        row["surface"] = "x" + row["surface"]
    elif row[key] is None:
        row[key] = {"type": "GPE", "form": "name", "entity": "libya"}
    else:
        row[key] = None
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    checkout.write(checkout.repository.adjudication, text)
    return "adjudication-mismatch"


@mutator
def label_changed_after_adjudication(rng: random.Random, checkout: Checkout) -> str | None:
    decided = [row["id"] for row in _adjudications(checkout) if "form" in (row["final"] or {})]
    if not decided:
        return None
    document, _, span = rng.choice(decided).partition(".")
    value = checkout.value(document)
    (mention,) = (m for m in value["mentions"] if f"{m['start']}-{m['end']}" == span)
    mention["form"] = "name" if mention["form"] == "nominal" else "nominal"
    checkout.write_value(document, value)
    return "adjudication-mismatch"


@mutator
def other_than_commissioned(rng: random.Random, checkout: Checkout) -> str | None:
    planned = [path for path in checkout.tables if path == checkout.repository.commissions]
    if not planned:
        return None
    rows = [json.loads(row) for row in checkout.read(planned[0]).splitlines()]
    row = rng.choice(rows)
    row["story"] = f"st-{int(row['story'][3:]) ^ 1:03d}"
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    checkout.write(planned[0], text)
    return "not-as-commissioned"


@mutator
def registry_out_of_order(rng: random.Random, checkout: Checkout) -> str:
    entities = checkout.entities()
    index = rng.randrange(len(entities) - 1)
    entities.insert(index, entities.pop(index + 1))
    checkout.write_entities(entities)
    return "unsorted-records"


@mutator
def blank_line(rng: random.Random, checkout: Checkout) -> str:
    path, rows = _rows(rng, checkout)
    rows.insert(rng.randrange(len(rows)), rng.choice(["\n", "  \n"]))
    checkout.write(path, "".join(rows))
    return "blank-line"


@mutator
def item_of_two_entities(rng: random.Random, checkout: Checkout) -> str | None:
    entities = checkout.entities()
    real = [e for e in entities if not e["invented"] and e["identified"]]
    known = [e for e in real if e["wikidata"]]
    if not known or len(real) < 2:
        return None
    one = rng.choice(known)
    other = rng.choice([e for e in real if e is not one])
    other["wikidata"] = one["wikidata"]
    checkout.write_entities(entities)
    return "duplicate-wikidata"


@mutator
def item_of_nobody(rng: random.Random, checkout: Checkout) -> str | None:
    entities = checkout.entities()
    entity = _one(rng, entities, identified=False) or _one(rng, entities, invented=True)
    if entity is None:
        return None
    entity["wikidata"] = "Q999999999"
    checkout.write_entities(entities)
    return "wikidata-of-nobody"


@mutator
def chosen_by_hand(rng: random.Random, checkout: Checkout) -> str:
    entities = checkout.entities()
    entity = rng.choice(entities)
    entity["in_kb"] = not entity["in_kb"]
    checkout.write_entities(entities)
    return "kb-draw"


@mutator
def names_swapped(rng: random.Random, checkout: Checkout) -> str:
    entities = checkout.entities()
    entity = rng.choice(entities)
    entity["name_ar"], entity["name_en"] = entity["name_en"], entity["name_ar"]
    checkout.write_entities(entities)
    return "wrong-script"


@mutator
def untidy_name(rng: random.Random, checkout: Checkout) -> str:
    entities = checkout.entities()
    entity = rng.choice(entities)
    key = rng.choice(["name_ar", "name_en", "description"])
    at = rng.randint(1, len(entity[key]) - 1)
    mark = rng.choice(["\u200f", "\u00a0", "  ", "\u200c", "\t"])
    entity[key] = entity[key][:at] + mark + entity[key][at:]
    checkout.write_entities(entities)
    return "untidy-text"


@mutator
def entity_of_another_type(rng: random.Random, checkout: Checkout) -> str:
    entities = checkout.entities()
    entity = rng.choice(entities)
    types = ["PERS", "ORG", "GPE", "LOC", "FAC", "EVENT"]
    entity["type"] = rng.choice([kind for kind in types if kind != entity["type"]])
    checkout.write_entities(entities)
    # A real entity that becomes a person is first of all a real person in an authored text.
    persons = entity["type"] == "PERS" and not entity["invented"]
    authored = any(name.startswith("auth") for name in checkout.gold)
    return None if persons and authored else "type-not-of-entity"


@mutator
def entity_missing(rng: random.Random, checkout: Checkout) -> str:
    entities = checkout.entities()
    entities.pop(rng.randrange(len(entities)))
    checkout.write_entities(entities)
    return "unknown-entity"


@mutator
def entity_unused(rng: random.Random, checkout: Checkout) -> str:
    entities = checkout.entities()
    added = {**entities[-1], "id": entities[-1]["id"] + "-2", "type": "GPE", "wikidata": None}
    added |= {"identified": True, "in_kb": True}
    entities.append(added)
    checkout.write_entities(entities)
    return "unused-entity"


@mutator
def invented_on_the_web(rng: random.Random, checkout: Checkout) -> str | None:
    web = [name for name in checkout.gold if name.startswith("web")]
    mentions = checkout.value(rng.choice(web))["mentions"] if web else []
    if not mentions:
        return None
    entities = checkout.entities()
    entity = _one(rng, entities, id=rng.choice(mentions)["entity"])
    assert entity is not None
    entity |= {"invented": True, "wikidata": None}
    checkout.write_entities(entities)
    return "invented-in-web"


@mutator
def real_person_in_authored_text(rng: random.Random, checkout: Checkout) -> str | None:
    authored = [name for name in checkout.gold if name.startswith("auth")]
    mentions = checkout.value(rng.choice(authored))["mentions"] if authored else []
    people = [mention["entity"] for mention in mentions if mention["type"] == "PERS"]
    if not people:
        return None
    entities = checkout.entities()
    entity = _one(rng, entities, id=rng.choice(people))
    assert entity is not None
    entity["invented"] = False
    checkout.write_entities(entities)
    return "person-not-invented"


@mutator
def needless_variation(rng: random.Random, checkout: Checkout) -> str | None:
    names = {entity["id"]: entity["name_ar"] for entity in checkout.entities()}
    document = rng.choice(checkout.documents)
    value = checkout.value(document)
    exact = [m for m in value["mentions"] if names[m["entity"]] == m["surface"]]
    if not exact:
        return None
    rng.choice(exact)["variation"] = [rng.choice(["misspelling", "transliteration", "metonym"])]
    checkout.write_value(document, value)
    return "variation-without-difference"


@mutator
def attached_letter(rng: random.Random, checkout: Checkout) -> str | None:
    names = {entity["id"]: entity["name_ar"] for entity in checkout.entities()}
    document = rng.choice(checkout.documents)
    value, raw = checkout.value(document), checkout.raw(document)
    exact = [
        m
        for m in value["mentions"]
        if names[m["entity"]] == m["surface"] and raw[m["start"] - 1] in "وفبلك" and m["start"]
    ]
    if not exact:
        return None
    mention = rng.choice(exact)
    mention["start"] -= 1
    mention["surface"] = raw[mention["start"] : mention["end"]]
    value["mentions"].sort(key=lambda m: (m["start"], -m["end"]))
    checkout.write_value(document, value)
    return "attached-letter-in-span"


@mutator
def topic_twice(rng: random.Random, checkout: Checkout) -> str:
    value = json.loads(checkout.read(checkout.repository.topics))
    value["topics"].append(rng.choice(value["topics"]))
    checkout.write(
        checkout.repository.topics, json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    )
    return "duplicate-topic"


@mutator
def topic_missing(rng: random.Random, checkout: Checkout) -> str | None:
    used = {
        topic
        for name in checkout.documents
        for segment in checkout.value(name)["segments"]
        for topic in segment.get("topics", ())
    }
    value = json.loads(checkout.read(checkout.repository.topics))
    wanted = rng.choice(sorted(used))
    value["topics"] = [topic for topic in value["topics"] if topic["id"] != wanted]
    checkout.write(
        checkout.repository.topics, json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    )
    return "unknown-topic"


@mutator
def text_twice(rng: random.Random, checkout: Checkout) -> str:
    text = "أعلن المجلس موعد جلسته المقبلة.\n" * rng.randint(1, 3)
    checkout.add(1, text, 1, "train")
    checkout.add(2, text, 1, "train")
    return "duplicate-text"


@mutator
def story_in_two_splits(rng: random.Random, checkout: Checkout) -> str:
    one, other = rng.sample(["train", "validation", "test"], 2)
    checkout.add(1, "أعلن المجلس موعد جلسته.\n", 1, one)
    checkout.add(2, "تأجلت الجلسة إلى الأحد.\n", 1, other)
    return "story-across-splits"


def _long_sentence(rng: random.Random, checkout: Checkout, least: int) -> str | None:
    """A sentence of the story of some document, as it stands in its text."""
    name = rng.choice(checkout.gold)
    raw = checkout.raw(name)
    found = sentences(raw, document_from_json(checkout.value(name)).segments)
    long = [raw[s.start : s.end] for s in found if len(s.words) >= least]
    return rng.choice(long) if long else None


@mutator
def sentence_of_another_story(rng: random.Random, checkout: Checkout) -> str | None:
    sentence = _long_sentence(rng, checkout, MOST_SHARED + 1)
    if sentence is None:
        return None
    dressed = rng.choice(
        [
            sentence,
            sentence.replace("أ", "ا").replace("ة", "ه"),
            "".join(f"{c}\u064e" if c == "ب" else c for c in sentence),
            sentence.replace(" ", "  "),
            sentence.replace("ا", "اـ"),
        ]
    )
    checkout.add(1, f"خبر آخر.\n{dressed}.\n", 1, "train")
    return "shared-sentence"


@mutator
def sentence_with_a_word_changed(rng: random.Random, checkout: Checkout) -> str | None:
    sentence = _long_sentence(rng, checkout, MOST_SHARED + 2)
    if sentence is None:
        return None
    words = list(re.finditer(r"[^\W_]+", sentence))
    word = rng.choice(words)
    new = rng.choice(["شجرة", "نافذة", "قنديل"])
    changed = sentence[: word.start()] + new + sentence[word.end() :]
    checkout.add(1, f"خبر آخر.\n{changed}.\n", 1, "train")
    return "near-duplicate-sentence"
