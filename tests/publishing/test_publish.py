"""Publishing, from the first commit to the verified tag, and what happens when it fails."""

from __future__ import annotations

import pytest

from sifara import load
from sifara.errors import UsageError
from sifara.files import write_text
from sifara.publishing import checks, run
from sifara.publishing.hub import HubError
from sifara.publishing.run import RefusedError
from sifara.publishing.verification import VerificationError
from sifara.release.parquet import RENDERED, read_rows
from tests.conftest import set_version
from tests.publishing.conftest import REPO, TOKEN, rebuild, retopic
from tests.publishing.stored import Failure

# The Hub's library passes bytes to its HTTP client in a form that the client has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


@pytest.fixture
def unchecked(monkeypatch):
    """Leaves out the checks on the checkout, which have tests of their own and take seconds."""
    monkeypatch.setattr(checks, "problems", lambda repository, planned: [])


def served(hub, tag):
    there = hub.repos[REPO]
    return {name: content for name, (content, _) in there.commits[there.tags[tag]].items()}


def test_a_release_is_one_commit_with_a_tag_on_exactly_it(hub, publish, repository):
    shown = publish()
    there = hub.repos[REPO]
    assert there.tags == {"v0.1.0": there.head}
    assert len(there.messages) == 2, "the empty first commit of the Hub and ours"
    assert "Verified" in shown[-1]
    files = served(hub, "v0.1.0")
    assert set(files) == {
        ".gitattributes",
        "LICENSE-DATA",
        "MANIFEST.json",
        *RENDERED,
        *(f"{config}/web.parquet" for config in ("topics", "documents", "mentions")),
        "entity_pairs/web.parquet",
        "entities/kb.parquet",
    }
    assert files["README.md"] == (repository.release / "README.md").read_bytes()


def test_what_users_load_from_the_tag_is_what_was_built(hub, publish, repository):
    from datasets import load_dataset

    publish()
    rows = read_rows(repository.release, "topics", "web")
    official = load_dataset(REPO, "topics", revision="v0.1.0")["web"]
    own = load("topics", "web", revision="v0.1.0", repo=REPO)
    for loaded in (official, own):
        names = loaded.features["topic"].names
        assert [names[row] for row in loaded["topic"]] == [row["topic"] for row in rows]
        assert list(loaded["id"]) == [row["id"] for row in rows]


def test_a_second_version_leaves_the_first_as_it_was(hub, publish, repository):
    publish()
    before = served(hub, "v0.1.0")
    retopic(repository)
    set_version(repository, "0.2.0")
    rebuild(repository)
    shown = "\n".join(publish())
    assert "Demands MAJOR, which before 1.0 is at least 0.2.0" in shown
    assert served(hub, "v0.1.0") == before
    assert hub.repos[REPO].tags["v0.2.0"] == hub.repos[REPO].head
    old, new = (load("topics", "web", revision=v, repo=REPO)["topic"] for v in ("v0.1.0", "v0.2.0"))
    assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


def test_publishing_again_changes_nothing(hub, publish, unchecked):
    publish()
    before = dict(hub.repos[REPO].tags), len(hub.repos[REPO].commits)
    shown = publish()
    assert "is published already" in "\n".join(shown)
    assert (dict(hub.repos[REPO].tags), len(hub.repos[REPO].commits)) == before


def test_files_that_are_no_longer_part_are_deleted(hub, publish, unchecked):
    hub.repos[REPO] = _repo_with({"old.csv": (b"a,b\n", False), ".gitattributes": (b"", False)})
    assert "delete" in "\n".join(publish())
    assert "old.csv" not in served(hub, "v0.1.0")
    assert ".gitattributes" in served(hub, "v0.1.0")


def _repo_with(files):
    from tests.publishing.stored import Repo

    repo = Repo(private=False)
    repo.add(files, "by hand")
    return repo


def test_a_tag_with_other_content_is_never_moved(hub, publish, repository, unchecked):
    publish()
    before = dict(hub.repos[REPO].tags)
    retopic(repository)
    rebuild(repository)
    with pytest.raises(RefusedError, match=r"tag v0\.1\.0 exists with other content .*topics/web"):
        publish()
    assert hub.repos[REPO].tags == before


def test_a_version_too_small_for_the_change_is_refused(hub, publish, repository):
    publish()
    retopic(repository)
    set_version(repository, "0.1.1")
    rebuild(repository)
    with pytest.raises(RefusedError, match=r"0\.1\.1 is too small.*MAJOR, at least 0\.2\.0"):
        publish()
    assert list(hub.repos[REPO].tags) == ["v0.1.0"]


def test_somebody_else_who_commits_in_between_is_not_overwritten(
    hub, publish, monkeypatch, unchecked
):
    def meanwhile(planned, repo, found):
        hub.repos[REPO].add({"theirs.txt": (b"x", False)}, "theirs")
        return ""

    with monkeypatch.context() as patch:
        patch.setattr(run, "plan_text", meanwhile)
        with pytest.raises(HubError, match="somebody else has committed in between"):
            publish()
    assert not hub.repos[REPO].tags
    assert hub.repos[REPO].messages[-1] == "theirs"


@pytest.mark.parametrize(
    "failure",
    [
        Failure("POST", "/api/repos/create", 500),
        Failure("POST", "/preupload/", 400),
        Failure("PUT", "/lfs/", 500, times=99),
        Failure("POST", "/commit/", 500),
        Failure("POST", "/commit/", 500, after=True),
        Failure("POST", "/tag/", 503),
        Failure("POST", "/tag/", 503, after=True),
    ],
    ids=lambda f: f"{f.path}{f.status}{'-answer-lost' * f.after}",
)
def test_a_run_that_fails_in_the_middle_can_be_repeated(hub, publish, unchecked, failure):
    hub.failures = [failure]
    with pytest.raises(HubError):
        publish()
    hub.failures = []
    for commit in (hub.repos[REPO].tags if REPO in hub.repos else {}).values():
        assert commit == hub.repos[REPO].head, "a tag, if there is one, is on the commit"
    publish()
    there = hub.repos[REPO]
    assert there.tags == {"v0.1.0": there.head}
    assert len(there.messages) == 2, "the work that was done was not done twice"


def test_a_server_that_serves_something_else_is_found_out(hub, publish, monkeypatch, unchecked):
    from sifara.publishing.hub import Hub

    tag = Hub.tag

    def tag_and_corrupt(self, planned, commit):
        tag(self, planned, commit)
        files = hub.repos[REPO].commits[commit]
        files["LICENSE-DATA"] = (b"something else", False)

    monkeypatch.setattr(Hub, "tag", tag_and_corrupt)
    with pytest.raises(VerificationError, match="LICENSE-DATA is not the file"):
        publish()


def test_a_wrong_token_is_named_but_not_shown(hub, publish, monkeypatch, unchecked):
    monkeypatch.setenv("HF_TOKEN", wrong := TOKEN[::-1])
    with pytest.raises(HubError, match="the token is missing, wrong or expired") as raised:
        publish()
    assert wrong not in str(raised.value)
    assert not hub.repos


def test_without_a_token_nothing_is_contacted(hub, publish, monkeypatch, unchecked):
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(RefusedError, match="no token; set HF_TOKEN"):
        publish()
    assert not hub.requests


@pytest.mark.parametrize(
    "name", ["bad", "../b", "a/b/c", "a/../b", "", "a/", "/b", "a b/c", "a/b@v"]
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_repository_name_that_is_none_is_refused_before_anything(hub, repository, name, dry_run):
    with pytest.raises(UsageError, match="expected ORG/NAME"):
        run.publish(repository, name, dry_run=dry_run, say=lambda text: None)
    assert not hub.requests


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "37"}, "wait 37 seconds"),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, "wait until 07:28:00 UTC"),
        ({"RateLimit": '"api";r=0;t=55'}, "wait 55 seconds"),
    ],
    ids=["seconds", "date", "rate limit"],
)
def test_how_long_the_hub_asks_to_wait_is_said(hub, publish, unchecked, status, headers, wait):
    hub.failures = [Failure("GET", "/refs", status, times=99, headers=headers)]
    with pytest.raises(HubError, match=rf"{wait} \(HTTP {status}.*then run this again"):
        publish()


def test_private_repositories_are_read_with_the_token(hub, publish, unchecked):
    publish(private=True)
    assert hub.repos[REPO].private
    assert "v0.1.0" in hub.repos[REPO].tags


def test_a_dry_run_contacts_nothing_and_needs_no_token(hub, publish, monkeypatch):
    monkeypatch.delenv("HF_TOKEN")
    shown = publish(dry_run=True)
    assert not hub.requests
    assert "topics/web.parquet" in "\n".join(shown)
    assert "nothing was contacted" in shown[-1]


def test_a_dry_run_finds_what_a_run_would_refuse(publish, repository):
    write_text(repository.root / "note.txt", "left over")
    with pytest.raises(RefusedError, match=r"not clean \(note.txt\)"):
        publish(dry_run=True)
