"""What a run will cost, before anything is sent."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baselines.llm.forms import Form
from baselines.llm.questions import Question

#: Bytes of UTF-8 a token, on the careful side for Arabic, whose letters have two bytes.
BYTES_A_TOKEN = 3

#: Tokens of an answer beside the answers to its rows.
FRAME = 10


@dataclass(frozen=True, slots=True)
class Estimate:
    """Requests and tokens of a run.

    Attributes:
        requests: Requests still to be sent.
        kept: Requests whose answer is on the disk.
        tokens_in: Tokens to be sent, roughly.
        tokens_out: Tokens of the answers, roughly, without what a model thinks to itself.
    """

    requests: int
    kept: int
    tokens_in: int
    tokens_out: int

    def cost(self, price_in: float, price_out: float) -> float:
        """The price, from prices a million tokens."""
        return (self.tokens_in * price_in + self.tokens_out * price_out) / 1e6

    def text(self, price_in: float | None, price_out: float | None) -> str:
        """The estimate for a person."""
        lines = [
            f"{self.requests} requests to send, {self.kept} answered before",
            f"about {self.tokens_in:,} tokens in and {self.tokens_out:,} out "
            "(a model that thinks before it answers may use many times more)",
        ]
        if price_in is None or price_out is None:
            lines.append("cost unknown: give --price-in and --price-out, a million tokens")
        else:
            lines.append(f"about {self.cost(price_in, price_out):.2f} at the prices given")
        return "\n".join(lines)


def tokens(text: str) -> int:
    """About how many tokens a text has."""
    return math.ceil(len(text.encode("utf-8")) / BYTES_A_TOKEN)


def estimate(
    form: Form, waiting: Sequence[tuple[Question, Mapping[str, Any]]], kept: int
) -> Estimate:
    """The estimate for questions with the bodies of their requests."""
    return Estimate(
        requests=len(waiting),
        kept=kept,
        tokens_in=sum(tokens(json.dumps(body, ensure_ascii=False)) for _, body in waiting),
        tokens_out=sum(FRAME + form.tokens * len(question.ids) for question, _ in waiting),
    )
