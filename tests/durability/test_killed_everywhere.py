"""Bid submission and AS4 reception, killed at every durability step in turn."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCENARIOS = ["tests.durability.bid:BidSubmission", "tests.durability.message:As4Reception"]
ONCE = {"kept": 1, "effects": 1}


@pytest.mark.slow
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(scenario: str, tmp_path: Path) -> None:
    deaths = _kill_everywhere(scenario, tmp_path)
    assert len(deaths) > 10, "too few steps were met: the counting is broken"
    assert [d["killed"] for d in deaths] == [True] * (len(deaths) - 1) + [False]
    acknowledged = [d for d in deaths if d["answer"]]
    assert [d for d in acknowledged if d["before"] != ONCE] == []
    # whoever was told before is told the same again
    assert [d for d in acknowledged if d["again"] != d["answer"]] == []
    # after the sender has sent again it is there once, and had its effect once
    assert [d for d in deaths if d["after"] != ONCE] == []


def _kill_everywhere(scenario: str, folder: Path) -> list[dict[str, Any]]:
    # a fork is safe only from a process without threads, which pytest's is not
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tests.durability.killing", scenario, str(folder)],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.returncode == 0, done.stderr[-4000:]
    deaths: list[dict[str, Any]] = json.loads((folder / "deaths.json").read_bytes())
    return deaths
