"""``sifara review``: a person and a day, once, on a document that was read before."""

from __future__ import annotations

import argparse
import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest

from sifara.commands import review
from sifara.errors import UsageError
from sifara.gold.records import format_document
from sifara.gold.repository import Repository
from tests.conftest import document


@pytest.fixture
def repository(make_repository: Callable[..., Repository]) -> Repository:
    """A draft and an adjudicated document."""
    draft, adjudicated = document(1, "زار"), document(2, "قال")
    return make_repository([draft, (replace(adjudicated[0], review="adjudicated"), "قال")])


def run(repository: Repository, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    review.add_arguments(parser)
    args = parser.parse_args(arguments)
    args.root = repository.root
    return review.run(args)


def test_a_review_names_the_person_and_the_day_and_changes_nothing_else(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    before = repository.read_document("auth-002")
    assert run(repository, "auth-002", "--by", "amal-k", "--date", "2026-03-01") == 0
    assert capsys.readouterr().out == "auth-002: reviewed by amal-k on 2026-03-01\n"
    after = repository.read_document("auth-002")
    assert after == replace(before, review="human_reviewed", reviews=(("amal-k", "2026-03-01"),))
    assert repository.document_path("auth-002").read_text("utf-8") == format_document(after)


def test_without_a_date_it_is_today(repository: Repository) -> None:
    assert run(repository, "auth-002", "--by", "amal") == 0
    ((_, date),) = repository.read_document("auth-002").reviews
    assert date == datetime.date.today().isoformat()


def test_several_reviews_stand_in_the_order_of_their_days(repository: Repository) -> None:
    for by, date in (("sami", "2026-03-02"), ("amal", "2026-03-01"), ("amal", "2026-03-02")):
        assert run(repository, "auth-002", "--by", by, "--date", date) == 0
    assert repository.read_document("auth-002").reviews == (
        ("amal", "2026-03-01"),
        ("amal", "2026-03-02"),
        ("sami", "2026-03-02"),
    )


def test_the_same_review_twice_is_refused(repository: Repository) -> None:
    assert run(repository, "auth-002", "--by", "amal", "--date", "2026-03-01") == 0
    with pytest.raises(UsageError, match="has a review by amal on 2026-03-01 already"):
        run(repository, "auth-002", "--by", "amal", "--date", "2026-03-01")


def test_a_draft_is_not_reviewed(repository: Repository) -> None:
    before = repository.document_path("auth-001").read_bytes()
    with pytest.raises(UsageError, match="auth-001 has the state draft; it must be adjudicated"):
        run(repository, "auth-001", "--by", "amal")
    assert repository.document_path("auth-001").read_bytes() == before


def test_an_unknown_document_is_refused_with_a_near_one(repository: Repository) -> None:
    with pytest.raises(FileNotFoundError, match=r"did you mean 'auth-00[12]'"):
        run(repository, "auth-02", "--by", "amal")


@pytest.mark.parametrize("handle", ["", "@amal", "a b", "-a", "a" * 40, "أمل", "amal\n"])
def test_a_handle_is_one_as_on_github(repository: Repository, handle: str) -> None:
    with pytest.raises(UsageError, match="expected a handle"):
        run(repository, "auth-002", f"--by={handle}")


@pytest.mark.parametrize(
    ("date", "message"),
    [
        ("2026-3-1", "expected YYYY-MM-DD"),
        ("20260301", "expected YYYY-MM-DD"),
        ("٢٠٢٦-٠٣-٠١", "expected YYYY-MM-DD"),
        ("2026-02-30", "no day of the calendar"),
        ("9999-01-01", "lies in the future"),
    ],
)
def test_a_date_is_a_day_that_has_come(repository: Repository, date: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        run(repository, "auth-002", "--by", "amal", "--date", date)
