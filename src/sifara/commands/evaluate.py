"""``sifara evaluate``: score a file of predictions."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sifara.errors import UsageError

HELP = "score a file of predictions"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the options."""
    parser.epilog = "Exit code: 0 when scored, 1 when the predictions are refused, 2 for wrong use."
    parser.add_argument("--task", required=True, help="task, such as topic_classification")
    parser.add_argument("--split", required=True, help="split, such as test")
    parser.add_argument(
        "--predictions", required=True, type=Path, metavar="FILE", help="JSONL, CSV or Parquet"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="R.json",
        help="write the result here, and the predictions beside it as R.jsonl",
    )
    parser.add_argument("--model", default="unnamed", metavar="NAME", help="name of the system")
    parser.add_argument("--model-version", default="1", metavar="V", help="version of the system")
    parser.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting of the system; VALUE is JSON or text; give the option again for another",
    )
    parser.add_argument(
        "--trained-on",
        action="append",
        default=[],
        metavar="SOURCE",
        help="a split or another source that the system has learnt from; give the option again for "
        "another",
    )
    parser.add_argument(
        "--wrote-or-labelled-the-data",
        choices=("yes", "no", "unknown"),
        default="unknown",
        help="did a model of the same family write texts or labels of the data?",
    )
    parser.add_argument("--seed", type=_seed, default=0, help="seed of the bootstrap (default 0)")


def run(args: argparse.Namespace) -> int:
    """Scores the predictions; 1 when they are refused."""
    from sifara.evaluation.predictions import PredictionError
    from sifara.evaluation.result import Model, check_target
    from sifara.evaluation.score import evaluate

    model = Model(
        args.model,
        args.model_version,
        dict(map(_parameter, args.parameter)),
        tuple(args.trained_on),
        args.wrote_or_labelled_the_data,
    )
    if args.output:
        check_target(args.output)
        _keep_apart(args.predictions, args.output.with_suffix(".jsonl"))
    try:
        result = evaluate(
            args.task,
            args.predictions,
            split=args.split,
            model=model,
            folder=args.root and args.root / "data" / "release",
            seed=args.seed,
        )
    except PredictionError as error:
        print(error, file=sys.stderr)
        print("sifara: the predictions are refused; nothing was written", file=sys.stderr)
        return 1
    try:
        if args.output:
            result.save(args.output)
    finally:
        # What was scored is shown even where it could not be saved.
        print(result.table())
    return 0


def _keep_apart(predictions: Path, beside: Path) -> None:
    """Refuses an output whose second file would take the place of the predictions."""
    if beside.exists() and predictions.exists() and beside.samefile(predictions):
        raise UsageError(
            f"{beside} holds the predictions and would be written anew; give --output another name"
        )


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a number from 0 up")
    return int(text)


def _parameter(text: str) -> tuple[str, Any]:
    key, equals, value = text.partition("=")
    if not key or not equals:
        raise UsageError(f"found --parameter {text!r}, expected KEY=VALUE")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
