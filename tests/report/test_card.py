"""The dataset card: true, complete, and every number from a file."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace

import pytest
import yaml

from sifara.errors import UsageError
from sifara.evaluation import result as results
from sifara.evaluation import score as scoring
from sifara.files import holds, write_text
from sifara.gold import records
from sifara.release.parquet import read_manifest, read_rows
from sifara.report.card import citation, metadata
from sifara.report.card import page as card
from sifara.report.card.rendering import rendered
from tests.conftest import CHECKOUT, document, entity, render

MENTIONS = [("القاهرة", "GPE", "name", "cairo"), ("ليبيا", "GPE", "adjective", "libya")]
TEXT = "وصل الوفد إلى القاهرة قادماً من ليبيا"


@pytest.fixture
def repository(make_repository):
    """Authored documents in two splits, nothing labelled twice, nothing scored."""
    documents = [
        document(n, TEXT, MENTIONS, split="train" if n < 3 else "test") for n in range(1, 6)
    ]
    entities = [entity("cairo", name="القاهرة"), entity("libya", name="ليبيا", in_kb=False)]
    made = make_repository(documents, entities, build=True)
    for name in ("CITATION.cff", "LICENSE-DATA"):
        write_text(made.root / name, (CHECKOUT / name).read_text("utf-8"))
    return made


def page_of(repository):
    return card.render(repository, repository.release, repository.results)


def stale(repository):
    return {path.name for path, text in rendered(repository).items() if not holds(path, text)}


def score(repository, topic="peace-process", name="constant"):
    ids = [row["id"] for row in read_rows(repository.release, "topics", "test")]
    result = scoring.evaluate(
        "topic_classification",
        dict.fromkeys(ids, topic),
        split="test",
        model=results.Model(name, trained_on=("train",), wrote_or_labelled_the_data="yes"),
        folder=repository.release,
    )
    result.save(repository.results / "topic_classification" / "test" / f"{name}.json")
    return result


@pytest.mark.slow
def test_a_number_that_moved_makes_the_card_stale(repository):
    assert stale(repository) == {"README.md", "croissant.json"}, "a build has no scores"
    render(repository)
    assert stale(repository) == set()
    score(repository)
    assert stale(repository) == {"README.md", "croissant.json"}


def test_rendering_touches_no_row(repository):
    before = read_manifest(repository.release)
    score(repository)
    render(repository)
    assert read_manifest(repository.release) == before


def test_what_is_not_there_is_said_to_be_absent(repository):
    text = page_of(repository)
    for sentence in (
        "There are no scores on this version yet.",
        "Agreement has not been measured yet.",
        "No document of this version has a second, independent annotation yet.",
        "There is no commissioning sheet",
        "**No person has reviewed any label of this version.**",
        "**0 documents are real**",
    ):
        assert sentence in text
    assert "There are no scores on this version yet." in card.render(
        repository, repository.release, None
    )


def test_texts_that_a_model_wrote_are_said_to_be_so(repository, small_original):
    text = page_of(repository)
    assert "**5 documents, in 5 stories, are authored**" in text
    assert "a language model wrote them" in text
    real = small_original
    assert "This version has no authored documents yet." in page_of(real)
    assert "language_creators:\n- found\n" in page_of(real)


def test_what_is_there_is_shown(repository):
    result = score(repository)
    second = repository.read_document("auth-003")
    write_text(repository.second / "auth-003.json", records.format_document(second))
    decisions = [("one", "a", "b"), ("two", "a", None), ("three", None, None)]
    lines = [json.dumps({"id": i, "first": a, "second": b}) for i, a, b in decisions]
    write_text(repository.adjudication, "\n".join(lines) + "\n")
    write_text(repository.commissions, '{"id": "auth-001"}\n{"id": "auth-099"}\n')
    reviewed = replace(second, review="human_reviewed", reviews=(("somebody", "2026-01-02"),))
    write_text(repository.document_path("auth-003"), records.format_document(reviewed))
    measure = {"value": 0.8125, "low": 0.75, "high": None, "kind": "story bootstrap"}
    report = {
        "name": "Self-consistency of two passes by language models",
        "splits": {
            "test": {
                "documents": 1,
                "stories": 1,
                "segments": 1,
                "mentions": [2, 3],
                "measures": {"primary_topic.kappa": measure},
            }
        },
    }
    write_text(repository.results / "agreement.json", json.dumps(report))
    text = page_of(repository)
    value = result.value
    for line in (
        "a language model that did not see the first labels: 1 of 3 of test.",
        "2 disagreements were adjudicated, each with its reason; 1 labels on which the passes",
        "It did see the registry, with the entities that the first pass had added",
        "`data/gold/commissions.jsonl`: 2 plans, 1 of them with an annotated document",
        "Reviewed by people: somebody (1).",
        "**Self-consistency of two passes by language models.**",
        "| `primary_topic.kappa` | 0.812 | 0.750– |",
        f"| constant | train; its family made the data | {value:.3f} |",
    ):
        assert line in text


def test_results_on_other_data_are_left_out_and_counted(repository):
    score(repository)
    path = repository.results / "topic_classification" / "test" / "constant.json"
    text = path.read_text("utf-8")
    own = read_manifest(repository.release)["content_sha256"]
    write_text(path, text.replace(own, "0" * 64))
    shown = page_of(repository)
    assert "1 results on other versions of the data are left out." in shown
    assert "There are no scores on this version yet." in shown


def test_counts_are_those_of_the_rows(repository):
    text = page_of(repository)
    configs = read_manifest(repository.release)["configs"]
    for config, name in (("topics", "segments with topics"), ("mentions", "mentions")):
        sizes = " | ".join(str(entry["rows"]) for entry in configs[config].values())
        assert f"| {name} (`{config}`) | {sizes} |" in text
    assert "| `GPE` | 4 | 6 |" in text
    assert "| linked | 2 | 3 |\n| NIL | 2 | 3 |" in text
    assert "PERS and ORG" in text


def test_no_number_is_written_by_hand(checkout):
    template = checkout.card_template.read_text("utf-8")
    template = re.sub(r"\$[a-z0-9_]+", "", template)
    for fixed in ("CC BY 4.0", "Apache-2.0", "95 %", "SHA-256", "before 1.0"):
        template = template.replace(fixed, "")
    assert re.findall(r"[0-9]+", template) == []


@pytest.mark.slow
def test_every_value_has_its_place_and_every_place_its_value(checkout):
    from string import Template

    from sifara.report.contents import Contents

    template = Template(checkout.card_template.read_text("utf-8"))
    contents = Contents.read(checkout.release)
    values = card._values(checkout, checkout.release, contents, None)
    assert set(template.get_identifiers()) == set(values)


def test_the_card_has_the_sections_that_people_expect(checkout):
    template = checkout.card_template.read_text("utf-8")
    for section in (
        *("Motivation", "Composition", "Collection process", "Uses", "Distribution"),
        *("Preprocessing, cleaning, labelling", "Maintenance", "How to cite"),
        "What this benchmark cannot show",
    ):
        assert f"\n## {section}\n" in template
    for part in (
        *("Curation rationale", "Language variety", "Speakers", "Speech situation"),
        *("Annotators", "Ethical review", "Removal"),
    ):
        assert f"**{part}" in template


def yaml_of(text):
    return yaml.safe_load(text.split("---\n")[1])


def test_the_metadata_use_ids_that_the_hub_knows(repository):
    from huggingface_hub import DatasetCard

    text = page_of(repository)
    found = yaml_of(text)
    assert found["license"] == "other"
    assert found["license_name"] == re.sub(r"[^a-z0-9.-]", "", found["license_name"])
    assert (repository.root / found["license_link"]).is_file()
    assert set(found["annotations_creators"]) == {"machine-generated"}
    assert set(found["language_creators"]) <= {"found", "machine-generated"}
    assert set(found["task_ids"]) <= {
        "topic-classification",
        "multi-label-classification",
        "entity-linking-classification",
        "named-entity-recognition",
        "coreference-resolution",
        "entity-linking-retrieval",
    }
    assert found["size_categories"] == ["n<1K"]
    assert DatasetCard(text).data.to_dict()["pretty_name"] == "Sifara"


def test_sizes_and_features_in_the_metadata_are_those_of_the_files(repository):
    found = yaml_of(page_of(repository))
    configs = read_manifest(repository.release)["configs"]
    infos = {info["config_name"]: info for info in found["dataset_info"]}
    assert set(infos) == set(configs) == {c["config_name"] for c in found["configs"]}
    for config, splits in configs.items():
        rows = {split["name"]: split["num_examples"] for split in infos[config]["splits"]}
        assert rows == {split: entry["rows"] for split, entry in splits.items()}
        size = sum((repository.release / e["file"]).stat().st_size for e in splits.values())
        assert infos[config]["download_size"] == size


def test_a_bar_in_a_text_does_not_break_a_table():
    from sifara.report.markdown import table

    assert table(["a"], [["x|y\nz"]]) == "| a |\n| --- |\n| x\\|y z |"


@pytest.mark.slow
def test_the_citation_is_valid_and_of_this_version(checkout):
    found = citation.read_citation(checkout.root / "CITATION.cff")
    assert list(citation.problems(found, checkout.read_version())) == []
    schema = "vendor.citation-file-format"
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    subprocess.run([*command, checkout.root / "CITATION.cff"], check=True)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"message": ""}, "$.message: '' should be non-empty"),
        ({"cff-version": "1.1"}, "'1.2.0' was expected"),
        ({"authors": [{"nom": "x"}]}, "$.authors[0]"),
        ({"authors": []}, "$.authors"),
        ({"date-released": "soon"}, "'soon' does not match"),
        ({"version": "9.9.9"}, "cites version '9.9.9'"),
    ],
)
def test_what_is_wrong_with_a_citation_is_said(change, problem, checkout):
    found = citation.read_citation(checkout.root / "CITATION.cff")
    (said,) = citation.problems({**found, **change}, checkout.read_version())
    assert problem in said


def test_a_citation_that_is_no_yaml_is_named(tmp_path):
    for content in (b"a: [", b"\xff"):
        (tmp_path / "CITATION.cff").write_bytes(content)
        with pytest.raises(UsageError, match=r"CITATION\.cff is no YAML"):
            citation.read_citation(tmp_path / "CITATION.cff")


def test_an_author_has_one_name_however_it_is_written():
    person = {"given-names": "Ada", "name-particle": "von", "family-names": "Example"}
    assert citation.author_names({"authors": [{"name": "A group"}, person]}) == [
        "A group",
        "Ada von Example",
    ]


def test_the_description_of_every_config_carries_the_content_hash(repository):
    manifest = read_manifest(repository.release)
    for config in metadata.card_metadata(manifest)["configs"]:
        assert manifest["content_sha256"] in config["description"]
        assert config["version"] == manifest["version"]
