"""The gates: the corpus passes them, each bound is where it says, a small corpus is not asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sifara.gold.records import Document, Mention, Segment
from sifara.gold.repository import Repository
from sifara.validation import validate
from sifara.validation.catalogue import rules
from sifara.validation.context import Context
from sifara.validation.findings import Finding
from sifara.validation.levels.corpus import balance
from sifara.validation.record import Record
from sifara.validation.targets import COMMISSIONS, TOPICS
from tests.findings import golden

#: The codes of the gates.
GATES = {code for code, rule in rules().items() if rule.explanation.startswith("A gate")}
TAXONOMY = ("aid", "peace", "trade")


def context(repository: Repository, commissions: Sequence[dict[str, object]] = ()) -> Context:
    """A taxonomy of three topics, and commissions."""
    found = Context(repository)
    value = {"topics": [{"id": topic} for topic in TAXONOMY]}
    found.take([Record("topics.json", json.dumps(value), value)], TOPICS)
    found.take([Record("c.jsonl", json.dumps(row), row) for row in commissions], COMMISSIONS)
    return found


def documents(**numbers: int) -> list[Document]:
    """Authored documents, so many of each split."""
    splits = [split for split, number in numbers.items() for _ in range(number)]
    return [
        Document(
            id=f"auth-{number:03d}",
            source="authored",
            file=f"raw/authored/auth-{number:03d}.txt",
            sha256="",
            story=f"st-{number:03d}",
            split=split,
            register="agency-wire",
            noise="clean",
            review="draft",
            segments=(),
            mentions=(),
        )
        for number, split in enumerate(splits)
    ]


def found(
    code: str, given: Sequence[Document], commissions: Sequence[dict[str, object]] = ()
) -> list[str]:
    """The messages of one gate about some documents."""
    items = balance.of(given, context(Repository(Path("nowhere")), commissions))
    return [item.message for item in items if item.code == code]


NUMBER = st.integers(1, 120)


@given(NUMBER, NUMBER, NUMBER)
def test_each_split_has_its_share_give_or_take_eight_percent(
    train: int, validation: int, test: int
) -> None:
    numbers = {"train": train, "validation": validation, "test": test}
    total = sum(numbers.values())
    wrong = [
        split
        for split, wanted in {"train": 45, "validation": 15, "test": 40}.items()
        if abs(100 * numbers[split] - wanted * total) > 8 * total
    ]
    messages = found("split-balance", documents(**numbers))
    assert [message.split()[0] for message in messages] == wrong


@pytest.mark.parametrize(("train", "fine"), [(37, True), (36, False), (53, True), (54, False)])
def test_at_the_bound_a_split_is_in_balance(train: int, fine: bool) -> None:
    messages = found("split-balance", documents(train=train, validation=15, test=85 - train))
    assert (not [m for m in messages if m.startswith("train")]) == fine
    assert fine or f"train has {train}% of" in messages[0]
    assert fine or "expected 45% give or take 8%" in messages[0]


@given(st.tuples(*[st.integers(0, 50)] * 3).filter(any))
def test_each_noise_has_a_quarter_to_forty_two_percent_of_each_split(
    numbers: tuple[int, ...],
) -> None:
    noises = [noise for noise, n in zip(balance.NOISES, numbers, strict=True) for _ in range(n)]
    given_ = [
        replace(document, noise=noise)
        for document, noise in zip(documents(test=len(noises)), noises, strict=True)
    ]
    given_ += [
        replace(document, noise=noise, split=split)
        for split in ("train", "validation")
        for document, noise in zip(documents(train=3), balance.NOISES, strict=True)
    ]
    wrong = [
        noise
        for noise, number in zip(balance.NOISES, numbers, strict=True)
        if not 25 * len(noises) <= 100 * number <= 42 * len(noises)
    ]
    messages = found("noise-balance", given_)
    assert [message.split(" the noise ")[1].split(",")[0] for message in messages] == wrong
    assert all("of the documents of test have" in message for message in messages)


@pytest.mark.parametrize(("number", "fine"), [(9, True), (8, False)])
def test_a_register_has_nine_percent_of_the_documents(number: int, fine: bool) -> None:
    given_ = documents(train=45, validation=15, test=40)
    given_[:number] = [replace(each, register="tv-site") for each in given_[:number]]
    messages = found("register-balance", given_)
    assert len(messages) == (not fine)
    assert all(m.startswith("the register tv-site has 8% of the authored") for m in messages)


@pytest.mark.parametrize(("number", "fine"), [(3, True), (4, False)])
def test_a_country_takes_part_in_thirty_percent_of_a_split(number: int, fine: bool) -> None:
    given_ = documents(train=10, validation=1, test=10)
    commissions: list[dict[str, object]] = [
        {"id": each.id, "split": each.split, "countries": ["XX"]} for each in given_
    ]
    for row in [row for row in commissions if row["split"] == "test"][:number]:
        row["countries"] = ["YY", "LY"]
    commissions[0]["countries"] = ["LY"]
    items = [
        item
        for item in balance.of(given_, context(Repository(Path("nowhere")), commissions))
        if item.code == "country-balance" and item.message.startswith("LY")
    ]
    assert len(items) == (not fine)
    for item in items:
        assert item.message.startswith("LY takes part in 40% of the documents of test")
        assert item.pointer == "/countries/1"


LEAST = (25, 12, 4)


@pytest.mark.parametrize("numbers", [LEAST, (24, 12, 4), (25, 11, 4), (25, 12, 3)])
def test_a_topic_leads_enough_segments_in_enough_stories(numbers: tuple[int, int, int]) -> None:
    total, tested, stories = numbers
    given_ = documents(train=1, validation=1, test=stories)
    lines = [Segment(n, "body", ("peace", "trade")) for n in range(1, total + 1)]
    lines_of = {0: lines[tested:], 2: lines[: tested - stories + 1]}
    lines_of |= {2 + n: lines[:1] for n in range(1, stories)}
    given_ = [replace(each, segments=tuple(lines_of.get(n, []))) for n, each in enumerate(given_)]
    messages = [m for m in found("topic-balance", given_) if "peace" in m]
    led = f"leads {total} segments, {tested} of them in {stories} stories of test"
    assert messages == [] if numbers == LEAST else led in messages[0]
    # A topic that stands second leads nothing.
    assert 'the topic "trade" leads 0 segments' in found("topic-balance", given_)[-1]


def mention(entity: str, kind: str = "PERS", surface: str = "اسم") -> Mention:
    return Mention(0, len(surface), surface, kind, "name", entity)


@pytest.mark.parametrize("kind", ["PERS", "ORG"])
@pytest.mark.parametrize(("unseen", "fine"), [(2, False), (3, True), (7, True), (8, False)])
def test_of_the_entities_of_test_thirty_to_seventy_percent_are_not_in_train(
    kind: str, unseen: int, fine: bool
) -> None:
    train, validation, test = documents(train=1, validation=1, test=1)
    known = [mention(f"e{n}", kind) for n in range(10)]
    other = [mention(f"o{n}", "ORG" if kind == "PERS" else "PERS") for n in range(2)]
    given_ = [
        replace(train, mentions=(*known[unseen:], other[0])),
        replace(validation, mentions=tuple(known)),
        replace(test, mentions=(*known, *other)),
    ]
    messages = found("unseen-share", given_)
    assert len(messages) == (not fine)
    assert all(f"{unseen}0% of the {kind} entities of test" in message for message in messages)


@pytest.mark.parametrize(("several", "fine"), [(8, True), (7, False)])
def test_eight_percent_of_the_surfaces_of_test_have_two_meanings(several: int, fine: bool) -> None:
    train, validation, test = documents(train=1, validation=1, test=1)
    mentions = [mention(f"e{n}", surface=f"s{n}") for n in range(100)]
    twice = [mention("other", surface=f"s{n}") for n in range(several)]
    given_ = [
        replace(train, mentions=tuple(mention("third", surface=f"s{n}") for n in range(100))),
        validation,
        replace(test, mentions=(*mentions, *twice)),
    ]
    messages = found("ambiguous-share", given_)
    assert len(messages) == (not fine)
    assert all(message.startswith("7.0% of the surfaces of test") for message in messages)


@given(st.lists(st.sampled_from("abc"), max_size=12))
def test_distinct_runs_count_each_run_once(words: list[str]) -> None:
    runs = ["".join(words[n : n + 4]) for n in range(len(words) - 3)]
    share = len(set(runs)) / len(runs) if runs else 1.0
    assert balance.distinct_runs(words) == share


@pytest.mark.parametrize(
    ("authored", "code"), [("ا ب ت ث ج ح خ د", []), ("ا ب ت ث ا ب ت ث", ["distinct-runs"])]
)
def test_authored_texts_repeat_themselves_no_more_than_real_ones(
    tmp_path: Path, authored: str, code: list[str]
) -> None:
    repository = Repository(tmp_path)
    given_ = documents(train=1, validation=1, test=1)
    real = replace(given_[0], id="web-000", source="web", file="raw/web/000.txt", split="web")
    for each in (*given_, real):
        path = repository.data / each.file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(authored if each.source == "authored" else "ا ب ت ث ج ح خ ا", "utf-8")
    items = balance.of([*given_, real], context(repository))
    messages = [item.message for item in items if item.code == "distinct-runs"]
    assert len(messages) == len(code)
    assert all(m.startswith("80.0% of the runs of 4 words in authored texts") for m in messages)
    assert all("at least the 100.0% of the real texts" in message for message in messages)
    assert found("distinct-runs", given_) == [], "without real texts there is nothing to hold to"


def test_every_gate_has_a_law_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert len(GATES) == 8
    assert all(f'"{code}"' in source for code in GATES)


def test_the_corpus_passes_every_gate(checkout: Repository) -> None:
    found = Context(checkout)
    for path, kind in ((checkout.topics, TOPICS), (checkout.commissions, COMMISSIONS)):
        text = path.read_text("utf-8")
        rows = text.splitlines() if kind.lines else [text]
        found.take([Record(path.name, row, json.loads(row)) for row in rows], kind)
    assert checkout.frozen.is_file()
    assert list(balance.findings(found)) == []


@pytest.fixture
def small(tmp_path: Path) -> Repository:
    """A frozen checkout with three authored documents, which passes no gate but two."""
    golden.make("split-balance", tmp_path / "small")
    return Repository(tmp_path / "small")


def test_a_frozen_checkout_with_every_split_is_asked(small: Repository) -> None:
    items: list[Finding] = list(validate(small))
    assert {item.code for item in items} == GATES - {"register-balance", "distinct-runs"}


@pytest.mark.parametrize("missing", ["data/frozen.json", "data/gold/documents/auth-003.json"])
def test_without_a_frozen_test_or_a_split_nobody_asks(small: Repository, missing: str) -> None:
    (small.root / missing).unlink()
    assert list(validate(small)) == []


def test_a_part_of_a_checkout_is_not_asked(small: Repository) -> None:
    assert list(validate(small, [small.documents])) == []
    assert list(validate(small, [small.document_path("auth-001"), small.topics])) == []


def test_gates_wait_until_every_record_is_sound(small: Repository) -> None:
    path = small.document_path("auth-002")
    path.write_text(path.read_text("utf-8").replace('"ORG"', '"LOC"'), "utf-8")
    assert {item.code for item in validate(small)} == {"type-not-of-entity"}
