"""Language models: a loopback server plays the endpoint, with everything that goes wrong there."""

from __future__ import annotations

import http.server
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from baselines.llm import __main__ as command
from baselines.llm import asking, endpoint, prompts
from baselines.llm.cache import Cache, request_hash
from baselines.llm.endpoint import BrokenAnswer, Client, Endpoint, Reply
from baselines.llm.estimate import cost_text, tokens
from baselines.llm.forms import FORMS
from baselines.llm.questions import Question, marked
from sifara.errors import UsageError
from sifara.evaluation import tasks
from sifara.evaluation.examples import GOLD, HIDDEN, examples
from sifara.evaluation.result import Model, read
from sifara.evaluation.score import score
from sifara.gold.repository import package_data
from sifara.release.parquet import read_rows
from tests.conftest import CHECKOUT, TOPICS, document, entity

#: The day of each document; the first two are in train.
DAYS = ("السبت", "الأحد", "الثلاثاء", "الأربعاء")

KEY = "sk-test-0123456789-never-shown"

#: A status, headers and a body.
Response = tuple[int, dict[str, str], bytes]


def completion(content: Any, **more: Any) -> Response:
    """A chat completion whose content is a JSON value, or a text as it stands."""
    text = content if isinstance(content, str) else json.dumps(content)
    choice = {"message": {"role": "assistant", "content": text}, "finish_reason": "stop", **more}
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return 200, {}, json.dumps({"choices": [choice], "usage": usage}).encode()


def fitting(body: dict[str, Any]) -> Response:
    """An answer that fits the schema of a request."""
    schema = body["response_format"]["json_schema"]["schema"]
    answer = schema["$defs"]["answer"]
    if answer["type"] == "object":
        value: Any = {"label": "match", "probability": 0.75}
    elif answer["type"] == "array":
        value = answer["items"]["enum"][:2]
    else:
        value = answer["enum"][0] if "enum" in answer else "دولة ليبيا"
    return completion(dict.fromkeys(schema["required"], value))


class Server(http.server.ThreadingHTTPServer):
    """Plays what is in ``script`` first and then ``answer`` for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script: list[Response | Callable[[dict[str, Any]], Response]] = []
        self.answer: Callable[[dict[str, Any]], Response] = fitting
        self.bodies: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def respond(self, body: dict[str, Any], key: str | None) -> Response:
        with self.lock:
            self.bodies.append(body)
            self.keys.append(key)
            planned = self.script.pop(0) if self.script else self.answer
        return planned(body) if callable(planned) else planned

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that was killed is no error."""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        assert self.path == "/v1/chat/completions"
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        status, headers, content = self.server.respond(body, self.headers["Authorization"])
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as playing:
        thread = threading.Thread(target=playing.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield playing
        playing.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.lower().endswith("_proxy") or name.startswith("SIFARA_LLM"):
            monkeypatch.delenv(name)
    monkeypatch.setenv(endpoint.KEY_VARIABLE, KEY)


@pytest.fixture
def release(make_repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two documents of train and two of test, with one entity of each type in common."""
    mentions = [
        ("سامي حداد", "PERS", "name", "sami"),
        ("وزارة الصحة الليبية", "ORG", "name", "health"),
        ("الليبية", "GPE", "adjective", "libya"),
        ("تونس", "GPE", "name", "tunisia"),
    ]
    documents = [
        document(
            n,
            f"خبر {day}\nزار سامي حداد {day} وزارة الصحة الليبية\nثم عاد {day} إلى تونس",
            mentions,
            split="train" if n < 3 else "test",
            topics=[TOPICS[n % 3]],
        )
        for n, day in enumerate(DAYS, start=1)
    ]
    entities = [
        entity("health", "ORG", "وزارة الصحة الليبية"),
        entity("libya", "GPE", "ليبيا"),
        entity("sami", "PERS", "سامي حداد", in_kb=False),
        entity("tunisia", "GPE", "تونس"),
    ]
    folder = make_repository(documents, entities, build=True).release
    monkeypatch.setattr(command, "package_data", lambda kind: folder)
    return folder


def arguments(server: Server, tmp_path: Path, task: str, *more: str) -> list[str]:
    return [
        *("--task", task, "--split", "test", "--model", "tiny", "--base-url", server.url),
        *("--wrote-or-labelled-the-data", "no", "--output", str(tmp_path / "out"), *more),
    ]


def client(server: Server, pauses: list[float]) -> Client:
    return Client(Endpoint(server.url, KEY), pauses.append)


# ---- whole runs


@pytest.mark.parametrize("task", tasks.TASKS)
@pytest.mark.parametrize("shots", ["0", "2"])
def test_every_task_is_answered_and_scored(
    task: str, shots: str, server: Server, release: Path, tmp_path: Path
) -> None:
    assert command.main(arguments(server, tmp_path, task, "--yes", "--shots", shots)) == 0
    model = read(tmp_path / "out" / task / "test" / f"tiny-{shots}-shot.json").model
    assert model.wrote_or_labelled_the_data == "no"
    assert model.trained_on == (() if shots == "0" else ("train",))
    assert model.parameters["shots"] == int(shots)
    roles = [message["role"] for message in server.bodies[0]["messages"]]
    assert roles == ["system", *["user", "assistant"] * int(shots), "user"]
    assert server.keys[0] == f"Bearer {KEY}"


def test_nothing_is_sent_without_yes_and_the_cost_is_said_first(
    server: Server, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prices = ("--price-in", "2", "--price-out", "8")
    assert command.main(arguments(server, tmp_path, "topic_classification", *prices)) == 0
    shown = capsys.readouterr().out
    assert "2 requests to send, 0 answered before" in shown
    assert "at the prices given" in shown
    assert "nothing was sent; to go on, add --yes" in shown
    assert server.bodies == []
    assert not (tmp_path / "out").exists()


def test_a_second_run_sends_nothing_and_needs_no_yes(
    server: Server, release: Path, tmp_path: Path
) -> None:
    assert command.main(arguments(server, tmp_path, "entity_linking", "--yes")) == 0
    file = tmp_path / "out" / "entity_linking" / "test" / "tiny-0-shot.json"
    first, sent = file.read_bytes(), len(server.bodies)
    file.unlink()
    assert command.main(arguments(server, tmp_path, "entity_linking")) == 0
    assert len(server.bodies) == sent
    assert file.read_bytes() == first


def test_another_model_setting_or_endpoint_is_another_request(server: Server) -> None:
    keys = {
        request_hash(url, {"model": model, "temperature": heat})
        for url in ("https://a/v1", "https://b/v1")
        for model in ("x", "y")
        for heat in (0, 1)
    }
    assert len(keys) == 8


def test_whether_it_wrote_the_data_has_to_be_said(
    server: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = arguments(server, tmp_path, "entity_pairs", "--yes")
    at = given.index("--wrote-or-labelled-the-data")
    with pytest.raises(SystemExit):
        command.main([*given[:at], *given[at + 2 :]])
    assert "--wrote-or-labelled-the-data" in capsys.readouterr().err


def test_settings_go_into_the_request(server: Server, release: Path, tmp_path: Path) -> None:
    more = ("--yes", "--set", "temperature=null", "--set", "max_completion_tokens=50")
    assert command.main(arguments(server, tmp_path, "topic_tagging", *more)) == 0
    assert "temperature" not in server.bodies[0]
    assert server.bodies[0]["max_completion_tokens"] == 50


@pytest.mark.parametrize("setting", ["model=x", "stream=true", "nothing"])
def test_settings_that_would_break_a_run_are_refused(
    setting: str, server: Server, tmp_path: Path
) -> None:
    with pytest.raises(SystemExit):
        command.main(arguments(server, tmp_path, "topic_tagging", "--set", setting))


def test_a_killed_run_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    stuck, release = threading.Event(), threading.Event()

    def hang(body: dict[str, Any]) -> Response:
        stuck.set()
        release.wait(60)
        return 500, {}, b""

    server.script = [fitting, fitting, hang]
    given = arguments(server, tmp_path, "topic_classification", "--yes", "--concurrency", "1")
    given[given.index("test")] = "web"
    process = subprocess.Popen(
        [sys.executable, "-m", "baselines.llm", *given], cwd=CHECKOUT, stdout=subprocess.DEVNULL
    )
    try:
        assert stuck.wait(60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        release.set()
    kept = (tmp_path / "out" / "answers.jsonl").read_bytes()
    assert kept.count(b"\n") == 2
    (tmp_path / "out" / "answers.jsonl").write_bytes(kept + kept[:30])
    assert command.main(given) == 0
    gold = examples("topics", "web", package_data("release"))
    questions = prompts.asked("topic_classification", gold, [])
    assert len(server.bodies) == 3 + len(questions) - 2
    assert (tmp_path / "out" / "topic_classification" / "web" / "tiny-0-shot.json").is_file()


# ---- what goes wrong at the endpoint


def test_a_rate_limit_is_waited_out_for_as_long_as_it_says(server: Server) -> None:
    pauses: list[float] = []
    server.script = [(429, {"Retry-After": "7"}, b"slow down"), completion({"1": "a"})]
    with client(server, pauses) as sender:
        assert sender.reply({}).content == '{"1": "a"}'
    assert pauses == [7.0]


def test_a_rate_limit_may_name_a_date(server: Server) -> None:
    pauses: list[float] = []
    date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 60))
    server.script = [(429, {"Retry-After": date}, b""), completion("x")]
    with client(server, pauses) as sender:
        sender.reply({})
    assert 50 < pauses[0] <= 61


def test_an_endpoint_that_asks_for_too_long_a_wait_ends_the_run(server: Server) -> None:
    pauses: list[float] = []
    server.script = [(429, {"Retry-After": "86400"}, b"")]
    with client(server, pauses) as sender, pytest.raises(UsageError, match="asks to wait 86400 s"):
        sender.reply({})
    assert pauses == []


@pytest.mark.parametrize("status", [500, 502, 503, 529])
def test_faults_of_the_server_are_tried_again_with_longer_and_longer_pauses(
    status: int, server: Server
) -> None:
    pauses: list[float] = []
    server.script = [(status, {}, b"oops")] * 4 + [completion("x")]
    with client(server, pauses) as sender:
        assert sender.reply({}).content == "x"
    assert all(2**n / 2 <= pause <= 2**n for n, pause in enumerate(pauses))


def test_an_endpoint_that_stays_broken_ends_the_run(server: Server) -> None:
    pauses: list[float] = []
    server.answer = lambda body: (503, {}, b"overloaded")
    with client(server, pauses) as sender, pytest.raises(UsageError, match="503: overloaded"):
        sender.reply({})
    assert len(server.bodies) == endpoint.ATTEMPTS
    assert len(pauses) == endpoint.ATTEMPTS - 1


def test_an_endpoint_out_of_reach_ends_the_run(server: Server) -> None:
    nobody = Endpoint("http://127.0.0.1:9/v1", KEY)
    with (
        Client(nobody, lambda _: None) as sender,
        pytest.raises(UsageError, match="failed 6 times"),
    ):
        sender.reply({})


@pytest.mark.parametrize(("status", "message"), [(400, "json_schema"), (404, "base URL")])
def test_a_wrong_request_is_not_repeated(status: int, message: str, server: Server) -> None:
    server.answer = lambda body: (status, {}, b"no such model")
    with client(server, []) as sender, pytest.raises(UsageError, match=message):
        sender.reply({})
    assert len(server.bodies) == 1


def test_a_redirect_is_not_followed(server: Server) -> None:
    server.answer = lambda body: (307, {"Location": "http://127.0.0.1:9/elsewhere"}, b"")
    with (
        client(server, []) as sender,
        pytest.raises(UsageError, match=r"refuses the request \(307"),
    ):
        sender.reply({})


BROKEN = [
    (200, {}, b"<html>"),
    (200, {}, b'{"choices": []}'),
    completion("{not json"),
    completion({"1": "no-such-topic"}),
    completion({}),
    completion({"1": "a"}, finish_reason="length"),
    completion('{"1": "\\ud800"}'),
    completion("[" * 5000),
    (200, {}, b'{"choices": [{"message": {"content": null, "refusal": "no"}}]}'),
]


def question() -> Question:
    return Question(("x",), ({"labels": ("a", "b")},), "?")


@pytest.mark.parametrize("broken", BROKEN)
def test_a_broken_answer_is_asked_again(broken: Response, server: Server) -> None:
    form = FORMS["topic_classification"]
    server.script = [broken, completion({"1": "b"})]
    with client(server, []) as sender:
        reply = asking.usable(form, question(), {"messages": []}, sender)
    assert question().read(form, reply.content) == [{"id": "x", "topic": "b"}]


def test_the_model_is_told_what_was_wrong(server: Server) -> None:
    server.script = [completion({"1": "c"}), completion({"1": "b"})]
    with client(server, []) as sender:
        asking.usable(FORMS["topic_classification"], question(), {"messages": []}, sender)
    *_, said, again = server.bodies[1]["messages"]
    assert said == {"role": "assistant", "content": '{"1": "c"}'}
    assert "'c' is not one of ['a', 'b']" in again["content"]


@pytest.mark.parametrize(
    ("task", "item", "answer"),
    [
        ("topic_tagging", {"labels": ("a", "b")}, []),
        ("topic_tagging", {"labels": ("a", "b")}, ["a", "a"]),
        ("entity_pairs", {}, {"label": "match", "probability": 1.5}),
        ("entity_clustering", {"type": "GPE"}, " - "),
        ("entity_linking", {"candidates": ["libya"]}, "tunisia"),
    ],
)
def test_an_answer_that_fits_no_row_is_broken(task: str, item: Any, answer: Any) -> None:
    with pytest.raises(BrokenAnswer):
        Question(("x",), (item,), "?").read(FORMS[task], json.dumps({"1": answer}))


def test_a_markdown_fence_around_an_answer_is_taken_off() -> None:
    found = question().read(FORMS["topic_classification"], '```json\n{"1": "a"}\n```')
    assert found == [{"id": "x", "topic": "a"}]


def test_rows_without_usable_answer_are_named_or_filled_on_request(
    server: Server, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server.answer = lambda body: completion("I would rather not.")
    given = arguments(server, tmp_path, "entity_clustering", "--yes")
    assert command.main(given) == 2
    assert "8 rows have no usable answer after 3 tries each" in capsys.readouterr().err
    server.answer = fitting
    server.script = [completion("I would rather not.")] * 3
    assert command.main([*given, "--fill", "--concurrency", "1"]) == 0
    result = read(tmp_path / "out" / "entity_clustering" / "test" / "tiny-0-shot.json")
    assert result.model.parameters["rows_without_usable_answer"] == 4


# ---- the key


@pytest.mark.parametrize("status", [400, 401, 403, 429, 500])
def test_the_key_is_in_no_message(
    status: int,
    server: Server,
    release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(endpoint, "ATTEMPTS", 1)
    text = f"wrong key {KEY} or {KEY[:12]} and {'x' * 270} {KEY}".encode()
    server.answer = lambda body: (status, {}, text)
    assert command.main(arguments(server, tmp_path, "topic_tagging", "--yes")) == 2
    captured = capsys.readouterr()
    assert KEY not in captured.out + captured.err
    assert f"({status})" in captured.err or f"{status}:" in captured.err
    written = [path for path in tmp_path.rglob("*") if path.is_file() and "out" in path.parts]
    assert not any(KEY.encode() in path.read_bytes() for path in written)
    if status in (401, 403):
        assert KEY[:12] not in captured.err
        assert endpoint.KEY_VARIABLE in captured.err


def test_the_key_is_not_in_the_spelling_of_an_endpoint() -> None:
    assert KEY not in repr(Endpoint("https://example.org/v1", KEY))


def test_an_endpoint_without_key_gets_no_header(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(endpoint.KEY_VARIABLE)
    server.script = [completion("x")]
    with Client(Endpoint.of(server.url)) as sender:
        sender.reply({})
    assert server.keys == [None]


@pytest.mark.parametrize(
    ("url", "key", "message"),
    [
        ("", KEY, "found no base URL"),
        ("ftp://example.org", KEY, "found no base URL"),
        ("http://[bad", KEY, "found no base URL"),
        ("http://example.org/v1", KEY, "in the clear"),
        ("https://user:secret@example.org/v1", KEY, "holds a user"),
        ("https://example.org/v1", "two words", "holds blanks"),
        ("https://example.org/v1", "line\nbreak", "holds blanks"),
        ("https://example.org/v1", "مفتاح", "holds blanks"),
    ],
)
def test_an_endpoint_that_would_give_the_key_away_is_refused(
    url: str, key: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message) as found:
        Endpoint.of(url, {endpoint.KEY_VARIABLE: key})
    assert key not in str(found.value)
    assert "secret" not in str(found.value)


def test_url_and_model_come_from_the_environment_too(
    server: Server, release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(endpoint.URL_VARIABLE, server.url + "/")
    monkeypatch.setenv(endpoint.MODEL_VARIABLE, "from-environment")
    given = arguments(server, tmp_path, "topic_tagging", "--yes")
    del given[given.index("--model") : given.index("--base-url") + 2]
    assert command.main(given) == 0
    assert server.bodies[0]["model"] == "from-environment"


# ---- questions


@pytest.mark.parametrize("task", tasks.TASKS)
def test_questions_hold_every_row_once_and_no_gold(task: str, release: Path) -> None:
    gold = examples(tasks.get(task).config, "test", release)
    known = read_rows(release, "entities", "kb")
    asked = prompts.asked(task, gold, known)
    assert sorted(row for question in asked for row in question.ids) == sorted(gold.ids)
    text = "\n".join(question.text for question in asked)
    assert not any(row in text for row in gold.ids)
    assert not any((GOLD | HIDDEN) & set(item) for question in asked for item in question.items)
    assert "auth-" not in text
    assert "st-00" not in text


def test_rows_of_one_document_go_into_one_request(release: Path) -> None:
    gold = examples("mentions", "test", release)
    asked = prompts.asked("entity_clustering", gold, [])
    assert [len(question.ids) for question in asked] == [4, 4]


def test_long_documents_are_asked_about_in_parts() -> None:
    from baselines.llm.questions import questions

    form = FORMS["topic_tagging"]
    rows = [{"text": str(n), "context": "خبر", "labels": ("a",)} for n in range(form.most + 1)]
    asked = questions("topic_tagging", form, [str(n) for n in range(len(rows))], rows)
    assert [len(question.ids) for question in asked] == [form.most, 1]


def test_marks_nest() -> None:
    text = "أمين الجامعة العربية"
    spans = {(0, 20): "1", (5, 20): "2", (13, 20): "3"}
    assert marked(text, spans) == "⟦1 أمين ⟦2 الجامعة ⟦3 العربية⟧⟧⟧"
    assert re.sub(r"⟦\d |⟧", "", marked(text, spans)) == text


def test_neighbouring_marks_do_not_swallow_each_other() -> None:
    assert marked("ab", {(0, 1): "1", (1, 2): "2"}) == "⟦1 a⟧⟦2 b⟧"


def test_schemas_are_of_the_kind_that_strict_endpoints_take(release: Path) -> None:
    known = read_rows(release, "entities", "kb")
    for task, form in FORMS.items():
        gold = examples(tasks.get(task).config, "test", release)
        for asked in prompts.asked(task, gold, known):
            schema = asked.schema(form)
            assert schema["additionalProperties"] is False
            assert schema["required"] == list(schema["properties"])
            assert not {"minItems", "uniqueItems", "minimum"} & set(schema["$defs"]["answer"])


@pytest.mark.parametrize("task", tasks.TASKS)
def test_examples_come_from_train_with_a_seed_and_fit_the_schema(task: str, release: Path) -> None:
    known = read_rows(release, "entities", "kb")
    drawn = [prompts.shots(task, 4, seed, release, known) for seed in (0, 0, 1)]
    assert drawn[0] == drawn[1]
    assert len(drawn[0]) == 8
    for message in drawn[0][::2]:
        assert any(day in message["content"] for day in DAYS[:2])
        assert not any(day in message["content"] for day in DAYS[2:])
    for message in drawn[0][1::2]:
        assert list(json.loads(message["content"])) == ["1"]


def test_examples_show_both_answers_in_turn(release: Path) -> None:
    known = read_rows(release, "entities", "kb")
    answers = [
        json.loads(message["content"])["1"]
        for message in prompts.shots("entity_linking", 2, 0, release, known)[1::2]
    ]
    assert sum(answer is None for answer in answers) == 1


# ---- cache and estimate


def test_an_unfinished_or_damaged_line_is_ignored(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    Cache(path).add("a", Reply('{"1": "\ud800"}', 1, 2))
    path.write_bytes(path.read_bytes() + b'\n[]\n{"request": "b"}\n{"request": "c", "con')
    cache = Cache(path)
    assert cache.get("a") == Reply('{"1": "\ud800"}', 1, 2)
    assert cache.get("b") is cache.get("c") is None
    cache.add("c", Reply("x"))
    assert Cache(path).get("c") == Reply("x")


def test_many_threads_share_a_cache(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "deep" / "answers.jsonl")
    threads = [
        threading.Thread(
            target=lambda n=n: [cache.add(f"{n}-{k}", Reply("س" * 999)) for k in range(9)]
        )
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = Cache(cache.path)
    assert all(again.get(f"{n}-{k}") == Reply("س" * 999) for n in range(8) for k in range(9))


def test_the_estimate_counts_bytes_and_prices() -> None:
    assert tokens("") == 0
    assert tokens("ليبيا") == 4
    assert "about 6.00 at the prices given" in cost_text(1_000_000, 500_000, 2.0, 8.0)
    assert "cost unknown" in cost_text(1_000_000, 500_000, None, 8.0)


def test_a_missing_extra_says_in_one_line_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "httpx2", None)
    with pytest.raises(UsageError) as found:
        Client(Endpoint("https://example.org/v1"))
    assert str(found.value).count("\n") == 0
    assert "pip install httpx2" in str(found.value)


@pytest.mark.parametrize(
    "task", ["topic_classification", "topic_tagging", "entity_pairs", "entity_linking"]
)
def test_right_answers_score_one(task: str, release: Path) -> None:
    form = FORMS[task]
    gold = examples(tasks.get(task).config, "test", release)
    rows = dict(zip(gold.ids, gold.rows, strict=True))
    predictions = []
    for asked in prompts.asked(task, gold, read_rows(release, "entities", "kb")):
        right = {str(n): form.example(rows[i], {}) for n, i in enumerate(asked.ids, start=1)}
        predictions += asked.read(form, json.dumps(right))
    assert score(tasks.get(task), predictions, gold, Model("oracle")).value == 1.0
