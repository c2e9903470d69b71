"""Prices are exact, survive their file, and show what does not add up."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etender.bidder.prices import (
    LotPrices,
    LotTotals,
    NotAPriceSchedule,
    PriceLine,
    PriceSchedule,
    read_schedule,
    totals_of,
    write_schedule,
)
from shared.errors import QuaestorError
from shared.money import Money
from shared.party import EnterpriseNumber

TENDERER = EnterpriseNumber.parse("0403019261")

quantities = st.decimals("0.000001", "99999", places=6)
prices = st.decimals("-9999", "99999", places=6)
rates = st.sampled_from([Decimal(0), Decimal(6), Decimal("12.5"), Decimal(21)])


def line(number: int, quantity: Decimal, unit_price: Decimal, rate: Decimal) -> PriceLine:
    net = Money.of(quantity * unit_price)
    return PriceLine(number, "Desk", quantity, "C62", unit_price, rate, net)


def schedule_of(lines: list[PriceLine]) -> PriceSchedule:
    due = totals_of(lines)
    lot = LotPrices(1, tuple(lines), due, due.gross)
    return PriceSchedule("2026-S-17", TENDERER, (lot,), bytes(range(32)))


GOOD = schedule_of([line(1, Decimal(40), Decimal("249.995"), Decimal(21))])


@given(st.lists(st.tuples(quantities, prices, rates), min_size=1, max_size=6))
def test_a_schedule_comes_back_from_its_file(rows: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    schedule = schedule_of([line(n, *row) for n, row in enumerate(rows, 1)])
    again = read_schedule(write_schedule(schedule))
    assert again == schedule
    assert again.mistakes() == []


@given(st.lists(st.tuples(quantities, prices, rates), min_size=1, max_size=6))
def test_vat_is_rounded_once_per_rate(rows: list[tuple[Decimal, Decimal, Decimal]]) -> None:
    lines = [line(n, *row) for n, row in enumerate(rows, 1)]
    expected = Fraction(0)
    for rate in {row[2] for row in rows}:
        net = sum(Fraction(each.due.amount) for each in lines if each.vat_rate == rate)
        expected += Fraction(Money.of(Decimal(0)).amount) + _cents(net * Fraction(rate) / 100)
    assert Fraction(totals_of(lines).vat.amount) == expected


def _cents(amount: Fraction) -> Fraction:
    """Half up, away from zero, as invoices round."""
    sign = -1 if amount < 0 else 1
    return sign * Fraction(int(abs(amount) * 100 + Fraction(1, 2)), 100)


def test_a_cent_is_rounded_half_up() -> None:
    assert line(1, Decimal(1), Decimal("0.005"), Decimal(0)).due == Money.of("0.01")


def test_an_amount_that_does_not_follow_is_named() -> None:
    (lot,) = GOOD.lots
    stated = LotTotals(Money.of("9999.99"), lot.stated.vat)
    wrong = dataclasses.replace(
        GOOD, lots=(dataclasses.replace(lot, stated=stated, stated_gross=Money.of(1)),)
    )
    found = read_schedule(write_schedule(wrong)).mistakes()
    assert [(mistake.where, mistake.due) for mistake in found] == [
        ("net total", Money.of("9999.80")),
        ("gross total", Money.of("12099.76")),
    ]


def test_a_line_that_does_not_follow_is_named() -> None:
    (lot,) = GOOD.lots
    cheaper = dataclasses.replace(lot.lines[0], net=Money.of("1.00"))
    wrong = dataclasses.replace(GOOD, lots=(dataclasses.replace(lot, lines=(cheaper,)),))
    (mistake,) = wrong.mistakes()
    assert (mistake.where, mistake.stated) == ("line 1", Money.of("1.00"))


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        (b'<Quantity unit="C62">40<', b'<Quantity unit="C62">0<'),
        (b'<Quantity unit="C62">40<', b'<Quantity unit="C62">1e3<'),
        (b"<UnitPrice>249.995<", b"<UnitPrice>NaN<"),
        (b"<UnitPrice>249.995<", b"<UnitPrice>249,995<"),
        (b"<VatRate>21<", b"<VatRate>210<"),
        (b"<Net>9999.80<", b"<Net>9999.8<"),
        (b'currency="EUR"', b'currency="USD"'),
        (b"<Procedure>2026-S-17<", b"<Procedure><"),
        (b'<Lot number="1">', b'<Lot number="0">'),
    ],
)
def test_a_schedule_that_is_not_one_is_refused(good: bytes, bad: bytes) -> None:
    text = write_schedule(GOOD)
    assert good in text
    with pytest.raises(NotAPriceSchedule):
        read_schedule(text.replace(good, bad))


def test_a_lot_twice_is_refused() -> None:
    twice = dataclasses.replace(GOOD, lots=GOOD.lots * 2)
    with pytest.raises(NotAPriceSchedule):
        read_schedule(write_schedule(twice))


def test_a_wrong_enterprise_number_is_refused() -> None:
    with pytest.raises(QuaestorError, match="enterprise-number-check-digits"):
        read_schedule(write_schedule(GOOD).replace(b"0403019261", b"0403019262"))
