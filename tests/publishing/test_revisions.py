"""Releases and results of the past, by the names that people give them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

from sifara.commands import diff
from sifara.files import write_text
from sifara.publishing.checks import source_commit
from sifara.release.fetch import RevisionError, release_at, results_at
from tests.conftest import set_version
from tests.publishing.conftest import commit, git, rebuild, retopic


def run_diff(repository, *arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", type=Path)
    diff.add_arguments(parser)
    return diff.run(parser.parse_args(["--root", str(repository.root), *arguments]))


def test_a_git_revision_is_compared_with_the_checkout(repository, capsys):
    git(repository.root, "tag", "data-v0.1.0")
    retopic(repository)
    set_version(repository, "0.2.0")
    rebuild(repository)
    assert run_diff(repository, "data-v0.1.0", str(repository.root)) == 0
    assert run_diff(repository, "HEAD~1", "HEAD") == 0
    shown = capsys.readouterr().out
    assert shown.count("topics: 1 edits of topic\n") == 2


def test_results_come_from_a_folder_a_checkout_or_a_revision(repository, tmp_path):
    note = repository.results / "agreement.json"
    write_text(note, json.dumps({"name": "x", "splits": {}}))
    commit(repository)
    for name in (str(repository.results), str(repository.root), "HEAD"):
        with results_at(name, repository.root) as folder:
            assert (folder / "agreement.json").is_file()


def test_a_name_that_stands_for_nothing_is_refused(repository):
    neither = r"neither a folder, nor .* nor a git revision"
    with pytest.raises(RevisionError, match=neither), release_at("v7", repository.root):
        pass
    no_results = "git revision 'HEAD' has no results"
    with pytest.raises(RevisionError, match=no_results), results_at("HEAD", repository.root):
        pass


def test_the_checkout_that_is_named_is_meant_whatever_a_hook_has_set(
    repository, tmp_path, monkeypatch
):
    """Inside a git hook the environment names the repository of the hook."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    head = git(repository.root, "rev-parse", "HEAD")
    with monkeypatch.context() as hook:
        hook.setenv("GIT_DIR", str(other / ".git"))
        hook.setenv("GIT_WORK_TREE", str(other))
        hook.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
        assert git(repository.root, "rev-parse", "HEAD") == head == source_commit(repository)
        with release_at("HEAD", repository.root) as folder:
            assert (folder / "MANIFEST.json").is_file()
        set_version(repository, "0.2.0")
        assert commit(repository) != head
    assert git(repository.root, "status", "--porcelain") == ""
    assert git(other, "log", "--all", "--oneline") == ""
