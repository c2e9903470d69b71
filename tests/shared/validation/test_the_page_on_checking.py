"""docs/validation.md: its commands are typed in an empty folder and answer as it says."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from shared.settings import PREFIX
from tests.console import Shown, shown_commands

ROOT = Path(__file__).resolve().parents[3]
SHOWN = list(shown_commands(ROOT / "docs" / "validation.md"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands build on each other."""
    return tmp_path_factory.mktemp("typed")


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.command[:40])
def test_a_command_answers_as_the_page_says(folder: Path, shown: Shown) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["PYTHONPATH"] = str(ROOT)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shown.command}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert shown.is_answered_by(done.stdout), done.stdout


def test_the_page_has_commands() -> None:
    assert len(SHOWN) > 5
