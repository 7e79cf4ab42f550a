"""The script as a maintainer runs it, in a process of its own that knows the Hub by HF_ENDPOINT."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sifara.publishing.redaction import redacted
from tests.conftest import CHECKOUT
from tests.publishing.conftest import REPO, TOKEN

SCRIPT = CHECKOUT / "scripts" / "publish.py"

_LOAD = f"""
from datasets import load_dataset
import sifara
official = load_dataset("{REPO}", "mentions", revision="v0.1.0")["web"]
own = sifara.load("mentions", "web", revision="v0.1.0", repo="{REPO}")
assert official.to_list() == own.to_list()
print(official.num_rows)
"""


def environment(hub, tmp_path: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HOME": str(tmp_path / "hf")}


def run(command, hub, tmp_path):
    return subprocess.run(
        [sys.executable, *command],
        env=environment(hub, tmp_path),
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )


def test_the_script_publishes_and_others_load_it(hub, repository, tmp_path):
    command = [str(SCRIPT), "--root", str(repository.root), "--repo", REPO]
    done = run(command, hub, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Verified: example/sifara v0.1.0" in done.stdout
    loaded = run(["-c", _LOAD], hub, tmp_path)
    assert loaded.returncode == 0, loaded.stderr
    assert int(loaded.stdout) > 0
    assert TOKEN not in done.stdout + done.stderr


def test_the_hub_in_offline_mode_is_enough_once_it_was_loaded(hub, repository, tmp_path):
    command = [str(SCRIPT), "--root", str(repository.root), "--repo", REPO]
    assert run(command, hub, tmp_path).returncode == 0
    code = f'import sifara; print(sifara.load("topics", revision="v0.1.0", repo="{REPO}"))'
    offline = {**environment(hub, tmp_path), "HF_HUB_OFFLINE": "1"}
    for settings, wanted in ((offline, 1), (environment(hub, tmp_path), 0), (offline, 0)):
        done = subprocess.run(
            [sys.executable, "-c", code], env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == wanted, done.stderr
        assert wanted == 0 or "only a part of it is in the cache" in done.stderr


@pytest.fixture
def script():
    spec = importlib.util.spec_from_file_location("publish_script", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_token_is_in_no_traceback(script, monkeypatch, capsys, repository):
    monkeypatch.setenv("HF_TOKEN", TOKEN)

    def broken(*args, **options):
        raise RuntimeError(f"request with Authorization: Bearer {TOKEN} failed")

    monkeypatch.setattr(script, "publish", broken)
    assert script.main(["--repo", REPO, "--root", str(repository.root)]) == 1
    shown = "".join(capsys.readouterr())
    assert "Traceback" in shown
    assert "RuntimeError" in shown
    assert TOKEN not in shown


def test_refusals_are_lines_not_tracebacks(script, capsys, repository):
    (repository.root / "LICENSE-DATA").unlink()
    assert script.main(["--repo", REPO, "--root", str(repository.root), "--dry-run"]) == 1
    shown = capsys.readouterr().err
    assert "- missing: LICENSE-DATA" in shown
    assert "Traceback" not in shown


def test_an_interrupted_run_says_how_to_go_on(script, monkeypatch, capsys, repository):
    def interrupted(*args, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(script, "publish", interrupted)
    assert script.main(["--repo", REPO, "--root", str(repository.root)]) == 1
    assert "run the same command again" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "hf_abcdefghijklmnopqrstuvwxyz012345",
        "Authorization: Bearer abc.def-ghi",
        "{'authorization': 'bearer abc.def-ghi'}",
        "https://user:abc.def-ghi@example.org/x",
    ],
)
def test_what_looks_like_a_token_is_masked(text, monkeypatch):
    monkeypatch.delenv("HF_TOKEN", raising=False)
    shown = redacted(text)
    assert "[token]" in shown
    assert "abc" not in shown


def test_ordinary_text_is_left_alone():
    text = "hf_hub_download of example/sifara@v0.1.0 from https://example.org/a@b"
    assert redacted(text) == text
