"""What contributors are told is true: commands parse, examples stand in the gold, links lead on."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from sifara import cli
from sifara.formats.registry import FORMATS
from sifara.repository import Repository
from tests.conftest import CHECKOUT

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
    parser = cli.parser(tuple(dict.fromkeys((*cli.COMMANDS, "new", "review"))))
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


def test_the_hook_runs_a_command_that_exists() -> None:
    (hook,) = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    name, *words = shlex.split(hook["entry"])
    assert name == "sifara"
    assert cli.parser().parse_args(words).command == "validate"
    for path in ("data/gold/documents/web-000.json", "data/raw/web/a.txt"):
        assert re.search(hook["files"], path)
    assert not re.search(hook["files"], "docs/reviewing.md")
