"""Two names match when every code point does."""

from __future__ import annotations

from typing import Any

from baselines import resolve


class Exact:
    """Scores 1 for equal names and 0 for others."""

    threshold = 1.0

    def score(self, left: str, right: str) -> float:
        """Whether the names are equal."""
        return float(left == right)


def predict(task: str, split: str) -> list[dict[str, Any]]:
    """Predicts one of the entity tasks."""
    return resolve.predict(Exact(), task, split)
