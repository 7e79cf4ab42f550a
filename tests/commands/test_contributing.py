"""What contributors are told is true: commands parse, examples stand in the gold, links lead on."""

from __future__ import annotations

import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import yaml

from sifara import cli
from sifara.formats.forms import FORMATS
from sifara.gold.repository import Repository
from sifara.gold.text import lines
from tests.conftest import CHECKOUT
from tests.findings import golden

PAGES = (CHECKOUT / "CONTRIBUTING.md", CHECKOUT / "docs" / "reviewing.md")
FORMS = sorted((CHECKOUT / ".github").rglob("*.yml"))


def blocks(page: Path, language: str) -> Iterator[str]:
    """The fenced blocks of a page in one language, unindented."""
    opened: tuple[str, str] | None = None
    lines: list[str] = []
    for line in page.read_text("utf-8").split("\n"):
        fence = re.fullmatch(r"( *)```(\w*)", line)
        if fence and opened is None:
            opened, lines = (fence[1], fence[2]), []
        elif fence and opened:
            if opened[1] == language:
                yield "".join(f"{each.removeprefix(opened[0])}\n" for each in lines)
            opened = None
        else:
            lines.append(line)


def commands(page: Path) -> Iterator[list[str]]:
    """The ``sifara`` commands of a page, without redirections."""
    for block in blocks(page, "bash"):
        for line in block.replace("\\\n", " ").split("\n"):
            words = shlex.split(line, comments=True)
            if words[:1] == ["sifara"]:
                yield words[1 : words.index(">") if ">" in words else None]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_has_the_options_that_are_shown(page: Path) -> None:
    parser = cli.parser()
    found = list(commands(page))
    assert len(found) > 5
    for words in found:
        assert parser.parse_args(words).command == words[0]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_inline_example_stands_in_the_gold(page: Path, checkout: Repository) -> None:
    written = FORMATS["inline"].dump(list(checkout.read_documents()), checkout)
    found = [block for block in blocks(page, "") if block.startswith("= ")]
    assert found
    for block in found:
        assert block in written


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_to_a_file_and_a_heading(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if target.startswith("https://"):
            continue
        name, _, anchor = target.partition("#")
        file = page.parent / name if name else page
        assert file.is_file(), target
        if anchor:
            headings = re.findall(r"^#+ (.*)$", file.read_text("utf-8"), re.M)
            slugs = {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}
            assert anchor in slugs, target


def test_the_documented_columns_are_those_of_conll() -> None:
    from sifara.formats.conll import COLUMNS

    page = PAGES[1].read_text("utf-8")
    for number, name in enumerate(COLUMNS[:8], start=1):
        assert name in page, number
    assert COLUMNS[-1] in page
    assert len(COLUMNS) == 17


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_forms_and_workflows_are_yaml(form: Path) -> None:
    assert isinstance(yaml.safe_load(form.read_text("utf-8")), dict)


def test_the_issue_forms_ask_for_what_they_need() -> None:
    for form in FORMS:
        if form.parent.name == "ISSUE_TEMPLATE" and form.stem != "config":
            value = yaml.safe_load(form.read_text("utf-8"))
            assert {"name", "description", "body"} <= set(value)
            ids = [part["id"] for part in value["body"]]
            assert len(ids) == len(set(ids))


def test_the_pull_request_workflow_marks_lines_and_may_write_nothing() -> None:
    workflows = CHECKOUT / ".github" / "workflows"
    for path in workflows.glob("*.yml"):
        assert yaml.safe_load(path.read_text("utf-8"))["permissions"] == {"contents": "read"}
    steps = yaml.safe_load((workflows / "validate.yml").read_text("utf-8"))["jobs"]["gold"]["steps"]
    (words,) = [shlex.split(step["run"])[1:] for step in steps if "sifara" in step.get("run", "")]
    assert cli.parser().parse_args(words).format == "github"


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    """The one hook that the repository offers."""
    (found,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    return dict(found)


def test_the_hook_is_called_for_every_file_that_a_rule_reads(hook: dict[str, Any]) -> None:
    for path in (
        "data/gold/documents/web-000.json",
        "data/gold/adjudication.jsonl",
        "data/raw/web/a.txt",
        "data/frozen.json",
        "schema/document.schema.json",
    ):
        assert re.search(hook["files"], path)
    assert not re.search(hook["files"], "docs/reviewing.md")


def test_the_hook_checks_a_repository_and_the_files_it_is_given(
    hook: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    name, *words = shlex.split(hook["entry"])
    assert project["scripts"][name] == "sifara.cli:main"
    shutil.copytree(golden.BASE, tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    good, bad = (f"data/gold/documents/auth-00{number}.json" for number in (1, 2))
    for files in ([], [good], [good, bad], ["data/gold/entities.jsonl", "data/gold/topics.json"]):
        assert cli.main([*words, *files]) == 0
    Path(bad).write_text(Path(bad).read_text("utf-8").replace('"ORG"', '"LOC"'), "utf-8")
    for files, expected in (([], 1), ([bad], 1), ([good, bad], 1), ([good], 0)):
        assert cli.main([*words, *files]) == expected


def test_a_story_is_looked_at_whole_so_the_hook_names_no_files(hook: dict[str, Any]) -> None:
    (block,) = blocks(PAGES[0], "yaml")
    (repository,) = yaml.safe_load(block)["repos"]
    (local,) = repository["hooks"]
    assert hook["pass_filenames"] is False
    for key in ("id", "name", "files", "pass_filenames"):
        assert local[key] == hook[key]
    assert shlex.split(local["entry"])[1:] == shlex.split(hook["entry"])[1:]


def labels(picture: str) -> list[str]:
    """The texts of a picture that are no outlines."""
    root = ElementTree.fromstring((CHECKOUT / "docs" / "images" / picture).read_bytes())
    return [tag.text or "" for tag in root.iter() if tag.tag.endswith("}text")]


def test_the_picture_of_segments_shows_the_gold(checkout: Repository) -> None:
    expected: list[str] = []
    for segment in checkout.read_document("web-001").segments:
        expected += [str(segment.line), segment.kind, ", ".join(segment.topics)]
    assert list(filter(None, labels("segments.svg"))) == list(filter(None, expected))


def test_the_picture_of_mentions_shows_the_gold(checkout: Repository) -> None:
    found = labels("mentions.svg")
    shown = [label.split(" · ") for label in found if " · " in label]
    assert len(shown) > 3
    marks: list[str] = []
    for name, *told in shown:
        document = checkout.read_document(name.partition(".")[0])
        number = int(name.partition(".s")[2])
        (segment,) = (s for s in document.segments if s.line == number)
        assert told == [segment.kind, *filter(None, [", ".join(segment.topics)])]
        (line,) = (x for x in lines(checkout.read_raw(document.file)) if x.number == number)
        inside = [m for m in document.mentions if line.start <= m.start < line.end]
        marks += [f"{mention.type} {mention.form}" for mention in inside]
    assert sorted(label for label in found if label in marks) == sorted(marks)
