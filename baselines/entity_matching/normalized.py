"""Two names match when their words are equal under orthographic normalisation.

Hamza carriers, alef maqsura, ta marbuta, tatweel and diacritics are folded; whatever stands between
words is one space.
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.keyed import Keyed
from sifara import arabic


def spelled(surface: str) -> str:
    """The words of a name in one spelling."""
    return " ".join(arabic.words(surface))


def build() -> Keyed:
    """The matcher."""
    return Keyed(spelled)


if __name__ == "__main__":
    sys.exit(runner.main_of("normalized"))
