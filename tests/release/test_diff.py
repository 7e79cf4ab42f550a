"""What changed between two releases, and which version that demands."""

from __future__ import annotations

import argparse
import json
import shutil
from dataclasses import replace

import pytest

from sifara.commands import diff
from sifara.errors import UsageError
from sifara.evaluation.movement import movements
from sifara.files import write_text
from sifara.gold import records
from sifara.release.diff import changes
from sifara.release.parquet import encode, read_manifest, read_rows, rows_hash
from sifara.release.version import Bump, Version
from sifara.report.card.rendering import build
from sifara.report.diff import changelog_entry, changes_text, with_entry
from tests.conftest import document, entity

MENTIONS = [("القاهرة", "GPE", "name", "cairo"), ("ليبيا", "GPE", "name", "libya")]
TEXT = "وصل الوفد إلى القاهرة قادماً من ليبيا"


@pytest.fixture
def repository(make_repository):
    documents = [document(n, TEXT, MENTIONS, split="test") for n in (1, 2)]
    entities = [entity("cairo", name="القاهرة"), entity("libya", name="ليبيا")]
    return make_repository(documents, entities, build=True)


@pytest.fixture
def old(repository, tmp_path):
    """The release as it was, to compare a changed one with."""
    return shutil.copytree(repository.release, tmp_path / "old")


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


def test_a_removed_and_a_moved_row_demand_major(repository, old):
    repository.document_path("auth-001").unlink()
    record = repository.read_document("auth-002")
    put(repository, replace(record, split="train"))
    topics = own(changes(old, rebuilt(repository)), "topics")
    assert topics.removed == (("auth-001.s01", "test"),)
    assert [(m.id, m.old, m.new) for m in topics.moved] == [("auth-002.s01", "test", "train")]
    assert topics.sizes == {"train": (0, 1), "test": (2, 0)}
    assert topics.bump is Bump.MAJOR


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


def rewritten(repository, config, change):
    """A release in which the features of a config were changed."""
    import pyarrow.parquet as pq

    folder = repository.release
    manifest = read_manifest(folder)
    for split in manifest["configs"][config]:
        path = folder / config / f"{split}.parquet"
        rows = read_rows(folder, config, split)
        from datasets import Features

        features = Features.from_arrow_schema(pq.read_schema(path))
        rows, features = change(rows, features)
        pq.write_table(encode(rows, features), path)
        manifest["configs"][config][split]["rows_sha256"] = rows_hash(rows)
    write_text(folder / "MANIFEST.json", json.dumps(manifest))
    return folder


def test_an_added_field_demands_minor_also_deep_down(repository, old):
    from datasets import Features, Value

    def add(rows, features):
        fields = dict(features)
        segment = {**fields["segments"].feature, "language": Value("string")}
        fields["segments"] = type(fields["segments"])(segment)
        for row in rows:
            row["segments"] = [{**s, "language": "ar"} for s in row["segments"]]
        return rows, Features(fields)

    found = own(changes(old, rewritten(repository, "documents", add)), "documents")
    assert [(f.field, f.breaking) for f in found.fields] == [("segments[].language", False)]
    assert found.edited == ()
    assert found.bump is Bump.MINOR


@pytest.mark.parametrize(
    ("names", "bump"),
    [
        (lambda names: [*names, "new-topic"], Bump.MINOR),
        (lambda names: names[::-1], Bump.MAJOR),
    ],
    ids=["label at the end", "labels reordered"],
)
def test_labels_may_only_be_added_at_the_end(names, bump, repository, old):
    from datasets import ClassLabel, Features

    def relabel(rows, features):
        label = ClassLabel(names=names(features["topic"].names))
        return rows, Features({**features, "topic": label})

    found = own(changes(old, rewritten(repository, "topics", relabel)), "topics")
    assert found.bump is bump
    assert found.edited == ()


def test_a_removed_field_demands_major(repository, old):
    from datasets import Features

    def drop(rows, features):
        kept = Features({n: f for n, f in features.items() if n != "kind"})
        return [{n: v for n, v in row.items() if n != "kind"} for row in rows], kept

    found = own(changes(old, rewritten(repository, "topics", drop)), "topics")
    assert [str(f.field) for f in found.fields] == ["kind"]
    assert found.bump is Bump.MAJOR


@pytest.mark.parametrize(
    ("old", "bump", "least"),
    [
        ("0.1.0", Bump.NONE, "0.1.0"),
        ("0.1.0", Bump.PATCH, "0.1.1"),
        ("0.1.4", Bump.MINOR, "0.2.0"),
        ("0.1.4", Bump.MAJOR, "0.2.0"),
        ("1.2.3", Bump.MINOR, "1.3.0"),
        ("1.2.3", Bump.MAJOR, "2.0.0"),
    ],
)
def test_the_smallest_version_that_a_change_may_have(old, bump, least):
    assert str(Version.parse(old).least_after(bump)) == least


def test_versions_are_numbers_not_text():
    assert Version.parse("0.10.0") > Version.parse("0.9.9")
    for wrong in ("1.0", "v1.0.0", "1.0.0-rc1", "01.0.0", "١.٠.٠"):
        with pytest.raises(UsageError, match="expected three numbers"):
            Version.parse(wrong)


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


def test_a_long_value_is_shown_from_where_it_differs(repository, old):
    put(repository, *document(1, TEXT, MENTIONS, split="test", topics=("peace-process",)))
    before = shutil.copytree(rebuilt(repository), old / "before")
    topics = ("peace-process", "bilateral-relations")
    put(repository, *document(1, TEXT, MENTIONS, split="test", topics=topics))
    shown = changes_text(changes(before, rebuilt(repository, "0.2.0")))
    was, now = shown.partition("auth-001 · segments\n")[2].splitlines()[:2]
    assert "bilateral-relations" not in was
    assert "bilateral-relations" in now


def test_the_changelog_names_every_document_and_the_first_of_what_follows(repository, old):
    for number in range(1, 13):
        put(repository, *document(number, TEXT, MENTIONS, split="test"))
    before = shutil.copytree(rebuilt(repository), old / "twelve")
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


def cause(before, after, found):
    (movement,) = movements(before, after, found)
    return movement.cause


def test_a_score_that_data_moved_is_told_from_one_that_code_moved(repository, old, scored):
    same = changes(old, repository.release)
    before = scored("before", "peace-process")
    assert cause(before, scored("again", "peace-process"), same) == "unchanged"
    code = cause(before, scored("code", "bilateral-relations"), same)
    assert code == "code: the model answers otherwise on the same data"

    put(repository, *document(3, TEXT, MENTIONS, split="test", topics=("peace-process",)))
    found = changes(old, rebuilt(repository, "0.2.0"))
    data = cause(before, scored("data", "peace-process"), found)
    assert data == "data: the same answers on all 2 unchanged rows"
    both = cause(before, scored("both", "bilateral-relations"), found)
    assert both == "data and code: 2 of 2 unchanged rows answered otherwise"


def test_the_scorer_is_named_when_answers_are_the_same(repository, old, scored):
    before, after = scored("before", "peace-process"), scored("after", "peace-process")
    path = after / "topic_classification" / "test" / "constant.json"
    record = json.loads(path.read_text("utf-8"))
    record["populations"][0]["metrics"]["macro_f1"]["value"] = 0.5
    path.write_text(json.dumps(record), "utf-8")
    found = changes(old, repository.release)
    assert cause(before, after, found) == "code: the scorer, on the same answers"


def test_results_on_another_release_are_not_explained(repository, old, scored):
    before = scored("before", "peace-process")
    put(repository, *document(3, TEXT, MENTIONS, split="test", topics=("peace-process",)))
    found = changes(old, rebuilt(repository, "0.2.0"))
    after = scored("after", "peace-process")
    assert cause(before, before, found) == (
        "unknown: the score after is on another release, data 0.1.0"
    )
    assert cause(after, after, found) == (
        "unknown: the score before is on another release, data 0.2.0"
    )


def test_systems_that_come_and_go_are_listed(repository, old, scored, capsys):
    before, after = (
        scored("before", "peace-process", "one"),
        scored("after", "peace-process", "two"),
    )
    assert run_diff(old, repository.release, "--results", before, after) == 0
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    ends = {(line[3], line[-1]) for line in lines if line[:1] == ["topic_classification"]}
    assert ends == {("one", "gone"), ("two", "new")}
