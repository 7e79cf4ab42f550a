"""``sifara.load(revision=…)``: exactly that revision, also offline, or an error that says why."""

from __future__ import annotations

import io
import json

import pytest

import sifara
from sifara.errors import UsageError
from sifara.files import write_text
from sifara.release.fetch import RevisionError
from tests.publishing.conftest import REPO
from tests.publishing.stored import Repo

CLOSED = "http://127.0.0.1:9"


@pytest.fixture
def published(hub, repository):
    """The release on the Hub under two tags, without the way there."""
    folder = repository.release
    names = [path for path in folder.rglob("*") if path.is_file()]
    files = {
        str(path.relative_to(folder)): (path.read_bytes(), path.suffix == ".parquet")
        for path in names
    }
    there = Repo(private=False)
    there.tags = {"v0.1.0": there.add(files, "one"), "v0.2.0": there.add(dict(files), "two")}
    hub.repos[REPO] = there
    return there


@pytest.fixture
def offline(monkeypatch):
    """Cuts the Hub off when called."""

    def cut():
        from huggingface_hub import constants

        monkeypatch.setattr(constants, "ENDPOINT", CLOSED)
        template = CLOSED + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)

    return cut


def load(revision="v0.1.0", config="topics"):
    return sifara.load(config, revision=revision, repo=REPO)


def test_a_revision_is_loaded_with_its_labels(published, repository):
    there = load()
    here = sifara.load("topics", folder=repository.release)
    assert there["web"].features == here["web"].features
    assert there["web"].to_list() == here["web"].to_list()


def test_a_commit_is_a_revision_too(published):
    assert load(published.tags["v0.1.0"])["web"].num_rows > 0


def test_what_was_downloaded_once_is_there_offline_in_every_config(published, offline):
    online = load()["web"].to_list()
    offline()
    assert load()["web"].to_list() == online
    assert load(config="mentions")["web"].num_rows > 0


def test_another_revision_in_the_cache_is_never_returned(published, offline):
    load("v0.1.0")
    offline()
    with pytest.raises(RevisionError, match=r"at revision 'v0\.2\.0' cannot be had"):
        load("v0.2.0")


@pytest.mark.parametrize(
    ("repo", "revision", "reason"),
    [
        (REPO, "v9.9.9", "the repository has no such revision"),
        ("example/nothing", "v0.1.0", "no such repository, or no permission"),
        ("not a name", "v0.1.0", "expected ORG/NAME"),
        ("a/b/c", "v0.1.0", "expected ORG/NAME"),
    ],
)
def test_names_that_are_wrong_are_named(published, repo, revision, reason):
    with pytest.raises(UsageError, match=reason):
        sifara.load("topics", revision=revision, repo=repo)


def test_a_server_that_fails_is_no_reason_to_return_something_else(published, hub):
    from tests.publishing.stored import Failure

    for status, said in ((500, "the server failed"), (429, "too many requests, wait 9 seconds")):
        headers = {"Retry-After": "9"} if status == 429 else {}
        hub.failures = [Failure("GET", "/revision/", status, times=99, headers=headers)]
        with pytest.raises(RevisionError, match=rf"cannot be had \({said} \(HTTP {status}"):
            load()


def tampered(published, name, content):
    files = published.commits[published.tags["v0.1.0"]]
    files[name] = (content, files[name][1])


def test_rows_that_are_not_those_of_the_manifest_are_refused(published):
    import pyarrow.parquet as pq

    files = published.commits[published.tags["v0.1.0"]]
    table = pq.read_table(io.BytesIO(files["topics/web.parquet"][0]))
    out = io.BytesIO()
    pq.write_table(table.slice(0, table.num_rows - 1), out)
    tampered(published, "topics/web.parquet", out.getvalue())
    with pytest.raises(RevisionError, match=r"topics/web\.parquet has .* rows with hash"):
        load()
    assert load(config="mentions")["web"].num_rows > 0


def test_a_file_that_is_no_parquet_is_refused(published):
    tampered(published, "topics/web.parquet", b"<html>")
    with pytest.raises(RevisionError, match=r"topics/web\.parquet cannot be read"):
        load()


def test_a_manifest_that_contradicts_itself_is_refused(published):
    manifest = json.loads(published.commits[published.tags["v0.1.0"]]["MANIFEST.json"][0])
    manifest["configs"]["topics"]["web"]["rows_sha256"] = "0" * 64
    tampered(published, "MANIFEST.json", json.dumps(manifest).encode())
    with pytest.raises(RevisionError, match="the manifest states content"):
        load()


def test_a_manifest_that_points_outside_is_refused(published):
    manifest = json.loads(published.commits[published.tags["v0.1.0"]]["MANIFEST.json"][0])
    manifest["configs"]["topics"]["web"]["file"] = "../../../etc/passwd"
    tampered(published, "MANIFEST.json", json.dumps(manifest).encode())
    with pytest.raises(RevisionError, match="outside the release"):
        load()


@pytest.mark.parametrize("name", ["MANIFEST.json", "mentions/web.parquet"])
def test_a_release_that_lacks_a_file_is_refused(published, name):
    del published.commits[published.tags["v0.1.0"]][name]
    with pytest.raises(RevisionError, match=rf"(has no|lacks) {name}: .*connect to the Hub"):
        load()


def test_a_repository_without_a_release_is_refused(published):
    tampered(published, "MANIFEST.json", b"[]")
    with pytest.raises(RevisionError, match="is no Sifara release"):
        load()


def test_a_repository_needs_a_revision_and_a_folder_has_none(tmp_path):
    with pytest.raises(UsageError, match="without a revision"):
        sifara.load("topics", repo=REPO)
    with pytest.raises(UsageError, match="a folder has no history"):
        sifara.load("topics", revision="v0.1.0", folder=tmp_path)


def test_diff_takes_a_revision_of_the_hub(published, repository, capsys):
    import argparse

    from sifara.commands import diff

    parser = argparse.ArgumentParser()
    diff.add_arguments(parser)
    write_text(repository.release / "README.md", "# Other\n")
    args = parser.parse_args([f"{REPO}@v0.1.0", str(repository.release)])
    assert diff.run(args) == 1
    shown = capsys.readouterr().out
    assert "Other bytes, same rows: README.md" in shown
    assert "Demands PATCH: at least 0.1.1. The new version 0.1.0 is too small." in shown
