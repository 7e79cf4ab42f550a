"""The command line: a fast import, helpful errors, and exit codes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from sifara import cli
from sifara.gold.repository import Repository
from tests.conftest import document


def test_importing_sifara_imports_nothing_heavy() -> None:
    code = (
        "import sys, sifara, sifara.cli; sifara.cli.parser();"
        "print([m for m in ('datasets','pyarrow','numpy','scipy','rich','jsonschema','pandas')"
        " if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_a_public_name_is_there_and_a_wrong_one_is_not() -> None:
    import sifara

    assert callable(sifara.load)
    assert "load" in dir(sifara)
    with pytest.raises(AttributeError, match="no attribute 'lod'"):
        _ = sifara.lod  # type: ignore[attr-defined]


def test_without_a_command_the_help_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([]) == 2
    assert "COMMAND" in capsys.readouterr().out


def test_the_versions_of_code_and_data_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    code, data = capsys.readouterr().out.split(" (data ")
    assert code.startswith("sifara ")
    assert data.strip().rstrip(")").count(".") == 2


def test_a_wrong_use_is_one_line_and_exit_code_two(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show", "web-0000"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("sifara: no document 'web-0000'")
    assert "did you mean" in error
    assert error.count("\n") == 1


def test_show_prints_every_segment_and_every_entity_of_a_document(
    checkout: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["--root", str(checkout.root), "show", "web-002"]) == 0
    out = capsys.readouterr().out
    document = checkout.read_document("web-002")
    for segment in document.segments:
        assert f"{document.segment_id(segment)}  {segment.kind}" in out
    for mention in document.mentions:
        assert mention.entity in out
    assert "[الأمانة العامة ل[جامعة الدول العربية]]" in out
    assert "\x1b" not in out


def test_show_tells_brackets_of_the_text_from_marks(
    make_repository: Callable[..., Repository], capsys: pytest.CaptureFixture[str]
) -> None:
    made = document(
        1, "قال [أمس] في ليبيا\u200f \\ [ليبيا]", [("ليبيا", "GPE", "name", "libya")] * 2
    )
    repository = make_repository([made])
    assert cli.main(["--root", str(repository.root), "show", "auth-001"]) == 0
    shown = r"قال \[أمس\] في [ليبيا]\u{200F} \\ \[[ليبيا]\]"
    assert shown in capsys.readouterr().out.splitlines()


def test_show_writes_one_colour_a_run_of_letters(
    checkout: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    document = checkout.read_document("web-002")
    assert cli.main(["--root", str(checkout.root), "show", "web-002"]) == 0
    coloured = capsys.readouterr().out
    assert "\x1b[1;34m[الأمانة العامة ل[جامعة الدول العربية]]\x1b[0m" in coloured
    # At most before, inside and behind each mention; the header, and one for each segment.
    runs = 3 * len(document.mentions) + len(document.segments) + 10
    assert coloured.count("\x1b[0m") <= runs


@pytest.mark.parametrize("command", ["show", "export --to conll", "export --to label-studio"])
@pytest.mark.parametrize(
    ("file", "change", "reason"),
    [
        ("gold/documents/auth-001.json", lambda _: "{", "cannot be read"),
        ("gold/documents/auth-001.json", lambda _: "[]", "cannot be read"),
        ("gold/documents/auth-001.json", lambda _: "{}", "cannot be read"),
        (
            "gold/documents/auth-001.json",
            lambda text: text.replace('"line": 1', '"line": 2'),
            "fit",
        ),
        ("raw/authored/auth-001.txt", lambda text: text + "\nx", "does not fit"),
        ("raw/authored/auth-001.txt", lambda text: "x" + text, "does not fit"),
    ],
)
def test_a_record_with_findings_is_sent_to_validation(
    make_repository: Callable[..., Repository],
    capsys: pytest.CaptureFixture[str],
    command: str,
    file: str,
    change: Callable[[str], str],
    reason: str,
) -> None:
    repository = make_repository([document(1, "ليبيا", [("ليبيا", "GPE", "name", "libya")])])
    path = repository.data / file
    path.write_text(change(path.read_text("utf-8")), "utf-8")
    assert cli.main(["--root", str(repository.root), *command.split(), "auth-001"]) == 2
    error = capsys.readouterr().err
    assert reason in error
    assert "run: sifara validate" in error
    assert error.count("\n") == 1
