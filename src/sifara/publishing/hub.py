"""The Hub, reduced to what publishing needs; every error becomes a sentence."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sifara.errors import UsageError
from sifara.publishing.plan import Plan, Steps
from sifara.release.fetch import reason

if TYPE_CHECKING:
    from huggingface_hub import HfApi

#: Branch that the commit goes to.
BRANCH = "main"


class HubError(UsageError):
    """The Hub refused or could not be reached; the run can be repeated."""


@dataclass(frozen=True)
class Remote:
    """What is on the Hub.

    Attributes:
        head: The newest commit, None where there is no repository.
        tags: Commit of every tag.
    """

    head: str | None
    tags: dict[str, str] = field(default_factory=dict)


class Hub:
    """One dataset repository on the Hub."""

    def __init__(self, repo: str, token: str) -> None:
        from huggingface_hub import HfApi, constants

        # Uploads go through the plain protocol, which needs nothing but HTTPS to one host.
        os.environ["HF_HUB_DISABLE_XET"] = "1"
        constants.HF_HUB_DISABLE_XET = True
        self.repo = repo
        self._token = token
        self._api: HfApi = HfApi(token=token, library_name="sifara")

    def remote(self) -> Remote:
        """The newest commit and the tags."""
        from huggingface_hub.errors import RepositoryNotFoundError

        with _sentences(f"reading {self.repo}"):
            try:
                refs = self._api.list_repo_refs(self.repo, repo_type="dataset")
            except RepositoryNotFoundError as error:
                if error.response.status_code == 401:
                    raise
                return Remote(head=None)
        heads = [ref.target_commit for ref in refs.branches if ref.name == BRANCH]
        tags = {ref.name: ref.target_commit for ref in refs.tags}
        return Remote(head=heads[0] if heads else None, tags=tags)

    def create(self, *, private: bool) -> None:
        """Creates the repository where there is none."""
        with _sentences(f"creating {self.repo}"):
            self._api.create_repo(self.repo, repo_type="dataset", private=private, exist_ok=True)

    def files(self, revision: str) -> dict[str, str]:
        """SHA-256, or the git id where there is none, of every file at a revision."""
        from huggingface_hub import RepoFile

        with _sentences(f"listing {self.repo} at {revision[:12]}"):
            tree = self._api.list_repo_tree(
                self.repo, recursive=True, revision=revision, repo_type="dataset"
            )
            return {
                item.path: item.lfs.sha256 if item.lfs else item.blob_id
                for item in tree
                if isinstance(item, RepoFile)
            }

    def commit(self, planned: Plan, found: Steps, parent: str | None) -> str:
        """Makes one commit on top of exactly the parent and returns its id."""
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete

        operations: list[CommitOperationAdd | CommitOperationDelete] = [
            CommitOperationAdd(path_in_repo=name, path_or_fileobj=planned.files[name].path)
            for name in found.add
        ]
        operations += [CommitOperationDelete(path_in_repo=name) for name in found.delete]
        with _sentences(f"committing to {self.repo}"):
            done = self._api.create_commit(
                self.repo,
                operations,
                repo_type="dataset",
                revision=BRANCH,
                parent_commit=parent,
                commit_message=f"Sifara data {planned.version}",
                commit_description=f"Content {planned.content_sha256}, built from source commit "
                f"{planned.source}.",
            )
        return str(done.oid)

    def tag(self, planned: Plan, commit: str) -> None:
        """Puts the tag on exactly one commit."""
        with _sentences(f"tagging {self.repo}"):
            self._api.create_tag(
                self.repo,
                tag=planned.tag,
                tag_message=f"Sifara data {planned.version}, content {planned.content_sha256}",
                revision=commit,
                repo_type="dataset",
            )


@contextmanager
def _sentences(doing: str) -> Iterator[None]:
    """Turns errors of the Hub's library into one sentence without headers or addresses."""
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    try:
        try:
            yield
        except RuntimeError as error:
            # Errors of upload threads arrive wrapped.
            if isinstance(error.__cause__, HfHubHTTPError | httpx2.HTTPError | OSError):
                raise error.__cause__ from error
            raise
    except (httpx2.HTTPError, OSError) as error:
        raise HubError(f"{doing}: {reason(error)}; then run this again") from error
