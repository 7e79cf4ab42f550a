"""Sentence embeddings as classifier and matcher, with a tiny model made here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

from baselines import resolve
from baselines.embeddings import __main__ as command
from baselines.embeddings import encoder, matcher, topic_classifier
from baselines.names import Name
from baselines.tagging import Tagger
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


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A model that averages random vectors of letters, in a folder."""
    reason = "sentence-transformers is not installed; it is in the extra 'embeddings'"
    st = pytest.importorskip("sentence_transformers", reason=reason)
    modules = pytest.importorskip("sentence_transformers.models", reason=reason)
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    letters = ["[UNK]", " ", *(chr(code) for code in range(0x621, 0x64B))]
    words = models.WordLevel({letter: i for i, letter in enumerate(letters)}, unk_token="[UNK]")
    tokenizer = Tokenizer(words)
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    weights = np.random.default_rng(0).normal(size=(len(letters), 32)).astype(np.float32)
    static = modules.StaticEmbedding(tokenizer, embedding_weights=weights)
    folder = tmp_path_factory.mktemp("models") / "tiny"
    st.SentenceTransformer(modules=[static], device="cpu").save(str(folder))
    return str(folder)


def name(surface: str, kind: str = "ORG") -> Name:
    return Name(surface, kind, "")


def test_vectors_have_length_one_and_are_computed_once(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = encoder.Encoder(model)
    first = found.encode(["ليبيا", "تونس", "ليبيا"])
    assert first.shape == (3, 32)
    assert np.linalg.norm(first, axis=1) == pytest.approx(1.0)
    monkeypatch.setattr(found, "_model", None)
    assert (found.encode(["تونس", "ليبيا"]) == first[[1, 0]]).all()


def test_the_classifier_learns_and_can_be_cloned(model: str) -> None:
    built = topic_classifier.build(model, "", 10.0)
    assert list(clone(built).fit(ROWS, LABELS).predict(ROWS)) == LABELS
    assert clone(built).fit(ROWS, LABELS).decision_function(ROWS).shape == (30, 3)


def test_the_classifier_serves_tagging(model: str) -> None:
    sets = [[label] for label in LABELS]
    tagger = Tagger(topic_classifier.build(model, "", 10.0), TOPICS).fit(ROWS, sets)
    assert tagger.tune(ROWS, sets).predict(ROWS) == sets


def test_a_prefix_is_put_before_every_text(model: str) -> None:
    with_prefix = topic_classifier.RowEmbedding(model, "خبر ").transform([{"text": "تونس"}])
    written_out = topic_classifier.RowEmbedding(model).transform([{"text": "خبر تونس"}])
    assert (with_prefix == written_out).all()


def test_near_names_score_higher_and_order_does_not_matter(model: str) -> None:
    built = matcher.build(model, "", 0.9)
    same, near, far = (
        built.score(name("وزارة الخارجية"), name(other))
        for other in ("وزارة الخارجية", "وزاره الخارجيه", "حماس")
    )
    assert same == pytest.approx(1.0)
    assert same > near > far >= 0.0
    assert built.score(name("حماس"), name("ليبيا")) == built.score(name("ليبيا"), name("حماس"))


def test_clusters_and_links_follow_from_the_matcher(model: str) -> None:
    built = matcher.build(model, "", 0.95)
    names = [name("وزارة الصحة"), name("وزارة الصحة"), name("حماس")]
    keys = resolve.clusters(built, names)
    assert keys[0] == keys[1] != keys[2]
    known = [resolve.Entity("health", "ORG", ("وزارة الصحة",), "")]
    assert [link["entity"] for link in resolve.links(built, names, known)] == [
        "health",
        "health",
        None,
    ]


def test_the_threshold_is_the_one_with_the_best_f1() -> None:
    assert matcher.best_threshold([0.55, 0.7, 0.8, 0.9], [False, False, True, True]) == 0.71
    assert matcher.best_threshold([], []) == matcher.THRESHOLDS[0]


def test_the_threshold_is_chosen_on_pairs_of_names(model: str, small_release: Path) -> None:
    built = matcher.build(model, "", 0.0)
    target = examples("entity_pairs", "train", small_release)
    chosen = matcher.chosen_threshold(built, [target])
    built.threshold = chosen
    right = [row["label"] == "match" for row in target.rows]
    assert [a["label"] == "match" for a in resolve.pairs(built, target)] == right


def test_a_link_takes_the_nearest_alias(model: str) -> None:
    built = matcher.build(model, "", 0.8)
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
    assert "needs train, validation; the release has test" in capsys.readouterr().err


def test_a_missing_extra_says_in_one_line_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UsageError) as found:
        encoder.Encoder("any")
    assert str(found.value).count("\n") == 0
    assert "pip install sentence-transformers" in str(found.value)


def test_an_unknown_model_says_what_was_expected(
    model: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match=r"could not be loaded.*expected the name of a"):
        encoder.Encoder(str(tmp_path / "nowhere"))


def test_nothing_heavy_is_imported_before_a_text_is_embedded() -> None:
    code = (
        "import sys, baselines.embeddings.matcher, baselines.embeddings.topic_classifier\n"
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=CHECKOUT)
