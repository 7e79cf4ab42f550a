"""``sifara new document``: a scaffold that states only what is known."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara import cli
from sifara.commands import new
from sifara.errors import UsageError
from sifara.files import write_text
from sifara.gold.repository import Repository
from tests.conftest import document, entity

RAW = "عنوان\n\nزار الوزير ليبيا.\n"


@pytest.fixture
def repository(make_repository: Callable[..., Repository]) -> Repository:
    """One document, and raw texts without a record."""
    repository = make_repository(
        [document(7, "زار", split="validation")], [entity("libya", "GPE", "ليبيا")]
    )
    for folder in ("web", "authored"):
        write_text(repository.data / "raw" / folder / "fresh.txt", RAW)
    return repository


def scaffold(repository: Repository, *arguments: object) -> int:
    parser = argparse.ArgumentParser()
    new.add_arguments(parser)
    args = parser.parse_args(["document", *map(str, arguments)])
    args.root = repository.root
    return new.run(args)


def fresh(repository: Repository, folder: str = "authored") -> Path:
    return repository.data / "raw" / folder / "fresh.txt"


def test_a_scaffold_leaves_every_judgement_open(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scaffold(repository, fresh(repository)) == 0
    out, err = capsys.readouterr()
    assert out == (
        "% id: auth-008\n"
        "% raw: raw/authored/fresh.txt\n"
        "% story: st-008\n"
        "% split: ?\n"
        "% register: ?\n"
        "% noise: ?\n"
        "% review: draft\n"
        "= ?\n"
        "> عنوان\n"
        ">\n"
        "= ?\n"
        "> زار الوزير ليبيا.\n"
        ">\n"
    )
    assert "decide % register: one of agency-wire, " in err
    assert "decide 2 headers '= kind topic, topic'" in err
    assert "then: sifara import --from inline FILE" in err


def test_what_is_given_is_filled_in_and_a_story_knows_its_split(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ("--story", "st-007", "--register", "tv-site", "--noise", "clean", "--id", "auth-099")
    assert scaffold(repository, fresh(repository), *options) == 0
    out, err = capsys.readouterr()
    for line in ("% id: auth-099", "% story: st-007", "% split: validation", "% register: tv-site"):
        assert f"{line}\n" in out
    assert "decide %" not in err


def test_a_web_text_is_its_own_story_in_the_web_split(
    repository: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scaffold(repository, fresh(repository, "web")) == 0
    out = capsys.readouterr().out
    assert "% id: web-000\n% raw: raw/web/fresh.txt\n% story: web-000\n% split: web\n" in out


def test_an_unfilled_scaffold_is_not_imported_and_a_filled_one_is(
    repository: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "fresh.txt"
    options = ("--register", "tv-site", "--noise", "clean", "--split", "train", "--output", path)
    assert scaffold(repository, fresh(repository), *options) == 0
    root = ["--root", str(repository.root)]
    assert cli.main([*root, "import", "--from", "inline", str(path)]) == 1
    assert f"{path}:8:3: found '?'" in capsys.readouterr().err
    filled = (
        path.read_text("utf-8")
        .replace("= ?", "= headline bilateral-relations", 1)
        .replace("= ?", "= body bilateral-relations")
        .replace("ليبيا.", "[1 ليبيا].\n- 1 GPE name libya")
    )
    path.write_text(filled, "utf-8")
    assert cli.main([*root, "import", "--from", "inline", str(path)]) == 0
    record = repository.read_document("auth-008")
    assert record.review == "draft"
    assert len(record.sha256) == 64
    assert [segment.kind for segment in record.segments] == ["headline", "body"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--id", "auth-007"], "--id auth-007: exists"),
        (["--id", "web-001"], "expected auth- and three to five digits"),
        (["--id", "auth-1"], "expected auth- and three to five digits"),
        (["--story", "Story"], "--story Story: expected st- and three to five digits"),
        (["--split", "web"], "only texts from data/raw/web are in it"),
        (["--split", "test", "--story", "st-007"], "--split test: st-007 is in validation"),
    ],
)
def test_options_that_contradict_the_gold_are_refused(
    repository: Repository, arguments: list[str], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        scaffold(repository, fresh(repository), *arguments)
    assert message in str(caught.value)


def test_a_web_text_takes_no_other_split(repository: Repository) -> None:
    with pytest.raises(UsageError, match="--split train: web-000 is in web"):
        scaffold(repository, fresh(repository, "web"), "--split", "train")


def test_a_text_that_has_a_record_is_refused(repository: Repository) -> None:
    with pytest.raises(UsageError, match="is the text of auth-007; correct that with export"):
        scaffold(repository, repository.data / "raw" / "authored" / "auth-007.txt")


def test_a_file_elsewhere_is_refused_also_behind_a_link(
    repository: Repository, tmp_path: Path
) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text(RAW, "utf-8")
    link = repository.data / "raw" / "web" / "link.txt"
    link.symlink_to(outside)
    deeper = repository.data / "raw" / "web" / "more" / "x.txt"
    write_text(deeper, RAW)
    for path in (outside, link, deeper, repository.topics):
        with pytest.raises(UsageError, match="is not a text of this checkout"):
            scaffold(repository, path)


def test_a_missing_file_a_blank_one_and_other_bytes_are_refused(repository: Repository) -> None:
    folder = repository.data / "raw" / "web"
    with pytest.raises(UsageError, match="is not a file; put the text into data/raw/web"):
        scaffold(repository, folder / "none.txt")
    (folder / "blank.txt").write_bytes(b" \n\n")
    with pytest.raises(UsageError, match="has no line of text"):
        scaffold(repository, folder / "blank.txt")
    (folder / "bytes.txt").write_bytes("قال".encode("utf-16"))
    with pytest.raises(UsageError, match="byte 0 is not UTF-8"):
        scaffold(repository, folder / "bytes.txt")


def test_no_file_is_overwritten(repository: Repository, tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="exists; choose another file"):
        scaffold(repository, fresh(repository), "--output", path)
    assert path.read_text("utf-8") == "mine"
