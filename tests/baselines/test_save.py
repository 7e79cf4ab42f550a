"""Saved baselines: what is loaded is what was saved, and nothing is built that is not trusted."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from baselines import registry, save
from baselines.names import resolve
from baselines.names.resolve import Entity
from baselines.names.spelling import Name
from baselines.topics.tagging import Tagger
from sifara.errors import UsageError
from sifara.gold.repository import Repository
from tests.conftest import TOPICS, document, entity

WORDS = {
    "humanitarian-aid": "إغاثة المدنيين",
    "peace-process": "وقف إطلاق النار",
    "bilateral-relations": "علاقات البلدين",
}
LABELS = [TOPICS[n % 3] for n in range(12)]
ROWS = [
    {
        "text": f"بحث الوفد {n} {WORDS[label]}",
        "context": f"عنوان\nبحث الوفد {n} {WORDS[label]}\nختام",
    }
    for n, label in enumerate(LABELS)
]


class Foreign:
    """A type that nobody trusts."""

    built = False

    def __setstate__(self, state: object) -> None:
        Foreign.built = True


@pytest.fixture
def release(make_repository):
    documents = [
        document(
            n + 12 * (split == "validation"),
            f"بحث الوفد {n} {WORDS[label]}\nوصل سامي حداد إلى ليبيا",
            [("سامي حداد", "PERS", "name", "sami"), ("ليبيا", "GPE", "name", "libya")],
            split=split,
            topics=[label],
        )
        for split in ("train", "validation")
        for n, label in enumerate(LABELS)
    ]
    entities = [entity("libya", "GPE", "ليبيا"), entity("sami", "PERS", "سامي حداد")]
    repository: Repository = make_repository(documents, entities, build=True)
    return repository.release


@pytest.mark.parametrize("name", ["majority", "naive_bayes", "word_lr", "char_svm", "context_svm"])
def test_a_saved_classifier_answers_as_before(name: str, tmp_path: Path) -> None:
    (baseline,) = registry.named([name])
    model = baseline.build().fit(ROWS, LABELS)
    save.save(model, baseline, tmp_path / "saved")
    assert list(save.load(tmp_path / "saved").predict(ROWS)) == list(model.predict(ROWS))


def test_saved_neighbours_are_trusted_too(tmp_path: Path) -> None:
    (baseline,) = registry.named(["nearest"])
    model = baseline.build(spelling="normalized", neighbours=3).fit(ROWS, LABELS)
    save.save(model, baseline, tmp_path / "saved")
    assert list(save.load(tmp_path / "saved").predict(ROWS)) == list(model.predict(ROWS))


def test_a_saved_tagger_keeps_its_threshold(tmp_path: Path) -> None:
    (baseline,) = registry.named(["char_svm"])
    sets = [[label] for label in LABELS]
    tagger = Tagger(baseline.build(), TOPICS).fit(ROWS, sets).tune(ROWS, sets)
    save.save(tagger, baseline, tmp_path / "saved")
    loaded = save.load(tmp_path / "saved")
    assert loaded.threshold == tagger.threshold
    assert loaded.predict(ROWS) == tagger.predict(ROWS)


def test_everything_that_learns_is_fitted_and_saved(release: Path, tmp_path: Path) -> None:
    chosen = registry.named(["lexicon", "majority", "word_lr", "probe_names", "jaro_winkler"])
    written = save.save_all(chosen, tmp_path, release)
    names = ["majority", "majority_tagger", "word_lr", "word_lr_tagger"]
    assert [folder.name for folder in written] == names
    assert set(save.load(tmp_path / "word_lr_tagger").predict(ROWS[:1])[0]) <= set(TOPICS)
    assert save.load(tmp_path / "word_lr").predict(ROWS[:1])[0] in TOPICS


def test_a_saved_prior_remembers_what_it_has_counted(release: Path, tmp_path: Path) -> None:
    (baseline,) = registry.named(["prior"])
    (folder,) = save.save_all([baseline], tmp_path, release)
    known = [Entity("libya", "GPE", ("ليبيا",), ""), Entity("sami", "PERS", ("سامي حداد",), "")]
    names = [Name("ليبيا", "GPE", ""), Name("سامي", "PERS", "")]
    links = resolve.links(save.load(folder), names, known)
    assert [link["entity"] for link in links] == ["libya", None]


def test_an_untrusted_type_is_listed_and_never_built(tmp_path: Path) -> None:
    (baseline,) = registry.named(["majority"])
    model = baseline.build().fit([], ["a"])
    model.extra = Foreign()
    model.extra.value = 1
    save.save(model, baseline, tmp_path / "saved")
    Foreign.built = False
    with pytest.raises(UsageError, match=r"not trusted: .*Foreign") as found:
        save.load(tmp_path / "saved")
    assert not Foreign.built
    assert "Majority" not in str(found.value).split("trusted:")[1]
    name = f"{Foreign.__module__}.Foreign"
    assert save.load(tmp_path / "saved", trusted=[name]).label == "a"


def test_trees_are_saved_but_have_to_be_named_to_be_loaded(tmp_path: Path) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    (baseline,) = registry.named(["learned"])
    trees = HistGradientBoostingClassifier(max_iter=2).fit([[0.0], [1.0]] * 30, [0, 1] * 30)
    save.save(trees, baseline, tmp_path / "saved")
    with pytest.raises(UsageError, match="TreePredictor"):
        save.load(tmp_path / "saved")
    assert "TreePredictor" in (tmp_path / "saved" / save.CARD).read_text("utf-8")


@pytest.mark.parametrize("content", [b"", b"no archive", None])
def test_what_is_no_model_is_refused_with_the_file(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / save.MODEL
    if content is None:
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("other.json", "{}")
    else:
        path.write_bytes(content)
    with pytest.raises(UsageError, match="not a skops file") as found:
        save.load(tmp_path)
    assert str(path) in str(found.value)


def test_a_missing_model_says_what_was_expected(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="expected a folder with a saved model"):
        save.load(tmp_path)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (baseline,) = registry.named(["majority"])
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match=r"found thesis\.txt"):
        save.save(baseline.build(), baseline, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_the_card_says_what_it_is_and_what_it_has_learnt_from(tmp_path: Path) -> None:
    (baseline,) = registry.named(["char_svm"])
    model = baseline.build().fit(ROWS, LABELS)
    for _ in range(2):
        save.save(model, baseline, tmp_path / "saved")
    card = (tmp_path / "saved" / save.CARD).read_text("utf-8")
    assert baseline.reason in card
    assert "train, validation" in card
    assert "language model" in card
    assert "| spelling | normalized |" in card
    assert sorted(p.name for p in (tmp_path / "saved").iterdir()) == [save.CARD, save.MODEL]
