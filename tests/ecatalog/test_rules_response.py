"""An answer fits its order, can only lower what was ordered, and says what is agreed."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from ecatalog.documents.items import Price, Validity
from ecatalog.documents.order_response import (
    LineStatus,
    OrderResponseDocument,
    ResponseCode,
    Substitute,
)
from ecatalog.documents.parties import TradingParty
from ecatalog.model import Order
from ecatalog.model.order import AlreadyAnswered
from ecatalog.rules.response import LineTerms, OrderTerms, agreed_lines, check_response
from shared.ports import OrderStatus
from tests.ecatalog.world import TODAY, answered_line, response
from tests.factories import ARDENNE, CITY, DE_POTLODEN

NOW = dt.datetime(2027, 1, 11, 10, tzinfo=dt.UTC)
ORDERED = Price(Decimal("3.95"))
TERMS = OrderTerms(
    number="PO-1",
    buyer=CITY.enterprise_number,
    supplier=ARDENNE.enterprise_number,
    currency="EUR",
    lines={
        "1": LineTerms("1", Decimal(40), "XPK", ORDERED),
        "2": LineTerms("2", Decimal(3), "XBX", Price(Decimal("18.975"))),
    },
)


def codes(document: OrderResponseDocument) -> list[str]:
    return [finding.code for finding in check_response(document, TERMS)]


def changed(**changes: object) -> OrderResponseDocument:
    line = replace(answered_line("1", LineStatus.CHANGED), **changes)  # type: ignore[arg-type]  # real fields
    return response(ResponseCode.ACCEPTED_WITH_CHANGES, line)


@pytest.mark.parametrize(
    "code", [ResponseCode.ACCEPTED, ResponseCode.REJECTED, ResponseCode.ACKNOWLEDGED]
)
def test_a_plain_answer_fits(code: ResponseCode) -> None:
    assert codes(response(code)) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"order_number": "PO-2"}, "order"),
        ({"seller": TradingParty.of(DE_POTLODEN)}, "supplier"),
        ({"buyer": TradingParty.of(DE_POTLODEN)}, "buyer"),
        ({"currency": "USD"}, "currency"),
        ({"promised": Validity(TODAY, TODAY - dt.timedelta(days=1))}, "promise"),
    ],
)
def test_an_answer_to_something_else_is_named(changes: dict[str, object], expected: str) -> None:
    assert codes(response(ResponseCode.ACCEPTED, **changes)) == [expected]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"quantity": Decimal(30), "unit": "XPK"}, []),
        ({"quantity": Decimal(0), "unit": "XPK"}, []),
        ({"quantity": Decimal(41), "unit": "XPK"}, ["quantity"]),
        ({"quantity": Decimal(-1), "unit": "XPK"}, ["quantity"]),
        ({"quantity": Decimal(4), "unit": "XCT"}, ["unit"]),
        ({"price": Price(Decimal("3.95"))}, []),
        ({"price": Price(Decimal("3.96"))}, ["price-above-order"]),
        ({"price": Price(Decimal("39.50"), base_quantity=Decimal(10))}, []),
        ({"price": Price(Decimal("39.51"), base_quantity=Decimal(10))}, ["price-above-order"]),
        ({"price": Price(Decimal("-0.01"))}, ["price-above-order"]),
        ({"price": Price(Decimal(3), "USD")}, ["line-currency"]),
        ({"order_line": "9"}, ["line-unknown"]),
        ({"status": LineStatus.ADDED}, ["line-unknown"]),
        ({"promised": Validity(TODAY, TODAY - dt.timedelta(days=1))}, ["promise"]),
    ],
)
def test_an_answer_can_only_lower_what_was_ordered(
    changes: dict[str, object], expected: list[str]
) -> None:
    found = check_response(changed(**changes), TERMS)
    assert [finding.code for finding in found] == expected
    assert all(finding.line == "1" for finding in found)


def test_an_answer_with_changes_must_have_lines_and_no_other_may() -> None:
    line = answered_line("1", LineStatus.ACCEPTED)
    assert codes(response(ResponseCode.ACCEPTED_WITH_CHANGES)) == ["lines-missing"]
    assert codes(response(ResponseCode.ACCEPTED, line)) == ["lines-not-expected"]
    assert codes(response(ResponseCode.REJECTED, line)) == ["lines-not-expected"]


def test_a_line_cannot_be_answered_twice() -> None:
    line = answered_line("1", LineStatus.ACCEPTED)
    twice = response(ResponseCode.ACCEPTED_WITH_CHANGES, line, replace(line, number="2"))
    assert codes(twice) == ["line-twice"]


def test_what_is_agreed_follows_from_the_answer() -> None:
    document = response(
        ResponseCode.ACCEPTED_WITH_CHANGES,
        answered_line("1", LineStatus.CHANGED, quantity=Decimal(30), price=Price(Decimal(3))),
    )
    first, second = agreed_lines(document, TERMS)
    assert (first.quantity, first.price.amount) == (Decimal(30), Decimal(3))
    # a line that is not mentioned is accepted as ordered
    assert (second.status, second.quantity) == (LineStatus.ACCEPTED, Decimal(3))
    assert second.promised == document.promised


def test_nothing_is_agreed_on_a_refused_line_or_order() -> None:
    refused_line = response(
        ResponseCode.ACCEPTED_WITH_CHANGES,
        answered_line("1", LineStatus.NOT_ACCEPTED, quantity=Decimal(40)),
    )
    assert agreed_lines(refused_line, TERMS)[0].quantity == 0
    refused = agreed_lines(response(ResponseCode.REJECTED), TERMS)
    assert [(line.status, line.quantity) for line in refused] == [
        (LineStatus.NOT_ACCEPTED, Decimal(0)),
        (LineStatus.NOT_ACCEPTED, Decimal(0)),
    ]


def test_a_substitute_is_told() -> None:
    line = answered_line("1", LineStatus.CHANGED, substitute=Substitute("1", "Papier B"))
    agreed = agreed_lines(response(ResponseCode.ACCEPTED_WITH_CHANGES, line), TERMS)
    assert agreed[0].substitute == "Papier B"


def open_order() -> Order:
    return Order(number="PO-1", status=OrderStatus.ORDERED)  # type: ignore[call-arg]  # not stored


@pytest.mark.parametrize(
    ("code", "status"),
    [
        (ResponseCode.ACCEPTED, OrderStatus.ACCEPTED),
        (ResponseCode.ACCEPTED_WITH_CHANGES, OrderStatus.ACCEPTED_WITH_CHANGES),
        (ResponseCode.REJECTED, OrderStatus.REJECTED),
    ],
)
def test_an_order_is_answered_once(code: ResponseCode, status: OrderStatus) -> None:
    order = open_order()
    order.take_answer(code, NOW)
    assert (order.status, order.answered_at, order.is_open) == (status, NOW, False)
    for again in ResponseCode:
        with pytest.raises(AlreadyAnswered):
            order.take_answer(again, NOW)


def test_an_acknowledgement_leaves_the_order_open() -> None:
    order = open_order()
    order.take_answer(ResponseCode.ACKNOWLEDGED, NOW)
    order.take_answer(ResponseCode.ACKNOWLEDGED, NOW + dt.timedelta(hours=1))
    assert (order.status, order.acknowledged_at) == (OrderStatus.ORDERED, NOW)
    order.take_answer(ResponseCode.ACCEPTED, NOW)
    assert order.status is OrderStatus.ACCEPTED
