"""Every page of the explorer, read back: marks, escaping, links, sizes, bytes."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from sifara import cli
from sifara.errors import UsageError
from sifara.gold.corpus import Gold
from sifara.gold.repository import Repository
from sifara.gold.text import is_invisible, visible
from sifara.report.site import build
from sifara.report.site.documents import page_of
from sifara.report.site.writing import POLICY, slug
from tests.report.site.conftest import EVIL, HOSTILE
from tests.report.site.reading import Page, pages

MEBIBYTE = 1_000_000


def assert_marks_are_gold(found: dict[str, Page], gold: Gold) -> int:
    """Every rendered mark has the offsets, the text and the type of a gold mention."""
    seen = 0
    for document in gold.documents:
        text = gold.texts[document.id]
        page = found[page_of(document.id)]
        rendered = {}
        for line in page.lines:
            assert text[line.offset : line.offset + len(line.text)] == line.text
            for mark, (start, end) in line.marks.items():
                rendered[mark] = (
                    line.offset + start,
                    line.offset + end,
                    line.text[start:end],
                    line.types[mark],
                )
        assert rendered == {
            document.mention_id(m): (m.start, m.end, m.surface, m.type) for m in document.mentions
        }
        shown = {n for line in page.lines for n in range(line.offset, line.offset + len(line.text))}
        assert {n for n, c in enumerate(text) if not c.isspace()} <= shown
        seen += len(rendered)
    return seen


def assert_links_hold(found: dict[str, Page], folder: Path) -> None:
    """Every link leads to a file of the site, every fragment to an id or a state of a list."""
    ids = {path: set(page.ids) for path, page in found.items()}
    for path, page in found.items():
        for link in set(page.links):
            target, fragment = urldefrag(link)
            assert "://" not in link, (path, link)
            resolved = (folder / path).parent / unquote(target) if target else folder / path
            relative = os.path.relpath(os.path.normpath(resolved), folder)
            assert relative in found, (path, link)
            if fragment and "=" not in fragment:
                assert unquote(fragment) in ids[relative], (path, link)
        for loaded in page.loaded:
            assert ((folder / path).parent / loaded).is_file(), (path, loaded)


def test_every_mark_of_the_real_texts_is_its_gold_mention(
    real_pages: dict[str, Page], checkout: Repository
) -> None:
    gold = Gold.read(checkout)
    assert assert_marks_are_gold(real_pages, gold) == sum(len(d.mentions) for d in gold.documents)


def test_real_pages_are_safe_linked_and_small(real_site: Path, real_pages: dict[str, Page]) -> None:
    for path, page in real_pages.items():
        assert page.unsafe == [], path
        assert page.policy == POLICY
        assert [i for i, n in Counter(page.ids).items() if n > 1] == [], path
    assert_links_hold(real_pages, real_site)
    for file in real_site.rglob("*"):
        if file.is_file():
            assert file.stat().st_size < MEBIBYTE, file


def test_hostile_texts_and_names_are_shown_and_never_markup(
    hostile_site: Path, hostile: Repository
) -> None:
    found = pages(hostile_site)
    for path, page in found.items():
        assert page.unsafe == [], path
        assert "49" not in page.words.split(), path
    assert_links_hold(found, hostile_site)
    assert_marks_are_gold(found, Gold.read(hostile))
    first = found["documents/auth-001.html"]
    assert "".join(line.text for line in first.lines) == HOSTILE.replace("\n", "")
    assert "<script>alert(1)</script>" in found["index.html"].words
    for file in hostile_site.rglob("*"):
        if file.is_file():
            hidden = {c for c in file.read_text("utf-8") if is_invisible(c)} - {"\n"}
            assert hidden == set(), file
            assert file.resolve().is_relative_to(hostile_site.resolve())


def test_systems_have_pages_with_errors_confusion_and_comparison(hostile_site: Path) -> None:
    found = pages(hostile_site)
    board = found["index.html"]
    assert "second annotation pass" in board.words
    result = next(p for name, p in found.items() if "entity_linking.test.plain" in name)
    for section in ("scores", "slices", "confusion", "errors"):
        assert section in result.ids or section == "slices"
    pair_pages = [p for name, p in found.items() if name.startswith("pairs/")]
    assert any(f"wrong: {visible(EVIL)}" in page.words for page in pair_pages)
    assert any("right: plain" in page.words or "plain" in page.words for page in pair_pages)


def test_data_of_scripts_is_json_inside_one_call(hostile_site: Path) -> None:
    for file in (hostile_site / "data").iterdir():
        text = file.read_text("utf-8").removesuffix("));\n")
        head, _, literal = text.partition("JSON.parse(")
        assert head.startswith('sifara.received("')
        json.loads(json.loads(literal))


def test_same_input_same_bytes_whatever_the_hash_seed(
    hostile: Repository, hostile_site: Path, tmp_path: Path
) -> None:
    code = (
        "import sys; from pathlib import Path; from sifara.gold.repository import Repository;"
        "from sifara.report.site import build;"
        "build(Repository(Path(sys.argv[1])), Path(sys.argv[2]))"
    )
    again = tmp_path / "again"
    subprocess.run(
        [sys.executable, "-c", code, str(hostile.root), str(again)],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "LC_ALL": "C"},
    )
    one, other = (
        {p.relative_to(f): p.read_bytes() for p in f.rglob("*") if p.is_file()}
        for f in (hostile_site, again)
    )
    assert one == other


def test_an_earlier_site_is_replaced_and_nothing_else(hostile: Repository, tmp_path: Path) -> None:
    out = tmp_path / "out"
    build(hostile, out)
    (out / "stale.html").write_text("old")
    build(hostile, out)
    assert not (out / "stale.html").exists()
    other = tmp_path / "mine"
    other.mkdir()
    (other / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match="would be lost"):
        build(hostile, other)
    assert (other / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("name", ["file/site", "x" * 300, "file"])
def test_a_place_that_cannot_be_written_is_refused_before_the_work(
    hostile: Repository, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    monkeypatch.setattr(Gold, "read", None)
    with pytest.raises(UsageError, match="cannot be written"):
        build(hostile, tmp_path / name)
    assert (tmp_path / "file").read_text("utf-8") == "kept"


def test_results_of_other_data_are_left_out_and_named(hostile: Repository, tmp_path: Path) -> None:
    path = next(hostile.results.rglob("*.json"))
    record = json.loads(path.read_text("utf-8"))
    record["data"]["content_sha256"] = "0" * 64
    path.write_text(json.dumps(record), encoding="utf-8")
    built = build(hostile, tmp_path / "site")
    (reason,) = built.left_out
    assert path.name in reason
    assert "score the predictions again" in reason
    assert "score the predictions again" in pages(tmp_path / "site")["health.html"].words


def test_figures_beside_the_results_are_shown_as_tables(
    hostile: Repository, tmp_path: Path
) -> None:
    agreement = {
        "name": "Self-consistency <b>only</b>",
        "splits": {
            "test": {
                "documents": 2,
                "stories": 2,
                "segments": 5,
                "mentions": [8, 9],
                "measures": {"kappa": {"value": 0.5, "low": None, "high": 0.75}},
            }
        },
    }
    difficulty = {"hard_rows": {"<i>\u202e": [1, 0.25, None, [{"x": "<script>"}]]}}
    for name, value in (("agreement", agreement), ("difficulty", difficulty)):
        (hostile.results / f"{name}.json").write_text(json.dumps(value), encoding="utf-8")
    build(hostile, tmp_path / "site")
    page = pages(tmp_path / "site")["health.html"]
    assert page.unsafe == []
    for shown in ("Self-consistency <b>only</b>", "kappa", "0.750", "hard rows", "<script>"):
        assert shown in page.words


def test_records_are_tables_with_a_column_a_field(hostile: Repository, tmp_path: Path) -> None:
    difficulty = {
        "topics": {"majority": 0.0625, "char_svm": 0.5},
        "rankings": [
            {"task": "entity_pairs", "tau": 0.25, "established": False},
            {"task": "entity_linking", "tau": 0.75, "established": True},
        ],
        "make_up": {
            "train": {"documents": 84, "words": 215.4, "forms": {"name": 0.9, "acronym": 0.1}},
            "web": {"documents": 5, "forms": {"name": 1.0}},
        },
    }
    folder = hostile.results / "validity"
    folder.mkdir()
    for path, value in (
        (hostile.results / "difficulty.json", difficulty),
        (folder / "shortcuts.json", {"probes": {"none": []}}),
    ):
        path.write_text(json.dumps(value), encoding="utf-8")
    build(hostile, tmp_path / "site")
    html = (tmp_path / "site" / "health.html").read_text("utf-8")
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    cells = [re.findall(r"<t[hd][^>]*>(?:<bdi>)?(.*?)(?:</bdi>)?</t[hd]>", row) for row in rows]
    for row in (
        ["majority", "0.062"],
        ["task", "tau", "established"],
        ["entity_pairs", "0.250", "no"],
        ["", "train", "web"],
        ["documents", "84", "5"],
        ["words", "215.4", ""],
        ["forms: acronym", "0.100", ""],
        ["none", "–"],
    ):
        assert row in cells
    assert "Kendall" in html
    assert "validity: shortcuts" in html


def test_changes_since_an_older_release_are_shown(hostile: Repository, tmp_path: Path) -> None:
    build(hostile, tmp_path / "site", since=hostile.release)
    assert "changes" in pages(tmp_path / "site")["health.html"].ids


def test_an_outside_set_has_tables_of_its_own(hostile: Repository, tmp_path: Path) -> None:
    task = hostile.results / "entity_linking"
    track = hostile.results / "tracks" / "tweets" / "entity_linking"
    track.mkdir(parents=True)
    for file in task.iterdir():
        text = file.read_text("utf-8").replace('"split": "test"', '"split": "tweets"')
        (track / file.name).write_text(text, encoding="utf-8")
    assert build(hostile, tmp_path / "site").left_out == []
    found = pages(tmp_path / "site")
    assert "Outside set tweets" in found["index.html"].words
    assert_links_hold(found, tmp_path / "site")


def test_the_command_builds_the_site_and_says_where(
    hostile: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    options = ["--root", str(hostile.root), "report", "--out", str(out)]
    arguments = cli.parser().parse_args(options)
    assert arguments.run(arguments) == 0
    assert f"open {out / 'index.html'}" in capsys.readouterr().out
    assert (out / "index.html").is_file()


def test_a_folder_of_results_that_is_not_there_is_named(
    hostile: Repository, tmp_path: Path
) -> None:
    with pytest.raises(FileNotFoundError, match="nowhere"):
        build(hostile, tmp_path / "site", results=tmp_path / "nowhere")


@pytest.mark.parametrize("name", ["../x", "A", "a/b", "", ".", "ليبيا", "x" * 300, "con..trol"])
def test_a_file_name_is_harmless_and_its_own(name: str) -> None:
    assert "/" not in slug(name)
    assert ".." not in slug(name)
    assert slug(name) == slug(name).lower() != name
    assert len({slug(n) for n in (name, name + "!", name.upper() + "?")}) == 3
