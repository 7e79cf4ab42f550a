"""Ratios of sums, with one rule for empty denominators: what cannot be measured is undefined.

Undefined is NaN here and null in result files. It is never 0, which says that everything was
wrong; scikit-learn's ``zero_division`` leaves that choice to its users.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Return the elementwise quotient, NaN wherever the denominator is 0."""
    top, bottom = np.broadcast_arrays(
        np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    )
    quotient: FloatArray = np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0)
    return quotient


def precision_recall_f1(
    right: ArrayLike, gold: ArrayLike, predicted: ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return precision, recall and F1 of a class from numbers of rows.

    All three are undefined where the gold has no row of the class, whatever was predicted: what a
    system does on it cannot be seen there. Where it has some and none was predicted, precision is
    undefined and F1 is 0.

    Args:
        right: Rows that have the class and are predicted to.
        gold: Rows that have it.
        predicted: Rows predicted to have it.
    """
    had = np.asarray(gold, dtype=np.float64)
    found = np.where(had > 0, predicted, 0.0)
    return ratio(right, found), ratio(right, had), ratio(2 * np.asarray(right), had + found)


def harmonic_mean(precision: ArrayLike, recall: ArrayLike) -> FloatArray:
    """Return the balanced F-measure (van Rijsbergen 1979, ch. 7) of precision and recall.

    Undefined where recall is; 0 where one of the two is 0 or nothing was predicted.
    """
    p = np.nan_to_num(np.asarray(precision, dtype=np.float64))
    r = np.asarray(recall, dtype=np.float64)
    both = p + r
    nothing = np.where(np.isnan(both), np.nan, 0.0)
    mean: FloatArray = np.divide(2 * p * r, both, out=nothing, where=both > 0)
    return mean


def mean_where(values: FloatArray, defined: NDArray[np.bool_]) -> FloatArray:
    """Return the mean over the last axis of the values that are defined, NaN if none is."""
    return ratio(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1))
