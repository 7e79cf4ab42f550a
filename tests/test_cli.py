"""The command line: a fast import, helpful errors, and exit codes."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from sifara import cli
from sifara.gold.repository import Repository


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


def test_a_reader_that_stops_early_is_no_error(checkout: Repository) -> None:
    command = [sys.executable, "-m", "sifara", "--root", str(checkout.root), "show", "web-002"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout
    assert process.stderr
    process.stdout.close()
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.returncode == 0
