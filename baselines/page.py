"""``python -m baselines.page``: measure what the ladder says about the benchmark.

Writes ``results/difficulty.json`` and, from it, ``docs/difficulty.md``.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from baselines import difficulty, validity
from baselines.registry import BASELINES
from sifara.evaluation.find import by_system
from sifara.gold.repository import Repository, find_repository, read_json, write_text
from sifara.release.parquet import read_manifest

_SPLITS = ("train", "validation", "test", "web")


def _table(head: list[str], rows: list[list[Any]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(map(str, row))} |" for row in rows)])


def report(repository: Repository) -> dict[str, Any]:
    """All figures of the page, ready for JSON."""
    manifest = read_manifest(repository.release)
    return {
        "data": {"version": manifest["version"], "content_sha256": manifest["content_sha256"]},
        "topics": difficulty.ladder(repository, "topic_classification"),
        "names": difficulty.ladder(repository, "entity_pairs"),
        "blocking": difficulty.blocking_scores(),
        "calibration": difficulty.calibration(),
        **_compared(repository),
        "authored_or_real": validity.authored_or_real(repository),
        "make_up": validity.make_up(repository),
    }


def _compared(repository: Repository) -> dict[str, Any]:
    """The figures that compare committed results."""
    return {
        "rankings": validity.ranking_agreement(repository),
        **validity.outside_scores(repository),
    }


def stale(repository: Repository, found: dict[str, Any]) -> list[str]:
    """The parts of a report that are not of the release, or not of the results as they are now."""
    parts = [name for name, now in _compared(repository).items() if found[name] != now]
    if found["data"]["content_sha256"] != read_manifest(repository.release)["content_sha256"]:
        parts.append("data")
    for part, task in (("topics", "topic_classification"), ("names", "entity_pairs")):
        on_test = {n: r.value for n, r in by_system(repository.results / task / "test").items()}
        if any(scores["test"] != on_test.get(name) for name, scores in found[part].items()):
            parts.append(part)
    return sorted(parts)


def _ladder(found: dict[str, dict[str, float]], metric: str) -> str:
    rows = sorted(found.items(), key=lambda item: -item[1]["cross_validated"])
    return _table(
        ["system", f"{metric}, cross-validated", f"{metric}, test"],
        [[f"`{n}`", f"{v['cross_validated']:.3f}", f"{v['test']:.3f}"] for n, v in rows],
    )


def _best(found: dict[str, Any], *, probe: bool) -> float:
    """The best score on test of the probes, or of the others."""
    probes = {baseline.name for baseline in BASELINES if baseline.probe}
    return float(max(v["test"] for n, v in found["topics"].items() if (n in probes) == probe))


def _outside(scores: dict[str, dict[str, float]]) -> str:
    """The systems of an outside set, the best first; a dash where one does not serve a task."""
    headings = list(dict.fromkeys(h for values in scores.values() for h in values))

    def place(item: tuple[str, dict[str, float]]) -> tuple[object, ...]:
        name, values = item
        return *((heading not in values, -values.get(heading, 0)) for heading in headings), name

    return _table(
        ["system", *headings],
        [
            [f"`{name}`", *(f"{values[h]:.3f}" if h in values else "–" for h in headings)]
            for name, values in sorted(scores.items(), key=place)
        ],
    )


def page(found: dict[str, Any]) -> str:
    """The page, every figure from the report."""
    real = found["authored_or_real"]
    topics, names = _ladder(found["topics"], "macro-F1"), _ladder(found["names"], "pair F1")
    blocking = _table(
        ["split", "pair completeness", "reduction ratio"],
        [
            [split, f"{v['pair_completeness']:.3f}", f"{v['reduction_ratio']:.3f}"]
            for split, v in found["blocking"].items()
        ],
    )
    calibration = _table(
        ["pairs", "mean probability", "share that matches"],
        [
            [v["rows"], f"{v['predicted']:.2f}", f"{v['observed']:.2f}"]
            for v in found["calibration"]
        ],
    )
    rankings = _table(
        ["task", "test against", "systems", "Kendall τ", "interval", "conclusion"],
        [
            [
                r["task"],
                r["against"],
                r["systems"],
                f"{r['tau']:.2f}",
                f"[{r['low']:.2f}, {r['high']:.2f}]",
                "established" if r["established"] else "not established",
            ]
            for r in found["rankings"]
        ],
    )
    make_up = found["make_up"]
    rows = [
        [name, *(make_up[split][key] for split in _SPLITS)]
        for name, key in (
            ("documents", "documents"),
            ("words a document", "words_per_document"),
            ("mentions in 100 words", "mentions_per_100_words"),
        )
    ]
    for group in ("forms", "variation", "noise"):
        for value in sorted({v for split in _SPLITS for v in make_up[split][group]}):
            shares = (f"{make_up[split][group].get(value, 0):.1%}" for split in _SPLITS)
            rows.append([f"{group}: {value}", *shares])
    return f"""# What the ladder says about the benchmark

Generated by `python -m baselines.page` from `results/difficulty.json`.

## Difficulty

Topics, by cross-validation over whole stories of `train` and `validation`, and on `test` after
fitting on `train`. A probe sees what should not be enough: the entities alone, the lines without
topics alone, register and place alone. The strongest probe reaches {_best(found, probe=True):.2f}
on `test`, the strongest classifier {_best(found, probe=False):.2f}.

{topics}

Names: F1 over the candidate pairs of `train` and `validation`, names and nominals; a matcher that
learns from mentions scores stories that it has not seen.

{names}

## Whose error is it?

Clustering compares only the names that blocking brings together, across the whole split. Pair
completeness is the share of the matching pairs that it keeps, the reduction ratio the share of all
pairs that it spares.

{blocking}

Probabilities of `learned` for the pairs of `validation` that blocking compares, in tenths: they are
calibrated where the two columns agree.

{calibration}

## Does the ranking hold elsewhere?

Kendall's τ between the ranking of systems on `test` and on another set, over systems that both
have; trivial rows and probes are left out, the interval resamples systems. *Established* takes ten
systems and an interval narrower than one half. Topics are ranked over the labels that both sets
have. SIB-200 has other labels, so that systems are ranked there by all of its own; `lexicon` knows
only our topics and `context_svm` needs a document, so neither is run on it. `learned` reads the
contexts of news and is not moved to tweets.

{rankings}

## The outside sets

Our tasks, metrics and models, unchanged; no rule names anything of these sets. SIB-200 arb_Arab,
test: classifiers choose their settings on its own train and dev by cross-validation.

{_outside(found["sib200"])}

IDRISI-D Arabic: places in tweets, all mentions clustered, those of dev linked to OpenStreetMap by
the names that the map and train give. `prior` and `prior_exact` know nothing of the map: a name is
the place that train most often gives it. Thresholds are those of our own data.

{_outside(found["idrisi_d"])}

## How far is authored from real?

A classifier that sees body segments with all names masked tells authored from real with an AUC of
**{real["auc"]:.3f}** [{real["low"]:.3f}, {real["high"]:.3f}], cross-validated by document, with an
interval from resampled documents; {real["segments"]["real"]} real segments, of few documents, and
{real["segments"]["authored"]} authored ones. 0.5 is chance, 1 is always.

Words that speak for real: {", ".join(real["words_of_real"])}

Words that speak for authored: {", ".join(real["words_of_authored"])}

Authored texts have {make_up["test"]["mentions_per_100_words"]:.1f} mentions in 100 words on `test`,
the real ones {make_up["web"]["mentions_per_100_words"]:.1f}.

{_table(["", *_SPLITS], rows)}
"""


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m baselines.page", description=__doc__)
    parser.add_argument(
        "--check",
        action="store_true",
        help="is the page that of the figures, and are they of the release and the results?",
    )
    parser.add_argument("--root", type=Path, help="checkout to work on")
    args = parser.parse_args(arguments)
    repository = find_repository(args.root)
    figures = repository.results / "difficulty.json"
    path = repository.root / "docs" / "difficulty.md"
    if args.check:
        known = read_json(figures)
        parts = stale(repository, known)
        if path.read_text(encoding="utf-8") != page(known):
            parts.append("docs/difficulty.md")
        if parts:
            print(f"stale: {', '.join(parts)}; run: python -m baselines.page")
        return int(bool(parts))
    found = report(repository)
    text = page(found)
    write_text(figures, json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    write_text(path, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
