"""The canonical layout of a document file, as one regular expression.

A canonical document is a regular language: keys in one order, one line a segment or mention, one
spelling of each number and string. A full match therefore proves in microseconds that the text is
strict JSON, repeats no key and is laid out as :func:`sifara.gold.records.format_document` would.
Strings with escapes and numbers of ten digits are left to the slow road, which compares the texts.
"""

from __future__ import annotations

import re

_TEXT = r'"[^"\\\x00-\x1f]*+"'
_NUMBER = r"(?:0|[1-9][0-9]{0,8}+)"


def _object(*fields: str) -> str:
    """Pattern of an object on one line; a field that ends in ``?`` may be left out."""
    required = ", ".join(field for field in fields if not field.endswith("?"))
    optional = "".join(f"(?:, {field[:-1]})?+" for field in fields if field.endswith("?"))
    return rf"\{{{required}{optional}\}}"


def _list(item: str) -> str:
    return rf"\[{item}(?:, {item})*+\]"


def _block(item: str) -> str:
    """Pattern of a list with one item a line."""
    return rf"\[\n    {item}(?:,\n    {item})*+\n  \]"


def _texts(*names: str) -> tuple[str, ...]:
    return tuple(f'"{name}": {_TEXT}' for name in names)


_SEGMENT = _object(f'"line": {_NUMBER}', *_texts("kind"), f'"topics": {_list(_TEXT)}?')
_MENTION = _object(
    f'"start": {_NUMBER}',
    f'"end": {_NUMBER}',
    *_texts("surface", "type", "form", "entity"),
    f'"variation": {_list(_TEXT)}?',
)
_SOURCE = _object(*_texts("kind", "file", "sha256"))
_REVIEW = _object(*_texts("by", "date"))

#: Matches the whole text of a document file that is laid out canonically.
CANONICAL_DOCUMENT = re.compile(
    r"\{\n  "
    + ",\n  ".join(
        [
            *_texts("id"),
            f'"source": {_SOURCE}',
            *_texts("story", "split", "register", "noise", "review"),
        ]
    )
    + rf',\n  (?:"reviews": {_list(_REVIEW)},\n  )?+"segments": {_block(_SEGMENT)},\n  '
    + rf'"mentions": (?:\[\]|{_block(_MENTION)})\n\}}\n'
)
