"""A sample contract notice: a town buys paper and writing materials in two lots."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).parent / "office-supplies.json"


def answers(deadline: dt.date) -> dict[str, dict[str, Any]]:
    """The answers to the ten questions, with a deadline of one's own (11:00 in Brussels)."""
    given: dict[str, dict[str, Any]] = json.loads(ANSWERS.read_text(encoding="utf-8"))
    given["deadline"] = {"day": deadline.isoformat(), "time": "11:00"}
    return given
