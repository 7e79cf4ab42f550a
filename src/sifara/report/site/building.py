"""The site as a whole: what is read, which pages there are, and the folder that takes its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sifara.errors import UsageError
from sifara.files import check_target, replaced_folder, write_text
from sifara.gold.repository import Repository

#: The file that tells a site from any other folder.
MARKER = "site.json"


@dataclass(frozen=True, slots=True)
class Built:
    """What was built.

    Attributes:
        pages: Number of pages.
        left_out: Result files that were not used, with the reason.
    """

    pages: int
    left_out: list[str] = field(default_factory=list)


def build(
    repository: Repository,
    out: Path,
    *,
    results: Path | None = None,
    since: Path | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Built:
    """Builds the explorer of a checkout in place of an older one.

    The old folder stays whole until the new one is complete.

    Args:
        repository: The checkout, with a built release.
        out: Folder of the site; it is replaced, so it has to be new, empty or an older site.
        results: Folder of result files, by default the one of the checkout.
        since: An older release folder, whose differences the page on data health then lists.
        progress: Told what is being done.

    Raises:
        UsageError: When ``out`` holds anything else.
        FileNotFoundError: When there is no folder of that name with results, or no release.
    """
    from sifara.gold.corpus import Gold
    from sifara.report.contents import Contents
    from sifara.report.site import documents, entities, health, pairs, systems
    from sifara.report.site.board import read_board
    from sifara.report.site.corpus import Corpus
    from sifara.report.site.writing import Site

    _check_target(out)
    if results is not None and not results.is_dir():
        raise FileNotFoundError(f"no folder {results}; expected one with result files")
    progress("reading the gold")
    contents = Contents.read(repository.release)
    manifest = contents.manifest
    corpus = Corpus(Gold.read(repository))
    folder_of_results = results or repository.results
    board = read_board(folder_of_results, repository.release, progress)
    topics = {topic.id: topic for topic in corpus.gold.topics}
    common = {"version": manifest["version"], "hash": manifest["content_sha256"], "topics": topics}
    with replaced_folder(out) as folder:
        site = Site(folder, common)
        site.static()
        progress("pairs")
        found = pairs.read(contents, corpus, board)
        pairs.write(site, corpus, found)
        progress("documents")
        documents.write(site, corpus)
        progress("entities")
        entities.write(site, corpus, found)
        progress("systems")
        systems.write(site, corpus, board, found)
        progress("data health")
        health.write(site, repository, folder_of_results, contents, board, since)
        about = {"generator": "sifara report", "data": manifest["version"], "pages": site.pages}
        write_text(folder / MARKER, json.dumps(about) + "\n")
        write_text(folder / ".nojekyll", "")
    return Built(site.pages, board.left_out)


def _check_target(out: Path) -> None:
    check_target(out, folder=True)
    if out.is_symlink():
        raise UsageError(f"{out} is a link; name a folder with --out")
    if out.is_dir() and any(out.iterdir()) and not (out / MARKER).is_file():
        raise UsageError(
            f"{out} holds files and no {MARKER}, so it is no earlier site and would be lost; "
            "name another folder with --out"
        )
