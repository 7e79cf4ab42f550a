"""Two names match when they are equal under orthographic normalisation.

Hamza carriers, alef maqsura, ta marbuta, tatweel, diacritics, articles and spacing are folded.
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.keyed import Keyed
from baselines.names import joined


def build() -> Keyed:
    """The matcher."""
    return Keyed(joined)


if __name__ == "__main__":
    sys.exit(runner.main_of("normalized"))
