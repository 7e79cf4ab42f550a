"""A strict reader of JSON that knows where everything is.

Python's own parser is fast and lenient: it takes duplicate keys, NaN and lone surrogates, and
forgets positions. This one walks the text once, no deeper than a limit, refuses all of that by name
and notes the place of every value and key. It runs when something is wrong, or when the text is not
written canonically, so it may take its time; its work is linear in the text.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import NoReturn

from sifara.validation.findings import quote

#: How deep objects and lists may nest; the records of Sifara need five.
MAX_DEPTH = 64

#: Digits that a number may have; larger ones lose digits in many readers (2**53 has 16).
MAX_DIGITS = 15

_SPACE = re.compile(r"[ \t\n\r]*+")
_STRING_CHUNK = re.compile(r'[^"\\\x00-\x1f]*+')
_ESCAPE = re.compile(r'\\(?:["\\/bfnrt]|u(?P<hex>[0-9a-fA-F]{4}))')
_CUT_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{0,3})?\Z")
_LOW_SURROGATE = re.compile(r"\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_NUMBER = re.compile(r"-?(?P<whole>0|[1-9][0-9]*+)(?P<rest>(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?)")
_WORD = re.compile(r"[-+]?\w+")
_LITERALS = ("true", "false", "null")
_NOT_NUMBERS = frozenset({"NaN", "Infinity", "-Infinity", "+Infinity", "nan", "inf", "-inf"})
_CLOSING = {"{": "}", "[": "]"}
_NAMES = {"}": "object", "]": "list"}


class SyntaxFault(Exception):  # noqa: N818 - a fault in the data, not in the program
    """The text is not strict JSON.

    Attributes:
        code: Code of the rule that it breaks.
        offset: Where, in code points.
        values: Fields of the rule's template.
    """

    def __init__(self, code: str, offset: int, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.offset = offset
        self.values = values


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: its offsets, and the offset of its key inside an object."""

    start: int
    end: int
    key: int | None


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key that its object has twice: where, which, and where it stood first."""

    offset: int
    pointer: str
    name: str
    first: int


@dataclass(slots=True)
class Scan:
    """One walk over a text.

    Attributes:
        text: The text.
        spots: Place of each value by its JSON pointer (RFC 6901); of a repeated key the last one.
        repeats: Repeated keys in order.
    """

    text: str
    spots: dict[str, Spot] = field(default_factory=dict)
    repeats: list[Repeat] = field(default_factory=list)

    def run(self) -> Scan:
        """Walks the text.

        Raises:
            SyntaxFault: At the first place that is not strict JSON.
        """
        at = self._skip(self._value("", None, self._skip(0), 0))
        if at < len(self.text):
            raise SyntaxFault("trailing-data", at, found=quote(self.text[at : at + 20]))
        return self

    def _skip(self, at: int) -> int:
        """The offset after white space."""
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def _value(self, pointer: str, key: int | None, at: int, depth: int) -> int:
        """Reads a value; returns the offset after it, as all that follow do."""
        character = self.text[at : at + 1]
        if character in _CLOSING:
            if depth == MAX_DEPTH:
                raise SyntaxFault("nested-too-deep", at, limit=MAX_DEPTH)
            end = self._members(pointer, _CLOSING[character], at + 1, depth + 1)
        elif character == '"':
            end = self._string(at)
        elif character == "-" or "0" <= character <= "9":
            end = self._number(at)
        else:
            end = self._literal(at)
        self.spots[pointer] = Spot(at, end, key)
        return end

    def _members(self, pointer: str, closing: str, at: int, depth: int) -> int:
        """Reads what is inside an object or a list, and its closing bracket."""
        keys: dict[str, int] = {}
        number = 0
        at = self._skip(at)
        while not self.text.startswith(closing, at):
            if number:
                at = self._comma(closing, at)
            inner, key = pointer + pointer_step(number), None
            if closing == "}":
                key, (name, at) = at, self._key(at, "" if number else ' or "}"')
                inner = pointer + pointer_step(name)
                if name in keys:
                    self.repeats.append(Repeat(key, inner, name, keys[name]))
                keys.setdefault(name, key)
            at = self._skip(self._value(inner, key, at, depth))
            number += 1
        return at + 1

    def _comma(self, closing: str, at: int) -> int:
        if not self.text.startswith(",", at):
            self._unexpected(at, f'"," or "{closing}" of the {_NAMES[closing]}')
        after = self._skip(at + 1)
        if self.text.startswith(closing, after):
            raise SyntaxFault("trailing-comma", at, closing=closing)
        return after

    def _key(self, at: int, otherwise: str) -> tuple[str, int]:
        """Reads a key and its colon; returns it and the offset of its value."""
        if not self.text.startswith('"', at):
            self._unexpected(at, f"a key in double quotes{otherwise}")
        end = self._string(at)
        colon = self._skip(end)
        if not self.text.startswith(":", colon):
            self._unexpected(colon, '":" after the key')
        return json.loads(self.text[at:end]), self._skip(colon + 1)

    def _string(self, at: int) -> int:
        """The offset after the string that starts here."""
        position = at + 1
        while True:
            match = _STRING_CHUNK.match(self.text, position)
            position = match.end() if match else position
            character = self.text[position : position + 1]
            if character == '"':
                return position + 1
            if character == "\\":
                position = self._escape(position)
            elif not character:
                self._truncated('a closing "')
            else:
                raise SyntaxFault("control-character", position, found=f"U+{ord(character):04X}")

    def _escape(self, at: int) -> int:
        match = _ESCAPE.match(self.text, at)
        if match is None:
            if _CUT_ESCAPE.match(self.text, at):
                self._truncated("the rest of an escape")
            raise SyntaxFault("invalid-escape", at, found=quote(self.text[at : at + 2]))
        if match["hex"] is None:
            return match.end()
        unit = int(match["hex"], 16)
        if 0xD800 <= unit <= 0xDBFF:
            low = _LOW_SURROGATE.match(self.text, match.end())
            if low is not None:
                return low.end()
        if 0xD800 <= unit <= 0xDFFF:
            raise SyntaxFault("lone-surrogate", at, found=match[0])
        return match.end()

    def _number(self, at: int) -> int:
        match = _NUMBER.match(self.text, at)
        if match is None:
            return self._literal(at)
        if len(match["whole"]) > MAX_DIGITS:
            raise SyntaxFault("huge-number", at, digits=len(match["whole"]), limit=MAX_DIGITS)
        if match["rest"]:
            raise SyntaxFault("fractional-number", at, found=match[0][:40])
        return match.end()

    def _literal(self, at: int) -> int:
        match = _WORD.match(self.text, at)
        word = match[0] if match else ""
        if word in _NOT_NUMBERS:
            raise SyntaxFault("not-a-number", at, found=word)
        if word not in _LITERALS:
            if word and not self.text[at + len(word) :].strip() and _is_cut(word):
                self._truncated("a value")
            self._unexpected(at, "a value")
        return at + len(word)

    def _unexpected(self, at: int, expected: str) -> NoReturn:
        if at >= len(self.text):
            self._truncated(expected)
        match = _WORD.match(self.text, at)
        found = match[0] if match else self.text[at]
        raise SyntaxFault("unexpected-character", at, found=quote(found), expected=expected)

    def _truncated(self, expected: str) -> NoReturn:
        raise SyntaxFault("truncated-json", len(self.text.rstrip()), expected=expected)


def _is_cut(word: str) -> bool:
    return any(literal.startswith(word) for literal in _LITERALS)


def pointer_step(name: str | int) -> str:
    """A step of a JSON pointer (RFC 6901): a key, or the number of a list's member."""
    return f"/{str(name).replace('~', '~0').replace('/', '~1')}"
