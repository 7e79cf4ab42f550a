"""Two names match when they are equal under orthographic normalisation.

Hamza carriers, alef maqsura, ta marbuta, tatweel, diacritics, articles and spacing are folded.
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.names import Name
from sifara.arabic import name_key


class Normalized:
    """Scores 1 for names with one key and 0 for others."""

    threshold = 1.0

    def score(self, left: Name, right: Name) -> float:
        """Whether the keys are equal."""
        return float(name_key(left.surface) == name_key(right.surface))


def build() -> Normalized:
    """The matcher."""
    return Normalized()


if __name__ == "__main__":
    sys.exit(runner.main_of("normalized"))
