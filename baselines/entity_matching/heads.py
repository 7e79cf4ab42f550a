"""Two names match when their cores do: without articles, clitics, titles, heads and nisba ends.

A country and its nisba have one core, and so have a city with and without the word "city".
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.names import Name, core_stems


class Heads:
    """Scores 1 for names with one core and 0 for others."""

    threshold = 1.0

    def score(self, left: Name, right: Name) -> float:
        """Whether the cores are equal; spacing does not count."""
        return float("".join(core_stems(left.surface)) == "".join(core_stems(right.surface)))


def build() -> Heads:
    """The matcher."""
    return Heads()


if __name__ == "__main__":
    sys.exit(runner.main_of("heads"))
