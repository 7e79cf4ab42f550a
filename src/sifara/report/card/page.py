"""The dataset card: ``dataset_card.md`` with every number filled in from files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from string import Template
from typing import Any

from sifara.evaluation import find
from sifara.evaluation.result import Result
from sifara.evaluation.tasks import TASKS
from sifara.evaluation.tasks.task import Task
from sifara.gold.records import SPLITS
from sifara.gold.repository import Repository, read_json
from sifara.release.fields import CONFIGS, FIELDS
from sifara.report.card import counts, provenance
from sifara.report.card.citation import bibtex, read_citation
from sifara.report.card.counts import by_split, crosstab
from sifara.report.card.metadata import hub_metadata
from sifara.report.contents import Contents, kinds, many, one
from sifara.report.leaderboard import ordered
from sifara.report.markdown import table
from sifara.report.scores import interval_text

Record = Mapping[str, Any]

#: Report on the two annotation passes below the folder of results.
AGREEMENT = "agreement.json"

#: How much of a value a sample row shows.
_LONGEST_TEXT, _LONGEST_LIST = 90, 2

_RELATION = {"yes": "its family made the data", "no": "", "unknown": "relation to the data unknown"}


def render(repository: Repository, folder: Path, results: Path | None) -> str:
    """The card of a release.

    Args:
        repository: The checkout, for the template, the taxonomy and the state of annotation.
        folder: The release folder.
        results: Folder of results, or None to leave scores and agreement out.

    Raises:
        KeyError: When the template names something that is not known.
    """
    contents = Contents.read(folder)
    template = Template(repository.card_template.read_text(encoding="utf-8"))
    return template.substitute(_values(repository, folder, contents, results))


def _values(
    repository: Repository, folder: Path, contents: Contents, results: Path | None
) -> dict[str, str]:
    import yaml

    manifest = contents.manifest
    documents = contents.documents
    metadata = hub_metadata(manifest, folder, {str(d["source"]) for d in documents})
    taxonomy: Any = read_json(repository.topics)["topics"]
    return {
        "metadata": yaml.safe_dump(metadata, allow_unicode=True, sort_keys=False, width=100),
        "version": manifest["version"],
        "content_sha256": manifest["content_sha256"],
        "canary": manifest["canary"],
        "texts": provenance.texts(documents),
        "commissions": provenance.commissions(repository),
        "second_pass": provenance.second_pass(repository, documents),
        "reviews": provenance.reviews(documents, repository),
        "registry": provenance.registry(repository),
        "agreement": provenance.agreement(results / AGREEMENT)
        if results
        else "Agreement has not been added to this card yet.",
        "validity": provenance.validity(results)
        if results
        else "Whether scores hold on real news has not been added to this card yet.",
        "baselines": baselines(results, manifest) if results else NO_SCORES,
        "configs": _configs(contents),
        "sizes": by_split(contents, "", contents.sizes()),
        "imbalance": counts.imbalance(contents),
        "familiarity": counts.familiarity(contents),
        "linked": by_split(contents, "gold link", contents.links()),
        "samples": "\n\n".join(_samples(contents)),
        "topics": counts.topics(contents, taxonomy),
        "definitions": counts.definitions(taxonomy),
        "fields": "\n\n".join(_fields()),
        "types": crosstab(contents, "mentions", "type", one("type")),
        "forms": crosstab(contents, "mentions", "form", one("form")),
        "variations": crosstab(contents, "mentions", "variation", many("variation")),
        "phenomena": crosstab(contents, "entity_pairs", "phenomenon", many("phenomena")),
        "noise": crosstab(contents, "documents", "noise", one("noise")),
        "registers": crosstab(contents, "documents", "register", one("register")),
        "kinds": crosstab(contents, "documents", "kind", kinds),
        "citation": f"```bibtex\n{_citation(repository, manifest)}\n```",
    }


def _configs(contents: Contents) -> str:
    rows = [
        [f"`{config}`", CONFIGS[config], ", ".join(f"{s} {len(r)}" for s, r in own.items())]
        for config, own in contents.rows.items()
    ]
    return table(["config", "a row is", "rows by split"], rows)


def _samples(contents: Contents) -> Iterator[str]:
    for config, splits in contents.rows.items():
        for split, rows in splits.items():
            if rows:
                row = json.dumps(_shortened(rows[0]), ensure_ascii=False, indent=2)
                yield f"`{config}`, {split}:\n\n```json\n{row}\n```"
                break


def _shortened(value: Any) -> Any:
    if isinstance(value, str) and len(value) > _LONGEST_TEXT:
        return value[:_LONGEST_TEXT] + "…"
    if isinstance(value, Mapping):
        return {key: _shortened(item) for key, item in value.items()}
    if isinstance(value, list):
        shown = [_shortened(item) for item in value[:_LONGEST_LIST]]
        left = len(value) - _LONGEST_LIST
        return [*shown, f"… {left} more"] if left > 0 else shown
    return value


def _fields() -> Iterator[str]:
    for config, fields in FIELDS.items():
        rows = [[f"`{name}`", text] for name, (_, text) in fields.items()]
        yield f"`{config}`\n\n{table(['field', 'what it is'], rows)}"


NO_SCORES = (
    "There are no scores on this version yet. `make benchmark` in the source repository makes them."
)


def baselines(results: Path, manifest: Record) -> str:
    """One table of scores a task and split; results on other data are left out and counted."""
    found = find.results(results)
    own = [r for r in found if r.data.content_sha256 == manifest["content_sha256"]]
    parts = [
        _score_table(task, split, group)
        for task in TASKS.values()
        for split in reversed(SPLITS)
        if (group := [r for r in own if (r.task, r.split) == (task, split)])
    ]
    if len(own) < len(found):
        left_out = len(found) - len(own)
        parts.append(f"{left_out} results on other versions of the data are left out.")
    return "\n\n".join(parts) if own else "\n\n".join([NO_SCORES, *parts])


def _score_table(task: Task, split: str, results: Sequence[Result]) -> str:
    rows = []
    for result in ordered(results):
        learns = ", ".join(result.model.trained_on) or "nothing"
        relation = _RELATION[result.model.wrote_or_labelled_the_data]
        cells = [result.name, f"{learns}; {relation}" if relation else learns]
        interval = interval_text(result.primary.interval)
        rows.append([*cells, task.primary.text(result.value), interval])
    first = results[0]
    size = f"{first.ranked.rows} rows, {first.ranked.stories} stories"
    kinds = f", {first.primary.interval.kind}" if first.primary.interval else ""
    head = ["system", "learns from", task.primary.name, "interval"]
    return f"**`{task.name}` on {split}** ({size}{kinds})\n\n{table(head, rows, numeric=2)}"


def _citation(repository: Repository, manifest: Record) -> str:
    return bibtex(read_citation(repository.root / "CITATION.cff"), manifest)
