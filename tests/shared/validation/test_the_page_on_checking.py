"""docs/validation.md: its commands are typed in an empty folder and answer as it says."""

import os
import subprocess
import sys
from pathlib import Path

from shared.settings import PREFIX
from tests.console import Shown, shown_commands

ROOT = Path(__file__).resolve().parents[3]
SHOWN = list(shown_commands(ROOT / "docs" / "validation.md"))


def test_the_commands_answer_as_the_page_says(tmp_path: Path) -> None:
    assert len(SHOWN) > 5
    for shown in SHOWN:
        done = _typed(shown, tmp_path)
        assert done.returncode == 0, (shown, done.stdout + done.stderr)
        assert shown.is_answered_by(done.stdout), (shown, done.stdout + done.stderr)


def _typed(shown: Shown, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(PREFIX)}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    environment["PYTHONPATH"] = str(ROOT)
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {shown.command}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
