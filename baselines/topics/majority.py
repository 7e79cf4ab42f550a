"""The most frequent topic of train for every segment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Self


class Majority:
    """Answers the most frequent label; ties go to the first in alphabetical order."""

    def fit(self, rows: Sequence[Any], labels: Sequence[str]) -> Self:
        """Counts the labels."""
        counts = Counter(labels)
        self.label = min(counts, key=lambda label: (-counts[label], label))
        return self

    def fit_sets(self, rows: Sequence[Any], sets: Sequence[Sequence[str]]) -> Self:
        """Counts the labels of all sets."""
        return self.fit(rows, [label for members in sets for label in members])

    def predict(self, rows: Sequence[Any]) -> list[str]:
        """The one label for every row."""
        return [self.label] * len(rows)

    def sets(self, rows: Sequence[Any]) -> list[list[str]]:
        """The one label alone for every row."""
        return [[self.label]] * len(rows)
