"""Dates, times and durations of XPath 2.0, with time zones; implicit zone is UTC."""

import calendar
import datetime as dt
import re
from decimal import Decimal
from typing import Any

import msgspec

from shared.schematron.errors import DynamicError

_ZONE = r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
# XML Schema 1.1 part 2, 3.3.9: the year 0000 exists, more than four digits have no leading zero
_YEAR = r"(-?(?:[1-9]\d{3,}|0\d{3}))"
_DATE = re.compile(rf"{_YEAR}-(\d\d)-(\d\d){_ZONE}\Z", re.ASCII)
_TIME = re.compile(rf"(\d\d):(\d\d):(\d\d(?:\.\d+)?){_ZONE}\Z", re.ASCII)
_DATETIME = re.compile(rf"{_YEAR}-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d(?:\.\d+)?){_ZONE}\Z", re.ASCII)
_DURATION = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?\Z",
    re.ASCII,
)
_DAY_S = 86_400
_MOST_YEARS = 2_000_000
_ERA_YEARS, _ERA_DAYS = 400, 146_097
_FEBRUARY, _DECEMBER = 2, 12
# the day before 0001-01-01, counted from the first of March of the year 0
_EPOCH = 306
_SIXTY = 60
_MIDNIGHT = 24


class _Ordered:
    """Comparisons by `<` and `==`; `total_ordering` would take those of Struct for given."""

    __slots__ = ()

    def __lt__(self, other: object) -> bool:
        raise NotImplementedError

    def __le__(self, other: object) -> bool:
        return self < other or self == other

    def __gt__(self, other: object) -> bool:
        return not self <= other

    def __ge__(self, other: object) -> bool:
        return not self < other


class Moment(_Ordered, msgspec.Struct, frozen=True, eq=False):
    """A date, time or dateTime: local seconds since a fixed day and the zone in minutes, or None.

    Two moments compare as instants; one without zone is taken to be in UTC (F&O, 10.4).
    """

    kind: str
    local_s: Decimal
    zone: int | None

    @property
    def instant_s(self) -> Decimal:
        return self.local_s - 60 * (self.zone or 0)

    def __eq__(self, other: object) -> bool:
        return self._same(other).instant_s == self.instant_s

    def __lt__(self, other: object) -> bool:
        return self.instant_s < self._same(other).instant_s

    def __hash__(self) -> int:
        return hash((self.kind, self.instant_s))

    def _same(self, other: object) -> "Moment":
        if not isinstance(other, Moment) or other.kind != self.kind:
            raise DynamicError("XPTY0004", f"{self.kind} and {type(other).__name__}")
        return other

    def __str__(self) -> str:
        return _moment_text(self)


class Duration(_Ordered, msgspec.Struct, frozen=True, eq=False):
    """Months and seconds; yearMonthDuration has no seconds, dayTimeDuration no months."""

    kind: str
    months: int
    seconds: Decimal

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Duration):
            raise DynamicError("XPTY0004", f"{self.kind} and {type(other).__name__}")
        return (self.months, self.seconds) == (other.months, other.seconds)

    def __lt__(self, other: object) -> bool:
        # F&O, 10.4: only durations of the same kind have an order
        if not isinstance(other, Duration) or other.kind != self.kind or self.kind == "duration":
            raise DynamicError("XPTY0004", f"{self.kind} and {type(other).__name__}")
        return (self.months, self.seconds) < (other.months, other.seconds)

    def __hash__(self) -> int:
        return hash((self.months, self.seconds))

    def __str__(self) -> str:
        return _duration_text(self)


# constructors ---------------------------------------------------------------------------------


def to_date(value: Any) -> Moment | None:
    if value is None or (value.__class__ is Moment and value.kind == "date"):
        return value
    if value.__class__ is Moment and value.kind == "dateTime":
        return Moment("date", value.local_s // _DAY_S * _DAY_S, value.zone)
    match = _matched(_DATE, value, "date")
    days = _days(int(match[1]), int(match[2]), int(match[3]))
    return Moment("date", Decimal(days * _DAY_S), _zone(match[4]))


def to_time(value: Any) -> Moment | None:
    if value is None or (value.__class__ is Moment and value.kind == "time"):
        return value
    if value.__class__ is Moment and value.kind == "dateTime":
        return Moment("time", value.local_s % _DAY_S, value.zone)
    match = _matched(_TIME, value, "time")
    return Moment("time", _seconds(match[1], match[2], match[3]) % _DAY_S, _zone(match[4]))


def to_datetime(value: Any) -> Moment | None:
    if value is None or (value.__class__ is Moment and value.kind == "dateTime"):
        return value
    if value.__class__ is Moment and value.kind == "date":
        return Moment("dateTime", value.local_s, value.zone)
    match = _matched(_DATETIME, value, "dateTime")
    days = _days(int(match[1]), int(match[2]), int(match[3]))
    local = days * _DAY_S + _seconds(match[4], match[5], match[6])
    return Moment("dateTime", local, _zone(match[7]))


def to_day_time(value: Any) -> Duration | None:
    if value is None or value.__class__ is Duration:
        return None if value is None else Duration("dayTime", 0, value.seconds)
    match = _matched(_DURATION, value, "dayTimeDuration")
    if match[2] or match[3] or not any(match.group(4, 5, 6, 7)) or match[0].endswith("T"):
        raise DynamicError("FORG0001", f"{match[0][:40]!r} is no dayTimeDuration")
    days, hours, minutes = (int(match[at] or 0) for at in (4, 5, 6))
    seconds = Decimal(match[7] or 0) + 60 * minutes + 3600 * hours + _DAY_S * days
    return Duration("dayTime", 0, -seconds if match[1] else seconds)


def to_year_month(value: Any) -> Duration | None:
    if value is None or value.__class__ is Duration:
        return None if value is None else Duration("yearMonth", value.months, Decimal(0))
    match = _matched(_DURATION, value, "yearMonthDuration")
    if any(match.group(4, 5, 6, 7)) or not any(match.group(2, 3)) or match[0].endswith("T"):
        raise DynamicError("FORG0001", f"{match[0][:40]!r} is no yearMonthDuration")
    months = 12 * int(match[2] or 0) + int(match[3] or 0)
    return Duration("yearMonth", -months if match[1] else months, Decimal(0))


def current_date(today: dt.date) -> Moment:
    """fn:current-date: the day the run was given, in UTC."""
    return Moment("date", Decimal(today.toordinal() * _DAY_S), 0)


def current_datetime(today: dt.date) -> Moment:
    """fn:current-dateTime: a run knows the day only, so its start."""
    return Moment("dateTime", Decimal(today.toordinal() * _DAY_S), 0)


def zone_of(value: Any) -> Duration | None:
    """fn:timezone-from-date, -time and -dateTime."""
    if value is None or value.zone is None:
        return None
    return Duration("dayTime", 0, Decimal(60 * value.zone))


def part_of(value: Any, part: str) -> int | None:
    """fn:year-from-date, month-from-date, day-from-date."""
    if value is None:
        return None
    year, month, day = _civil(int(value.local_s // _DAY_S))
    return {"year": year, "month": month, "day": day}[part]


# arithmetic -----------------------------------------------------------------------------------


def add_moments(a: Any, b: Any) -> Any:
    if a.__class__ is Duration and b.__class__ is Moment:
        a, b = b, a
    if a.__class__ is Moment and b.__class__ is Duration:
        return _shifted(a, b, 1)
    if a.__class__ is Duration and b.__class__ is Duration and a.kind == b.kind:
        return Duration(a.kind, a.months + b.months, a.seconds + b.seconds)
    raise DynamicError("XPTY0004", f"{a.__class__.__name__} + {b.__class__.__name__}")


def subtract_moments(a: Any, b: Any) -> Any:
    if a.__class__ is Moment and b.__class__ is Duration:
        return _shifted(a, b, -1)
    if a.__class__ is Moment and b.__class__ is Moment and a.kind == b.kind:
        return Duration("dayTime", 0, a.instant_s - b.instant_s)
    if a.__class__ is Duration and b.__class__ is Duration and a.kind == b.kind:
        return Duration(a.kind, a.months - b.months, a.seconds - b.seconds)
    raise DynamicError("XPTY0004", f"{a.__class__.__name__} - {b.__class__.__name__}")


def scale_duration(duration: Duration, factor: Any) -> Duration:
    exact = Decimal(factor)
    return Duration(duration.kind, round(duration.months * exact), duration.seconds * exact)


def _shifted(moment: Moment, duration: Duration, sign: int) -> Moment:
    local = moment.local_s
    if duration.months:
        local = _months_later(local, sign * duration.months)
    local += sign * duration.seconds
    if moment.kind == "date":
        local = local // _DAY_S * _DAY_S
    elif moment.kind == "time":
        local %= _DAY_S
    return Moment(moment.kind, local, moment.zone)


def _months_later(local_s: Decimal, months: int) -> Decimal:
    """The day is cut to the length of the month reached (XML Schema part 2, E)."""
    year, month, day = _civil(int(local_s // _DAY_S))
    index = year * 12 + month - 1 + months
    year, month = index // 12, index % 12 + 1
    last = _length_of(year, month)
    return Decimal(_days(year, month, min(day, last)) * _DAY_S) + local_s % _DAY_S


# lexical --------------------------------------------------------------------------------------


def _matched(pattern: re.Pattern[str], value: Any, kind: str) -> re.Match[str]:
    if not isinstance(value, str):
        raise DynamicError("XPTY0004", f"{value.__class__.__name__} as {kind}")
    string = value.strip(" \t\r\n")
    match = pattern.match(string)
    if match is None:
        raise DynamicError("FORG0001", f"{string[:40]!r} is no {kind}")
    return match


def _days(year: int, month: int, day: int) -> int:
    """Days since the one before 0001-01-01 in the Gregorian calendar, extended both ways."""
    if not 1 <= month <= _DECEMBER or not 1 <= day <= _length_of(year, month):
        raise DynamicError("FORG0001", f"{year}-{month:02}-{day:02} is no date")
    if abs(year) > _MOST_YEARS:
        raise DynamicError("FODT0001", f"the year {year} is out of range")
    # years that begin in March: the leap day is then the last one
    march_year = year - (month <= _FEBRUARY)
    era, of_era = divmod(march_year, _ERA_YEARS)
    of_year = (153 * (month + (9 if month <= _FEBRUARY else -3)) + 2) // 5 + day - 1
    return era * _ERA_DAYS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - _EPOCH + 1


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day: the inverse of `_days`."""
    era, of_era = divmod(days + _EPOCH - 1, _ERA_DAYS)
    years = (of_era - of_era // 1460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9  # noqa: PLR2004  March is 0
    year = years + era * _ERA_YEARS + (month <= _FEBRUARY)
    return year, month, of_year - (153 * shifted + 2) // 5 + 1


def _length_of(year: int, month: int) -> int:
    # the calendar repeats after 400 years, and the library knows no year below 1
    return calendar.monthrange(year % _ERA_YEARS + _ERA_YEARS, month)[1]


def _seconds(hours: str, minutes: str, seconds: str) -> Decimal:
    h, m, s = int(hours), int(minutes), Decimal(seconds)
    if m >= _SIXTY or s >= _SIXTY or h > _MIDNIGHT or (h == _MIDNIGHT and (m or s)):
        raise DynamicError("FORG0001", f"{hours}:{minutes}:{seconds} is no time")
    return 3600 * h + 60 * m + s


def _zone(text: str | None) -> int | None:
    if not text:
        return None
    if text == "Z":
        return 0
    minutes = 60 * int(text[1:3]) + int(text[4:6])
    return -minutes if text[0] == "-" else minutes


def _moment_text(moment: Moment) -> str:
    year, month, number = _civil(int(moment.local_s // _DAY_S))
    day = f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{number:02}"
    clock = _clock_text(moment.local_s % _DAY_S)
    zone = _zone_text(moment.zone)
    if moment.kind == "date":
        return day + zone
    return (clock if moment.kind == "time" else f"{day}T{clock}") + zone


def _clock_text(seconds: Decimal) -> str:
    whole = int(seconds)
    text = f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
    rest = format(seconds - whole, "f").partition(".")[2].rstrip("0")
    return f"{text}.{rest}" if rest else text


def _zone_text(zone: int | None) -> str:
    if zone is None:
        return ""
    if zone == 0:
        return "Z"
    return f"{'-' if zone < 0 else '+'}{abs(zone) // 60:02}:{abs(zone) % 60:02}"


def _duration_text(duration: Duration) -> str:
    sign = "-" if duration.months < 0 or duration.seconds < 0 else ""
    if duration.kind == "yearMonth":
        years, months = divmod(abs(duration.months), 12)
        return f"{sign}P" + (
            (f"{years}Y" if years else "") + (f"{months}M" if months else "") or "0M"
        )
    rest = abs(duration.seconds)
    days, rest = divmod(rest, _DAY_S)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = (f"{hours:f}H" if hours else "") + (f"{minutes:f}M" if minutes else "")
    if seconds:
        clock += format(seconds.normalize(), "f") + "S"
    text = (f"{days:f}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{sign}P{text or 'T0S'}"
