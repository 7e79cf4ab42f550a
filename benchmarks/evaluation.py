"""Speed and memory of the metrics, beside their peers, in one run.

Four questions, each answered on this machine:

1. How much faster than scorch are the clustering metrics on 10,000 mentions?
2. Do 100,000 mentions in 20,000 clusters fit, and how long do they take?
3. How much faster than a loop over scikit-learn are 10,000 replicates of macro-F1 over 2,000
   documents?
4. How much faster is the leaderboard when nothing has changed since the last time?

Usage: python benchmarks/evaluation.py [--quick]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from sifara.evaluation.metrics.classification import classification
from sifara.evaluation.metrics.clustering import CLUSTERING, Overlap, clustering_scores
from sifara.evaluation.stats.resampling import bootstrap, intervals
from sifara.evaluation.stats.units import Stories

try:
    import scorch.scores
    from sklearn.metrics import f1_score
except ImportError as missing:
    sys.exit(f"{missing.name} is not installed; the peers come with: pip install 'sifara[dev]'")

Codes = NDArray[np.int64]
LABELS = 14
MEMORY_LIMIT_GB = 1.5


def seconds(work: Callable[[], Any], repeats: int = 1) -> float:
    """Return the least time that the work takes."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def mentions(size: int, clusters: int, noise: float) -> tuple[Codes, Codes]:
    """Return gold and predicted clusters that differ in a share of the mentions."""
    random = np.random.default_rng(0)
    gold = random.integers(0, clusters, size)
    moved = random.random(size) < noise
    return gold, np.where(moved, random.integers(0, clusters, size), gold)


def sets(codes: Codes) -> list[set[int]]:
    """Return clusters as scorch takes them."""
    order = np.argsort(codes, kind="stable")
    cuts = np.flatnonzero(np.diff(codes[order])) + 1
    return [set(cluster.tolist()) for cluster in np.split(order, cuts)]


def against_scorch(size: int, noise: float) -> list[tuple[str, float, float]]:
    """Return our seconds and theirs: the shared measures one by one, then all of either.

    All of ours are MUC, B³, CEAFe, LEA and pairwise F1 with the table of overlaps; of theirs, the
    three measures that both have, and no time for making sets.
    """
    gold, predicted = mentions(size, size // 5, noise)
    key, response = sets(gold), sets(predicted)
    overlap = Overlap.of(gold, predicted)
    peers = {
        "muc": scorch.scores.muc,
        "b_cubed": scorch.scores.b_cubed,
        "ceaf_e": scorch.scores.ceaf_e,
    }
    rows = []
    for name, peer in peers.items():
        measure = CLUSTERING[name]
        mine = seconds(partial(measure, overlap), 5)
        rows.append((name, mine, seconds(partial(peer, key, response))))
    mine = seconds(lambda: clustering_scores(gold, predicted), 5)
    return [*rows, ("five of ours : three of theirs", mine, sum(row[2] for row in rows))]


def at_scale(size: int, noise: float) -> dict[str, float]:
    """Return seconds by measure and the peak memory in GB of this process."""
    gold, predicted = mentions(size, size // 5, noise)
    times: dict[str, float] = {}
    start = time.perf_counter()
    overlap = Overlap.of(gold, predicted)
    times["overlap table"] = time.perf_counter() - start
    for name, measure in CLUSTERING.items():
        times[name] = seconds(partial(measure, overlap))
    times["total"] = sum(times.values())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times["peak_gb"] = peak * (1 if sys.platform == "darwin" else 1024) / 1e9
    return times


def in_a_process_of_its_own(size: int, noise: float) -> dict[str, float]:
    """Return `at_scale` of a fresh interpreter, so that its peak is nobody else's."""
    command = [sys.executable, __file__, "--measure-scale", str(size), str(noise)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


def replicates_of_macro_f1(documents: int, replicates: int, loops: int) -> dict[str, float]:
    """Return our seconds for all replicates, by part, and theirs, extrapolated from some."""
    random = np.random.default_rng(0)
    gold = random.integers(0, LABELS, documents)
    predicted = np.where(
        random.random(documents) < 0.7, gold, random.integers(0, LABELS, documents)
    )
    scores, stories = classification(gold, predicted, LABELS), Stories.of(np.arange(documents))
    labels = np.arange(LABELS)

    def loop() -> None:
        for _ in range(loops):
            rows = random.integers(0, documents, documents)
            f1_score(gold[rows], predicted[rows], labels=labels, average="macro", zero_division=0)

    sums = stories.sums(scores.statistics)
    weights = np.ones((replicates, documents))
    totals = weights @ sums
    return {
        "ours": seconds(lambda: bootstrap(scores, stories, replicates), 3),
        "theirs": seconds(loop) * replicates / loops,
        "weights @ sums": seconds(lambda: weights @ sums),
        "scores of the sums": seconds(lambda: scores.finish(totals)),
        "interval, with the jackknife": seconds(
            lambda: intervals(scores, stories, replicates=replicates)
        ),
    }


def leaderboard(*options: str) -> tuple[float, float]:
    """Return the seconds of the first and of the second call in a checkout that keeps nothing."""
    checkout = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "data" / "gold").mkdir(parents=True)
        for name in ("data/release", "results"):
            (root / name).symlink_to(checkout / name, target_is_directory=True)
        command = [sys.executable, "-m", "sifara", "--root", folder, "leaderboard", *options]
        call = partial(subprocess.run, command, check=True, capture_output=True)
        return seconds(call), seconds(call)


def aligned(title: str, *columns: str) -> Table:
    """Return a table whose columns after the first are numbers."""
    table = Table(title=title, title_justify="left")
    for at, column in enumerate(columns):
        table.add_column(column, justify="right" if at else "left")
    return table


def report(quick: bool) -> bool:
    """Print all tables and return whether the targets are met."""
    console = Console()
    met = []

    size = 2_000 if quick else 10_000
    table = aligned(f"{size:,} mentions against scorch", "measure", "ours ms", "scorch ms", "ratio")
    rows = against_scorch(size, 0.2)
    for name, mine, theirs in rows:
        table.add_row(name, f"{mine * 1e3:,.2f}", f"{theirs * 1e3:,.0f}", f"{theirs / mine:,.0f}×")
    met.append(("at least 100 times as fast as scorch", rows[-1][2] / rows[-1][1] >= 100))
    console.print(table)

    size = 20_000 if quick else 100_000
    table = aligned(f"{size:,} mentions, {size // 5:,} clusters", "", "5 % moved", "20 %", "50 %")
    found = [in_a_process_of_its_own(size, noise) for noise in (0.05, 0.2, 0.5)]
    for name in found[0]:
        unit = "GB" if name == "peak_gb" else "s"
        label = "peak memory" if name == "peak_gb" else name
        table.add_row(label, *(f"{one[name]:.2f} {unit}" for one in found))
    peak = max(one["peak_gb"] for one in found)
    met.append((f"peak memory under {MEMORY_LIMIT_GB} GB", peak < MEMORY_LIMIT_GB))
    met.append(("five seconds or less", max(one["total"] for one in found) <= 5))
    console.print(table)

    documents, replicates = 2_000, 1_000 if quick else 10_000
    times = replicates_of_macro_f1(documents, replicates, 50 if quick else 300)
    ours, theirs = times.pop("ours"), times.pop("theirs")
    table = aligned(f"{replicates:,} replicates of macro-F1, {documents:,} documents", "", "s")
    table.add_row("sifara.evaluation.stats.resampling.bootstrap", f"{ours:.3f}")
    table.add_row("loop over sklearn.metrics.f1_score, extrapolated", f"{theirs:.1f}")
    table.add_row("ratio", f"{theirs / ours:,.0f}×")
    table.add_section()
    for name, spent in times.items():
        table.add_row(name, f"{spent:.3f}")
    rest = ours - times["weights @ sums"] - times["scores of the sums"]
    table.add_row("drawing stories (the rest)", f"{max(rest, 0):.3f}")
    met.append(("at least 100 times as fast as scikit-learn", theirs / ours >= 100))
    console.print(table)

    options = ("--task", "entity_clustering", "--split", "web") if quick else ()
    first, second = leaderboard(*options)
    table = aligned("sifara leaderboard", "", "s")
    table.add_row("first call", f"{first:.2f}")
    table.add_row("second call, nothing changed", f"{second:.2f}")
    table.add_row("ratio", f"{first / second:,.0f}×")
    met.append(("an unchanged leaderboard in under two seconds", second < 2))
    console.print(table)

    for target, reached in met:
        console.print(f"{'met   ' if reached else 'MISSED'}  {target}")
    return all(reached for _, reached in met)


def main() -> int:
    """Run the benchmark from the command line; 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="smaller inputs, a few seconds")
    parser.add_argument(
        "--measure-scale", nargs=2, metavar=("SIZE", "NOISE"), help=argparse.SUPPRESS
    )
    arguments = parser.parse_args()
    if arguments.measure_scale:
        size, noise = arguments.measure_scale
        print(json.dumps(at_scale(int(size), float(noise))))
        return 0
    reached = report(arguments.quick)
    return 0 if reached or arguments.quick else 1


if __name__ == "__main__":
    sys.exit(main())
