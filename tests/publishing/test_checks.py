"""What forbids publishing, found without a network."""

from __future__ import annotations

import pytest

from sifara.files import write_text
from sifara.publishing import checks
from sifara.publishing.plan import plan, steps
from sifara.report.card.rendering import build
from tests.conftest import set_version
from tests.publishing.conftest import commit, edit, git, rebuild, retopic


def problems(repository, tag=None):
    return list(checks.problems(repository, plan(repository, tag, "0" * 40)))


def test_a_fresh_release_has_no_problem(repository):
    assert problems(repository) == []


def test_each_problem_says_what_to_do(repository):
    write_text(repository.release / "README.md", "# Something else\n")
    write_text(repository.version, "0.3.0\n")
    found = "\n".join(problems(repository, tag="v9.9.9"))
    for expected in (
        "the working tree is not clean",
        "data/release is version 0.1.0, data/VERSION says 0.3.0; run: make release",
        "tag 'v9.9.9' does not name the data",
        "CITATION.cff cites version '0.1.0', the data is '0.3.0'",
        "data/release/README.md is stale; run: python scripts/generate.py card",
    ):
        assert expected in found


def test_a_release_that_the_gold_does_not_give_is_found(repository):
    retopic(repository)
    commit(repository)
    (problem,) = [p for p in problems(repository) if "not what the gold gives" in p]
    assert "topics/web: web-000.s01 edited" in problem


def test_gold_with_findings_is_not_published(repository):
    path = repository.document_path("web-000")
    write_text(path, path.read_text("utf-8").replace('"surface": "ليبيا"', '"surface": "مصر"', 1))
    commit(repository)
    (problem,) = [p for p in problems(repository) if "findings, see: sifara validate" in p]
    assert "first data/gold/documents/web-000.json:" in problem


def test_a_build_alone_leaves_a_card_without_scores_which_is_stale(repository):
    for name in ("README.md", "croissant.json"):
        (repository.release / name).unlink()
    build(repository)
    commit(repository)
    assert problems(repository) == ["missing: croissant.json; run: make release"]


def test_the_version_is_held_to_the_last_tag_of_the_source(repository):
    git(repository.root, "tag", "data-v0.1.0")
    git(repository.root, "tag", "data-vnext")
    retopic(repository)
    set_version(repository, "0.1.1")
    rebuild(repository)
    planned = plan(repository, None, "0" * 40)
    tag, found = checks.changes_since_last_tag(repository, planned)
    assert tag == "data-v0.1.0"
    (problem,) = checks.version_problems(found, tag)
    assert "0.1.1 is too small" in problem


def test_a_source_tag_of_this_version_with_another_release_is_a_problem(repository):
    git(repository.root, "tag", "data-v0.1.0")
    assert problems(repository) == []
    retopic(repository)
    rebuild(repository)
    assert any("git tag data-v0.1.0 exists" in problem for problem in problems(repository))


def test_steps_know_content_by_either_hash(repository):
    planned = plan(repository, None, "0" * 40)
    present = {name: file.sha256 for name, file in planned.files.items()}
    present["MANIFEST.json"] = planned.files["MANIFEST.json"].git_oid
    assert steps(planned, present).empty
    found = steps(planned, {**present, "README.md": "other", "stray": "x", ".gitattributes": "y"})
    assert (found.add, found.delete) == (("README.md",), ("stray",))


@pytest.mark.parametrize("missing", ["LICENSE-DATA", "data/release/croissant.json"])
def test_a_missing_file_is_named(repository, missing):
    (repository.root / missing).unlink()
    commit(repository)
    assert any(missing.split("/")[-1] in problem for problem in problems(repository))


def test_a_split_without_rows_is_not_published(repository):
    """``load_dataset`` fails on it, so nobody could load the config."""
    edit(repository, "web-003", split="train")
    rebuild(repository)
    assert "entity_pairs/web has no rows, which load_dataset cannot load" in problems(repository)
