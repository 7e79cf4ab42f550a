"""An OpenAI-compatible endpoint: requests with retries, and a key that is never shown."""

from __future__ import annotations

import email.utils
import os
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from baselines.command import missing
from sifara.errors import UsageError

#: Environment variables that hold the base URL, the model and the key.
URL_VARIABLE, MODEL_VARIABLE, KEY_VARIABLE = (
    "SIFARA_LLM_BASE_URL",
    "SIFARA_LLM_MODEL",
    "SIFARA_LLM_KEY",
)

#: How often a request is sent before the run gives up.
ATTEMPTS = 6

#: Longest pause before a retry, in seconds; an endpoint that asks for more ends the run.
LONGEST_WAIT = 120.0

#: Seconds until a request counts as lost.
TIMEOUT = 300.0

#: Letters of a reply that are shown in a message.
SHOWN = 300

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class BrokenAnswer(ValueError):  # noqa: N818 - the model's fault, put right by asking again
    """A reply that cannot be used; the message says why, and is told to the model."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model answered.

    Attributes:
        content: The text of the answer.
        tokens_in: Tokens of the request, as the endpoint counted them; 0 if it did not.
        tokens_out: Tokens of the answer.
    """

    content: str
    tokens_in: int = 0
    tokens_out: int = 0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to send requests.

    Attributes:
        base_url: The URL up to ``/v1``.
        key: The key, or ``""`` for an endpoint that wants none.
    """

    base_url: str
    key: str = field(default="", repr=False)

    @classmethod
    def of(cls, base_url: str | None, environment: Mapping[str, str] = os.environ) -> Endpoint:
        """The endpoint of a URL, or of the environment, with the key of the environment.

        Raises:
            UsageError: For a URL that is missing, holds a password, or would send the key in the
                clear, and for a key that is none. The message never holds the key.
        """
        url = (base_url or environment.get(URL_VARIABLE, "")).rstrip("/")
        key = environment.get(KEY_VARIABLE, "").strip()
        try:
            parts = urlsplit(url)
            whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        except ValueError:
            whole = False
        if not whole:
            raise UsageError(
                "found no base URL, expected one such as https://HOST/v1 in --base-url or "
                + URL_VARIABLE
            )
        if parts.username or parts.password or parts.query:
            raise UsageError(
                f"the base URL holds a user, password or query; put the key into {KEY_VARIABLE}"
            )
        if key and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
            raise UsageError(f"http would send {KEY_VARIABLE} in the clear; use an https URL")
        if not (key.isascii() and (key.isprintable() or not key)) or " " in key:
            raise UsageError(f"{KEY_VARIABLE} holds blanks or letters that no key has; set it anew")
        return cls(url, key)

    def clean(self, text: str) -> str:
        """A text for a message: in one line, shortened, and without the key."""
        line = " ".join((text.replace(self.key, "[key]") if self.key else text).split())
        return line if len(line) <= SHOWN else line[:SHOWN] + "…"


class Client:
    """Sends requests to an endpoint; can be shared by threads.

    Args:
        endpoint: Where to send them.
        pause: Waits for some seconds.
    """

    def __init__(self, endpoint: Endpoint, pause: Callable[[float], None] = time.sleep) -> None:
        try:
            import httpx2
        except ImportError as error:
            raise UsageError(missing("httpx2", "llm")) from error
        self._endpoint = endpoint
        self._pause = pause
        self._lost: type[Exception] = httpx2.RequestError
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        # Redirects are not followed: the key goes to the host that was named and to no other.
        self._http = httpx2.Client(headers=headers, timeout=TIMEOUT, follow_redirects=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    def reply(self, body: Mapping[str, Any]) -> Reply:
        """The reply to the body of a chat completion.

        Rate limits, faults of the server and lost connections are tried again, after as long as
        the endpoint asks for, or after twice the time of the last pause.

        Raises:
            UsageError: When the endpoint refuses the request or stays out of reach.
            BrokenAnswer: When there is a reply but no answer in it.
        """
        url = f"{self._endpoint.base_url}/chat/completions"
        trouble = ""
        for attempt in range(ATTEMPTS):
            wait = 2.0**attempt * random.uniform(0.5, 1.0)  # noqa: S311 - spreads retries
            try:
                response = self._http.post(url, json=dict(body))
            except self._lost as error:
                trouble = self._endpoint.clean(f"{type(error).__name__}: {error}")
            else:
                if response.status_code == 200:
                    return _reply(response)
                trouble = self._trouble(response)
                wait = max(wait, self._asked_wait(response.headers.get("Retry-After", "")))
            if attempt < ATTEMPTS - 1:
                self._pause(min(wait, LONGEST_WAIT))
        raise UsageError(
            f"{self._endpoint.base_url} failed {ATTEMPTS} times, at last with {trouble}; "
            "run again later, the answers so far are kept"
        )

    def _trouble(self, response: Any) -> str:
        """What is wrong with a response that may be better next time.

        Raises:
            UsageError: When it will not be better.
        """
        status = response.status_code
        if status in (401, 403):
            # Some endpoints repeat parts of the key in the body.
            raise UsageError(
                f"{self._endpoint.base_url} refuses the key ({status}); check {KEY_VARIABLE}"
            )
        text = self._endpoint.clean(response.text)
        if status not in (408, 409, 425, 429) and status < 500:
            raise UsageError(
                f"{self._endpoint.base_url} refuses the request ({status}): {text}; check the base "
                "URL, the model, and whether it supports response_format json_schema"
            )
        return f"{status}: {text}"

    def _asked_wait(self, header: str) -> float:
        """The seconds that a ``Retry-After`` asks for (RFC 9110, section 10.2.3)."""
        try:
            seconds = float(header)
        except ValueError:
            try:
                seconds = email.utils.parsedate_to_datetime(header).timestamp() - time.time()
            except (ValueError, OverflowError):
                return 0.0
        if seconds > LONGEST_WAIT:
            raise UsageError(
                f"{self._endpoint.base_url} asks to wait {seconds:.0f} s; run again then, the "
                "answers so far are kept"
            )
        return max(seconds, 0.0)


def _reply(response: Any) -> Reply:
    try:
        value = response.json()
        choice = value["choices"][0]
        text, ending = choice["message"]["content"], choice.get("finish_reason")
        usage = value.get("usage") or {}
        counts = [int(usage.get(name) or 0) for name in ("prompt_tokens", "completion_tokens")]
    except Exception as error:  # whatever an endpoint sends is no more than a broken answer
        raise BrokenAnswer("the reply is no chat completion") from error
    if ending == "length":
        raise BrokenAnswer("the answer was cut off, its greatest length was reached")
    if not isinstance(text, str):
        raise BrokenAnswer("the reply holds no answer")
    return Reply(whole(text), *counts)


def whole(text: str) -> str:
    """The text, if it can be written: JSON may spell halves of characters that nothing can keep.

    Raises:
        BrokenAnswer: When it holds such a half.
    """
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise BrokenAnswer("the answer holds half of a character (a lone surrogate)")
    return text
