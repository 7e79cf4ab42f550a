"""Ratios of sums, with one rule for empty denominators."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]


def ratio(numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Return the elementwise quotient, 0 wherever the denominator is 0.

    The rule is that of the CoNLL reference scorer (Pradhan et al. 2014) and of scikit-learn's
    ``zero_division=0``: what cannot be measured earns nothing.
    """
    top, bottom = np.broadcast_arrays(
        np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    )
    quotient: FloatArray = np.divide(top, bottom, out=np.zeros(top.shape), where=bottom != 0)
    return quotient


def share(numerator: float, denominator: float) -> float:
    """Return `ratio` of two numbers, without the cost of arrays."""
    return float(numerator) / float(denominator) if denominator else 0.0


def harmonic_mean(precision: ArrayLike, recall: ArrayLike) -> FloatArray:
    """Return the balanced F-measure (van Rijsbergen 1979, ch. 7) of precision and recall."""
    p, r = np.asarray(precision, dtype=np.float64), np.asarray(recall, dtype=np.float64)
    return ratio(2 * p * r, p + r)


def mean_where(values: FloatArray, defined: NDArray[np.bool_]) -> FloatArray:
    """Return the mean over the last axis of the values that are defined, 0 if none is."""
    return ratio(np.where(defined, values, 0.0).sum(axis=-1), defined.sum(axis=-1))
