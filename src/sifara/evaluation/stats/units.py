"""The units of resampling: the story of each row, or the two stories of each pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sifara.evaluation.metrics.ratios import FloatArray
from sifara.evaluation.metrics.scores import IntArray, Statistics


@dataclass(frozen=True, slots=True)
class Stories:
    """The story of each row, numbered from 0.

    Attributes:
        code: Story of each row.
        size: Number of stories.
    """

    code: IntArray
    size: int

    @classmethod
    def of(cls, names: ArrayLike) -> Stories:
        """Return the stories of rows, given by any sortable names."""
        found, code = np.unique(np.asarray(names), return_inverse=True)
        return cls(code.astype(np.int64), found.size)

    def __len__(self) -> int:
        return self.code.size

    def sums(self, statistics: Statistics) -> FloatArray:
        """Return the sums of each story, which is what a resample weighs."""
        return statistics.sums(self.code, self.size)

    def by_story(self, sums: FloatArray) -> FloatArray:
        """Return what leaving out each story takes away."""
        return sums

    def weights(self, drawn: FloatArray) -> FloatArray:
        """Return the weights of `sums`, given how often each replicate draws each story."""
        return drawn

    def without_each(self) -> Iterator[NDArray[np.bool_]]:
        """Yield for each story the mask of the rows outside it."""
        return (self.code != story for story in range(self.size))


@dataclass(frozen=True, slots=True)
class StoryPairs:
    """The two stories of each row, which may be the same; a *cell* is a pair of stories.

    Attributes:
        cell: Cell of each row, numbered from 0.
        left: The lower story of each cell.
        right: The higher story of each cell, or the same.
        size: Number of stories.
    """

    cell: IntArray
    left: IntArray
    right: IntArray
    size: int

    @classmethod
    def of(cls, left: ArrayLike, right: ArrayLike) -> StoryPairs:
        """Return the story pairs of rows, given by any sortable names."""
        names = np.stack([np.asarray(left), np.asarray(right)])
        found, code = np.unique(names, return_inverse=True)
        low, high = np.sort(code.reshape(names.shape), axis=0).astype(np.int64)
        cells, cell = np.unique(low * found.size + high, return_inverse=True)
        return cls(cell.astype(np.int64), *np.divmod(cells, max(found.size, 1)), found.size)

    def __len__(self) -> int:
        return self.cell.size

    @property
    def across(self) -> NDArray[np.bool_]:
        """Which cells are of two different stories."""
        return np.not_equal(self.left, self.right)

    def sums(self, statistics: Statistics) -> FloatArray:
        """Return the sums of each cell, which is what a resample weighs."""
        return statistics.sums(self.cell, self.left.size)

    def by_story(self, sums: FloatArray) -> FloatArray:
        """Return what leaving out each story takes away: all cells that it is part of."""
        touched = np.zeros((self.size, sums.shape[1]))
        np.add.at(touched, self.left, sums)
        np.add.at(touched, self.right[self.across], sums[self.across])
        return touched

    def weights(self, drawn: FloatArray) -> FloatArray:
        """Return the weights of `sums`, given how often each replicate draws each story.

        The expected product of two weights is 1 - 1/n; divided by that, the cells across stories
        keep their share beside those within one.
        """
        across, weights = self.across, drawn[:, self.left]
        weights[:, across] *= drawn[:, self.right[across]] / (1 - 1 / self.size)
        return weights

    def without_each(self) -> Iterator[NDArray[np.bool_]]:
        """Yield for each story the mask of the rows that do not touch it."""
        left, right = self.left[self.cell], self.right[self.cell]
        return ((left != story) & (right != story) for story in range(self.size))

    def without_each_cell(self) -> Iterator[NDArray[np.bool_]]:
        """Yield for each cell the mask of the rows outside it."""
        return (self.cell != cell for cell in range(self.left.size))


Units = Stories | StoryPairs
