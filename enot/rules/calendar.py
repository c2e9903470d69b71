"""Counting days as Regulation (EEC, Euratom) No 1182/71 does, on the Belgian calendar."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from enot.rules.verdict import Act, Article
from shared.i18n import msg

COUNTING = Article(Act.REGULATION_1182_71, "3")
_DAY = dt.timedelta(days=1)
_SATURDAY = 5


@cache
def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    century, of_century = divmod(year, 100)
    moon = 19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3
    epact = (moon + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (of_century // 4) - epact - of_century % 4) % 7
    late = (year % 19 + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return dt.date(year, month, day + 1)


@cache
def public_holidays(year: int) -> dict[dt.date, str]:
    """The ten Belgian public holidays (royal decree of 18 April 1974, art. 1), with their names."""
    sunday = easter(year)
    return {
        dt.date(year, 1, 1): msg("New Year's Day"),
        sunday + 1 * _DAY: msg("Easter Monday"),
        dt.date(year, 5, 1): msg("Labour Day"),
        sunday + 39 * _DAY: msg("Ascension Day"),
        sunday + 50 * _DAY: msg("Whit Monday"),
        dt.date(year, 7, 21): msg("National Day"),
        dt.date(year, 8, 15): msg("Assumption Day"),
        dt.date(year, 11, 1): msg("All Saints' Day"),
        dt.date(year, 11, 11): msg("Armistice Day"),
        dt.date(year, 12, 25): msg("Christmas Day"),
    }


def day_off(day: dt.date) -> str:
    """Why nobody works that day (a text marked for translation); empty on a working day."""
    holiday = public_holidays(day.year).get(day, "")
    if holiday:
        return holiday
    weekend = {_SATURDAY: msg("Saturday"), _SATURDAY + 1: msg("Sunday")}
    return weekend.get(day.weekday(), "")


@dataclass(frozen=True, slots=True)
class CountedPeriod:
    """A period in days, counted: `nominal_end` before and `end` after the rule on days off.

    The period ends with the expiry of the last hour of `end`, so an act that must leave the whole
    period free can take place from `free_from` on.
    """

    event: dt.date
    days: int
    first: dt.date
    nominal_end: dt.date
    end: dt.date

    @property
    def free_from(self) -> dt.date:
        return self.end + _DAY


def count_days(event: dt.date, days: int) -> CountedPeriod:
    """Count a period of whole calendar days from an event.

    (1) the day of the event does not count, art. 3(1)
    (2) days off are counted within the period, art. 3(3)
    (3) when the last day is a day off, the period ends on the next working day, art. 3(4)
    (4) a period of two days or more holds at least two working days, art. 3(5)
    """
    first = event + _DAY  # (1)
    nominal_end = event + days * _DAY  # (2)
    end = nominal_end
    while day_off(end):  # (3)
        end += _DAY
    while days > 1 and _working_days(first, end) < 2:  # (4)  # noqa: PLR2004  the article's number
        end += _DAY
    return CountedPeriod(event, days, first, nominal_end, end)


def _working_days(first: dt.date, last: dt.date) -> int:
    days = (last - first).days + 1
    return sum(not day_off(first + n * _DAY) for n in range(days))
