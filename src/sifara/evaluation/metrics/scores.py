"""The two forms a set of scores takes: a function of sums over rows, or of all rows jointly.

Resampling needs nothing else. Whatever is a function of sums (macro-F1, linking accuracy, B³ with
its per-mention values fixed) is resampled without touching the rows again; whatever is not (MUC,
CEAFe, LEA, average precision) is computed anew for each subset of rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sifara.evaluation.metrics.ratios import FloatArray

IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Statistics:
    """A sparse matrix of row statistics: one entry is ``matrix[row, column] = value``.

    Attributes:
        row: Row of each entry.
        column: Column of each entry.
        value: Value of each entry; entries of one place add up.
        shape: Rows and columns of the matrix.
    """

    row: IntArray
    column: IntArray
    value: FloatArray
    shape: tuple[int, int]

    @classmethod
    def dense(cls, *columns: ArrayLike) -> Statistics:
        """Return the statistics whose columns are given, each of one number a row."""
        matrix = np.stack([np.asarray(column, dtype=np.float64) for column in columns], axis=1)
        row, column = np.nonzero(matrix)
        return cls(row, column, matrix[row, column], (matrix.shape[0], matrix.shape[1]))

    @classmethod
    def one_hot(cls, codes: ArrayLike, size: int) -> Statistics:
        """Return indicators of ``size`` categories; a negative code indicates none."""
        codes = np.asarray(codes, dtype=np.int64)
        if codes.size and codes.max() >= size:
            raise ValueError(f"code {codes.max()} found, codes below {size} expected")
        row = np.flatnonzero(codes >= 0)
        return cls(row, codes[row], np.ones(row.size), (codes.size, size))

    def beside(self, *others: Statistics) -> Statistics:
        """Return these columns followed by those of the others, which have the same rows."""
        parts = (self, *others)
        if len({part.shape[0] for part in parts}) > 1:
            raise ValueError(f"statistics of {[part.shape[0] for part in parts]} rows side by side")
        first = np.cumsum([0, *(part.shape[1] for part in parts)])
        return Statistics(
            np.concatenate([part.row for part in parts]),
            np.concatenate([part.column + at for part, at in zip(parts, first, strict=False)]),
            np.concatenate([part.value for part in parts]),
            (self.shape[0], int(first[-1])),
        )

    def take(self, keep: ArrayLike) -> Statistics:
        """Return the statistics of the rows kept by a boolean mask."""
        keep = np.asarray(keep, dtype=bool)
        number = np.cumsum(keep) - 1
        kept = keep[self.row]
        return Statistics(
            number[self.row[kept]],
            self.column[kept],
            self.value[kept],
            (int(keep.sum()), self.shape[1]),
        )

    def sums(self, groups: ArrayLike, size: int) -> FloatArray:
        """Return the sums of the rows of each group, shape ``(size, columns)``.

        Args:
            groups: The group of each row, from 0 to ``size - 1``.
            size: Number of groups.
        """
        width = self.shape[1]
        place = np.asarray(groups, dtype=np.int64)[self.row] * width + self.column
        added = np.bincount(place, weights=self.value, minlength=size * width)
        return added.astype(np.float64, copy=False).reshape(size, width)

    def total(self) -> FloatArray:
        """Return the sum of all rows, shape ``(columns,)``."""
        added = np.bincount(self.column, weights=self.value, minlength=self.shape[1])
        return added.astype(np.float64, copy=False)


@dataclass(frozen=True, slots=True)
class Decomposable:
    """Scores that are functions of summed row statistics.

    Attributes:
        statistics: What each row adds to the sums.
        finish: Maps sums of shape ``(..., columns)`` to named scores of shape ``(...)``.
    """

    statistics: Statistics
    finish: Callable[[FloatArray], Mapping[str, FloatArray]]

    def __len__(self) -> int:
        return self.statistics.shape[0]

    def values(self) -> dict[str, float]:
        """Return the scores of all rows."""
        return {name: float(x) for name, x in self.finish(self.statistics.total()).items()}

    def take(self, keep: ArrayLike) -> Decomposable:
        """Return the same scores of the rows kept by a boolean mask."""
        return Decomposable(self.statistics.take(keep), self.finish)

    def minus(self, other: Decomposable) -> Decomposable:
        """Return the differences from another system's scores of the same rows."""
        width = self.statistics.shape[1]

        def finish(sums: FloatArray) -> dict[str, FloatArray]:
            mine, others = self.finish(sums[..., :width]), other.finish(sums[..., width:])
            return {name: mine[name] - others[name] for name in mine if name in others}

        return Decomposable(self.statistics.beside(other.statistics), finish)


@dataclass(frozen=True, slots=True)
class Joint:
    """Scores that only all rows together determine.

    Attributes:
        function: Maps the columns to named scores.
        columns: One array of values a row each, all of one length.
    """

    function: Callable[..., Mapping[str, float]]
    columns: tuple[NDArray[Any], ...]

    def __len__(self) -> int:
        return len(self.columns[0])

    def values(self) -> dict[str, float]:
        """Return the scores of all rows."""
        return {name: float(x) for name, x in self.function(*self.columns).items()}

    def take(self, keep: ArrayLike) -> Joint:
        """Return the same scores of the rows kept by a boolean mask."""
        keep = np.asarray(keep, dtype=bool)
        return Joint(self.function, tuple(column[keep] for column in self.columns))

    def minus(self, other: Joint) -> Joint:
        """Return the differences from another system's scores of the same rows."""
        if len(self) != len(other):
            raise ValueError(f"scores of {len(self)} rows compared with scores of {len(other)}")
        width = len(self.columns)

        def function(*columns: NDArray[Any]) -> dict[str, float]:
            mine, others = self.function(*columns[:width]), other.function(*columns[width:])
            return {name: mine[name] - others[name] for name in mine if name in others}

        return Joint(function, self.columns + other.columns)


Scores = Decomposable | Joint
