"""Kill -9 at every durable step of receiving: nothing acknowledged is lost, nothing doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.slow


def test_a_receiver_killed_at_any_step_neither_loses_nor_doubles_a_message(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.peppol.killing", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = (tmp_path / "rounds.jsonl").read_text().splitlines()
    rounds = [json.loads(line) for line in lines]
    assert len(rounds) > 10
    assert [r["killed"] for r in rounds] == [True] * (len(rounds) - 1) + [False]
    for found in rounds:
        after, repeat = found["after_kill"], found["after_repeat"]
        # acknowledged means stored; stored means whole
        assert after["peppol_message"] == 1 or not found["acknowledged_before"]
        assert after["peppol_message"] == after["shared_outbox"] == after["peppol_exchange"]
        assert repeat["peppol_message"] == repeat["shared_outbox"] == 1, found
        assert repeat["peppol_exchange"] == 1
        assert all(repeat["octets"])
        assert found["receipt"] == repeat["receipt"]
        if after["peppol_message"]:
            assert repeat["receipt"] == after["receipt"]
