"""Days counted as Regulation 1182/71 does, and Belgian public holidays."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enot.rules.calendar import count_days, day_off, easter, public_holidays


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1999, dt.date(1999, 4, 4)),
        (2000, dt.date(2000, 4, 23)),
        (2008, dt.date(2008, 3, 23)),
        (2019, dt.date(2019, 4, 21)),
        (2026, dt.date(2026, 4, 5)),
        (2027, dt.date(2027, 3, 28)),
        (2038, dt.date(2038, 4, 25)),
    ],
)
def test_easter_falls_on_its_sunday(year: int, sunday: dt.date) -> None:
    assert easter(year) == sunday


def test_belgium_has_ten_public_holidays() -> None:
    assert set(public_holidays(2026)) == {
        dt.date(2026, 1, 1),
        dt.date(2026, 4, 6),
        dt.date(2026, 5, 1),
        dt.date(2026, 5, 14),
        dt.date(2026, 5, 25),
        dt.date(2026, 7, 21),
        dt.date(2026, 8, 15),
        dt.date(2026, 11, 1),
        dt.date(2026, 11, 11),
        dt.date(2026, 12, 25),
    }


def test_the_day_of_the_event_is_not_counted() -> None:
    counted = count_days(dt.date(2026, 11, 2), 10)
    assert counted.first == dt.date(2026, 11, 3)
    assert counted.end == dt.date(2026, 11, 12)
    assert counted.free_from == dt.date(2026, 11, 13)


def test_a_period_that_ends_on_a_holiday_before_a_weekend_ends_on_monday() -> None:
    counted = count_days(dt.date(2026, 12, 15), 10)  # 25 December is a Friday
    assert counted.nominal_end == dt.date(2026, 12, 25)
    assert counted.end == dt.date(2026, 12, 28)


def test_days_off_within_the_period_count() -> None:
    assert count_days(dt.date(2026, 11, 2), 35).end == dt.date(2026, 12, 7)


def test_a_period_of_two_days_holds_two_working_days() -> None:
    # Friday: Saturday and Sunday would be the two days; Monday and Tuesday are needed
    assert count_days(dt.date(2026, 11, 20), 2).end == dt.date(2026, 11, 24)


@given(st.dates(dt.date(2024, 1, 1), dt.date(2040, 1, 1)), st.integers(1, 60))
def test_a_counted_period_is_never_short_and_never_ends_on_a_day_off(
    event: dt.date, days: int
) -> None:
    counted = count_days(event, days)
    assert (counted.end - event).days >= days
    assert day_off(counted.end) == ""
