"""The wheel: release and schemas inside, working from any folder without network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the unpacked wheel of the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(installed: Path, folder: Path, code: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(installed), "HF_HUB_OFFLINE": "1"}
    blocked = (
        "import socket\n"
        "def refuse(*a, **k): raise OSError('network')\n"
        "socket.socket.connect = refuse\n"
    )
    command = [sys.executable, "-c", blocked + code]
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()


def test_the_data_loads_from_any_folder_without_network(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sifara; d = sifara.load('topics', 'web');"
        "print(sifara.__file__, len(d), d.features['topic'].int2str(d[0]['topic']))"
    )
    file, rows, topic = run(installed, tmp_path, code).split()
    assert Path(file).is_relative_to(installed)
    assert int(rows) == 37
    assert "-" in topic


def test_predictions_are_scored_from_any_folder(installed: Path, tmp_path: Path) -> None:
    code = (
        "import sifara; r = sifara.evaluate('topic_classification',"
        " lambda row: 'peace-process', split='web'); r.save('r.json'); print(r.value > 0)"
    )
    assert run(installed, tmp_path, code) == "True"
    assert (tmp_path / "r.json").is_file()


def test_the_wheel_holds_release_and_schemas_and_nothing_of_the_workshop(installed: Path) -> None:
    data = installed / "sifara" / "_data"
    assert (data / "release" / "MANIFEST.json").is_file()
    assert (data / "schema" / "result.schema.json").is_file()
    assert {path.name for path in installed.iterdir() if path.suffix != ".dist-info"} == {"sifara"}


@pytest.fixture(scope="module")
def metadata(installed: Path) -> Message:
    (file,) = installed.glob("*.dist-info/METADATA")
    return message_from_string(file.read_text(encoding="utf-8"))


def test_the_wheel_offers_no_extra_that_it_has_no_code_for(metadata: Message) -> None:
    assert metadata.get_all("Provides-Extra") == ["report"]


def test_the_licence_is_that_of_code_data_and_articles(metadata: Message) -> None:
    expression = "Apache-2.0 AND CC-BY-4.0 AND LicenseRef-Publishers-Texts"
    assert metadata["License-Expression"] == expression
    assert metadata.get_all("License-File") == ["LICENSE", "LICENSE-DATA"]


def test_the_front_page_can_be_shown_anywhere(metadata: Message) -> None:
    """Its links and pictures are absolute, and what they name in this repository is there."""
    urls = dict(line.split(", ", 1) for line in metadata.get_all("Project-URL", []))
    home = urls["Repository"]
    raw = home.replace("github.com", "raw.githubusercontent.com")
    targets = re.findall(r"\]\(([^)]+)\)", str(metadata.get_payload()))
    assert targets
    for target in targets:
        assert target.startswith(("https://", "#"))
        for start in (f"{home}/blob/main/", f"{raw}/main/"):
            if target.startswith(start):
                assert (CHECKOUT / target.removeprefix(start).partition("#")[0]).exists(), target
        assert not target.startswith(home) or target.startswith(f"{home}/blob/main/"), target


def test_the_core_depends_on_no_torch_no_copyleft_and_no_namesake() -> None:
    import tomllib

    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core = " ".join(project["dependencies"]).lower()
    for name in ("torch", "mteb", "camel", "pyarabic", "tashaphyne", "qalsadi", "coval", "er-eval"):
        assert name not in core
