"""An answer to an order: whether it fits the order, and what is agreed after it."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ecatalog.documents.items import Price, Validity
from ecatalog.documents.order_response import (
    LineStatus,
    OrderResponseDocument,
    ResponseCode,
    ResponseItem,
)
from ecatalog.rules.finding import Finding, shown
from shared.i18n import msg
from shared.party import EnterpriseNumber


@dataclass(frozen=True, slots=True)
class LineTerms:
    """One line of the order that is answered."""

    number: str
    quantity: Decimal
    unit: str
    price: Price


@dataclass(frozen=True, slots=True)
class OrderTerms:
    """The order that is answered; `lines` by their numbers."""

    number: str
    buyer: EnterpriseNumber
    supplier: EnterpriseNumber
    currency: str
    lines: Mapping[str, LineTerms]


@dataclass(frozen=True, slots=True)
class AgreedLine:
    """What holds for a line after the answer; nothing is delivered on a line not accepted."""

    number: str
    status: LineStatus
    quantity: Decimal
    price: Price
    promised: Validity
    note: str = ""
    substitute: str = ""


def check_response(document: OrderResponseDocument, order: OrderTerms) -> list[Finding]:
    """Everything against taking this answer, heading first, then line by line."""
    findings = [*_check_heading(document, order), *_check_code(document)]
    answered: set[str] = set()
    for item in document.items:
        if item.order_line in answered:
            says = msg("Two lines answer the same line of the order.")
            findings.append(Finding("line-twice", says, line=item.number, found=item.order_line))
        answered.add(item.order_line)
        findings += _check_item(item, document, order)
    return findings


def _check_heading(document: OrderResponseDocument, order: OrderTerms) -> Iterator[Finding]:
    if document.order_number != order.number:
        says = msg("The answer names another order.")
        yield Finding("order", says, found=document.order_number, expected=order.number)
    if document.seller.enterprise_number() != order.supplier:
        says = msg("The answer comes from another supplier than the one who got the order.")
        found, expected = document.seller.stated(), order.supplier.dotted
        yield Finding("supplier", says, found=found, expected=expected)
    if document.buyer.enterprise_number() != order.buyer:
        says = msg("The answer is for another buyer than the one who ordered.")
        found, expected = document.buyer.stated(), order.buyer.dotted
        yield Finding("buyer", says, found=found, expected=expected)
    if document.currency != order.currency:
        says = msg("The answer is in another currency than the order.")
        yield Finding("currency", says, found=document.currency, expected=order.currency)
    yield from _check_promise(document.promised, "")


def _check_code(document: OrderResponseDocument) -> Iterator[Finding]:
    lines = len(document.items)
    if document.code is ResponseCode.ACCEPTED_WITH_CHANGES and not lines:
        # PEPPOL-T76-R007
        says = msg("An answer with changes must say for each line what changes.")
        yield Finding("lines-missing", says, found="0", expected="≥ 1")
    if document.code is not ResponseCode.ACCEPTED_WITH_CHANGES and lines:
        # PEPPOL-T76-R008, PEPPOL-T76-R009, PEPPOL-T76-R010
        says = msg("Only an answer with changes has lines.")
        yield Finding("lines-not-expected", says, found=str(lines), expected="0")


def _check_item(
    item: ResponseItem, document: OrderResponseDocument, order: OrderTerms
) -> Iterator[Finding]:
    line = order.lines.get(item.order_line)
    if line is None or item.status is LineStatus.ADDED:
        says = msg("The answer adds a line that was not ordered.")
        expected = ", ".join(order.lines)
        yield Finding("line-unknown", says, item.number, item.order_line, expected)
        return
    yield from _check_promise(item.promised, item.number)
    yield from _check_quantity(item, line)
    if item.price is not None:
        yield from _check_price(item.number, item.price, line.price, document.currency)


def _check_promise(promised: Validity, number: str) -> Iterator[Finding]:
    # PEPPOL-T76-R004
    if promised.start and promised.end and promised.end < promised.start:
        says = msg("The last day of delivery is before the first.")
        yield Finding("promise", says, number, str(promised.end), f"≥ {promised.start}")


def _check_quantity(item: ResponseItem, line: LineTerms) -> Iterator[Finding]:
    if item.quantity is None:
        return
    if item.quantity < 0 or item.quantity > line.quantity:
        says = msg("The quantity promised is not between zero and the quantity ordered.")
        expected = f"0 – {shown(line.quantity, line.unit)}"
        yield Finding("quantity", says, item.number, shown(item.quantity, item.unit), expected)
    if item.unit and item.unit != line.unit:
        says = msg("The quantity promised is in another unit than the one ordered.")
        yield Finding("unit", says, item.number, item.unit, line.unit)


def _check_price(number: str, price: Price, ordered: Price, currency: str) -> Iterator[Finding]:
    if price.currency != currency:
        # PEPPOL-T76-R005
        says = msg("The answer is in another currency than the order.")
        yield Finding("line-currency", says, number, price.currency, currency)
    if price.amount < 0 or price.amount * ordered.base_quantity > (
        ordered.amount * price.base_quantity
    ):
        says = msg("The price promised is higher than the price ordered at.")
        ceiling = shown(ordered.amount * price.base_quantity / ordered.base_quantity, currency)
        yield Finding(
            "price-above-order", says, number, shown(price.amount, price.currency), f"≤ {ceiling}"
        )


def agreed_lines(document: OrderResponseDocument, order: OrderTerms) -> list[AgreedLine]:
    """What holds for every line of the order after this answer.

    A line that an answer with changes does not mention is accepted as ordered.
    """
    answers = {item.order_line: item for item in document.items}
    return [_agreed(line, answers.get(line.number), document) for line in order.lines.values()]


def _agreed(
    line: LineTerms, item: ResponseItem | None, document: OrderResponseDocument
) -> AgreedLine:
    as_ordered = AgreedLine(
        line.number, LineStatus.ACCEPTED, line.quantity, line.price, document.promised
    )
    if document.code is ResponseCode.REJECTED:
        return dataclasses.replace(
            as_ordered, status=LineStatus.NOT_ACCEPTED, quantity=Decimal(0), promised=Validity()
        )
    if item is None:
        return as_ordered
    refused = item.status is LineStatus.NOT_ACCEPTED
    promised = item.promised if item.promised != Validity() else document.promised
    return AgreedLine(
        number=line.number,
        status=item.status,
        quantity=Decimal(0) if refused else _or(item.quantity, line.quantity),
        price=item.price or line.price,
        promised=promised,
        note=item.note,
        substitute=item.substitute.name or item.substitute.seller_item if item.substitute else "",
    )


def _or(changed: Decimal | None, ordered: Decimal) -> Decimal:
    return ordered if changed is None else changed


def response_number(order_number: str, now: dt.datetime) -> str:
    """The number of an answer written here, unique for one supplier and order."""
    return f"{order_number}-R{now:%H%M%S}"
