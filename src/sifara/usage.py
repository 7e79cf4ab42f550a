"""The error for what a user can put right."""

from __future__ import annotations


class UsageError(ValueError):
    """A wrong name, file or value; the message says where, what was found, and what to do.

    The command line shows it as one line without a traceback; any other error is a defect.
    """
