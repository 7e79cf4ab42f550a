"""Two names match when every code point does."""

from __future__ import annotations

import sys

from baselines import runner
from baselines.names import Name


class Exact:
    """Scores 1 for equal names and 0 for others."""

    threshold = 1.0

    def score(self, left: Name, right: Name) -> float:
        """Whether the names are equal."""
        return float(left.surface == right.surface)


def build() -> Exact:
    """The matcher."""
    return Exact()


if __name__ == "__main__":
    sys.exit(runner.main_of("exact"))
