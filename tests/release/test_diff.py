"""What changed between two releases, and which version that demands."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import replace

import pytest

from sifara.commands import diff
from sifara.errors import UsageError
from sifara.files import write_text
from sifara.gold import records
from sifara.gold.repository import Repository
from sifara.release.diff import changes
from sifara.release.parquet import read_rows
from sifara.release.version import Bump
from sifara.report.card.rendering import build
from sifara.report.diff import changelog_entry, changes_text, with_entry
from tests.conftest import document, entity, repository_in

MENTIONS = [("القاهرة", "GPE", "name", "cairo"), ("ليبيا", "GPE", "name", "libya")]
TEXT = "وصل الوفد إلى القاهرة قادماً من ليبيا"


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    """A release to compare a changed one with."""
    documents = [document(n, TEXT, MENTIONS, split="test") for n in (1, 2)]
    entities = [entity("cairo", name="القاهرة"), entity("libya", name="ليبيا")]
    folder = tmp_path_factory.mktemp("diff") / "old"
    return repository_in(folder, documents, entities, build=True).release


@pytest.fixture
def repository(old, tmp_path):
    """The checkout of that release, to be changed."""
    return Repository(shutil.copytree(old.parents[1], tmp_path / "repository"))


def rebuilt(repository, version="0.1.0"):
    write_text(repository.version, version + "\n")
    build(repository)
    return repository.release


def put(repository, record, text=TEXT):
    from sifara.gold.repository import sha256

    path = repository.data / record.file
    write_text(path, text)
    record = replace(record, sha256=sha256(path))
    write_text(repository.document_path(record.id), records.format_document(record))


def own(found, config):
    return next(c for c in found.configs if c.config == config)


def test_the_same_release_demands_nothing(repository, old):
    found = changes(old, rebuilt(repository))
    assert (found.bump, found.version_is_enough, found.files) == (Bump.NONE, True, ())


def test_added_rows_demand_minor(repository, old):
    put(repository, *document(3, TEXT, split="test"))
    found = changes(old, rebuilt(repository, "0.2.0"))
    topics = own(found, "topics")
    assert topics.added == (("auth-003.s01", "test"),)
    assert topics.sizes == {"test": (2, 3)}
    assert found.bump is Bump.MINOR
    assert found.version_is_enough


def test_an_edited_row_demands_major_and_is_shown(repository, old):
    record = repository.read_document("auth-001")
    segment = replace(record.segments[0], topics=("peace-process",))
    put(repository, replace(record, segments=(segment,)))
    found = changes(old, rebuilt(repository))
    assert found.bump is Bump.MAJOR
    assert own(found, "topics").edits_by_field == {"topic": 1, "topics": 1}
    assert own(found, "documents").edits_by_field == {"segments": 1}
    assert own(found, "mentions").bump is Bump.NONE
    text = changes_text(found)
    assert "was bilateral-relations" in text
    assert "is  peace-process" in text
    assert "Demands MAJOR, which before 1.0 is at least 0.2.0." in text
    assert "0.1.0 is too small" in text


def test_another_writer_demands_patch(repository, old):
    import pyarrow.parquet as pq

    path = repository.release / "topics" / "test.parquet"
    pq.write_table(pq.read_table(path), path, compression="none")
    found = changes(old, repository.release)
    assert (found.bump, found.files) == (Bump.PATCH, ("topics/test.parquet",))
    assert "Other bytes, same rows: topics/test.parquet" in changes_text(found)
    assert str(found.least) == "0.1.1"


def test_a_new_version_number_alone_is_no_change(repository, old):
    found = changes(old, rebuilt(repository, "0.1.1"))
    assert found.bump is Bump.NONE
    assert found.version_is_enough


def run_diff(*arguments):
    parser = argparse.ArgumentParser()
    diff.add_arguments(parser)
    return diff.run(parser.parse_args([str(argument) for argument in arguments]))


def test_the_command_says_by_its_exit_code_whether_the_version_is_enough(repository, old, capsys):
    assert run_diff(old, repository.root) == 0
    put(repository, *document(3, TEXT, MENTIONS, split="test"))
    assert run_diff(old, rebuilt(repository)) == 1
    assert run_diff(old, rebuilt(repository, "0.2.0")) == 0
    assert "The new version 0.2.0 is enough." in capsys.readouterr().out


def test_what_is_no_release_is_refused(repository, tmp_path):
    with pytest.raises(UsageError, match=r"holds no MANIFEST\.json"):
        run_diff(tmp_path, repository.release)


def test_the_changelog_entry_is_made_again_and_written_words_stay(
    repository, old, tmp_path, capsys
):
    put(repository, *document(3, TEXT, split="test"))
    changelog = tmp_path / "CHANGELOG.md"
    write_text(changelog, "# Changelog\n\nNotes.\n\n## Data 0.2.0\n\nOld words.\n\n## Data 0.1.0\n")
    new = rebuilt(repository, "0.2.0")
    for _ in range(2):
        assert run_diff(old, new, "--changelog", changelog) == 0
    text = changelog.read_text("utf-8")
    assert text.startswith("# Changelog\n\nNotes.\n\n## Data 0.2.0\n\nOld words.\n\nContent `")
    assert text.count("Content `") == 1
    assert text.count("## Data 0.2.0") == text.count("## Data 0.1.0") == 1
    assert "- `topics`: 1 rows in test" in text
    run_diff(old, new, "--changelog")
    assert "a minor change against 0.1.0" in capsys.readouterr().out


def test_a_changelog_that_cannot_be_written_is_refused_before_the_work(old, tmp_path, monkeypatch):
    def work(*arguments):
        raise AssertionError("work was done")

    monkeypatch.setattr("sifara.release.diff.changes", work)
    (tmp_path / "file").write_bytes(b"\xff\xfe")
    for name in ("file/CHANGELOG.md", "file", "x" * 300, "."):
        with pytest.raises(UsageError, match=r"cannot be written|no text in UTF-8"):
            run_diff(old, old, "--changelog", tmp_path / name)


def test_a_long_value_is_shown_from_where_it_differs(repository, tmp_path):
    put(repository, *document(1, TEXT, MENTIONS, split="test", topics=("peace-process",)))
    before = shutil.copytree(rebuilt(repository), tmp_path / "before")
    topics = ("peace-process", "bilateral-relations")
    put(repository, *document(1, TEXT, MENTIONS, split="test", topics=topics))
    shown = changes_text(changes(before, rebuilt(repository, "0.2.0")))
    was, now = shown.partition("auth-001 · segments\n")[2].splitlines()[:2]
    assert "bilateral-relations" not in was
    assert "bilateral-relations" in now


def test_the_changelog_names_every_document_and_the_first_of_what_follows(
    repository, old, tmp_path
):
    for number in range(1, 13):
        put(repository, *document(number, TEXT, MENTIONS, split="test"))
    before = shutil.copytree(rebuilt(repository), tmp_path / "twelve")
    for number in range(1, 13):
        put(repository, *document(number, f"{TEXT} اليوم", MENTIONS, split="test"))
    edits = changelog_entry(changes(before, rebuilt(repository, "0.2.0")))
    (documents,) = [line for line in edits.splitlines() if line.startswith("- `documents`")]
    (topics,) = [line for line in edits.splitlines() if line.startswith("- `topics`")]
    assert documents.endswith("`auth-012`")
    assert topics.endswith("`auth-010.s01`, and 2 more")
    removals = changelog_entry(changes(before, old))
    assert "- `topics`: 10 rows: `auth-003.s01` of test" in removals


def test_a_changelog_is_begun_where_there_is_none(repository, old):
    entry = changelog_entry(changes(old, repository.release))
    assert with_entry("", entry).startswith("# Changelog\n\n## Data 0.1.0\n")


@pytest.fixture
def scored(repository, tmp_path):
    """Scores predictions that give every segment one topic."""
    from sifara.evaluation import result as results
    from sifara.evaluation import score as scoring

    def score(folder, topic, name="constant", trained_on=()):
        ids = [row["id"] for row in read_rows(repository.release, "topics", "test")]
        result = scoring.evaluate(
            "topic_classification",
            dict.fromkeys(ids, topic),
            split="test",
            model=results.Model(name, trained_on=trained_on),
            folder=repository.release,
        )
        result.save(tmp_path / folder / "topic_classification" / "test" / f"{name}.json")
        return tmp_path / folder

    return score


def test_systems_that_come_and_go_are_listed(repository, old, scored, capsys):
    before, after = (
        scored("before", "peace-process", "one"),
        scored("after", "peace-process", "two"),
    )
    assert run_diff(old, repository.release, "--results", before, after) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    ends = {(line[3], line[-1]) for line in lines if line[:1] == ["topic_classification"]}
    assert ends == {("one", "gone"), ("two", "new")}
