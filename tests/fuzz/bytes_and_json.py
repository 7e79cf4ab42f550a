"""Mutators of bytes and JSON: encodings, cuts, numbers, escapes, layout."""

from __future__ import annotations

import json
import random
import re

from tests.fuzz.checkout import Checkout
from tests.fuzz.registry import ANY, mutator, text_mutator

_NUMBER = re.compile(r'("(?:start|end|line)": )([0-9]+)')


def _replace_number(rng: random.Random, text: str, new: str) -> str | None:
    numbers = list(_NUMBER.finditer(text))
    if not numbers:
        return None
    match = rng.choice(numbers)
    return text[: match.start(2)] + new + text[match.end(2) :]


def _inside_string(rng: random.Random, text: str, new: str) -> str | None:
    strings = list(re.finditer(r'"surface": "([^"\\]+)"', text))
    if not strings:
        return None
    match = rng.choice(strings)
    at = rng.randint(match.start(1), match.end(1))
    return text[:at] + new + text[at:]


@text_mutator("byte-order-mark")
def byte_order_mark(rng: random.Random, text: str) -> str:
    return "\ufeff" + text


@text_mutator("carriage-return")
def windows_line_ends(rng: random.Random, text: str) -> str:
    return text.replace("\n", "\r\n")


@text_mutator("carriage-return")
def one_carriage_return(rng: random.Random, text: str) -> str:
    at = rng.choice([match.start() for match in re.finditer("\n", text)])
    return text[:at] + "\r" + text[at:]


@text_mutator("invalid-utf8")
def windows_1256(rng: random.Random, text: str) -> bytes | None:
    data = text.encode("cp1256", "replace")
    return None if data.isascii() else data


@text_mutator("invalid-utf8")
def utf_16(rng: random.Random, text: str) -> bytes:
    return text.encode("utf-16")


@text_mutator("invalid-utf8")
def stray_byte(rng: random.Random, text: str) -> bytes:
    data = text.encode("utf-8")
    at = rng.randrange(len(data))
    return data[:at] + rng.choice([b"\xff", b"\xc0", b"\xf5", b"\xed\xa0\x80"]) + data[at:]


@text_mutator("invalid-utf8")
def surrogate_as_utf8(rng: random.Random, text: str) -> str | None:
    return _inside_string(rng, text, rng.choice("\ud83c\ude00\udfff"))


@text_mutator("empty-file")
def emptied(rng: random.Random, text: str) -> str:
    return rng.choice(["", "\n", "   \n\n"])


@text_mutator("truncated-json")
def cut_off(rng: random.Random, text: str) -> str:
    return text[: rng.randint(1, text.rindex("}") - 1)].rstrip() or "{"


@text_mutator("trailing-data")
def second_record(rng: random.Random, text: str) -> str:
    return text + rng.choice([text, "{}", "x", "]", "null\n"])


@text_mutator("trailing-comma")
def trailing_comma(rng: random.Random, text: str) -> str:
    at = rng.choice([match.start() for match in re.finditer(r"(?<=[}\]\"0-9])\s*[}\]]", text)])
    return text[:at] + "," + text[at:]


@text_mutator("unexpected-character")
def single_quotes(rng: random.Random, text: str) -> str:
    key = rng.choice(re.findall(r'"([a-z0-9_]+)":', text))
    return text.replace(f'"{key}":', f"'{key}':", 1)


@text_mutator("unexpected-character")
def comment(rng: random.Random, text: str) -> str:
    return text.replace(",\n", rng.choice([", // why\n", ", # why\n", ", /* why */\n"]), 1)


@text_mutator("unexpected-character")
def arabic_comma(rng: random.Random, text: str) -> str:
    return text.replace(",\n", "،\n", 1)


@text_mutator("unexpected-character")
def arabic_digits(rng: random.Random, text: str) -> str | None:
    return _replace_number(rng, text, rng.choice(["٣", "١٢٣", "۴"]))


@text_mutator("unexpected-character")
def leading_zero(rng: random.Random, text: str) -> str | None:
    return _replace_number(rng, text, "007")


@text_mutator("unexpected-character")
def missing_comma(rng: random.Random, text: str) -> str:
    return text.replace(",\n", "\n", 1)


@text_mutator("duplicate-key")
def duplicate_key(rng: random.Random, text: str) -> str:
    rows = re.findall(r'\n  ("[a-z]+": (?:"[^"]*"|\{[^\n]*\})),', text)
    row = rng.choice(rows)
    return text.replace(row, f"{row},\n  {row}", 1)


@text_mutator("duplicate-key")
def duplicate_key_in_disguise(rng: random.Random, text: str) -> str:
    return text.replace('"split":', '"\\u0073plit": "train",\n  "split":', 1)


@text_mutator("not-a-number")
def not_a_number(rng: random.Random, text: str) -> str | None:
    return _replace_number(rng, text, rng.choice(["NaN", "Infinity", "-Infinity"]))


@text_mutator("fractional-number")
def fraction(rng: random.Random, text: str) -> str | None:
    return _replace_number(rng, text, rng.choice(["1.0", "1.5", "1e1", "0E0", "1e999", "-0.0"]))


@text_mutator("huge-number")
def huge_number(rng: random.Random, text: str) -> str | None:
    return _replace_number(rng, text, "9" * rng.choice([16, 20, 400, 5000]))


@text_mutator("number-out-of-bounds")
def large_number(rng: random.Random, text: str) -> str | None:
    return _replace_number(rng, text, "9" * rng.randint(9, 15))


@text_mutator("nested-too-deep")
def deep_nesting(rng: random.Random, text: str) -> str | None:
    depth = rng.choice([65, 200, 2000, 100_000])
    opening, closing = rng.choice([("[", "]"), ('{"a":', "}")])
    return _replace_number(rng, text, opening * depth + "1" + closing * depth)


@text_mutator("lone-surrogate")
def lone_surrogate(rng: random.Random, text: str) -> str | None:
    return _inside_string(rng, text, rng.choice(["\\ud83c", "\\udf00", "\\uDFFF\\uD800"]))


@text_mutator("invalid-escape")
def invalid_escape(rng: random.Random, text: str) -> str | None:
    return _inside_string(rng, text, rng.choice(["\\x41", "\\d", "\\u00g0", "\\ "]))


@text_mutator("control-character")
def control_character(rng: random.Random, text: str) -> str | None:
    return _inside_string(rng, text, rng.choice("\0\t\n\x0b\x1b\x1f"))


@text_mutator("not-canonical")
def other_indentation(rng: random.Random, text: str) -> str:
    return json.dumps(json.loads(text), ensure_ascii=False, indent=rng.choice([1, 2, 4])) + "\n"


@text_mutator("not-canonical")
def escaped_letters(rng: random.Random, text: str) -> str:
    return json.dumps(json.loads(text)) + "\n"


@text_mutator("not-canonical")
def other_key_order(rng: random.Random, text: str) -> str:
    keys = re.findall(r'\n  ("(?:story|split|register|noise|review)": "[^"]*")', text)
    one, other = rng.sample(keys, 2)
    return text.replace(one, "@").replace(other, one).replace("@", other)


@text_mutator("not-canonical")
def final_line_feed(rng: random.Random, text: str) -> str:
    return rng.choice([text.rstrip("\n"), text + "\n"])


@text_mutator("not-canonical")
def one_blank_more(rng: random.Random, text: str) -> str:
    at = rng.choice([match.end() for match in re.finditer('": ', text)])
    return text[:at] + " " + text[at:]


@text_mutator(ANY)
def flipped_bit(rng: random.Random, text: str) -> bytes:
    data = bytearray(_without_story(text))
    start = rng.randrange(len(data))
    data[start] ^= 1 << rng.randrange(8)
    return bytes(data).replace(b"@STORY@", _story(text))


@text_mutator(ANY)
def deleted_bytes(rng: random.Random, text: str) -> bytes:
    data = _without_story(text)
    start = rng.randrange(len(data) - 40)
    return (data[:start] + data[start + rng.randint(1, 30) :]).replace(b"@STORY@", _story(text))


def _story(text: str) -> bytes:
    return re.findall(r'"story": "[^"]*"', text)[0].encode()


def _without_story(text: str) -> bytes:
    """The text with its story hidden: another number there is another story, a plausible one."""
    return text.encode("utf-8").replace(_story(text), b"@STORY@")


@mutator
def gigantic_file(rng: random.Random, checkout: Checkout) -> str:
    path = checkout.path(rng.choice(checkout.documents))
    checkout.write(path, b"")
    with path.open("r+b") as file:
        file.truncate(rng.randint((1 << 21) + 1, 1 << 40))
    return "file-too-large"


@mutator
def link_to_document(rng: random.Random, checkout: Checkout) -> str:
    path = checkout.path(rng.choice(checkout.documents))
    checkout.replace_by_link(path, checkout.repository.topics)
    return "not-a-file"


@mutator
def stray_file(rng: random.Random, checkout: Checkout) -> str:
    name = rng.choice(["notes.txt", "web-000.json~", "web-000 (copy).JSON", "x.jsonl"])
    checkout.write(checkout.repository.documents / name, b"{}")
    return "stray-file"
