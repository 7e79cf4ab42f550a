"""``python -m baselines.embeddings``: score any sentence-transformers model on the tasks.

The weight of the classifier and the threshold of the matcher come from train and validation; give
them with --c and --threshold to choose nothing.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from baselines import runner, tune
from baselines.embeddings.matcher import EmbeddingMatcher, chosen_threshold
from baselines.registry import ENTITY_TASKS, TOPIC_TASKS, TUNED, Baseline
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.examples import examples
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import evaluate
from sifara.gold.repository import package_data
from sifara.release.parquet import read_manifest

#: Weights that cross-validation chooses from.
WEIGHTS = (0.1, 1.0, 10.0)


def baseline_of(
    model: str, task: str, prefix: str = "", c: float | None = None, threshold: float | None = None
) -> Baseline:
    """The baseline that a model is on one task; what is not given is chosen."""
    topic = task in TOPIC_TASKS
    settings: dict[str, Any] = {"model": model, "prefix": prefix}
    baseline = Baseline(
        name=f"embeddings {Path(model).name}"[:80],
        module=f"embeddings.{'topic_classifier' if topic else 'matcher'}",
        tasks=TOPIC_TASKS if topic else ENTITY_TASKS,
        parameters=settings,
        grid={"c": WEIGHTS} if topic and c is None else {},
        trained_on=TUNED if topic or threshold is None else (),
        reason="what a pretrained sentence encoder gives",
    )
    if topic:
        chosen = tune.choose(baseline)[0] if c is None else {"c": c}
    elif threshold is None:
        splits = [examples("entity_pairs", name) for name in ("train", "validation")]
        chosen = {"threshold": chosen_threshold(EmbeddingMatcher(model, prefix, 0.0), splits)}
    else:
        chosen = {"threshold": threshold}
    return replace(baseline, parameters={**settings, **chosen}, grid={})


def evaluated(baseline: Baseline, task: str, split: str) -> Result:
    """The result of a baseline on one task and split."""
    release = package_data("release")
    predictions = runner.predict(baseline, task, split, release)
    model = Model(baseline.name, baseline.version, baseline.settings, baseline.trained_on)
    return evaluate(task, predictions, split=split, model=model)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    args = _parser().parse_args(arguments)
    try:
        _check_splits(args.task, args.split, args.threshold)
        baseline = baseline_of(args.model, args.task, args.prefix, args.c, args.threshold)
        result = evaluated(baseline, args.task, args.split)
    except UsageError as error:
        print(f"python -m baselines.embeddings: {error}", file=sys.stderr)
        return 2
    if args.output:
        file = f"{baseline.name.replace(' ', '-')}.json"
        result.save(args.output / args.task / args.split / file)
    print(result.table())
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m baselines.embeddings", description=__doc__)
    parser.add_argument("--model", required=True, help="name on the Hub, or folder")
    parser.add_argument("--task", required=True, choices=tasks.TASKS)
    parser.add_argument("--split", default="test", help="split to score (default: test)")
    parser.add_argument("--prefix", default="", help="put before every text, such as 'query: '")
    parser.add_argument("--c", type=float, help="weight of the classifier (topic tasks)")
    parser.add_argument("--threshold", type=float, help="score of a match (entity tasks)")
    parser.add_argument("--output", type=Path, help="folder for the result, by task and split")
    return parser


def _check_splits(task: str, split: str, threshold: float | None) -> None:
    present = read_manifest(package_data("release"))["configs"][tasks.get(task).config]
    needed = (
        {split}
        if task in ENTITY_TASKS and threshold is not None
        else {split, "train", "validation"}
    )
    missing = sorted(needed - set(present))
    if missing:
        raise UsageError(f"{task} needs {', '.join(missing)}; the release has {', '.join(present)}")


if __name__ == "__main__":
    sys.exit(main())
