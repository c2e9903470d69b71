"""Fifteen Brussels days after the day of sending, ending on a working day at midnight."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etender.rules.standstill import easter_sunday, is_working_day, standstill
from shared.clock import BRUSSELS


def sent(year: int, month: int, day: int, hour: int = 12) -> dt.datetime:
    return dt.datetime(year, month, day, hour, tzinfo=BRUSSELS)


def test_the_day_of_sending_does_not_count() -> None:
    found = standstill(sent(2026, 6, 1))
    assert found.last_day == dt.date(2026, 6, 16)
    assert found.ends_at == dt.datetime(2026, 6, 16, 22, tzinfo=dt.UTC)


def test_the_contract_is_possible_at_midnight_and_not_a_second_before() -> None:
    found = standstill(sent(2026, 6, 1))
    assert not found.is_over(found.ends_at - dt.timedelta(seconds=1))
    assert found.is_over(found.ends_at)
    assert found.remaining(found.ends_at + dt.timedelta(days=1)) == dt.timedelta(0)


def test_a_decision_sent_at_half_past_eleven_in_the_evening_utc_was_sent_the_next_day() -> None:
    late_evening = dt.datetime(2026, 6, 1, 23, 30, tzinfo=dt.UTC)
    assert standstill(late_evening).sent_on == dt.date(2026, 6, 2)


def test_a_standstill_that_would_end_in_a_weekend_ends_on_monday() -> None:
    assert standstill(sent(2026, 6, 5)).last_day == dt.date(2026, 6, 22)


def test_a_standstill_that_would_end_at_christmas_ends_on_the_next_working_day() -> None:
    assert standstill(sent(2026, 12, 10)).last_day == dt.date(2026, 12, 28)


def test_summer_time_that_begins_meanwhile_does_not_shift_the_midnight() -> None:
    found = standstill(sent(2026, 3, 16))
    assert found.last_day == dt.date(2026, 3, 31)
    assert found.ends_at.astimezone(BRUSSELS).time() == dt.time(0)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25), (2285, 3, 22)],
)
def test_easter_falls_on_its_known_sundays(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == dt.date(year, month, day)


@pytest.mark.parametrize(
    "day",
    [
        dt.date(2026, 4, 6),  # Easter Monday
        dt.date(2026, 5, 14),  # Ascension
        dt.date(2026, 5, 25),  # Whit Monday
        dt.date(2026, 7, 21),  # national holiday
        dt.date(2026, 11, 11),  # armistice
    ],
)
def test_the_legal_holidays_are_not_working_days(day: dt.date) -> None:
    assert not is_working_day(day)


@given(st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2090, 1, 1)))  # noqa: DTZ001  made aware below
def test_a_standstill_lasts_fifteen_full_days_and_never_ends_on_a_free_day(
    moment: dt.datetime,
) -> None:
    found = standstill(moment.replace(tzinfo=dt.UTC))
    assert (found.last_day - found.sent_on).days >= 15
    assert is_working_day(found.last_day)
    assert found.ends_at - moment.replace(tzinfo=dt.UTC) > dt.timedelta(days=14, hours=22)
