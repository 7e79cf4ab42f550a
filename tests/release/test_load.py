"""Loading, and the habits of ``datasets`` that cost days when they are not known.

The exact revision of a snapshot, one commit and the tag on it are in ``tests/publishing``.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import sifara
from sifara.errors import UsageError
from sifara.files import write_text
from sifara.gold import records
from sifara.gold.repository import Repository
from sifara.release.diff import changes
from sifara.release.fields import CONFIGS, features
from sifara.release.parquet import decode, encode, read_manifest, read_rows
from sifara.release.version import Bump
from sifara.report.card.rendering import build
from tests.conftest import document, entity

NAMES = (
    "التقى الوزير نظيره في القاهرة\nوزار وفد من ليبيا القاهرة",
    "وصل الوفد إلى القاهرة قادماً من ليبيا",
)


@pytest.fixture
def repository(make_repository):
    """Two documents in two splits, built."""
    mentions = [("القاهرة", "GPE", "name", "cairo"), ("ليبيا", "GPE", "name", "libya")]
    documents = [
        document(1, NAMES[0], mentions, split="train"),
        document(4, NAMES[1], mentions, split="train"),
        document(2, NAMES[1], mentions, split="test", topics=("peace-process",)),
        document(3, NAMES[1], mentions, split="test", topics=("humanitarian-aid",)),
    ]
    entities = [entity("cairo", name="القاهرة"), entity("libya", name="ليبيا", in_kb=False)]
    return make_repository(documents, entities, build=True)


@pytest.fixture
def load_dataset(tmp_path):
    """``load_dataset`` with a cache of its own that stays warm within a test."""
    from datasets import load_dataset

    def load(folder, config, **options):
        return load_dataset(str(folder), config, cache_dir=str(tmp_path / "cache"), **options)

    return load


def as_strings(dataset):
    """The rows of a loaded split in the canonical form."""
    return list(decode(dataset.with_format("arrow")[:].cast(dataset.features.arrow_schema)))


@pytest.mark.parametrize("config", CONFIGS)
def test_both_ways_of_loading_give_the_rows_of_the_release(config, repository, load_dataset):
    official = load_dataset(repository.release, config)
    own = sifara.load(config, folder=repository.release)
    assert set(official) == set(own)
    for split in own:
        rows = read_rows(repository.release, config, split)
        assert as_strings(official[split]) == as_strings(own[split]) == rows
        assert official[split].features == own[split].features


def test_the_package_loads_from_any_folder(monkeypatch, tmp_path, checkout):
    monkeypatch.chdir(tmp_path)
    loaded = sifara.load("topics", "web")
    assert loaded.num_rows == len(read_rows(checkout.release, "topics", "web"))


def test_a_split_that_is_named_comes_alone(repository):
    assert sifara.load("topics", "test", folder=repository.release).num_rows == 2
    assert str(sifara.load("entities", "kb", folder=repository.release).split) == "kb"


@pytest.mark.parametrize(
    ("config", "split", "message"),
    [
        ("topic", None, "unknown config 'topic'.*topics"),
        ("topics", "tets", "unknown split 'tets' of topics.*test"),
    ],
)
def test_a_wrong_name_gets_the_nearest_one(config, split, message, repository):
    with pytest.raises(UsageError, match=message):
        sifara.load(config, split, folder=repository.release)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"repo": "a/b"}, "repo 'a/b' was named without a revision"),
        ({"repo": "a/b", "folder": Path("x")}, "folder cannot be combined"),
        ({"revision": "v0.1.0", "folder": Path("x")}, "folder cannot be combined"),
        ({"revision": "v0.1.0", "repo": "bad"}, "expected ORG/NAME"),
    ],
)
def test_what_contradicts_itself_is_refused_before_anything_is_read(options, message):
    with pytest.raises(UsageError, match=message):
        sifara.load("topics", **options)


def test_a_rebuilt_folder_never_loads_stale_rows(repository, load_dataset):
    """The cache key of a folder is its base name and the YAML of its card, not its files."""
    before = load_dataset(repository.release, "topics")["test"]
    record = repository.read_document("auth-002")
    segment = replace(record.segments[0], topics=("bilateral-relations",))
    edited = replace(record, segments=(segment,))
    write_text(repository.document_path(record.id), records.format_document(edited))
    build(repository)
    after = load_dataset(repository.release, "topics")["test"]
    assert as_strings(before)[0]["topic"] == "peace-process"
    assert as_strings(after)[0]["topic"] == "bilateral-relations"


def test_two_folders_of_one_name_are_not_confused(repository, load_dataset, tmp_path):
    """Another checkout has a folder ``release`` as well."""
    load_dataset(repository.release, "topics")
    other = Repository(tmp_path / "other")
    shutil.copytree(repository.root, other.root)
    other.document_path("auth-003").unlink()
    build(other)
    assert load_dataset(other.release, "topics")["test"].num_rows == 1
    assert load_dataset(repository.release, "topics")["test"].num_rows == 2


def test_the_version_reaches_the_config(repository, tmp_path):
    """``version`` counts under ``configs``; under ``dataset_info`` it is ignored."""
    from datasets import load_dataset_builder

    for config in CONFIGS:
        builder = load_dataset_builder(
            str(repository.release), config, cache_dir=str(tmp_path / "cache")
        )
        assert str(builder.config.version) == "0.1.0"


def test_reordered_topics_relabel_nothing(repository, load_dataset):
    """The YAML wins over the features in the Parquet: both must name the labels alike."""
    before = as_strings(load_dataset(repository.release, "topics")["test"])
    taxonomy = json.loads(repository.topics.read_text("utf-8"))
    taxonomy["topics"].reverse()
    write_text(repository.topics, json.dumps(taxonomy, ensure_ascii=False))
    build(repository)
    loaded = load_dataset(repository.release, "topics")["test"]
    assert loaded.features["topic"].names == [topic["id"] for topic in taxonomy["topics"]]
    assert as_strings(loaded) == before
    assert [loaded.features["topic"].int2str(row["topic"]) for row in loaded] == [
        "peace-process",
        "humanitarian-aid",
    ]


def test_lists_of_structs_come_back_as_lists_of_structs(repository, load_dataset):
    """``Sequence({...})`` would turn them into a struct of lists."""
    from datasets import List

    loaded = load_dataset(repository.release, "documents")["train"]
    for field in ("segments", "mentions"):
        assert isinstance(loaded.features[field], List)
        assert set(loaded[0][field][0]) >= {"id", "start", "end"}
    assert isinstance(loaded.features["segments"].feature["topics"], List)


def test_no_split_has_a_reserved_name_and_no_field_a_time(checkout):
    """``all`` means every split, and ``timestamp[s]`` comes back as ``timestamp[ms]``."""
    configs = read_manifest(checkout.release)["configs"]
    assert "all" not in {split for splits in configs.values() for split in splits}
    for found in features(["one"]).values():
        assert "timestamp" not in str(found.arrow_schema)


def test_labels_behind_an_empty_list_are_encoded(repository):
    """``Features.encode_example`` looks at the first member of a list only."""
    types = features(["one", "two"])["documents"]
    row = read_rows(repository.release, "documents", "train")[0]
    first, second = row["segments"]
    row["segments"] = [{**first, "topics": []}, {**second, "topics": ["two"]}]
    table = encode([row], types)
    assert [s["topics"] for s in table.column("segments").to_pylist()[0]] == [[], [1]]
    assert list(decode(table)) == [row]


def test_the_hash_of_rows_does_not_depend_on_who_wrote_the_file(repository, tmp_path):
    """Parquet embeds the version and the settings of its writer."""
    import pyarrow.parquet as pq

    other = tmp_path / "other-writer"
    shutil.copytree(repository.release, other)
    for path in other.rglob("*.parquet"):
        table = pq.read_table(path)
        pq.write_table(table, path, compression="none", version="1.0", row_group_size=1)
        here = repository.release / path.relative_to(other)
        assert path.read_bytes() != here.read_bytes()
    assert changes(repository.release, other).bump is Bump.PATCH


def test_the_card_carries_the_content_hash_where_the_cache_sees_it(repository):
    import yaml

    card = (repository.release / "README.md").read_text("utf-8")
    metadata = yaml.safe_load(card.split("---\n")[1])
    content = read_manifest(repository.release)["content_sha256"]
    assert all(content in config["description"] for config in metadata["configs"])
