"""The files of a release that are rendered after scoring: card and Croissant.

Croissant holds the hash of the card, so the card comes first.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from sifara.gold.repository import Repository, write_text
from sifara.release.parquet import CARD, MANIFEST, read_manifest
from sifara.report.card import croissant
from sifara.report.card import page as card

#: What is rendered, in the order in which it has to be.
FILES = (CARD, croissant.FILE)


def render_release(repository: Repository) -> tuple[str, ...]:
    """Writes card and Croissant into the release and returns their names."""
    folder = repository.release
    write_text(folder / CARD, card.render(repository, folder, repository.results))
    write_text(folder / croissant.FILE, croissant.render(repository, folder))
    return FILES


def stale_files(repository: Repository) -> list[str]:
    """The names of the rendered files that are missing or not what they would be now."""
    with TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for splits in read_manifest(repository.release)["configs"].values():
            for entry in splits.values():
                _copy(repository.release, folder, entry["file"])
        _copy(repository.release, folder, MANIFEST)
        write_text(folder / CARD, card.render(repository, folder, repository.results))
        write_text(folder / croissant.FILE, croissant.render(repository, folder))
        return [
            name
            for name in FILES
            if not (repository.release / name).is_file()
            or (repository.release / name).read_bytes() != (folder / name).read_bytes()
        ]


def _copy(source: Path, target: Path, name: str) -> None:
    (target / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source / name, target / name)
