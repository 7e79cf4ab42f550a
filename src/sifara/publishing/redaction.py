"""Keeping the token out of everything that is printed."""

from __future__ import annotations

import os
import re

#: Variables from which the Hub's library takes a token.
VARIABLES = ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN")

_SHAPES = re.compile(r"hf_[A-Za-z0-9]{16,}|(?i:bearer)\s+[^\s'\",}]+|(?<=://)[^/\s@]+@")

_MASK = "[token]"
_SHORTEST = 8


def token() -> str | None:
    """The token of the environment or of the Hub's login, or None."""
    from huggingface_hub import get_token

    return get_token()


def redacted(text: str) -> str:
    """A text without the token, nor anything that looks like one."""
    secrets = {os.environ.get(name, "").strip() for name in VARIABLES} | {token() or ""}
    for secret in sorted(secrets, key=len, reverse=True):
        # What is shorter is no token, and replacing it would garble the message.
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, _MASK)
    return _SHAPES.sub(_MASK, text)
