"""Two names match when their words are equal under orthographic normalisation.

Hamza carriers, alef maqsura, ta marbuta, tatweel and diacritics are folded; whatever stands between
words is one space, or nothing: writers of Arabic part and join the words of a name as they like.
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.keyed import Keyed
from sifara.gold import arabic


def build(*, spaces: bool = True) -> Keyed:
    """The matcher.

    Args:
        spaces: Whether it counts where the words of a name are parted.
    """
    between = " " if spaces else ""
    return Keyed(lambda surface: between.join(arabic.words(surface)))


if __name__ == "__main__":
    sys.exit(runner.main_of("normalized"))
