"""The error for what a user can put right, with the nearest known name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class UsageError(ValueError):
    """A wrong name, file or value; the message says where, what was found, and what to do.

    The command line shows it as one line without a traceback; any other error is a defect.
    """


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
