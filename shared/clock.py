"""The one clock: every time lock, deadline and standstill asks it, so that each can be tested."""

import datetime as dt
from pathlib import Path
from typing import Protocol
from zoneinfo import ZoneInfo

BRUSSELS = ZoneInfo("Europe/Brussels")


class Clock(Protocol):
    """Tells the time as an aware datetime in UTC."""

    def now(self) -> dt.datetime: ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)  # noqa: TID251  the one place that may ask the machine


class FrozenClock:
    """A clock that stands still until it is moved; for tests."""

    def __init__(self, at: dt.datetime) -> None:
        if at.tzinfo is None:
            raise ValueError("a clock needs a time zone")
        self._at = at.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        return self._at

    def advance(self, by: dt.timedelta) -> None:
        self._at += by

    def set(self, at: dt.datetime) -> None:
        self._at = at.astimezone(dt.UTC)


class SteeredClock:
    """The machine's clock plus an offset in seconds read from a file.

    Development only (settings refuse it in production): the demonstration moves through weeks of
    deadlines in a minute, in several processes at once.
    """

    def __init__(self, offset_file: Path, base: Clock | None = None) -> None:
        self._file = offset_file
        self._base = base or SystemClock()

    def now(self) -> dt.datetime:
        return self._base.now() + dt.timedelta(seconds=self._offset_s())

    def advance(self, by: dt.timedelta) -> None:
        total = self._offset_s() + by.total_seconds()
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{total}\n", encoding="ascii")
        fresh.replace(self._file)

    def _offset_s(self) -> float:
        try:
            return float(self._file.read_text(encoding="ascii"))
        except FileNotFoundError:
            return 0.0
