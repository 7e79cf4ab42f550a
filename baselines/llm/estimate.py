"""What a run will cost, before anything is sent."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

from baselines.llm.forms import Form
from baselines.llm.questions import Question

#: Bytes of UTF-8 a token, on the careful side for Arabic, whose letters have two bytes.
BYTES_A_TOKEN = 3

#: Tokens of an answer beside the answers to its rows.
FRAME = 10


def tokens(text: str) -> int:
    """About how many tokens a text has."""
    return math.ceil(len(text.encode("utf-8")) / BYTES_A_TOKEN)


def estimate(form: Form, waiting: Sequence[tuple[Question, Mapping[str, Any]]]) -> tuple[int, int]:
    """About how many tokens go in and come out for questions with the bodies of their requests."""
    sent = sum(tokens(json.dumps(body, ensure_ascii=False)) for _, body in waiting)
    return sent, sum(FRAME + form.tokens * len(question.ids) for question, _ in waiting)


def cost_text(
    tokens_in: int, tokens_out: int, price_in: float | None, price_out: float | None
) -> str:
    """Tokens and their cost for a person, from prices a million tokens."""
    counted = (
        f"about {tokens_in:,} tokens in and {tokens_out:,} out "
        "(a model that thinks before it answers may use many times more)"
    )
    if price_in is None or price_out is None:
        return f"{counted}\ncost unknown: give --price-in and --price-out, a million tokens"
    cost = (tokens_in * price_in + tokens_out * price_out) / 1e6
    return f"{counted}\nabout {cost:.2f} at the prices given"
