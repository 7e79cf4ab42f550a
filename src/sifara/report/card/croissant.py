"""``croissant.json``: the release described in Croissant 1.1, with its responsible-AI part.

One record set a config and split, one file object a file, hashes and sizes read from the files.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sifara.errors import UsageError
from sifara.gold.repository import Repository, read_json, record_files
from sifara.release.fetch import DEFAULT_REPO
from sifara.release.fields import CONFIGS, FIELDS, PAIR_LABELS
from sifara.release.parquet import CARD, CROISSANT, MANIFEST, files
from sifara.report.card import provenance
from sifara.report.card.citation import author_names, bibtex, read_citation
from sifara.report.card.metadata import LICENSE_FILE, TAGS
from sifara.report.contents import Contents

Node = dict[str, Any]

#: Terms that are not those of Croissant under their own name.
_TERMS: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "name": {"@container": "@language"},
    "sc": "https://schema.org/",
}

#: The terms of the context that Croissant 1.1 asks for, in its order.
_ORDER = (
    "@language @vocab arrayShape citeAs column conformsTo containedIn cr rai data dataType dct "
    "description equivalentProperty examples extract field fileProperty fileObject fileSet format "
    "includes isArray isLiveDataset jsonPath key md5 name parentField path recordSet references "
    "regex repeated replace samplingRate sc separator source subField transform"
)
_CONTEXT = {term: _TERMS.get(term, f"cr:{term}") for term in _ORDER.split()}

_LICENSES = ["https://creativecommons.org/licenses/by/4.0/", LICENSE_FILE]

#: What is taken from CITATION.cff.
_FROM_CITATION = ("abstract", "authors", "date-released")

_TYPES = {"string": "sc:Text", "int32": "sc:Integer"}


def render(repository: Repository, folder: Path, card: str) -> str:
    """The text of ``croissant.json`` for a release folder.

    Args:
        repository: The checkout, for the citation, the licence and the state of annotation.
        folder: The release folder.
        card: The card of the release.

    Raises:
        UsageError: When CITATION.cff lacks what is taken from it.
    """
    contents = Contents.read(folder)
    manifest = contents.manifest
    citation = read_citation(repository.root / "CITATION.cff")
    missing = [name for name in _FROM_CITATION if name not in citation]
    if missing:
        raise UsageError(f"CITATION.cff lacks {', '.join(missing)}, which {CROISSANT} needs")
    taxonomy: Any = read_json(repository.topics)["topics"]
    licence = repository.root / LICENSE_FILE  # published beside the rows
    value = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": [
            "http://mlcommons.org/croissant/1.1",
            "http://mlcommons.org/croissant/RAI/1.0",
        ],
        "name": "sifara",
        "description": " ".join(str(citation["abstract"]).split()),
        "license": _LICENSES,
        "sdLicense": _LICENSES[0],
        "url": f"https://huggingface.co/datasets/{DEFAULT_REPO}",
        "creator": [{"@type": "sc:Organization", "name": name} for name in author_names(citation)],
        "datePublished": citation["date-released"],
        "version": manifest["version"],
        "keywords": list(TAGS),
        "inLanguage": ["ar"],
        "isLiveDataset": False,
        "citeAs": bibtex(citation, manifest),
        **_responsible_ai(repository, contents),
        "distribution": [
            *(_file(name, (folder / name).read_bytes()) for name in (*files(manifest), MANIFEST)),
            _file(CARD, card.encode("utf-8")),
            *([_file(LICENSE_FILE, licence.read_bytes())] if licence.is_file() else []),
        ],
        "recordSet": [
            _labels(
                "topic_labels",
                [
                    {"index": index, **{key: topic[key] for key in ("id", "label_en", "label_ar")}}
                    for index, topic in enumerate(taxonomy)
                ],
                "Topics in the order of priority.",
            ),
            _labels(
                "pair_labels",
                [{"index": index, "id": label} for index, label in enumerate(PAIR_LABELS)],
                "Labels of a pair of mentions.",
            ),
            *_record_sets(manifest, folder),
        ],
    }
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _file(name: str, content: bytes) -> Node:
    formats = {
        "": "text/plain",
        ".parquet": "application/x-parquet",
        ".json": "application/json",
        ".md": "text/markdown",
    }
    return {
        "@type": "cr:FileObject",
        "@id": name,
        "name": name,
        "contentUrl": name,
        "contentSize": f"{len(content)} B",
        "encodingFormat": formats[Path(name).suffix],
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def _labels(name: str, rows: list[Node], description: str) -> Node:
    """The labels of a class as records, so that the integers in the rows can be read."""
    types = {int: "sc:Integer", str: "sc:Text"}
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": description,
        "dataType": "sc:Enumeration",
        "key": {"@id": f"{name}/index"},
        "field": [
            {
                "@type": "cr:Field",
                "@id": f"{name}/{column}",
                "name": column,
                "description": f"{column} of the label",
                "dataType": types[type(value)],
            }
            for column, value in rows[0].items()
        ],
        "data": [{f"{name}/{column}": value for column, value in row.items()} for row in rows],
    }


def _record_sets(manifest: Mapping[str, Any], folder: Path) -> Iterator[Node]:
    import pyarrow.parquet as pq
    from datasets import Features

    for config, splits in manifest["configs"].items():
        for split, entry in splits.items():
            features = Features.from_arrow_schema(pq.read_schema(folder / entry["file"]))
            name = f"{config}/{split}"
            yield {
                "@type": "cr:RecordSet",
                "@id": name,
                "name": name,
                "description": f"{CONFIGS[config]} Split {split}, {entry['rows']} rows.",
                "key": {"@id": f"{name}/id"},
                "field": [
                    _field(config, name, column, feature, entry["file"])
                    for column, feature in features.items()
                ],
            }


def _field(config: str, record_set: str, column: str, feature: Any, file: str) -> Node:
    from datasets import List

    repeated = isinstance(feature, List)
    inner = feature.feature if repeated else feature
    node = {
        **_described(config, record_set, column),
        **({"isArray": True, "arrayShape": "-1"} if repeated else {}),
    }
    if not isinstance(inner, dict):
        return {**node, **_typed(inner), "source": _source(file, column)}
    # The parent has no source of its own: its sub-fields take their part of the column.
    subfields = [
        {
            **_described(config, record_set, f"{column}.{name}"),
            **({"isArray": True, "arrayShape": "-1"} if isinstance(sub, List) else {}),
            **_typed(sub.feature if isinstance(sub, List) else sub),
            "source": {**_source(file, column), "transform": {"jsonPath": name}},
        }
        for name, sub in inner.items()
    ]
    return {**node, "subField": subfields}


def _described(config: str, record_set: str, column: str) -> Node:
    return {
        "@type": "cr:Field",
        "@id": f"{record_set}/{column.replace('.', '/')}",
        "name": column,
        "description": FIELDS[config][column][1],
    }


def _typed(feature: Any) -> Node:
    from datasets import ClassLabel

    if isinstance(feature, ClassLabel):
        labels = "pair_labels" if feature.names == list(PAIR_LABELS) else "topic_labels"
        return {"dataType": "sc:Integer", "references": {"field": {"@id": f"{labels}/index"}}}
    return {"dataType": _TYPES[feature.dtype]}


def _source(file: str, column: str) -> Node:
    return {"fileObject": {"@id": file}, "extract": {"column": column}}


def _responsible_ai(repository: Repository, contents: Contents) -> Node:
    documents = contents.documents
    return {
        "rai:dataCollection": provenance.texts(documents).replace("*", ""),
        "rai:dataAnnotationProtocol": "Written guidelines with numbered rules, each with a "
        "positive and a negative example; every rule that a program can check is checked.",
        "rai:dataAnnotationAnalysis": provenance.second_pass(repository, documents),
        "rai:annotationsPerItem": _passes(repository, documents),
        "rai:machineAnnotationTools": ["A language model made all labels."],
        "rai:dataUseCases": [
            "Evaluating topic classification and tagging of Arabic news segments.",
            "Evaluating entity matching, clustering and linking of Arabic names.",
        ],
        "rai:dataLimitations": [
            "All labels are one language model's reading.",
            "The real texts are few and were read while the annotation rules were being written.",
            "Good scores on authored texts need not carry over to real pages.",
        ],
        "rai:dataBiases": "One beat, the diplomacy of Arab states; regions, parties and people "
        "outside of it are missing or rare.",
        "rai:dataSocialImpact": "Names are matched across documents; do not use it to judge or "
        "to track people.",
        "rai:personalSensitiveInformation": "Real articles name public figures in their office, "
        "as published. People in authored texts are invented.",
        "rai:dataReleaseMaintenancePlan": "Every version is a tag that is never moved; a changelog "
        "names every document and entity that changed.",
    }


def _passes(repository: Repository, documents: Sequence[Mapping[str, Any]]) -> str:
    second = {path.stem for path in record_files(repository.second)}
    twice = sum(document["id"] in second for document in documents)
    return f"1 for every document; 2 for {twice} of the {len(documents)} documents."
