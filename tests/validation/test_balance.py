"""The gates: the checkout passes them, a lopsided corpus does not, a small one is not asked."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara.gold.repository import Repository
from sifara.validation import validate
from sifara.validation.catalogue import rules
from sifara.validation.context import Context
from sifara.validation.findings import Finding
from sifara.validation.levels import balance
from sifara.validation.record import Record
from tests.conftest import CHECKOUT
from tests.findings import golden

#: The codes of the gates.
GATES = {code for code, rule in rules().items() if rule.explanation.startswith("A gate")}


def gates(repository: Repository) -> list[Finding]:
    """The findings of the gates alone, whatever else is wrong with the documents."""
    context = Context(repository)
    text = repository.topics.read_text("utf-8")
    context.add_topics(Record("topics.json", text, json.loads(text)))
    rows = repository.commissions.read_text("utf-8").splitlines()
    context.add_commissions([Record("commissions.jsonl", row, json.loads(row)) for row in rows])
    return list(balance.findings(context))


@pytest.fixture
def copy(tmp_path: Path) -> Repository:
    shutil.copytree(CHECKOUT / "data" / "gold", tmp_path / "data" / "gold")
    shutil.copytree(CHECKOUT / "data" / "raw", tmp_path / "data" / "raw")
    shutil.copy(CHECKOUT / "data" / "frozen.json", tmp_path / "data" / "frozen.json")
    return Repository(tmp_path)


def edit(repository: Repository, change: Callable[[dict[str, object]], None]) -> None:
    for path in repository.document_paths():
        value = json.loads(path.read_bytes())
        change(value)
        path.write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def test_the_corpus_passes_every_gate(checkout: Repository) -> None:
    assert len(GATES) == 8
    assert checkout.frozen.is_file()
    assert gates(checkout) == []


def test_noise_that_is_out_of_balance_is_seen(copy: Repository) -> None:
    def clean(value: dict[str, object]) -> None:
        if value["split"] == "test":
            value["noise"] = "clean"

    edit(copy, clean)
    messages = [item.message for item in gates(copy) if item.code == "noise-balance"]
    assert len(messages) == 3
    assert messages[0].startswith("100% of the documents of test have the noise clean")


def test_a_split_that_runs_dry_is_seen(copy: Repository) -> None:
    for path in copy.document_paths()[10:90]:
        if '"split": "train"' in path.read_text("utf-8"):
            path.unlink()
    assert {item.code for item in gates(copy)} >= {"split-balance", "topic-balance"}


def test_a_topic_that_grows_too_rare_is_named_with_its_place(copy: Repository) -> None:
    for path in copy.document_paths():
        text = path.read_text("utf-8").replace('"public-health"', '"bilateral-relations"')
        path.write_text(text, "utf-8")
    (found,) = gates(copy)
    assert found.code == "topic-balance"
    assert found.message.startswith('the topic "public-health" leads 0 segments, 0 of them in 0')
    assert '"public-health"' in copy.topics.read_text("utf-8").splitlines()[found.line - 1]


def test_a_text_that_repeats_itself_is_seen(copy: Repository) -> None:
    for path in (copy.data / "raw" / "authored").glob("*.txt"):
        path.write_text("زار الوفد المدينة صباح اليوم وعاد " * 60, "utf-8")
    assert [item.code for item in gates(copy)] == ["distinct-runs"]


def test_distinct_runs_count_each_run_once() -> None:
    assert balance.distinct_runs(list("abcdefgh")) == 1.0
    assert balance.distinct_runs(list("abcdabcd")) == pytest.approx(4 / 5)
    assert balance.distinct_runs(list("abc")) == 1.0


@pytest.fixture
def small(tmp_path: Path) -> Repository:
    """A frozen checkout with three authored documents, which passes no gate but one."""
    golden.make("split-balance", tmp_path / "small")
    return Repository(tmp_path / "small")


def test_a_frozen_checkout_with_every_split_is_asked(small: Repository) -> None:
    codes = {item.code for item in validate(small)}
    assert codes == GATES - {"register-balance", "distinct-runs"}


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
