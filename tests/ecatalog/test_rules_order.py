"""Ordering: only what is in force, in allowed quantities, at exact totals."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecatalog.documents.items import Price, Tax, Validity
from ecatalog.documents.order import OrderTotals
from ecatalog.rules.order import (
    MAXIMUM_TOTAL,
    CatalogueVersion,
    Wish,
    check_delivery,
    check_total,
    check_wishes,
    net_amount,
    order_items,
    order_totals,
    version_in_force,
)
from ecatalog.service.orders import order_number
from shared.period import Period
from tests.ecatalog.world import PERIOD, TODAY, WISHES, offered, order

DAY = dt.timedelta(days=1)


def codes(wish: Wish, **changes: object) -> list[str]:
    items = offered()
    if changes:
        items["PA-4080"] = replace(items["PA-4080"], **changes)  # type: ignore[arg-type]  # real fields
    return [finding.code for finding in check_wishes([wish], items, TODAY)]


def wish(quantity: str = "10") -> Wish:
    return Wish("PA-4080", Decimal(quantity))


@pytest.mark.parametrize(
    ("asked", "changes", "expected"),
    [
        (wish(), {}, []),
        (Wish("NO-SUCH", Decimal(1)), {}, ["not-in-force"]),
        (wish(), {"validity": Validity(TODAY + DAY, None)}, ["not-in-force"]),
        (wish(), {"validity": Validity(None, TODAY - DAY)}, ["not-in-force"]),
        (wish(), {"validity": Validity(TODAY, TODAY)}, []),
        (wish(), {"is_orderable": False}, ["not-orderable"]),
        (wish("0"), {}, ["quantity"]),
        (wish("-1"), {}, ["quantity"]),
        (wish("10000001"), {}, ["quantity"]),
        (wish("4"), {"minimum": Decimal(5)}, ["quantity-minimum"]),
        (wish("5"), {"minimum": Decimal(5)}, []),
        (wish("6"), {"maximum": Decimal(5)}, ["quantity-maximum"]),
        (wish("2.5"), {"increment": Decimal(1)}, ["quantity-step"]),
        (wish("2.5"), {"increment": Decimal("0.5")}, []),
        (wish("2.5"), {"increment": None}, []),
    ],
)
def test_only_what_is_in_force_can_be_ordered_in_allowed_quantities(
    asked: Wish, changes: dict[str, object], expected: list[str]
) -> None:
    assert codes(asked, **changes) == expected


def test_an_order_without_lines_is_refused() -> None:
    assert [f.code for f in check_wishes([], offered(), TODAY)] == ["order-empty"]


def test_a_finding_names_the_item_and_the_quantity() -> None:
    items = {"PA-4080": replace(offered()["PA-4080"], minimum=Decimal(5))}
    (finding,) = check_wishes([wish("4")], items, TODAY)
    assert (finding.line, finding.found, finding.expected) == ("PA-4080", "4", "5")


@pytest.mark.parametrize(
    ("delivery", "expected"),
    [
        (Validity(), []),
        (Validity(TODAY, TODAY), []),
        (Validity(TODAY - DAY, None), ["delivery-past"]),
        (Validity(None, TODAY - DAY), ["delivery-past"]),
        (Validity(TODAY + DAY, TODAY), ["delivery-order"]),
    ],
)
def test_a_delivery_is_asked_for_in_the_future(delivery: Validity, expected: list[str]) -> None:
    assert [finding.code for finding in check_delivery(delivery, TODAY)] == expected


def test_totals_are_exact_and_tax_is_rounded_once_for_each_rate() -> None:
    totals = order().totals
    assert totals == OrderTotals(
        lines=Decimal("214.93"),
        payable=Decimal("260.07"),
        tax=Decimal("45.14"),
        tax_exclusive=Decimal("214.93"),
        tax_inclusive=Decimal("260.07"),
    )


def test_two_rates_are_taxed_apart() -> None:
    items = order_items(WISHES, offered())
    books = replace(items[1], tax=Tax("S", Decimal(6)))
    # 158.00 at 21 % is 33.18, 56.93 at 6 % is 3.4158
    assert order_totals([items[0], books]).tax == Decimal("36.60")


def test_one_line_without_a_rate_leaves_the_tax_unknown() -> None:
    items = order_items(WISHES, offered())
    totals = order_totals([items[0], replace(items[1], tax=None)])
    assert (totals.tax, totals.payable) == (None, Decimal("214.93"))


@given(
    quantity=st.decimals("0.0001", "100000", places=4),
    amount=st.decimals("0", "100000", places=6),
    base=st.integers(1, 1000),
)
def test_a_net_amount_is_the_nearest_cent(quantity: Decimal, amount: Decimal, base: int) -> None:
    net = net_amount(quantity, Price(amount, base_quantity=Decimal(base)))
    assert abs(net * base - quantity * amount) <= Decimal("0.005") * base
    assert net == net.quantize(Decimal("0.01"))


def test_half_a_cent_is_rounded_up() -> None:
    assert net_amount(Decimal(1), Price(Decimal("0.005"))) == Decimal("0.01")
    assert net_amount(Decimal(3), Price(Decimal("18.975"))) == Decimal("56.93")


def test_a_total_beyond_reason_is_refused() -> None:
    enormous = OrderTotals(lines=MAXIMUM_TOTAL, payable=MAXIMUM_TOTAL + 1)
    assert [f.code for f in check_total(enormous)] == ["order-total"]
    assert check_total(OrderTotals(lines=MAXIMUM_TOTAL, payable=MAXIMUM_TOTAL)) == []


def version(
    number: int, start: dt.date, end: dt.date, *, withdrawn: bool = False
) -> CatalogueVersion:
    return CatalogueVersion(number, Period(start, end), withdrawn=withdrawn)


def test_a_replacement_takes_over_on_its_first_day_only() -> None:
    first = version(1, PERIOD.start, PERIOD.end)
    second = version(2, TODAY + DAY, PERIOD.end)
    assert version_in_force([first, second], TODAY) == first
    assert version_in_force([first, second], TODAY + DAY) == second


def test_an_ended_catalogue_does_not_bring_its_predecessor_back() -> None:
    first = version(1, PERIOD.start, PERIOD.end)
    second = version(2, TODAY, TODAY)
    assert version_in_force([first, second], TODAY + DAY) is None


def test_after_a_withdrawal_nothing_is_in_force_until_the_next_catalogue() -> None:
    first = version(1, PERIOD.start, PERIOD.end)
    gone = version(2, TODAY, PERIOD.end, withdrawn=True)
    third = version(3, TODAY + DAY, PERIOD.end)
    assert version_in_force([first, gone, third], TODAY) is None
    assert version_in_force([first, gone, third], TODAY + DAY) == third


def test_nothing_is_in_force_before_the_first_day() -> None:
    assert version_in_force([version(1, TODAY + DAY, PERIOD.end)], TODAY) is None
    assert version_in_force([], TODAY) is None


@given(st.uuids(), st.uuids())
def test_an_order_number_follows_from_its_key(one: object, other: object) -> None:
    assert order_number(one, TODAY) == order_number(one, TODAY)  # type: ignore[arg-type]  # UUIDs
    assert order_number(one, TODAY).startswith("PO-20270111-")  # type: ignore[arg-type]  # as above
