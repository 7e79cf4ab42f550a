"""What has to hold here before anything is published; nothing in this module uses the network."""

from __future__ import annotations

from collections.abc import Iterator

from sifara.errors import UsageError
from sifara.files import holds
from sifara.gold.repository import Repository
from sifara.publishing.plan import Plan
from sifara.release.diff import Changes, changes, stale
from sifara.release.fetch import RevisionError, git, release_at
from sifara.release.parquet import read_manifest
from sifara.release.version import Version
from sifara.report.card.citation import problems as citation_problems
from sifara.report.card.citation import read_citation
from sifara.report.card.rendering import rendered
from sifara.validation.findings import as_text

#: Tags of the data in the source repository; the code has versions of its own.
TAG_PREFIX = "data-v"

#: Lines that are shown of a long list.
SHOWN = 5


def source_commit(repository: Repository) -> str:
    """The commit that is checked out."""
    return git(repository.root, "rev-parse", "HEAD")


def problems(repository: Repository, planned: Plan) -> Iterator[str]:
    """Everything that forbids publishing, each with what to do about it."""
    yield from _tree(repository)
    version = repository.read_version()
    try:
        Version.parse(version)
    except UsageError as error:
        yield f"data/VERSION: {error}"
        return
    if planned.version != version:
        yield (
            f"data/release is version {planned.version}, data/VERSION says {version}; "
            "run: make release"
        )
    if planned.tag != f"v{planned.version}":
        yield f"tag {planned.tag!r} does not name the data, which is version {planned.version}"
    yield from citation_problems(read_citation(repository.root / "CITATION.cff"), version)
    for check in (_files, _gold, _release):
        found = list(check(repository, planned))
        yield from found
        if found:
            return  # the later checks stand on the earlier ones


def _files(repository: Repository, planned: Plan) -> Iterator[str]:
    for config, splits in read_manifest(repository.release)["configs"].items():
        for split, entry in splits.items():
            if not entry["rows"]:
                yield f"{config}/{split} has no rows, which load_dataset cannot load"
    missing = [name for name, file in planned.files.items() if not file.path.is_file()]
    if missing:
        yield f"missing: {', '.join(missing)}; run: make release"


def _gold(repository: Repository, planned: Plan) -> Iterator[str]:
    from sifara.validation import validate

    findings = [as_text(finding) for finding in validate(repository)]
    if findings:
        yield f"the gold has {len(findings)} findings, see: sifara validate; first {findings[0]}"


def _release(repository: Repository, planned: Plan) -> Iterator[str]:
    found = stale(repository)
    if found:
        shown = "; ".join(found[:SHOWN])
        yield f"data/release is not what the gold gives ({len(found)}: {shown}); run: make release"
    yield from _own_tag(repository, planned)
    for path, text in rendered(repository).items():
        if not holds(path, text):
            yield f"data/release/{path.name} is stale; run: python scripts/generate.py card"


def _tree(repository: Repository) -> Iterator[str]:
    lines = git(repository.root, "status", "--porcelain").splitlines()
    if lines:
        shown = ", ".join(line[3:] for line in lines[:SHOWN])
        more = f" and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
        yield f"the working tree is not clean ({shown}{more}); commit or remove it"


def _own_tag(repository: Repository, planned: Plan) -> Iterator[str]:
    tag = f"{TAG_PREFIX}{planned.version}"
    if git(repository.root, "tag", "--list", tag):
        with release_at(tag, repository.root) as old:
            if changes(old, planned.release).bump:
                yield f"git tag {tag} exists and holds another release; raise data/VERSION"


def version_problems(found: Changes, base: str) -> Iterator[str]:
    """What is wrong with the version, measured by the change against an earlier release."""
    if not found.version_is_enough:
        yield (
            f"version {found.new} is too small: the change against {base} demands "
            f"{found.bump.name}, at least {found.least}; raise data/VERSION and run: make release"
        )


def last_tag(repository: Repository, version: str) -> str | None:
    """The newest tag of the data in the source repository below a version."""
    tags = git(repository.root, "tag", "--list", f"{TAG_PREFIX}*").split()
    earlier = []
    for tag in tags:
        try:
            parsed = Version.parse(tag.removeprefix(TAG_PREFIX))
        except UsageError:
            continue
        if parsed < Version.parse(version):
            earlier.append((parsed, tag))
    return max(earlier)[1] if earlier else None


def changes_since_last_tag(repository: Repository, planned: Plan) -> tuple[str, Changes] | None:
    """The newest earlier tag of the source repository and what changed since, or None."""
    tag = last_tag(repository, planned.version)
    if tag is None:
        return None
    try:
        with release_at(tag, repository.root) as old:
            return tag, changes(old, planned.release)
    except RevisionError as error:
        raise UsageError(f"tag {tag} holds no release: {error}") from error
