"""Sentence embeddings as classifier and matcher, with a tiny model made here."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.base import clone

from baselines.embeddings import __main__ as command
from baselines.embeddings import models
from baselines.names import resolve
from baselines.names.spelling import Name
from baselines.topics.tagging import Tagger
from sifara.errors import UsageError
from sifara.evaluation.examples import examples
from tests.conftest import CHECKOUT, TOPICS, document, entity

WORDS = {
    "humanitarian-aid": "إغاثة المدنيين",
    "peace-process": "وقف إطلاق النار",
    "bilateral-relations": "علاقات البلدين",
}
PLACES = (("ليبيا", "libya"), ("تونس", "tunisia"))
LABELS = [TOPICS[n % 3] for n in range(30)]
ROWS = [{"text": f"بحث الوفد {n} {WORDS[label]} في لقاء"} for n, label in enumerate(LABELS)]


class Letters:
    """What stands in for sentence-transformers where it is not installed: vectors of letters."""

    def __init__(self, folder: str, trust_remote_code: bool) -> None:
        if not Path(folder).is_dir():
            raise OSError(f"{folder} is no folder")
        self.weights = np.random.default_rng(0).normal(size=(0x110, 32))

    def encode(self, texts: list[str], **options: object) -> np.ndarray:
        letters = [[min(ord(letter) % 0x600, 0x10F) for letter in text] for text in texts]
        vectors = np.array([self.weights[codes].mean(axis=0) for codes in letters])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A model that averages random vectors of letters, in a folder."""
    folder = tmp_path_factory.mktemp("models") / "tiny"
    with pytest.MonkeyPatch.context() as patched:
        try:
            save_tiny(folder)
        except ImportError:
            fake = SimpleNamespace(SentenceTransformer=Letters)
            patched.setitem(sys.modules, "sentence_transformers", fake)
            folder.mkdir()
        yield str(folder)


def save_tiny(folder: Path) -> None:
    """Makes the model with the real library."""
    import sentence_transformers as st
    from sentence_transformers import models as modules
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    letters = ["[UNK]", " ", *(chr(code) for code in range(0x621, 0x64B))]
    words = models.WordLevel({letter: i for i, letter in enumerate(letters)}, unk_token="[UNK]")
    tokenizer = Tokenizer(words)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    weights = np.random.default_rng(0).normal(size=(len(letters), 32)).astype(np.float32)
    static = modules.StaticEmbedding(tokenizer, embedding_weights=weights)
    st.SentenceTransformer(modules=[static], device="cpu").save(str(folder))


def name(surface: str, kind: str = "ORG") -> Name:
    return Name(surface, kind, "")


def test_vectors_have_length_one_and_are_computed_once(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = models.Encoder(model)
    first = found.encode(["ليبيا", "تونس", "ليبيا"])
    assert first.shape == (3, 32)
    assert np.linalg.norm(first, axis=1) == pytest.approx(1.0)
    monkeypatch.setattr(found, "_model", None)
    assert (found.encode(["تونس", "ليبيا"]) == first[[1, 0]]).all()


def test_the_classifier_learns_and_can_be_cloned(model: str) -> None:
    built = models.classifier(model, "", 10.0)
    assert list(clone(built).fit(ROWS, LABELS).predict(ROWS)) == LABELS
    assert clone(built).fit(ROWS, LABELS).decision_function(ROWS).shape == (30, 3)


def test_the_classifier_serves_tagging(model: str) -> None:
    sets = [[label] for label in LABELS]
    tagger = Tagger(models.classifier(model, "", 10.0), TOPICS).fit(ROWS, sets)
    assert tagger.tune(ROWS, sets).predict(ROWS) == sets


def test_a_prefix_is_put_before_every_text(model: str) -> None:
    with_prefix = models.RowEmbedding(model, "خبر ").transform([{"text": "تونس"}])
    written_out = models.RowEmbedding(model).transform([{"text": "خبر تونس"}])
    assert (with_prefix == written_out).all()


def test_near_names_score_higher_and_order_does_not_matter(model: str) -> None:
    built = models.EmbeddingMatcher(model, "", 0.9)
    same, near, far = (
        built.score(name("وزارة الخارجية"), name(other))
        for other in ("وزارة الخارجية", "وزاره الخارجيه", "حماس")
    )
    assert same == pytest.approx(1.0)
    assert same > near > far >= 0.0
    assert built.score(name("حماس"), name("ليبيا")) == built.score(name("ليبيا"), name("حماس"))


def test_clusters_and_links_follow_from_the_matcher(model: str) -> None:
    built = models.EmbeddingMatcher(model, "", 0.95)
    names = [name("وزارة الصحة"), name("وزارة الصحة"), name("حماس")]
    keys = resolve.clusters(built, names)
    assert keys[0] == keys[1] != keys[2]
    known = [resolve.Entity("health", "ORG", ("وزارة الصحة",), "")]
    assert [link["entity"] for link in resolve.links(built, names, known)] == [
        "health",
        "health",
        None,
    ]


def test_the_threshold_is_chosen_on_pairs_of_names(model: str, small_release: Path) -> None:
    baseline = command.baseline_of(model, "entity_pairs")
    chosen = baseline.parameters["threshold"]
    assert chosen in command.THRESHOLDS
    target = examples("entity_pairs", "train", small_release)
    right = [row["label"] == "match" for row in target.rows]
    answers = resolve.pairs(baseline.build(), target)
    assert [answer["label"] == "match" for answer in answers] == right
    assert command.baseline_of(model, "entity_pairs", given=0.25).settings["threshold"] == 0.25


def test_a_link_takes_the_nearest_alias(model: str) -> None:
    built = models.EmbeddingMatcher(model, "", 0.8)
    names = [name("وزارة الصحة"), name("حماس")]
    scores = resolve.table(built, names[:1], names)
    assert scores[0] == pytest.approx([1.0, built.score(*names)])
    known = [
        resolve.Entity("health", "ORG", ("الصحة", "وزارة الصحة"), ""),
        resolve.Entity("hamas", "ORG", ("حماس",), ""),
    ]
    assert [link["entity"] for link in resolve.links(built, names, known)] == ["health", "hamas"]
    assert [link["entity"] for link in resolve.links(built, names, [])] == [None, None]


@pytest.fixture
def small_release(make_repository, monkeypatch: pytest.MonkeyPatch) -> Path:
    splits = ("train", "validation", "test")
    documents = [
        document(
            100 * number + n,
            f"بحث الوفد {WORDS[label]}\nوصل سامي حداد إلى {place}",
            [("سامي حداد", "PERS", "name", "sami"), (place, "GPE", "name", entity_id)],
            split=split,
            topics=[label],
        )
        for number, split in enumerate(splits)
        for n, label in enumerate(LABELS[:12])
        for place, entity_id in [PLACES[n % 2]]
    ]
    entities = [
        entity("sami", "PERS", "سامي حداد"),
        *(entity(entity_id, "GPE", place) for place, entity_id in PLACES),
    ]
    folder = make_repository(documents, entities, build=True).release
    for module in (
        "sifara.evaluation.examples",
        "sifara.evaluation.score",
        "baselines.embeddings.__main__",
    ):
        monkeypatch.setattr(f"{module}.package_data", lambda kind: folder, raising=False)
    return folder


@pytest.mark.parametrize(
    "task", ["topic_classification", "topic_tagging", "entity_pairs", "entity_linking"]
)
def test_the_command_scores_a_model(
    task: str, model: str, small_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["--model", model, "--task", task, "--output", str(tmp_path / "out")]
    assert command.main(arguments) == 0
    assert (tmp_path / "out" / task / "test" / "embeddings-tiny.json").is_file()
    assert "embeddings tiny" in capsys.readouterr().out


def test_a_split_that_is_missing_is_named(
    make_repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_repository([document(1, "خبر")], build=True).release
    monkeypatch.setattr(command, "package_data", lambda kind: folder)
    assert command.main(["--model", "any", "--task", "topic_classification"]) == 2
    assert "topics has no split 'train'; expected one of test" in capsys.readouterr().err


def test_a_missing_extra_says_in_one_line_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UsageError) as found:
        models.Encoder("any")
    assert str(found.value).count("\n") == 0
    assert "pip install sentence-transformers" in str(found.value)


def test_an_unknown_model_says_what_was_expected(
    model: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"could not be loaded.*expected the name of a"):
        models.Encoder(str(tmp_path / "nowhere"))


def test_nothing_heavy_is_imported_before_a_text_is_embedded() -> None:
    code = (
        "import sys, baselines.embeddings.models\n"
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CHECKOUT)
