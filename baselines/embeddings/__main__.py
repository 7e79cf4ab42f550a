"""``python -m baselines.embeddings``: score any sentence-transformers model on the tasks.

The weight of the classifier and the threshold of the matcher come from train and validation; give
them with --c and --threshold to choose nothing.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from baselines import run, tune
from baselines.command import command
from baselines.registry import ENTITY_TASKS, TOPIC_TASKS, TUNED, Baseline
from sifara.evaluation import tasks
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import evaluate
from sifara.gold.repository import package_data

#: Weights that cross-validation chooses from.
WEIGHTS = (0.1, 1.0, 10.0)

#: Thresholds that the best is chosen from, the lowest of equals.
THRESHOLDS = tuple(round(0.5 + 0.01 * step, 2) for step in range(50))


def baseline_of(model: str, task: str, prefix: str = "", given: float | None = None) -> Baseline:
    """The baseline that a model is on one task.

    Args:
        model: Name on the Hub, or folder, of the model.
        task: The task.
        prefix: Put before every text.
        given: Weight of the classifier or threshold of the matcher; chosen by default.
    """
    topic = task in TOPIC_TASKS
    setting, tried = ("c", WEIGHTS) if topic else ("threshold", THRESHOLDS)
    baseline = Baseline(
        name=f"embeddings {Path(model).name}"[:80],
        builder=f"embeddings.models.{'classifier' if topic else 'EmbeddingMatcher'}",
        tasks=TOPIC_TASKS if topic else ENTITY_TASKS,
        parameters={"model": model, "prefix": prefix},
        grid={setting: tried},
        trained_on=TUNED if topic or given is None else (),
        reason="what a pretrained sentence encoder gives",
    )
    chosen = {setting: given}
    if given is None:
        chosen, _ = tune.choose(baseline, package_data("release"))
    return replace(baseline, parameters={**baseline.parameters, **chosen}, grid={})


def evaluated(baseline: Baseline, task: str, split: str) -> Result:
    """The result of a baseline on one task and split."""
    release = package_data("release")
    predictions = run.predict(baseline, task, split, release)
    model = Model(baseline.name, baseline.version, baseline.settings, baseline.trained_on)
    return evaluate(task, predictions, split=split, model=model)


@command("python -m baselines.embeddings", extra="embeddings")
def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    args = _parser().parse_args(arguments)
    given = args.c if args.task in TOPIC_TASKS else args.threshold
    learnt = TUNED if args.task in TOPIC_TASKS or given is None else ()
    for split in (args.split, *learnt):
        run.rows_of(tasks.get(args.task).config, split, package_data("release"))
    baseline = baseline_of(args.model, args.task, args.prefix, given)
    result = evaluated(baseline, args.task, args.split)
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


if __name__ == "__main__":
    sys.exit(main())
