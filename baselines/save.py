"""Fitted baselines as skops files with a model card; loading runs no code that a file names.

skops rebuilds objects from a list of types instead of running a pickle. A file may hold the types
that skops knows to be harmless and those in :data:`TRUSTED`; any other is listed and refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from string import Template
from typing import Any
from zipfile import ZIP_DEFLATED

from baselines import run
from baselines.registry import TOPIC_TASKS, Baseline
from sifara.errors import UsageError
from sifara.files import replaced_folder, write_text
from sifara.gold.repository import package_data
from sifara.release.parquet import read_manifest
from sifara.report.markdown import table

#: File of the model in its folder.
MODEL = "model.skops"

#: File of the model card.
CARD = "README.md"

#: Where types of these packages were until the modules moved; a file that names one is too old.
_MOVED = ("baselines.entity_matching.", "baselines.tagging.", "baselines.topic_classification.")

#: Types that a file may hold: they keep settings and arrays, and open nothing.
TRUSTED = frozenset(
    {
        "baselines.names.prior.Prior",
        "baselines.topics.majority.Majority",
        "baselines.topics.tagging.Tagger",
        "baselines.topics.text.RowText",
        # Rows of numbers that neighbours are looked up in.
        "scipy.sparse._csr.csr_matrix",
    }
)


def save(model: Any, baseline: Baseline, folder: Path, release: Path | None = None) -> None:
    """Writes a fitted model and its card, whole or not at all; an older one is replaced.

    Args:
        model: The fitted model.
        baseline: What it is, for the card.
        folder: Where to write; nothing else may be kept in it.
        release: The release that it has learnt from, by default the one of the package.

    Raises:
        UsageError: When the folder holds files of something else.
    """
    from skops import io

    folder = Path(folder)
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    if foreign := sorted(present - {MODEL, CARD}):
        raise UsageError(
            f"{folder}: found {', '.join(foreign[:3])}, expected an empty or new folder, or one "
            "with a saved model; name another"
        )
    data = io.dumps(model, compression=ZIP_DEFLATED)
    card = _card(baseline, _untrusted(data), release or package_data("release"))
    with replaced_folder(folder) as new:
        (new / MODEL).write_bytes(data)
        write_text(new / CARD, card)


def load(folder: Path, trusted: Iterable[str] = ()) -> Any:
    """Reads a saved model.

    Args:
        folder: Folder that :func:`save` has written.
        trusted: Further types to allow, by full name; look at them first.

    Raises:
        UsageError: When there is no saved model, or it holds types that are not trusted; the
            message lists them, and nothing of the file has been built.
    """
    from skops import io

    path = Path(folder) / MODEL
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file; expected a folder with a saved model")
    # Read once: what was checked is what is built.
    data = path.read_bytes()
    allowed = TRUSTED | set(trusted)
    try:
        refused = [name for name in _untrusted(data) if name not in allowed]
    except Exception as error:
        raise UsageError(f"{path}: not a skops file: {type(error).__name__}: {error}") from error
    if any(name.startswith(_MOVED) for name in refused):
        raise UsageError(
            f"{path}: saved by an earlier version of the baselines, which cannot be read any more; "
            "fit and save it again: python -m baselines NAME --save DIR"
        )
    if refused:
        raise UsageError(
            f"{path}: refused, it holds types that are not trusted: {', '.join(refused)}; if you "
            f"know who wrote it and what they do, pass trusted={refused!r}"
        )
    return io.loads(data, trusted=sorted(allowed))


def save_all(
    baselines: Sequence[Baseline], folder: Path, release: Path | None = None
) -> list[Path]:
    """Fits the baselines that learn, and saves each in a folder of its own.

    Args:
        baselines: Which ones; those that learn nothing, and probes, are left out.
        folder: Parent of the folders, each named like its baseline.
        release: The release to learn from, by default the one of the package.

    Returns:
        The folders written: of a classifier ``NAME`` for one topic and ``NAME_tagger`` for sets.
    """
    release = release or package_data("release")
    written = []
    for baseline in baselines:
        if baseline.trained_on and baseline.role != "probe":
            for name, model in _fitted(baseline, release):
                save(model, baseline, Path(folder) / name, release)
                written.append(Path(folder) / name)
    return written


def _fitted(baseline: Baseline, release: Path) -> Iterator[tuple[str, Any]]:
    """A baseline fitted, where there is anything to fit, and the name of its folder."""
    if baseline.tasks[0] in TOPIC_TASKS:
        for task, suffix in zip(TOPIC_TASKS, ("", "_tagger"), strict=True):
            yield baseline.name + suffix, run.classifier(baseline, task, release)
    # A matcher with a threshold alone is its settings; there is nothing else to save.
    elif hasattr(found := run.matcher(baseline, release), "fit"):
        yield baseline.name, found


def _untrusted(data: bytes) -> list[str]:
    from skops import io

    return sorted(set(io.get_untrusted_types(data=data)) - TRUSTED)


#: The part of a card on types that have to be named.
_WARNING = """
The file holds types that are not trusted by default, because a forged file could misuse them.
Name them only if you wrote the file or know who did.
"""


def _card(baseline: Baseline, untrusted: Sequence[str], release: Path) -> str:
    import sklearn
    import skops

    data = read_manifest(release)
    facts = {
        "tasks": ", ".join(baseline.tasks),
        "version": baseline.version,
        "learnt from": ", ".join(baseline.trained_on) or "nothing",
        "data version": data["version"],
        "data hash": data["content_sha256"],
        "scikit-learn": sklearn.__version__,
        "skops": skops.__version__,
    }
    template = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    return Template(template).substitute(
        name=baseline.name,
        reason=baseline.reason,
        facts=table(["", ""], facts.items()),
        settings=table(["setting", "value"], baseline.settings.items() or [("none", "")]),
        trusted=f", trusted={list(untrusted)!r}" if untrusted else "",
        warning=_WARNING if untrusted else "",
    )
