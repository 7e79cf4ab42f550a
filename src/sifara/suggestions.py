"""The nearest known name to a misspelt one, for error messages."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str]) -> str:
    """A clause for the end of a message: the closest known names, or all of them when few.

    Args:
        name: What was found.
        known: What would have been right.

    Returns:
        ``"; did you mean 'x'?"``, ``"; expected one of a, b"`` or, for many far ones, ``""``.
    """
    options = list(known)
    close = difflib.get_close_matches(name, options, n=3, cutoff=0.6)
    if close:
        return f"; did you mean {' or '.join(map(repr, close))}?"
    if 0 < len(options) <= 20:
        return f"; expected one of {', '.join(options)}"
    return ""
