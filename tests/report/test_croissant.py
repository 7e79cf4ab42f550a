"""croissant.json: valid, complete, and the same rows as the Parquet."""

from __future__ import annotations

import json

import pytest

from sifara.gold.repository import sha256
from sifara.release.fields import CONFIGS, FIELDS
from sifara.release.parquet import read_manifest

# What mlcroissant and its parsers do with their own dependencies is not ours to fix.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


@pytest.fixture(scope="module")
def repository(small_original):
    """Two real documents with card and Croissant."""
    return small_original


@pytest.fixture(scope="module")
def croissant(repository):
    return json.loads((repository.release / "croissant.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def dataset(repository):
    import mlcroissant

    return mlcroissant.Dataset(str(repository.release / "croissant.json"))


@pytest.mark.slow
def test_mlcroissant_has_nothing_to_say_against_it(dataset):
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    assert not issues.warnings
    assert dataset.metadata.ctx.is_v1_1()


def plain(value, prefix=""):
    """A record of mlcroissant in the form of a row: names without their path, text as text."""
    if isinstance(value, dict):
        return {key.removeprefix(prefix): plain(item, f"{key}/") for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item, prefix) for item in value]
    return value.decode("utf-8") if isinstance(value, bytes) else value


def inner(value, column):
    """The members of a column of structs, whose keys carry the name of the column."""
    if isinstance(value, list):
        return [inner(item, column) for item in value]
    if isinstance(value, dict):
        return {key.rsplit("/", 1)[-1]: item for key, item in value.items()}
    return value


@pytest.mark.slow
def test_records_are_the_rows_of_the_parquet(dataset, repository):
    import pyarrow.parquet as pq

    manifest = read_manifest(repository.release)
    for config, splits in manifest["configs"].items():
        for split, entry in splits.items():
            name = f"{config}/{split}"
            records = [
                {column: inner(value, column) for column, value in plain(row, f"{name}/").items()}
                for row in dataset.records(name)
            ]
            assert records == pq.read_table(repository.release / entry["file"]).to_pylist()


@pytest.mark.slow
def test_labels_can_be_read_from_the_file_alone(dataset, repository):
    topics = [plain(row, "topic_labels/") for row in dataset.records("topic_labels")]
    manifest = read_manifest(repository.release)
    assert [row["id"] for row in topics] == manifest["topics"]
    assert [row["index"] for row in topics] == list(range(len(topics)))
    pairs = [plain(row, "pair_labels/") for row in dataset.records("pair_labels")]
    assert [row["id"] for row in pairs] == ["no_match", "match"]


def test_every_file_has_its_hash_and_size(croissant, repository):
    names = {path.relative_to(repository.release) for path in repository.release.rglob("*.*")}
    there = {str(name) for name in names} - {"croissant.json"}
    described = {file["contentUrl"]: file for file in croissant["distribution"]}
    assert set(described) == there | {"LICENSE-DATA"}, "what is published, but for itself"
    for name, file in described.items():
        path = (repository.root if name == "LICENSE-DATA" else repository.release) / name
        assert file["sha256"] == sha256(path)
        assert file["contentSize"] == f"{path.stat().st_size} B"


def test_every_field_of_every_config_is_described(croissant, repository):
    sets = {s["@id"]: s for s in croissant["recordSet"]}
    for config, splits in read_manifest(repository.release)["configs"].items():
        assert config in CONFIGS
        for split in splits:
            described = [
                node
                for field in sets[f"{config}/{split}"]["field"]
                for node in (field, *field.get("subField", ()))
            ]
            assert {node["name"] for node in described} == set(FIELDS[config])
            assert all(node["description"].strip() for node in described)


def test_the_release_is_pinned_by_version_date_and_licence(croissant, repository):
    assert croissant["version"] == repository.read_version()
    assert croissant["datePublished"]
    assert croissant["license"] == ["https://creativecommons.org/licenses/by/4.0/", "LICENSE-DATA"]
    required = {"@context", "@type", "conformsTo", "name", "description", "url", "creator"}
    assert required <= set(croissant)


def test_the_responsible_ai_part_tells_who_made_the_labels(croissant):
    assert "http://mlcommons.org/croissant/RAI/1.0" in croissant["conformsTo"]
    assert croissant["rai:machineAnnotationTools"] == ["A language model made all labels."]
    for name in (
        "dataCollection",
        "dataAnnotationProtocol",
        "dataAnnotationAnalysis",
        "annotationsPerItem",
        "dataUseCases",
        "dataLimitations",
        "dataBiases",
        "dataSocialImpact",
        "personalSensitiveInformation",
        "dataReleaseMaintenancePlan",
    ):
        assert croissant[f"rai:{name}"]


@pytest.mark.slow
def test_the_committed_file_is_valid(checkout):
    import mlcroissant

    dataset = mlcroissant.Dataset(str(checkout.release / "croissant.json"))
    assert not dataset.metadata.ctx.issues.errors


def test_a_citation_that_is_missing_is_named(repository, tmp_path):
    import shutil

    from sifara.errors import UsageError
    from sifara.gold.repository import Repository
    from sifara.report.card import croissant

    other = Repository(shutil.copytree(repository.root, tmp_path / "other"))
    (other.root / "CITATION.cff").unlink()
    with pytest.raises(UsageError, match=r"CITATION\.cff lacks abstract, authors, date-released"):
        croissant.render(other, other.release, "")
