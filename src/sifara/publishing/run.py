"""One publication from beginning to end; a run that failed can be repeated.

The tag comes last but for the verification and names exactly the commit that holds the plan, so a
run that dies leaves at worst a commit without a tag, which the next run finds and tags.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sifara.errors import UsageError
from sifara.gold.repository import Repository
from sifara.publishing import checks
from sifara.publishing.hub import Hub, HubError, Remote
from sifara.publishing.plan import Plan, plan, plan_text, steps
from sifara.publishing.redaction import token
from sifara.publishing.verification import verify
from sifara.release.diff import changes
from sifara.release.fetch import check_repo, snapshot
from sifara.release.version import Version
from sifara.report.diff import changes_text

Say = Callable[[str], None]


class RefusedError(UsageError):
    """Publishing is forbidden; the message lists why."""


def _refuse(problems: Iterable[str]) -> None:
    found = list(problems)
    if found:
        raise RefusedError("not published:\n" + "\n".join(f"- {problem}" for problem in found))


def publish(
    repository: Repository,
    repo: str,
    *,
    tag: str | None = None,
    private: bool = False,
    dry_run: bool = False,
    say: Say = print,
) -> None:
    """Publishes the release of a checkout.

    Args:
        repository: The checkout.
        repo: Dataset repository on the Hub, ``ORG/NAME``.
        tag: The tag, by default ``v`` and the version.
        private: Whether a repository that is created is private.
        dry_run: Check everything that can be checked here and contact nothing.
        say: Takes what is to be shown.

    Raises:
        UsageError: When ``repo`` is no name of a repository.
        RefusedError: When something forbids publishing.
        HubError: When the Hub refused or could not be reached.
        VerificationError: When the tag serves something else than what was published.
    """
    check_repo(repo)
    planned = plan(repository, tag, checks.source_commit(repository))
    _refuse(checks.problems(repository, planned))
    since = checks.changes_since_last_tag(repository, planned)
    if since:
        say(f"Since {since[0]} of the source repository:\n{changes_text(since[1])}\n")
        _refuse(checks.version_problems(since[1], since[0]))
    else:
        say(f"No earlier tag {checks.TAG_PREFIX}… in the source repository to compare with.\n")
    if dry_run:
        say(plan_text(planned, repo, steps(planned, {})))
        say("Dry run: everything here is in order; nothing was contacted.")
        return
    secret = token()
    if not secret:
        raise RefusedError("no token; set HF_TOKEN or log in with: hf auth login")
    hub = Hub(repo, secret)
    remote = hub.remote()
    if planned.tag in remote.tags:
        _refuse(_tag_problems(hub, planned, remote))
        say(f"{repo} {planned.tag} is published already, with this content.")
    else:
        _refuse(_remote_version_problems(repo, planned, remote, secret, say))
        _commit_and_tag(hub, planned, remote, private, say)
    rows = verify(repo, planned, secret)
    say(f"Verified: {repo} {planned.tag} serves all {len(planned.files)} files and {rows} rows.")


def _tag_problems(hub: Hub, planned: Plan, remote: Remote) -> Iterable[str]:
    found = steps(planned, hub.files(remote.tags[planned.tag]))
    if not found.empty:
        yield (
            f"tag {planned.tag} exists with other content ({', '.join(found.add + found.delete)}); "
            "a published version is never changed: raise data/VERSION and run: make release"
        )


def _remote_version_problems(
    repo: str, planned: Plan, remote: Remote, secret: str, say: Say
) -> Iterable[str]:
    """Holds the version to the newest one that is published."""
    published = []
    for name in remote.tags:
        try:
            published.append((Version.parse(name.removeprefix("v")), name))
        except UsageError:
            continue
    if not published:
        return
    newest = max(published)[1]
    found = changes(snapshot(repo, newest, token=secret), planned.release)
    say(f"Since {newest} on the Hub:\n{changes_text(found)}\n")
    yield from checks.version_problems(found, f"{newest} on the Hub")


def _commit_and_tag(hub: Hub, planned: Plan, remote: Remote, private: bool, say: Say) -> None:
    if remote.head is None:
        hub.create(private=private)
        remote = hub.remote()
    found = steps(planned, hub.files(remote.head) if remote.head else {})
    say(plan_text(planned, hub.repo, found))
    if found.empty and remote.head:
        commit = remote.head
        say(f"Commit {commit} holds exactly this; only the tag is missing.")
    else:
        commit = hub.commit(planned, found, remote.head)
        say(f"Commit {commit}")
        left = steps(planned, hub.files(commit))
        if not left.empty:
            raise HubError(
                f"commit {commit} lacks {', '.join(left.add + left.delete)}; it was not tagged, "
                "run this again"
            )
    hub.tag(planned, commit)
    tagged = hub.remote().tags.get(planned.tag)
    if tagged != commit:
        raise HubError(f"tag {planned.tag} is on {tagged}, expected {commit}; look at the Hub")
    say(f"Tag {planned.tag} on {commit}")
