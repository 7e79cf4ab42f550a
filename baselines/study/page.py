"""The figures on the benchmark, and the page that is made from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from string import Template
from textwrap import fill
from typing import Any

from baselines import outside
from baselines.registry import BASELINES
from baselines.study import difficulty, rankings, validity
from sifara.gold.records import SPLITS
from sifara.gold.repository import Repository
from sifara.release.parquet import read_manifest
from sifara.report.markdown import table

#: The words of the page.
TEMPLATE = Path(__file__).with_suffix(".md")


def report(repository: Repository) -> dict[str, Any]:
    """All figures of the page, ready for JSON."""
    return {
        **made_from(repository),
        "topics": difficulty.ladder(repository, "topic_classification"),
        "names": difficulty.ladder(repository, "entity_pairs"),
        "blocking": difficulty.blocking_scores(repository),
        "calibration": difficulty.calibration(repository),
        "rankings": validity.ranking_agreement(repository),
        **{f"outside {name}": s for name, s in validity.outside_scores(repository).items()},
        "authored_or_real": validity.authored_or_real(repository),
        "make_up": validity.make_up(repository),
    }


def made_from(repository: Repository) -> dict[str, Any]:
    """What the figures depend on: the release, the results of the baselines, and their families."""
    manifest = read_manifest(repository.release)
    families: dict[str, list[str]] = {}
    for baseline in BASELINES:
        if baseline.role == "system":
            families.setdefault(baseline.family, []).append(baseline.name)
    names = {baseline.name for baseline in BASELINES}
    digest = hashlib.sha256()
    for path in sorted(repository.results.glob("*/**/*.*")):
        if path.stem in names and path.suffix in (".json", ".csv"):
            digest.update(f"{path.relative_to(repository.results).as_posix()}\n".encode())
            digest.update(path.read_bytes())
    return {
        "data": {"version": manifest["version"], "content_sha256": manifest["content_sha256"]},
        "results_sha256": digest.hexdigest(),
        "families": families,
    }


def _ladder(found: Mapping[str, Mapping[str, float]], metric: str) -> str:
    rows = sorted(found.items(), key=lambda item: -item[1]["cross_validated"])
    return table(
        ["system", f"{metric}, cross-validated", f"{metric}, test"],
        [[f"`{n}`", f"{v['cross_validated']:.3f}", f"{v['test']:.3f}"] for n, v in rows],
        numeric=2,
    )


def _best(found: Mapping[str, Any], *, probe: bool) -> str:
    """The best score on test of the probes, or of the others."""
    probes = {baseline.name for baseline in BASELINES if baseline.role == "probe"}
    return f"{max(v['test'] for n, v in found['topics'].items() if (n in probes) == probe):.2f}"


def _outside(scores: Mapping[str, Mapping[str, float]]) -> str:
    """The systems of an outside set, the best first; a dash where one does not serve a task."""
    headings = list(dict.fromkeys(h for values in scores.values() for h in values))

    def place(item: tuple[str, Mapping[str, float]]) -> tuple[object, ...]:
        name, values = item
        return *((heading not in values, -values.get(heading, 0)) for heading in headings), name

    return table(
        ["system", *headings],
        [
            [f"`{name}`", *(f"{values[h]:.3f}" if h in values else "–" for h in headings)]
            for name, values in sorted(scores.items(), key=place)
        ],
        numeric=len(headings),
    )


def _ranking(row: Mapping[str, Any]) -> list[object]:
    interval = "–" if row["low"] is None else f"[{row['low']:.2f}, {row['high']:.2f}]"
    return [
        f"`{row['task']}`",
        row["against"],
        row["verdict"],
        row["systems"],
        row["families"],
        " and ".join(map(str, row["stories"])),
        f"{row['tau']:.2f}",
        interval,
    ]


def _make_up(found: Mapping[str, Any]) -> str:
    rows = [
        [name, *(found[split][key] for split in SPLITS)]
        for name, key in (
            ("documents", "documents"),
            ("words a document", "words_per_document"),
            ("mentions in 100 words", "mentions_per_100_words"),
        )
    ]
    for group in ("forms", "variation", "noise"):
        for value in sorted({v for split in SPLITS for v in found[split][group]}):
            shares = (f"{found[split][group].get(value, 0):.1%}" for split in SPLITS)
            rows.append([f"{group}: {value}", *shares])
    return table(["", *SPLITS], rows, numeric=len(SPLITS))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def page(found: Mapping[str, Any], measured: str) -> str:
    """The page, every figure from a file.

    Args:
        found: The report.
        measured: What decides whether to use the set, in words.
    """
    real = found["authored_or_real"]
    blocking = table(
        ["split", "pair completeness", "reduction ratio"],
        [
            [split, f"{v['pair_completeness']:.3f}", f"{v['reduction_ratio']:.3f}"]
            for split, v in found["blocking"].items()
        ],
        numeric=2,
    )
    calibration = table(
        ["pairs", "mean probability", "share that matches"],
        [
            [v["rows"], f"{v['predicted']:.2f}", f"{v['observed']:.2f}"]
            for v in found["calibration"]
        ],
        numeric=3,
    )
    rankings_table = table(
        ["task", "against", "verdict", "systems", "families", "stories", "Kendall τ", "interval"],
        map(_ranking, found["rankings"]),
        numeric=5,
    )
    families = table(
        ["family", "systems"],
        [[name, _listed(systems)] for name, systems in found["families"].items()],
    )
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        measured=measured,
        fewest_stories=rankings.FEWEST_STORIES,
        fewest_families=rankings.FEWEST_FAMILIES,
        lowest=rankings.LOWEST,
        wrong=f"{50 * (1 - rankings.LOWEST):.0f}",
        level=f"{rankings.LEVEL:.0%}",
        rankings=rankings_table,
        families=families,
        best_probe=_best(found, probe=True),
        best_system=_best(found, probe=False),
        topics=_ladder(found["topics"], "macro-F1"),
        names=_ladder(found["names"], "pair F1"),
        blocking=blocking,
        calibration=calibration,
        outside="\n\n".join(
            f"{fill(which.about, 100)}\n\n{_outside(found[f'outside {name}'])}"
            for name, which in outside.SETS.items()
        ),
        **{name: f"{real[name]:.3f}" for name in ("auc", "low", "high")},
        **real["segments"],
        **{name: ", ".join(real[name]) for name in ("words_of_real", "words_of_authored")},
        make_up=_make_up(found["make_up"]),
    )
