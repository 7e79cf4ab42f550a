"""Clustering of mentions into entities: MUC, B³, CEAFe, LEA, pairwise F1 and the CoNLL mean.

Gold and predicted clusters are partitions of the same mentions, so no mention lacks a twin. All
scores are functions of one sparse table, the sizes of the overlaps of gold and predicted clusters.

**Singletons** are kept. B³ and CEAFe count them as clusters like any other; LEA counts a singleton
as a link to itself (Moosavi & Strube 2016); MUC and pairwise F1 count links between mentions and
therefore neither reward nor punish a singleton; where the gold has no link, they are undefined (the
reference scorer of Pradhan et al. 2014 says 0).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sifara.evaluation.metrics.assignment import heaviest_matching
from sifara.evaluation.metrics.metric import Metric
from sifara.evaluation.metrics.ratios import FloatArray, harmonic_mean, mean_where, ratio
from sifara.evaluation.metrics.scores import Decomposable, IntArray, Joint, Statistics


class PRF(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, predicted: tuple[float, float], gold: tuple[float, float]) -> PRF:
        """Return the scores from what is right, and all there is, on either side.

        Undefined where the gold has nothing. Where it has something and nothing was predicted,
        precision is undefined and F1 is 0.
        """
        if not gold[1]:
            return cls(np.nan, np.nan, np.nan)
        precision = float(predicted[0]) / float(predicted[1]) if predicted[1] else np.nan
        recall = float(gold[0]) / float(gold[1])
        both = precision + recall
        return cls(precision, recall, 2 * precision * recall / both if both > 0 else 0.0)


@dataclass(frozen=True, slots=True)
class Overlap:
    """The overlaps of gold and predicted clusters that are not empty.

    Attributes:
        gold: Gold cluster of each overlap, numbered from 0.
        predicted: Predicted cluster of each overlap, numbered from 0.
        size: Number of mentions of each overlap.
        gold_size: Number of mentions of each gold cluster.
        predicted_size: Number of mentions of each predicted cluster.
    """

    gold: IntArray
    predicted: IntArray
    size: IntArray
    gold_size: IntArray
    predicted_size: IntArray

    @classmethod
    def of(cls, gold: ArrayLike, predicted: ArrayLike) -> Overlap:
        """Return the overlaps of two clusterings, each given as one cluster code a mention."""
        return _overlap(gold, predicted)[0]

    @property
    def mentions(self) -> int:
        """Number of mentions."""
        return int(self.gold_size.sum())

    @property
    def links(self) -> tuple[int, int]:
        """Gold and predicted number of links that MUC counts: mentions less clusters."""
        n = self.mentions
        return n - self.gold_size.size, n - self.predicted_size.size


def _overlap(gold: ArrayLike, predicted: ArrayLike) -> tuple[Overlap, IntArray]:
    """Return the overlaps and the overlap that each mention is in."""
    truth, guess = _numbered(gold), _numbered(predicted)
    if truth.shape != guess.shape:
        raise ValueError(f"{truth.size} mentions in gold clusters, {guess.size} in predicted ones")
    if not truth.size:
        none = np.zeros(0, dtype=np.int64)
        return Overlap(none, none, none, none, none), none
    gold_size, predicted_size = np.bincount(truth), np.bincount(guess)
    place = truth * predicted_size.size + guess
    cells, of_mention, size = np.unique(place, return_inverse=True, return_counts=True)
    rows, columns = np.divmod(cells, predicted_size.size)
    return Overlap(rows, columns, size, gold_size, predicted_size), of_mention


def _numbered(codes: ArrayLike) -> IntArray:
    """Return cluster codes renumbered from 0."""
    codes = np.asarray(codes)
    if codes.ndim != 1:
        raise ValueError(f"cluster codes of shape {codes.shape}, one code a mention expected")
    if codes.size and not np.issubdtype(codes.dtype, np.integer):
        raise TypeError(f"cluster codes of type {codes.dtype}, integers expected")
    return np.unique(codes, return_inverse=True)[1].astype(np.int64, copy=False)


def muc(overlap: Overlap) -> PRF:
    """Return MUC: the links that need no repair (Vilain et al. 1995, "The model theory").

    A gold cluster of ``n`` mentions needs ``n - 1`` links; if the prediction cuts it into ``c``
    parts, ``n - c`` of them are found. Precision swaps the two sides. Singletons need no link.
    """
    found = overlap.mentions - overlap.size.size
    gold, predicted = overlap.links
    return PRF.of((found, predicted), (found, gold))


def b_cubed(overlap: Overlap) -> PRF:
    """Return B³: mean precision and recall of the mentions (Bagga & Baldwin 1998).

    All mentions weigh the same.
    """
    squared = overlap.size.astype(np.float64) ** 2
    precision = (squared / overlap.predicted_size[overlap.predicted]).sum()
    recall = (squared / overlap.gold_size[overlap.gold]).sum()
    return PRF.of((precision, overlap.mentions), (recall, overlap.mentions))


def b_cubed_by_mention(gold: ArrayLike, predicted: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return the B³ precision and recall of every mention (Bagga & Baldwin 1998)."""
    overlap, of_mention = _overlap(gold, predicted)
    precision = overlap.size / overlap.predicted_size[overlap.predicted]
    recall = overlap.size / overlap.gold_size[overlap.gold]
    return precision[of_mention], recall[of_mention]


def ceaf_e(overlap: Overlap) -> PRF:
    """Return CEAFe: the best one-to-one alignment of clusters (Luo 2005, §2, with φ4).

    Two clusters are as similar as the Dice coefficient of their mentions; the alignment of
    greatest total similarity is found exactly.
    """
    dice = (
        2
        * overlap.size
        / (overlap.gold_size[overlap.gold] + overlap.predicted_size[overlap.predicted])
    )
    similarity = dice[heaviest_matching(overlap.gold, overlap.predicted, dice)].sum()
    return PRF.of((similarity, overlap.predicted_size.size), (similarity, overlap.gold_size.size))


def lea(overlap: Overlap) -> PRF:
    """Return LEA: resolution of clusters weighted by their size (Moosavi & Strube 2016).

    A cluster's resolution is the share of its links that the other side has too; a singleton has
    one link, to itself, which only a singleton of the same mention shares.
    """
    shared = _pairs(overlap.size).astype(np.float64)
    alone = (overlap.gold_size[overlap.gold] == 1) & (
        overlap.predicted_size[overlap.predicted] == 1
    )
    shared[alone] = 1.0

    def resolution(cluster: IntArray, sizes: IntArray) -> tuple[float, float]:
        links = np.maximum(_pairs(sizes), 1)
        return (shared * (sizes / links)[cluster]).sum(), sizes.sum()

    return PRF.of(
        resolution(overlap.predicted, overlap.predicted_size),
        resolution(overlap.gold, overlap.gold_size),
    )


def pairwise(overlap: Overlap) -> PRF:
    """Return precision, recall and F1 of the pairs of mentions put into one cluster."""
    shared = _pairs(overlap.size).sum()
    return PRF.of(
        (shared, _pairs(overlap.predicted_size).sum()), (shared, _pairs(overlap.gold_size).sum())
    )


def _pairs(sizes: IntArray) -> IntArray:
    return sizes * (sizes - 1) // 2


#: What is measured of a clustering, by name; each maps an `Overlap` to a `PRF`.
CLUSTERING = {
    "muc": muc,
    "b_cubed": b_cubed,
    "ceaf_e": ceaf_e,
    "lea": lea,
    "pairwise": pairwise,
}

#: Those whose F1 the CoNLL score averages (Pradhan et al. 2012).
CONLL = ("muc", "b_cubed", "ceaf_e")

CONLL_F1 = Metric("conll_f1")
MUC_F1 = Metric("muc_f1")
B_CUBED_F1 = Metric("b_cubed_f1")
B_CUBED_PRECISION = Metric("b_cubed_precision")
B_CUBED_RECALL = Metric("b_cubed_recall")
CEAF_E_F1 = Metric("ceaf_e_f1")
LEA_F1 = Metric("lea_f1")
PAIRWISE_F1 = Metric("pairwise_f1")


def clustering_scores(gold: ArrayLike, predicted: ArrayLike) -> dict[str, float]:
    """Return ``NAME_precision``, ``NAME_recall`` and ``NAME_f1`` of `CLUSTERING`, and ``conll_f1``.

    Args:
        gold: Cluster code of each mention.
        predicted: Cluster code of each mention; the two numberings are unrelated.
    """
    overlap = Overlap.of(gold, predicted)
    measured = {name: measure(overlap) for name, measure in CLUSTERING.items()}
    scores = {
        f"{name}_{part}": value
        for name, prf in measured.items()
        for part, value in zip(PRF._fields, prf, strict=True)
    }
    return {CONLL_F1.name: sum(measured[name].f1 for name in CONLL) / len(CONLL), **scores}


def clustering(gold: IntArray, predicted: IntArray, kinds: IntArray) -> Joint:
    """Return `clustering_scores` as means over kinds of mention, each a world of its own.

    The mean is over the kinds in which some entity has two mentions, or over all where none has:
    in a kind of singletons alone there is no link to find.

    Args:
        gold: Cluster code of each mention.
        predicted: Cluster code of each mention; a cluster that mixes kinds counts as one cluster
            for each of them.
        kinds: Code of the kind of each mention.
    """
    return Joint(_mean_over_kinds, (gold, predicted, kinds))


def _mean_over_kinds(gold: IntArray, predicted: IntArray, kinds: IntArray) -> dict[str, float]:
    members = _members(kinds)
    linked = [rows for rows in members if np.unique(gold[rows]).size < rows.sum()]
    found = [clustering_scores(gold[rows], predicted[rows]) for rows in linked or members]
    return {name: float(np.mean([scores[name] for scores in found])) for name in found[0]}


def _members(kinds: IntArray) -> list[NDArray[np.bool_]]:
    """Return the rows of each kind; of no kind at all, the one empty set of rows."""
    return [kinds == kind for kind in np.unique(kinds)] or [np.zeros(0, dtype=bool)]


def b_cubed_within(
    gold: IntArray, predicted: IntArray, kinds: IntArray
) -> tuple[FloatArray, FloatArray]:
    """Return B³ precision and recall of every mention, when every kind is a world of its own."""
    width = int(max(gold.max(initial=0), predicted.max(initial=0))) + 1
    return b_cubed_by_mention(kinds * width + gold, kinds * width + predicted)


def fixed_b_cubed(gold: IntArray, predicted: IntArray, kinds: IntArray) -> Decomposable:
    """Return B³, a mean over kinds, as a function of sums: each mention keeps its own values.

    It is the one score that a part of the mentions has, and therefore what slices show. Intervals
    never use it: where clusters span stories, the mentions of one story also move the values of
    their cluster mates in others, which fixed values cannot show.
    """
    precision, recall = b_cubed_within(gold, predicted, kinds)
    members = _members(kinds)
    statistics = Statistics.dense(
        *(precision * rows for rows in members), *(recall * rows for rows in members), *members
    )

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        p, r, support = np.split(sums, 3, axis=-1)
        p, r = ratio(p, support), ratio(r, support)
        return {
            metric.name: mean_where(values, support > 0)
            for metric, values in (
                (B_CUBED_PRECISION, p),
                (B_CUBED_RECALL, r),
                (B_CUBED_F1, harmonic_mean(p, r)),
            )
        }

    return Decomposable(statistics, finish)
