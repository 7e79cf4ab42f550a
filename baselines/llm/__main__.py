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
from contextlib import suppress
from pathlib import Path
from typing import Any

from baselines.command import command
from baselines.llm import asking, prompts
from baselines.llm.cache import Cache
from baselines.llm.endpoint import MODEL_VARIABLE, URL_VARIABLE, Client, Endpoint
from baselines.llm.estimate import cost_text, estimate
from baselines.llm.forms import FORMS, VERSION, Form
from baselines.registry import TUNED
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.examples import examples
from sifara.evaluation.result import Model
from sifara.evaluation.score import score
from sifara.gold.repository import package_data

#: Fields of every request unless --set says otherwise.
SETTINGS = {"temperature": 0}


@command("python -m baselines.llm", extra="llm")
def main(arguments: list[str] | None = None) -> int:
    """Runs the command line and returns its exit code."""
    args = _parser().parse_args(arguments)
    endpoint = Endpoint.of(args.base_url)
    model = args.model or os.environ.get(MODEL_VARIABLE, "")
    if not model:
        raise UsageError(f"found no model, expected its name in --model or {MODEL_VARIABLE}")
    settings = {k: v for k, v in {**SETTINGS, **dict(args.set)}.items() if v is not None}
    folder = package_data("release")
    gold = examples(tasks.get(args.task).config, args.split, folder)
    asked, shown = prompts.requests(args.task, gold, folder, model, args.shots, args.seed, settings)
    name = args.name or f"{model} {shown}-shot"[:80]
    form, cache = FORMS[args.task], Cache(args.cache or args.output / "answers.jsonl")
    answered, waiting = asking.kept(form, asked, cache, endpoint.base_url)
    print(f"{name} · {args.task} · {args.split}: {len(gold.ids)} rows")
    print(f"{len(waiting)} requests to send, {len(asked) - len(waiting)} answered before")
    print(cost_text(*estimate(form, waiting), args.price_in, args.price_out), flush=True)
    if waiting and not args.yes:
        print("nothing was sent; to go on, add --yes")
        return 0
    if waiting:
        _ask(args, endpoint, form, waiting, answered, cache)
    filled = _filled(args, endpoint, form, answered)
    parameters = {
        "model": model,
        "shots": shown,
        "shots_seed": args.seed,
        "instructions": VERSION,
        "rows_without_usable_answer": len(filled),
        **settings,
    }
    trained_on = TUNED[:1] if shown else ()
    system = Model(name, "1", parameters, trained_on, args.wrote_or_labelled_the_data)
    result = score(tasks.get(args.task), [*answered.predictions, *filled], gold, system)
    path = args.output / args.task / args.split / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name)}.json"
    result.save(path)
    print(
        f"{answered.tokens_in:,} tokens in and {answered.tokens_out:,} out, as counted by the "
        "endpoint"
    )
    print(result.table())
    print(f"written to {path}")
    return 0


def _filled(
    args: argparse.Namespace, endpoint: Endpoint, form: Form, answered: asking.Answered
) -> list[dict[str, Any]]:
    """The default answers of rows without a usable one.

    Raises:
        UsageError: When there are such rows and nobody has asked for defaults.
    """
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
    return [{"id": row, **form.default(item)} for row, item in missing]


def _ask(
    args: argparse.Namespace,
    endpoint: Endpoint,
    form: Form,
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
    value: Any
    name, equals, value = text.partition("=")
    if not equals or name in ("model", "messages", "response_format", "stream", "n"):
        raise argparse.ArgumentTypeError(f"found {text!r}, expected NAME=JSON of a free field")
    with suppress(ValueError):
        value = json.loads(value)
    try:
        json.dumps(value, allow_nan=False)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a finite number") from error
    return name, value


if __name__ == "__main__":
    sys.exit(main())
