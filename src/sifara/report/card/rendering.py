"""The release with what people read beside the rows: card and Croissant.

Both are rendered after scoring, outside the content hash. Croissant holds the hash of the card.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sifara.errors import UsageError
from sifara.files import replaced_folder, write_text
from sifara.gold.corpus import Gold
from sifara.gold.repository import Repository
from sifara.release.parquet import CARD, CROISSANT, MANIFEST, RENDERED, files, read_manifest, write
from sifara.report.card import croissant, page


def build(repository: Repository) -> dict[str, Any]:
    """Builds the release of a validated repository in place of the old one.

    The new release is written to a temporary folder and swapped in whole. Where its rows are those
    of the old one, card and Croissant stay; otherwise its card has no scores until they are
    rendered into it after scoring.

    Returns:
        The manifest.

    Raises:
        UsageError: When the folder of the release holds anything that a build would lose.
    """
    target = repository.release
    _check_target(target)
    gold = Gold.read(repository)
    with replaced_folder(target) as folder:
        manifest = write(gold, repository.read_version(), folder)
        same = [path / MANIFEST for path in (target, folder)]
        if same[0].is_file() and same[0].read_bytes() == same[1].read_bytes():
            for name in RENDERED:
                if (target / name).is_file():
                    shutil.copy(target / name, folder)
        if not (folder / CARD).is_file():
            write_text(folder / CARD, page.render(repository, folder, results=None))
        return manifest


def _check_target(folder: Path) -> None:
    """Refuses to replace a folder with files that no build has made."""
    if not folder.exists():
        return
    made = {MANIFEST, *RENDERED}
    if (folder / MANIFEST).is_file():
        made |= set(files(read_manifest(folder)))
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    other = sorted(str(p) for p in found if p.as_posix() not in made and p.name[0] != ".")
    if other:
        raise UsageError(
            f"{folder} holds {', '.join(other[:5])}, which no build has made and which would be "
            "lost; move it to another folder"
        )


def rendered(repository: Repository) -> dict[Path, str]:
    """Card and Croissant of the release of a checkout as they are to be, by their paths.

    Raises:
        FileNotFoundError: When there is no release.
        UsageError: When CITATION.cff lacks what is taken from it.
    """
    folder = repository.release
    card = page.render(repository, folder, repository.results)
    return {
        folder / CARD: card,
        folder / CROISSANT: croissant.render(repository, folder, card),
    }
