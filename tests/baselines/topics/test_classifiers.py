"""Classifiers of segments, one-vs-rest with a threshold, and what each may read."""

from __future__ import annotations

import pytest

from baselines import registry
from baselines.topics import text
from baselines.topics.answers import MOST_TOPICS
from baselines.topics.lexicon import Lexicon
from baselines.topics.majority import Majority
from baselines.topics.pipelines import char_svm, context_svm
from baselines.topics.tagging import Tagger
from sifara.errors import UsageError

LABELS = ("aid", "peace", "bilateral")
WORDS = {"aid": "إغاثة المدنيين", "peace": "وقف إطلاق النار", "bilateral": "علاقات البلدين"}


def rows(count: int = 30) -> tuple[list[dict[str, str]], list[str]]:
    labels = [LABELS[n % 3] for n in range(count)]
    texts = [f"بحث الوفد {n} {WORDS[label]} في لقاء" for n, label in enumerate(labels)]
    return [{"text": t, "context": f"عنوان الخبر\n{t}\nخاتمة"} for t in texts], labels


@pytest.mark.parametrize("build", [char_svm, lambda s, c: context_svm(s, c, 0.1, 0.1)])
@pytest.mark.parametrize("spelling", ["raw", "normalized", "stemmed"])
def test_a_classifier_learns_what_words_tell(build: object, spelling: str) -> None:
    seen, labels = rows()
    model = build(spelling, 1.0)  # type: ignore[operator]
    assert list(model.fit(seen, labels).predict(seen)) == labels


def test_a_tagger_gives_every_row_one_to_three_topics() -> None:
    seen, labels = rows()
    sets = [[label] if n % 2 else sorted({label, "aid"}) for n, label in enumerate(labels)]
    tagger = Tagger(char_svm("normalized", 1.0), LABELS).fit(seen, sets).tune(seen, sets)
    found = tagger.predict(seen)
    assert all(1 <= len(topics) <= MOST_TOPICS for topics in found)
    assert sum(a == b for a, b in zip(found, sets, strict=True)) >= 25


def test_the_parts_of_a_document_around_a_line_are_found() -> None:
    row = {"text": "الثاني", "context": "العنوان\n\nالأول\n الثاني \nالثالث"}
    assert text.part_of(row, "headline") == "العنوان"
    assert text.part_of(row, "neighbours") == "الأول الثالث"
    assert text.part_of({**row, "text": "العنوان"}, "headline") == ""


def test_the_lexicon_explains_every_hit() -> None:
    found = Lexicon("bilateral-relations").explain("وقف إطلاق النار وإيصال المساعدات")
    assert found["peace-process"]
    assert found["humanitarian-aid"]
    assert Lexicon("bilateral-relations").predict([{"text": "كلام"}]) == ["bilateral-relations"]


def test_the_majority_breaks_ties_by_the_alphabet() -> None:
    model = Majority().fit([], ["b", "a", "b", "a"])
    assert model.predict([{}, {}]) == ["a", "a"]
    assert model.sets([{}]) == [["a"]]


def test_a_misspelt_baseline_gets_the_nearest_one_suggested() -> None:
    with pytest.raises(UsageError, match="did you mean 'char_svm'"):
        registry.named(["char_svn"])


def test_every_baseline_says_why_it_exists_and_has_its_settings() -> None:
    names = [baseline.name for baseline in registry.BASELINES]
    assert len(set(names)) == len(names)
    for baseline in registry.BASELINES:
        assert baseline.reason
        assert set(baseline.grid) <= set(baseline.settings)
        for parameter, tried in baseline.grid.items():
            assert baseline.settings[parameter] in tried
