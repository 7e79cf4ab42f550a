"""``python -m baselines.llm``: score a language model, zero- or few-shot, on one task and split.

The key is read from SIFARA_LLM_KEY; nothing is sent without --yes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baselines.llm import asking, prompts
from baselines.llm.cache import Cache
from baselines.llm.endpoint import MODEL_VARIABLE, URL_VARIABLE, Client, Endpoint
from baselines.llm.estimate import estimate
from baselines.llm.forms import FORMS, VERSION
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.examples import Examples, examples
from sifara.evaluation.result import Model, Result
from sifara.evaluation.score import score
from sifara.gold.repository import package_data

#: Fields of every request unless --set says otherwise.
SETTINGS = {"temperature": 0}


@dataclass(frozen=True)
class Run:
    """One model on one task and split.

    Attributes:
        task: Name of the task.
        gold: The examples to answer.
        model: Name of the model at the endpoint.
        shown: Number of examples that are shown.
        seed: Seed of their draw.
        settings: Further fields of a request.
        asked: The questions with the bodies of their requests.
    """

    task: str
    gold: Examples
    model: str
    shown: int
    seed: int
    settings: dict[str, Any]
    asked: Sequence[asking.Asked]

    @classmethod
    def of(
        cls, task: str, split: str, model: str, shots: int, seed: int, settings: dict[str, Any]
    ) -> Run:
        """The run with all its questions; reads the release and sends nothing."""
        folder = package_data("release")
        gold = examples(tasks.get(task).config, split, folder)
        entities = prompts.entities_of(folder)
        shown = prompts.shots(task, shots, seed, folder, entities)
        before = [{"role": "system", "content": prompts.instructions(task)}, *shown]
        asked = [
            (question, prompts.body(question, FORMS[task], model, before, settings))
            for question in prompts.asked(task, gold, entities)
        ]
        return cls(task, gold, model, len(shown) // 2, seed, settings, asked)

    @property
    def default_name(self) -> str:
        """The name on the leaderboard when none is given."""
        return f"{self.model} {self.shown}-shot"[:80]

    def result(
        self, name: str, predictions: Sequence[dict[str, Any]], relation: Any, filled: int
    ) -> Result:
        """The scores of the predictions.

        Args:
            name: Name on the leaderboard.
            predictions: One for every row.
            relation: Whether a model of the same family wrote or labelled the data.
            filled: How many rows have the default for want of a usable answer.
        """
        parameters = {
            "model": self.model,
            "shots": self.shown,
            "shots_seed": self.seed,
            "instructions": VERSION,
            "rows_without_usable_answer": filled,
            **self.settings,
        }
        trained_on = ("train",) if self.shown else ()
        model = Model(name, "1", parameters, trained_on, relation)
        return score(tasks.get(self.task), list(predictions), self.gold, model)


def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    args = _parser().parse_args(arguments)
    try:
        return _run(args)
    except UsageError as error:
        print(f"python -m baselines.llm: {error}", file=sys.stderr)
        return 2


def _run(args: argparse.Namespace) -> int:
    endpoint = Endpoint.of(args.base_url)
    model = args.model or os.environ.get(MODEL_VARIABLE, "")
    if not model:
        raise UsageError(f"found no model, expected its name in --model or {MODEL_VARIABLE}")
    settings = {k: v for k, v in {**SETTINGS, **dict(args.set)}.items() if v is not None}
    run = Run.of(args.task, args.split, model, args.shots, args.seed, settings)
    name = args.name or run.default_name
    form, cache = FORMS[args.task], Cache(args.cache or args.output / "answers.jsonl")
    answered, waiting = asking.kept(form, run.asked, cache, endpoint.base_url)
    expected = estimate(form, waiting, len(run.asked) - len(waiting))
    print(f"{name} · {args.task} · {args.split}: {len(run.gold.ids)} rows")
    print(expected.text(args.price_in, args.price_out), flush=True)
    if waiting and not args.yes:
        print("nothing was sent; to go on, add --yes")
        return 0
    if waiting:
        _ask(args, endpoint, form, waiting, answered, cache)
    missing = [
        (row, item)
        for question, _ in answered.broken
        for row, item in zip(question.ids, question.items, strict=True)
    ]
    if missing and not args.fill:
        _, problem = answered.broken[0]
        raise UsageError(
            f"{len(missing)} rows have no usable answer after {asking.TRIES} tries each, the first "
            f"{missing[0][0]!r}: {endpoint.clean(problem)}; run again, or add --fill to give them "
            "the default answer (the other answers are kept)"
        )
    filled = [{"id": row, **form.default(item)} for row, item in missing]
    result = run.result(
        name, [*answered.predictions, *filled], args.wrote_or_labelled_the_data, len(filled)
    )
    path = args.output / args.task / args.split / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name)}.json"
    result.save(path)
    print(
        f"{answered.tokens_in:,} tokens in and {answered.tokens_out:,} out, as counted by the "
        "endpoint"
    )
    print(result.table())
    print(f"written to {path}")
    return 0


def _ask(
    args: argparse.Namespace,
    endpoint: Endpoint,
    form: Any,
    waiting: Sequence[asking.Asked],
    answered: asking.Answered,
    cache: Cache,
) -> None:
    from rich.progress import Progress

    from sifara.report.tables import console

    out = console()
    with (
        Client(endpoint) as client,
        Progress(console=out, disable=not out.is_terminal, transient=True) as progress,
    ):
        bar = progress.add_task("asking", total=len(waiting))
        asking.ask(
            form,
            waiting,
            answered,
            client,
            cache,
            endpoint.base_url,
            args.concurrency,
            lambda: progress.advance(bar),
        )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m baselines.llm", description=__doc__)
    parser.add_argument("--task", required=True, choices=tasks.TASKS)
    parser.add_argument("--split", required=True, help="split to answer")
    parser.add_argument("--model", help=f"name of the model at the endpoint (or {MODEL_VARIABLE})")
    parser.add_argument("--base-url", help=f"URL up to /v1 (or {URL_VARIABLE})")
    parser.add_argument(
        "--wrote-or-labelled-the-data",
        required=True,
        choices=("yes", "no", "unknown"),
        help="whether a model of the same family wrote texts or labels of the data",
    )
    parser.add_argument("--output", required=True, type=Path, help="folder for answers and result")
    parser.add_argument("--shots", type=_count, default=0, help="examples from train (default: 0)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the draw of examples")
    parser.add_argument("--yes", action="store_true", help="send the requests")
    parser.add_argument("--price-in", type=float, help="price of a million tokens sent")
    parser.add_argument("--price-out", type=float, help="price of a million tokens of answers")
    parser.add_argument("--name", help="name on the leaderboard")
    parser.add_argument("--cache", type=Path, help="file of answers (default: in the output)")
    parser.add_argument("--concurrency", type=_positive, default=4, help="requests at once")
    parser.add_argument(
        "--fill", action="store_true", help="give rows without usable answer the default"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        type=_setting,
        metavar="NAME=JSON",
        help="a field of the request, such as max_completion_tokens=4000 or temperature=null",
    )
    return parser


def _count(text: str) -> int:
    if (number := int(text)) < 0:
        raise argparse.ArgumentTypeError(f"found {number}, expected 0 or more")
    return number


def _positive(text: str) -> int:
    if (number := int(text)) < 1:
        raise argparse.ArgumentTypeError(f"found {number}, expected 1 or more")
    return number


def _setting(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or name in ("model", "messages", "response_format", "stream", "n"):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected NAME=JSON of a free field")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


if __name__ == "__main__":
    sys.exit(main())
