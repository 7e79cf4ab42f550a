"""Two names match when their normalised words run together are equal.

Writers of Arabic part and join the words of one name as they like, and tags join all of them.
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.keyed import Keyed
from sifara import arabic


def run_together(surface: str) -> str:
    """The words of a name in one spelling, without spaces."""
    return "".join(arabic.words(surface))


def build() -> Keyed:
    """The matcher."""
    return Keyed(run_together)


if __name__ == "__main__":
    sys.exit(runner.main_of("unspaced"))
