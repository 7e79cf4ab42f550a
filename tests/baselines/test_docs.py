"""Every Python example of docs/baselines.md runs, and every command of it can be parsed."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from baselines import registry
from baselines.embeddings import __main__ as embeddings
from baselines.llm import __main__ as llm
from tests.conftest import CHECKOUT, TOPICS, document

PAGE = CHECKOUT / "docs" / "baselines.md"
BLOCK = re.compile(r"^```(python|sh)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
WORDS = ("إغاثة المدنيين", "وقف إطلاق النار", "علاقات البلدين")


def blocks(language: str) -> list[tuple[int, str]]:
    text = PAGE.read_text(encoding="utf-8")
    return [
        (text[: match.start()].count("\n") + 2, match[2])
        for match in BLOCK.finditer(text)
        if match[1] == language
    ]


@pytest.fixture
def release(make_repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small release with the splits to learn from."""
    documents = [
        document(
            n + 12 * (split == "validation"),
            f"بحث الوفد {n} {WORDS[n % 3]}",
            split=split,
            topics=[TOPICS[n % 3]],
        )
        for split in ("train", "validation")
        for n in range(12)
    ]
    folder = make_repository(documents, build=True).release
    monkeypatch.setattr("sifara.release.load.package_data", lambda kind: folder)


def test_the_examples_run(
    release: None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(CHECKOUT)
    names = {"FOLDER": str(tmp_path / "models")}
    found = blocks("python")
    assert len(found) >= 8
    for line, code in found:
        # Blank lines in front let a traceback name the line of the page.
        exec(compile("\n" * (line - 1) + code, str(PAGE), "exec"), names)
        assert capsys.readouterr().out


def test_the_commands_have_the_flags_that_the_page_gives_them() -> None:
    parsers = {"baselines.embeddings": embeddings._parser(), "baselines.llm": llm._parser()}
    parsed = []
    for _, code in blocks("sh"):
        for line in code.splitlines():
            words = shlex.split(line)
            if words[:2] == ["python", "-m"] and words[2] in parsers:
                parsers[words[2]].parse_args(words[3:])
                parsed.append(words[2])
    assert set(parsed) == set(parsers)


def test_every_baseline_has_its_place_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for baseline in registry.BASELINES:
        assert baseline.role == "probe" or f"`{baseline.name}`" in text


def test_the_page_has_no_scores() -> None:
    text = BLOCK.sub("", PAGE.read_text(encoding="utf-8"))
    assert not re.search(r"\d\.\d|\d\s?%", text)
