"""Whether what a tag serves is what was published: every file and every row, freshly downloaded."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from sifara.errors import UsageError
from sifara.gold.repository import sha256
from sifara.publishing.plan import Plan
from sifara.release.fetch import check_rows, snapshot
from sifara.release.parquet import decode, read_manifest, rows_hash


class VerificationError(UsageError):
    """The tag serves something else than what was published."""


def verify(repo: str, planned: Plan, token: str) -> int:
    """Downloads a tag into an empty cache and compares it with the plan.

    Every file is held to its SHA-256, and every config is loaded as users load it, by
    ``load_dataset``, and held to the hashes of its rows.

    Returns:
        Number of rows that were compared.

    Raises:
        VerificationError: When anything differs.
    """
    from sifara.report.tables import console

    with TemporaryDirectory() as cache, console().status("downloading what was published"):
        name = f"{repo} at {planned.tag}"
        folder = snapshot(repo, planned.tag, cache_dir=Path(cache) / "hub", token=token)
        for file in planned.files.values():
            there = folder / file.name
            if not there.is_file() or sha256(there) != file.sha256:
                raise VerificationError(f"{name}: {file.name} is not the file that was published")
        configs = read_manifest(folder)["configs"]
        for config, splits in configs.items():
            check_rows(folder, config, name)
            _check_loaded(repo, planned, config, splits, Path(cache) / "datasets", token)
        return sum(entry["rows"] for splits in configs.values() for entry in splits.values())


def _check_loaded(
    repo: str,
    planned: Plan,
    config: str,
    splits: dict[str, dict[str, str]],
    cache: Path,
    token: str,
) -> None:
    from datasets import load_dataset
    from datasets.utils.logging import disable_progress_bar, enable_progress_bar

    disable_progress_bar()
    try:
        loaded = load_dataset(repo, config, revision=planned.tag, cache_dir=str(cache), token=token)
    finally:
        enable_progress_bar()
    if set(loaded) != set(splits):
        raise VerificationError(f"{repo} {config}: load_dataset gives {', '.join(loaded)}")
    for split, entry in splits.items():
        table = loaded[split].with_format("arrow")[:]
        features = loaded[split].features.arrow_schema
        found = rows_hash(decode(table.cast(features)))
        if found != entry["rows_sha256"]:
            raise VerificationError(
                f"{repo} {config}/{split}: load_dataset gives rows with hash {found[:12]}…, "
                f"published were {entry['rows_sha256'][:12]}…"
            )
