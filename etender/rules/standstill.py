"""The standstill: fifteen days in which nobody may sign, counted in Brussels days."""

import datetime as dt
from dataclasses import dataclass

from shared.clock import BRUSSELS

STANDSTILL_DAYS = 15
_SATURDAY = 5
_FIXED_HOLIDAYS = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
_DAYS_AFTER_EASTER = (1, 39, 50)


@dataclass(frozen=True, slots=True)
class Standstill:
    """`last_day` is a Brussels day; from `ends_at` on the contract may be concluded."""

    sent_on: dt.date
    last_day: dt.date
    ends_at: dt.datetime

    def is_over(self, now: dt.datetime) -> bool:
        return now >= self.ends_at

    def remaining(self, now: dt.datetime) -> dt.timedelta:
        return max(dt.timedelta(0), self.ends_at - now)


def standstill(sent_at: dt.datetime, days: int = STANDSTILL_DAYS) -> Standstill:
    """Fifteen days from the day after the decision was sent.

    Law of 17 June 2013, art. 11. The day of sending does not count and the last hour of the last
    day does; a period that would end on a Saturday, a Sunday or a holiday ends with the next
    working day (Regulation 1182/71, art. 3(1), 3(2)b and 3(4)).
    """
    sent_on = sent_at.astimezone(BRUSSELS).date()
    last_day = sent_on + dt.timedelta(days=days)
    while not is_working_day(last_day):
        last_day += dt.timedelta(days=1)
    midnight = dt.datetime.combine(last_day + dt.timedelta(days=1), dt.time(), BRUSSELS)
    return Standstill(sent_on, last_day, midnight.astimezone(dt.UTC))


def is_working_day(day: dt.date) -> bool:
    """Neither a weekend nor one of the ten legal holidays of Belgium."""
    if day.weekday() >= _SATURDAY or (day.month, day.day) in _FIXED_HOLIDAYS:
        return False
    easter = easter_sunday(day.year)
    return (day - easter).days not in _DAYS_AFTER_EASTER


def easter_sunday(year: int) -> dt.date:
    """Easter of the Gregorian calendar, by the anonymous computus (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)
