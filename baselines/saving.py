"""Fitted baselines as skops files with a model card; loading runs no code that a file names.

skops rebuilds objects from a list of types instead of running a pickle. A file may hold the types
that skops knows to be harmless and those in :data:`TRUSTED`; any other is listed and refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED

from baselines import topics
from baselines.registry import TOPIC_TASKS, Baseline
from sifara.errors import UsageError
from sifara.evaluation.examples import examples
from sifara.gold.repository import package_data, replaced_folder, write_text
from sifara.release.parquet import read_manifest, read_rows

#: File of the model in its folder.
MODEL = "model.skops"

#: File of the model card.
CARD = "README.md"

#: Types that a file may hold: they keep settings and arrays, and open nothing.
TRUSTED = frozenset(
    {
        "baselines.entity_matching.prior.Prior",
        "baselines.tagging.Tagger",
        "baselines.topic_classification.majority.Majority",
        "baselines.topic_classification.text.RowText",
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
    foreign = (
        sorted(p.name for p in folder.iterdir() if p.name not in (MODEL, CARD))
        if (folder.is_dir())
        else []
    )
    if foreign:
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
        train, validation = (examples("topics", s, release) for s in ("train", "validation"))
        yield baseline.name, topics.classifier(baseline.build(), train)
        if "topic_tagging" in baseline.tasks:
            yield f"{baseline.name}_tagger", topics.tagger(baseline.build(), train, validation)
        return
    matcher = baseline.build()
    # A matcher with a threshold alone is its settings; there is nothing else to save.
    if hasattr(matcher, "fit"):
        train = examples("mentions", "train", release)
        matcher.fit(train, read_rows(release, "entities", "kb"))
        yield baseline.name, matcher


def _untrusted(data: bytes) -> list[str]:
    from skops import io

    return sorted(set(io.get_untrusted_types(data=data)) - TRUSTED)


def _card(baseline: Baseline, untrusted: Sequence[str], release: Path) -> str:
    import sklearn
    import skops

    manifest = read_manifest(release)
    settings = "".join(f"| {name} | {value} |\n" for name, value in baseline.settings.items())
    trusted = f", trusted={list(untrusted)!r}" if untrusted else ""
    warning = (
        "\nThe file holds types that are not trusted by default, because a forged file could "
        "misuse them.\nName them only if you wrote the file or know who did.\n"
        if untrusted
        else ""
    )
    return f"""---
library_name: sklearn
license: apache-2.0
language: ar
tags: [skops, sifara]
---
# {baseline.name}

A baseline of Sifara, a benchmark for Arabic diplomatic news. Why it exists: {baseline.reason}.

| | |
|---|---|
| tasks | {", ".join(baseline.tasks)} |
| version | {baseline.version} |
| learnt from | {", ".join(baseline.trained_on) or "nothing"} |
| data version | {manifest["version"]} |
| data hash | {manifest["content_sha256"]} |
| scikit-learn | {sklearn.__version__} |
| skops | {skops.__version__} |

## Settings

| setting | value |
|---|---|
{settings or "| none | |" + chr(10)}
## Use

```python
from baselines import saving

model = saving.load("."{trusted})
```
{warning}
## Limits

The texts that it has learnt from were written, and labelled, by a language model; real articles
differ. Its scores stand in the `results` of Sifara. It was made to be compared with, and decides
nothing about a person on its own.
"""
