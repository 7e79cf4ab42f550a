"""All names of one type in one document match: a trivial row that shows what documents give."""

from __future__ import annotations

import sys

from baselines import runner
from baselines.names import Name


class SameDocument:
    """Scores 1 for names of one document and 0 for others."""

    threshold = 1.0
    contextual = True

    def score(self, left: Name, right: Name) -> float:
        """Whether the names stand in one document."""
        return float(left.context == right.context)


def build() -> SameDocument:
    """The matcher."""
    return SameDocument()


if __name__ == "__main__":
    sys.exit(runner.main_of("same_document"))
