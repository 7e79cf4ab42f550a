"""``sifara export``: every form on stdout or as files, and what a tool needs beside them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sifara import cli
from sifara.formats.forms import FORMATS
from sifara.gold.repository import Repository


def run(repository: Repository, *arguments: str) -> int:
    return cli.main(["--root", str(repository.root), "export", *arguments])


@pytest.mark.parametrize("form", FORMATS)
def test_files_hold_what_stdout_shows(
    checkout: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert run(checkout, "--to", form, "web-003") == 0
    shown = capsys.readouterr().out
    assert run(checkout, "--to", form, "web-003", "--output", str(tmp_path)) == 0
    path = tmp_path / f"web-003{FORMATS[form].suffix}"
    assert path.read_text("utf-8") == shown
    assert str(path) in capsys.readouterr().out


def test_each_form_has_its_name_and_its_ending() -> None:
    endings = {name: form.suffix for name, form in FORMATS.items()}
    assert endings == {"inline": ".txt", "label-studio": ".json", "conll": ".conll"}


@pytest.mark.slow
def test_all_documents_are_one_list_of_tasks(
    checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(checkout, "--to", "label-studio", "--all") == 0
    tasks = json.loads(capsys.readouterr().out)
    assert [task["data"]["document"] for task in tasks] == [
        path.stem for path in checkout.document_paths()
    ]


def test_a_document_that_is_named_twice_is_written_once(
    checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(checkout, "--to", "label-studio", "web-001", "web-001") == 0
    assert len(json.loads(capsys.readouterr().out)) == 1


def test_the_labelling_configuration_stands_beside_the_tasks_or_alone(
    checkout: Repository, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(checkout, "--to", "label-studio", "web-001", "--output", str(tmp_path)) == 0
    capsys.readouterr()
    assert run(checkout, "--to", "label-studio", "--config") == 0
    assert (tmp_path / "label-studio.xml").read_text("utf-8") == capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--to", "inline"], "expected either document ids or --all"),
        (["--to", "inline", "--all", "web-001"], "expected either document ids or --all"),
        (["--to", "inline", "--config"], "inline needs no file beside the documents"),
        (["--to", "label-studio", "--config", "web-001"], "leave out documents"),
        (["--to", "label-studio", "--config", "--all"], "leave out documents"),
        (["--to", "label-studio", "--config", "--output", "x"], "leave out documents"),
        (["--to", "label-studio", "web-01"], "no document 'web-01'"),
    ],
)
def test_wrong_use_is_told_in_one_line(
    checkout: Repository, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run(checkout, *arguments) == 2
    assert message in capsys.readouterr().err
