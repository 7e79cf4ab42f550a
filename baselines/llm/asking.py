"""Asking questions: from the cache or the endpoint, a few at a time, and again where needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from typing import Any

from baselines.llm.cache import Cache, request_hash
from baselines.llm.endpoint import BrokenAnswer, Client, Reply
from baselines.llm.forms import Form
from baselines.llm.questions import Question

#: Times a question is asked before its answers count as missing.
TRIES = 3

Asked = tuple[Question, Mapping[str, Any]]


@dataclass
class Answered:
    """What came of the questions.

    Attributes:
        predictions: Predictions of the rows that were answered.
        broken: For questions without a usable answer, what was wrong the last time.
        tokens_in: Tokens sent for the answers, now or before, as the endpoint counted them.
        tokens_out: Tokens of the answers.
    """

    predictions: list[dict[str, Any]] = field(default_factory=list)
    broken: list[tuple[Question, str]] = field(default_factory=list)
    tokens_in: int = 0
    tokens_out: int = 0

    def add(self, form: Form, question: Question, reply: Reply) -> None:
        """Takes a usable reply in."""
        self.predictions += question.read(form, reply.content)
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out


def kept(
    form: Form, asked: Sequence[Asked], cache: Cache, url: str
) -> tuple[Answered, list[Asked]]:
    """What the cache answers, and the questions that are left to send."""
    answered, waiting = Answered(), []
    for question, body in asked:
        reply = cache.get(request_hash(url, body))
        if reply is not None and _fits(form, question, reply):
            answered.add(form, question, reply)
        else:
            waiting.append((question, body))
    return answered, waiting


def _fits(form: Form, question: Question, reply: Reply) -> bool:
    try:
        question.read(form, reply.content)
    except BrokenAnswer:
        return False
    return True


def ask(
    form: Form,
    waiting: Sequence[Asked],
    answered: Answered,
    client: Client,
    cache: Cache,
    url: str,
    concurrency: int,
    advance: Callable[[], None] = lambda: None,
) -> None:
    """Sends questions and adds their answers to those that are there.

    Args:
        form: How the task is put.
        waiting: Questions with the bodies of their requests.
        answered: Is filled.
        client: Sends them.
        cache: Keeps every usable answer as soon as it is there.
        url: Base URL of the endpoint, a part of the cache's keys.
        concurrency: Most requests under way at once.
        advance: Called after every question.

    Raises:
        UsageError: When the endpoint refuses or stays out of reach; what was answered is kept.
    """

    def one(asked: Asked) -> tuple[Question, Reply | None, str]:
        question, body = asked
        try:
            reply = usable(form, question, body, client)
        except BrokenAnswer as error:
            return question, None, str(error)
        cache.add(request_hash(url, body), reply)
        return question, reply, ""

    pool = ThreadPoolExecutor(max_workers=concurrency)
    try:
        for done in as_completed([pool.submit(one, asked) for asked in waiting]):
            question, reply, problem = done.result()
            if reply is None:
                answered.broken.append((question, problem))
            else:
                answered.add(form, question, reply)
            advance()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def usable(form: Form, question: Question, body: Mapping[str, Any], client: Client) -> Reply:
    """The first reply that can be used; the model is told what was wrong with the one before.

    Raises:
        BrokenAnswer: When none of :data:`TRIES` replies can.
    """
    messages = list(body["messages"])
    tokens_in = tokens_out = 0
    for left in reversed(range(TRIES)):
        content = ""
        try:
            reply = client.reply({**body, "messages": messages})
            content = reply.content
            tokens_in, tokens_out = tokens_in + reply.tokens_in, tokens_out + reply.tokens_out
            question.read(form, content)
        except BrokenAnswer as error:
            if not left:
                raise
            if content:
                messages = [
                    *body["messages"],
                    {"role": "assistant", "content": content},
                    {"role": "user", "content": f"This cannot be used: {error}. Answer again."},
                ]
        else:
            return Reply(content, tokens_in, tokens_out)
    raise AssertionError("the last try returns or raises")
