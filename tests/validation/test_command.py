"""``sifara validate``: options, formats and exit codes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from sifara.cli import main
from sifara.gold.repository import Repository
from sifara.validation import Run
from sifara.validation.excerpts import cells, excerpt

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def command(repository: Repository, capfd: pytest.CaptureFixture[str]) -> Command:
    """Runs the command on the checkout; returns exit code, output and errors."""

    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(["--root", str(repository.root), "validate", *map(str, arguments)])
        captured = capfd.readouterr()
        return code, captured.out, captured.err

    return run


@pytest.fixture
def broken(repository: Repository) -> Path:
    """A document with two displaced mentions and one of a wrong form."""
    path = repository.document_path("auth-001")
    text = path.read_text(encoding="utf-8")
    text = text.replace('"start": 31, "end": 36', '"start": 30, "end": 35')
    text = text.replace('"start": 56, "end": 59', '"start": 57, "end": 60')
    path.write_text(text.replace('"name"', '"adjective"', 1), encoding="utf-8")
    return path


def test_clean_data(command: Command) -> None:
    code, out, err = command()
    assert (code, out) == (0, "")
    assert err == "no findings: 1 taxonomy, 4 entities, 3 documents\n"


def test_findings_come_in_the_order_of_the_file(command: Command, broken: Path) -> None:
    code, out, err = command()
    assert code == 1
    lines = [int(line.split(":")[1]) for line in out.splitlines()]
    assert lines == sorted(lines)
    assert len(lines) == 3
    assert "3 errors in 1 file (encoding 0, syntax 0, schema 0, reference 0, annotation 3" in err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--only", "surface-mismatch"], {"surface-mismatch"}),
        (["--only", "annotation"], {"surface-mismatch", "form-not-of-type"}),
        (["--only", "surface-mismatch,form-not-of-type"], {"surface-mismatch", "form-not-of-type"}),
        (["--skip", "surface-mismatch"], {"form-not-of-type"}),
        (["--only", "annotation", "--skip", "form-not-of-type"], {"surface-mismatch"}),
        (["--only", "corpus"], set()),
        (["--skip", "annotation"], set()),
    ],
)
def test_only_and_skip(
    command: Command, broken: Path, arguments: list[str], expected: set[str]
) -> None:
    code, out, _ = command(*arguments)
    assert set(re.findall(r"\[([a-z-]+)\]", out)) == expected
    assert code == bool(expected)


def test_max_per_code_counts_the_rest(command: Command, broken: Path) -> None:
    _, out, err = command("--max-per-code", 1)
    assert len(out.splitlines()) == 2
    assert "1 more surface-mismatch (--max-per-code 0 prints all)" in err


def test_json_has_the_documented_keys(command: Command, broken: Path) -> None:
    code, out, err = command("--format", "json")
    assert (code, err) == (1, "")
    keys = ["path", "line", "column", "code", "level", "severity", "pointer", "message"]
    assert [list(item) for item in json.loads(out)] == [keys] * 3


def test_json_of_clean_data_is_an_empty_list(command: Command) -> None:
    assert command("--format", "json") == (0, "[]\n", "")


def test_github_marks_the_line(command: Command, broken: Path) -> None:
    _, out, _ = command("--format", "github", "--only", "form-not-of-type")
    assert out.startswith(
        "::error file=data/gold/documents/auth-001.json,line=14,col=83,"
        "title=form-not-of-type /mentions/0/form::"
    )
    assert out.count("\n") == 1


def test_github_escapes_what_would_end_a_command() -> None:
    from sifara.validation.findings import Finding, as_github

    item = Finding("a,b:c.json", 1, 2, "x", "schema", "error", "/%", "50%\r\nmore: a,b")
    assert as_github(item) == (
        "::error file=a%2Cb%3Ac.json,line=1,col=2,title=x /%25::50%25%0D%0Amore: a,b"
    )


def test_explain(command: Command) -> None:
    code, out, _ = command("--explain", "surface-mismatch")
    assert code == 0
    assert out.startswith("surface-mismatch: The text at the span is the surface\n")
    assert "Fails:" in out
    assert "Repaired:" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ["--only", "surfacemismatch"],
        ["--skip", "nothing"],
        ["--only", ""],
        ["--explain", "nothing"],
        ["--max-per-code", "-1"],
        ["missing.json"],
    ],
)
def test_wrong_use_exits_with_two(command: Command, arguments: list[str]) -> None:
    code, out, err = command(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("sifara: ")


def test_a_file_a_folder_and_a_folder_above(
    command: Command, broken: Path, repository: Repository
) -> None:
    whole = command()[1]
    assert command(broken)[1] == whole
    assert command(broken.parent)[1] == whole
    assert command(repository.data)[1] == whole
    assert command(repository.document_path("auth-002"))[:2] == (0, "")
    assert command(repository.entities, repository.topics)[:2] == (0, "")


def test_what_a_new_document_repeats_is_said_of_the_new_one(
    command: Command, repository: Repository
) -> None:
    text = repository.document_path("auth-002").read_text("utf-8")
    new = repository.document_path("auth-000")
    new.write_text(text.replace('"auth-002"', '"auth-000"').replace('"test"', '"train"'), "utf-8")
    _, out, _ = command(new)
    assert set(re.findall(r"^([^:]+):.*\[([a-z-]+)\]", out, re.M)) == {
        ("data/gold/documents/auth-000.json", "duplicate-text"),
        ("data/gold/documents/auth-000.json", "story-across-splits"),
    }


def test_the_summary_counts_what_was_asked_for(command: Command, repository: Repository) -> None:
    _, _, err = command(repository.document_path("auth-002"), repository.topics)
    assert err == "no findings: 1 document, 1 taxonomy\n"


def test_an_entity_that_only_a_pass_mentions_is_used_whatever_is_asked(
    command: Command, repository: Repository
) -> None:
    path = repository.document_path("auth-002")
    document = path.read_text("utf-8")
    repository.second.mkdir()
    (repository.second / path.name).write_text(document, "utf-8")
    for name in ("auth-002", "web-000"):
        other = repository.document_path(name)
        text = other.read_text("utf-8").replace('"ORG"', '"GPE"').replace("arab-league", "qatar")
        other.write_text(text, "utf-8")
    assert command()[:2] == (0, "")
    assert command(repository.entities)[:2] == (0, "")
    (repository.second / path.name).unlink()
    assert command()[0] == 1
    assert command(repository.entities)[0] == 1


def test_a_raw_text_stands_for_its_document(
    command: Command, broken: Path, repository: Repository
) -> None:
    whole = command()[1]
    raw = repository.data / "raw"
    assert command(raw / "authored" / "auth-001.txt")[1] == whole
    assert command(raw)[1] == whole
    assert command(raw / "authored")[1] == whole
    assert command(raw / "web")[:2] == (0, "")
    assert command(raw / "authored" / "auth-002.txt")[:2] == (0, "")
    (raw / "web" / "new.txt").write_text("new", "utf-8")
    assert "[stray-file]" in command(raw / "web" / "new.txt")[1]


def test_a_file_outside_the_checkout_is_a_document(
    command: Command, broken: Path, tmp_path: Path
) -> None:
    other = tmp_path / "auth-001.json"
    broken.rename(other)
    code, out, _ = command(other)
    assert code == 1
    assert out.startswith(str(other))


def test_a_path_that_is_named_twice_is_checked_once(command: Command, broken: Path) -> None:
    assert command(broken, broken.parent, broken)[1] == command(broken.parent)[1]


def test_a_copy_outside_the_checkout_is_no_duplicate(
    command: Command, repository: Repository, tmp_path: Path
) -> None:
    copy = tmp_path / "auth-002.json"
    copy.write_bytes(repository.document_path("auth-002").read_bytes())
    assert command(copy)[:2] == (0, "")


def test_progress_counts_every_document(repository: Repository) -> None:
    seen: list[None] = []
    list(Run(repository, on_progress=lambda: seen.append(None)).findings())
    assert len(seen) == 3


def test_fix_rewrites_order_and_layout_and_nothing_else(
    command: Command, repository: Repository
) -> None:
    before = {path: path.read_bytes() for path in repository.root.rglob("*.json*")}
    for path in before:
        if path.suffix == ".jsonl":
            rows = path.read_text("utf-8").splitlines()
            path.write_text("".join(f"{row}\n" for row in reversed(rows)), "utf-8")
            continue
        value = json.loads(path.read_bytes())
        if "mentions" in value:
            value["mentions"].reverse()
            value["segments"].reverse()
            for segment in value["segments"]:
                segment.get("topics", []).reverse()
        path.write_text(json.dumps(value, indent=4), encoding="utf-8")
    assert command()[0] == 1
    code, _, err = command("--fix")
    assert code == 0
    assert err.count("rewritten ") == len(before)
    assert {path: path.read_bytes() for path in before} == before


def test_fix_leaves_a_file_with_errors_alone(command: Command, broken: Path) -> None:
    broken.write_text(broken.read_text("utf-8").replace('"PERS"', '"HUMAN"'), "utf-8")
    before = broken.read_bytes()
    command("--fix")
    assert broken.read_bytes() == before


def test_colours_come_with_source_lines_and_carets(command: Command, broken: Path) -> None:
    _, out, _ = command("--color", "always", "--only", "form-not-of-type")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()
    assert "\x1b[" in out
    assert plain[0].startswith("data/gold/documents/auth-001.json:14:83: error[form-not-of-type]")
    source, carets = plain[1].partition("| ")[2], plain[2].partition("| ")[2]
    start = cells(carets) - cells(carets.lstrip())
    assert source.replace("\u200e", "")[start:].startswith('"adjective"')


LINE = '    {"start": 14, "surface": "فائد مصطفى 2023", "type": "PERS", "entity": "faed-mustafa"}'


@pytest.mark.parametrize("value", ['"فائد مصطفى 2023"', '"PERS"', '"faed-mustafa"', "14"])
@pytest.mark.parametrize("width", [30, 60, 200])
def test_carets_stand_under_the_value_whichever_way_the_terminal_runs(
    value: str, width: int
) -> None:
    shown = excerpt(LINE, LINE.index(value) + 1, width)
    assert shown.carets.strip("^ ") == ""
    assert cells(shown.line) <= width + 50
    # What stands before the carets fills as many cells as the blanks do, and no run of
    # right-to-left letters reaches across either edge of the value.
    plain = shown.line.replace("\u200e", "")
    start = len(shown.carets) - len(shown.carets.lstrip())
    assert plain[start:].startswith(value[: shown.carets.count("^")])
    for run in re.finditer(r"[\u0600-\u06ff][^A-Za-z\u200e]*", shown.line):
        assert shown.line[run.start() - 1] == "\u200e"


def test_invisible_characters_are_spelt_out_in_the_source_line() -> None:
    shown = excerpt("a\u202eb\x1bc", 3, 80)
    assert shown.line == "a\\u{202E}b\\u{1B}c"
    assert shown.carets.index("^") == len("a\\u{202E}")


def test_marks_fill_no_cell_and_wide_characters_two() -> None:
    assert cells("قَطَر") == 3
    assert cells("中") == 2
    assert unicodedata.category("\u200e") == "Cf"
    assert cells("\u200e") == 0
