"""Two names match when their words are equal under orthographic normalisation.

Hamza carriers, alef maqsura, ta marbuta, tatweel and diacritics are folded; whatever stands between
words is one space, or nothing: writers of Arabic part and join the words of a name as they like.
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.keyed import Keyed
from sifara import arabic


def build(between: str = " ") -> Keyed:
    """The matcher.

    Args:
        between: What the words of a name are joined by.
    """
    return Keyed(lambda surface: between.join(arabic.words(surface)))


if __name__ == "__main__":
    sys.exit(runner.main_of("normalized"))
