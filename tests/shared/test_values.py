"""The tender model's values: numbers that check, amounts that are exact, codes that nest."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import FrozenClock, SteeredClock
from shared.codes import Cpv, NotACpvCode, NotANutsCode, Nuts
from shared.errors import QuaestorError, fill
from shared.money import Money, NotAnAmount, total
from shared.party import EnterpriseNumber, NotAnEnterpriseNumber, WrongCheckDigits
from shared.tender import Deadline, Period

amounts = st.decimals("-1e12", "1e12", allow_nan=False, places=2)


@pytest.mark.parametrize(
    "text", ["0203.201.340", "BE0203201340", "0208:0203201340", " 203201340 ", "be 0203 201 340"]
)
def test_an_enterprise_number_is_read_in_every_usual_form(text: str) -> None:
    assert EnterpriseNumber.parse(text).digits == "0203201340"


def test_wrong_check_digits_name_the_right_ones() -> None:
    with pytest.raises(WrongCheckDigits) as refused:
        EnterpriseNumber.parse("0203.201.341")
    assert refused.value.facts["expected"] == "40"


@pytest.mark.parametrize("text", ["", "2203201340", "12345", "020320134O", "0203.201.3400"])
def test_what_is_no_enterprise_number_is_refused(text: str) -> None:
    with pytest.raises(NotAnEnterpriseNumber):
        EnterpriseNumber.parse(text)


@given(st.integers(0, 19_999_999))
def test_every_number_with_right_check_digits_is_accepted(front: int) -> None:
    digits = f"{front:08d}{97 - front % 97:02d}"
    assert EnterpriseNumber.parse(EnterpriseNumber(digits).dotted).digits == digits


@given(st.lists(amounts))
def test_sums_of_money_are_exact(values: list[Decimal]) -> None:
    assert total([Money.of(v) for v in values]).amount == sum(values, Decimal(0))


@given(amounts, amounts)
def test_what_is_added_can_be_taken_away(a: Decimal, b: Decimal) -> None:
    assert Money.of(a) + Money.of(b) - Money.of(b) == Money.of(a)


def test_halves_of_a_cent_are_rounded_up() -> None:
    assert str(Money.of("0.005")) == "0.01"
    assert str(Money.of("2.675")) == "2.68"


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="add up"):
        Money.of(1) + Money.of(1, "USD")


@pytest.mark.parametrize("text", ["", "ten", "NaN", "Infinity", "1,5"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        Money.of(text)


def test_a_cpv_code_covers_its_children() -> None:
    office = Cpv.parse("30190000-7")
    assert office.covers(Cpv.parse("30192000"))
    assert not office.covers(Cpv.parse("30200000"))
    with pytest.raises(NotACpvCode):
        Cpv.parse("3019")


def test_a_nuts_code_covers_its_parts() -> None:
    assert Nuts.parse("be2").covers(Nuts.parse("BE242"))
    assert Nuts.parse("BE242").level == 3
    with pytest.raises(NotANutsCode):
        Nuts.parse("Leuven")


def test_a_deadline_has_passed_from_its_moment_on(clock: FrozenClock) -> None:
    deadline = Deadline(clock.now())
    assert deadline.has_passed(clock.now())
    assert not deadline.has_passed(clock.now() - dt.timedelta(microseconds=1))
    assert deadline.remaining(clock.now() + dt.timedelta(days=1)) == dt.timedelta()


def test_a_period_contains_both_its_ends() -> None:
    period = Period(dt.date(2027, 1, 1), dt.date(2027, 1, 31))
    assert dt.date(2027, 1, 1) in period
    assert dt.date(2027, 1, 31) in period
    assert dt.date(2027, 2, 1) not in period


def test_a_frozen_clock_refuses_a_naive_time() -> None:
    with pytest.raises(ValueError, match="time zone"):
        FrozenClock(dt.datetime(2027, 1, 1))  # noqa: DTZ001  the naive time is the point


def test_a_steered_clock_moves_in_every_process(tmp_path: Path, clock: FrozenClock) -> None:
    one, other = (SteeredClock(tmp_path / "offset", clock) for _ in range(2))
    one.advance(dt.timedelta(days=40))
    assert other.now() == clock.now() + dt.timedelta(days=40)


def test_a_refusal_reads_as_a_sentence_and_never_loses_its_text() -> None:
    assert "(internal)" in str(QuaestorError())
    assert fill("{found} is wrong", {}) == "{found} is wrong"
