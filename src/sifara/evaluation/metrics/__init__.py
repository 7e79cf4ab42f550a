"""Metrics as functions of arrays.

A module takes gold and predicted arrays and returns scores in one of two forms: `Decomposable`
(functions of sums over rows) or `Joint` (functions of all rows). Both have ``values()``, a dict of
floats by name; ``take(mask)``, the same scores of fewer rows; and ``minus(other)``, the differences
from another system. The modules of `sifara.evaluation.stats` take either.

What cannot be measured is undefined (NaN): see `sifara.evaluation.metrics.ratios`.
"""
