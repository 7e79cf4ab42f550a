"""Two names match when every code point does."""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.keyed import Keyed


def build() -> Keyed:
    """The matcher."""
    return Keyed(str)


if __name__ == "__main__":
    sys.exit(runner.main_of("exact"))
