"""Clustering of mentions into entities: MUC, B³, CEAFe, LEA, pairwise F1 and the CoNLL mean.

Gold and predicted clusters are partitions of the same mentions, so no mention lacks a twin. All
scores are functions of one sparse table, the sizes of the overlaps of gold and predicted clusters.

**Singletons** are kept. B³ and CEAFe count them as clusters like any other; LEA counts a singleton
as a link to itself (Moosavi & Strube 2016); MUC and pairwise F1 count links between mentions and
therefore neither reward nor punish a singleton. Where neither side has a link, MUC and pairwise F1
are 0, as in the reference scorer (Pradhan et al. 2014).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sifara.evaluation.metrics.assignment import heaviest_matching
from sifara.evaluation.metrics.ratios import FloatArray, harmonic_mean, ratio, share
from sifara.evaluation.metrics.scores import Decomposable, IntArray, Joint, Statistics


class PRF(NamedTuple):
    """Precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, precision: float, recall: float) -> PRF:
        """Return precision and recall with their harmonic mean."""
        return cls(precision, recall, share(2 * precision * recall, precision + recall))


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
    return PRF.of(share(found, predicted), share(found, gold))


def b_cubed(overlap: Overlap) -> PRF:
    """Return B³: mean precision and recall of the mentions (Bagga & Baldwin 1998).

    All mentions weigh the same.
    """
    squared = overlap.size.astype(np.float64) ** 2
    precision = (squared / overlap.predicted_size[overlap.predicted]).sum()
    recall = (squared / overlap.gold_size[overlap.gold]).sum()
    return PRF.of(share(precision, overlap.mentions), share(recall, overlap.mentions))


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
    return PRF.of(
        share(similarity, overlap.predicted_size.size), share(similarity, overlap.gold_size.size)
    )


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

    def resolution(cluster: IntArray, sizes: IntArray) -> float:
        links = np.maximum(_pairs(sizes), 1)
        return share((shared * (sizes / links)[cluster]).sum(), sizes.sum())

    return PRF.of(
        resolution(overlap.predicted, overlap.predicted_size),
        resolution(overlap.gold, overlap.gold_size),
    )


def pairwise(overlap: Overlap) -> PRF:
    """Return precision, recall and F1 of the pairs of mentions put into one cluster."""
    shared = _pairs(overlap.size).sum()
    return PRF.of(
        share(shared, _pairs(overlap.predicted_size).sum()),
        share(shared, _pairs(overlap.gold_size).sum()),
    )


def _pairs(sizes: IntArray) -> IntArray:
    return sizes * (sizes - 1) // 2


CLUSTERING = {
    "muc": muc,
    "b_cubed": b_cubed,
    "ceaf_e": ceaf_e,
    "lea": lea,
    "pairwise": pairwise,
}
"""The measures of a clustering by name; each maps an `Overlap` to a `PRF`."""

CONLL = ("muc", "b_cubed", "ceaf_e")
"""The measures whose F1 the CoNLL score averages (Pradhan et al. 2012)."""


def clustering_scores(gold: ArrayLike, predicted: ArrayLike) -> dict[str, float]:
    """Return ``NAME_precision``, ``NAME_recall`` and ``NAME_f1`` of all measures, and ``conll_f1``.

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
    return {"conll_f1": sum(measured[name].f1 for name in CONLL) / len(CONLL), **scores}


def clustering(gold: ArrayLike, predicted: ArrayLike) -> Joint:
    """Return `clustering_scores` as scores of all rows jointly, ready to be resampled."""
    return Joint(clustering_scores, (np.asarray(gold), np.asarray(predicted)))


def fixed_b_cubed(gold: ArrayLike, predicted: ArrayLike) -> Decomposable:
    """Return B³ as a function of sums, each mention keeping its precision and recall.

    Resampling stories must not resample clusters: a story drawn twice would be a cluster mate of
    its own copy and be matched by it. With the values of the mentions fixed in the complete
    corpus, ``b_cubed_precision``, ``b_cubed_recall`` and ``b_cubed_f1`` are means over mentions.

    Resampled, they vary too little where clusters span stories: the mentions of one story also
    move the values of their cluster mates in others, which fixed values cannot show. The interval
    of B³ is therefore that of `clustering`; these are for sums over slices of a corpus, and for
    intervals where no cluster leaves its story.
    """
    precision, recall = b_cubed_by_mention(gold, predicted)

    def finish(sums: FloatArray) -> dict[str, FloatArray]:
        p, r = ratio(sums[..., 0], sums[..., 2]), ratio(sums[..., 1], sums[..., 2])
        return {"b_cubed_precision": p, "b_cubed_recall": r, "b_cubed_f1": harmonic_mean(p, r)}

    return Decomposable(Statistics.dense(precision, recall, np.ones(precision.size)), finish)
