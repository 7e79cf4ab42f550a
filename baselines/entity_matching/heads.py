"""Two names match when their cores do: without articles, clitics, titles, heads and nisba ends.

A country and its nisba have one core, and so have a city with and without the word "city"; spacing
does not count.
"""

from __future__ import annotations

import sys

from baselines import runner
from baselines.entity_matching.keyed import Keyed
from baselines.names import core_stems


def core(surface: str) -> str:
    """The stems of a name run together."""
    return "".join(core_stems(surface))


def build() -> Keyed:
    """The matcher."""
    return Keyed(core)


if __name__ == "__main__":
    sys.exit(runner.main_of("heads"))
