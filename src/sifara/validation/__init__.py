"""Checks of the gold data, level by level: encoding, syntax, schema, reference, annotation, corpus.

A record that fails a level skips the later ones. :func:`validate` yields the findings; the rules
and their messages are data in :mod:`sifara.validation.catalogue`.
"""

from __future__ import annotations

from sifara.validation.engine import Run, validate

__all__ = ["Run", "validate"]
