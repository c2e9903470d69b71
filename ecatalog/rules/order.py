"""Ordering: only what is in force, in allowed quantities; the order's lines and exact totals."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from ecatalog.documents.catalogue import CatalogueItem
from ecatalog.documents.items import Price, Tax, Validity
from ecatalog.documents.order import OrderItem, OrderTotals
from ecatalog.rules.finding import Finding, shown
from shared.i18n import msg
from shared.money import Money
from shared.period import Period

_CENT = Decimal("0.01")
MAXIMUM_QUANTITY = Decimal(10_000_000)
MAXIMUM_TOTAL = Decimal(1_000_000_000_000)


@dataclass(frozen=True, slots=True)
class Wish:
    """A quantity of an item, as the buyer asks for it; `item` is the key of the catalogue item."""

    item: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class CatalogueVersion:
    """When one accepted version of a contract's catalogue is meant to be in force."""

    version: int
    period: Period
    withdrawn: bool = False


def version_in_force(
    versions: Iterable[CatalogueVersion], today: dt.date
) -> CatalogueVersion | None:
    """The newest version that has begun; None when it has ended or was withdrawn.

    A replacement that begins later leaves its predecessor in force until then; an ended
    catalogue never lets an older one come back.
    """
    begun = [version for version in versions if version.period.start <= today]
    newest = max(begun, key=lambda version: version.version, default=None)
    if newest is None or newest.withdrawn or today not in newest.period:
        return None
    return newest


def check_wishes(
    wishes: Sequence[Wish], offered: Mapping[str, CatalogueItem], today: dt.date
) -> list[Finding]:
    """Everything against ordering this; `offered` are the items of the catalogue in force."""
    if not wishes:
        says = msg("The order has no lines: give a quantity for at least one item.")
        return [Finding("order-empty", says, found="0", expected="≥ 1")]
    return [f for wish in wishes for f in _check_wish(wish, offered.get(wish.item), today)]


def _check_wish(wish: Wish, item: CatalogueItem | None, today: dt.date) -> Iterator[Finding]:
    if item is None or today not in item.validity:
        says = msg("The item is not in the catalogue that is in force.")
        yield Finding("not-in-force", says, line=wish.item)
        return
    if not item.is_orderable:
        says = msg("The supplier does not take orders for this item.")
        yield Finding("not-orderable", says, line=wish.item)
    for code, says, expected in _check_quantity(wish.quantity, item):
        found = shown(wish.quantity, "")
        yield Finding(code, says, line=wish.item, found=found, expected=expected)


def _check_quantity(quantity: Decimal, item: CatalogueItem) -> Iterator[tuple[str, str, str]]:
    if quantity <= 0 or quantity > MAXIMUM_QUANTITY:
        yield "quantity", msg("The quantity cannot be ordered."), f"1 – {MAXIMUM_QUANTITY}"
        return
    if item.minimum is not None and quantity < item.minimum:
        says = msg("The quantity is smaller than the smallest that can be ordered: {expected}.")
        yield "quantity-minimum", says, shown(item.minimum, "")
    if item.maximum is not None and quantity > item.maximum:
        says = msg("The quantity is greater than the largest that can be ordered: {expected}.")
        yield "quantity-maximum", says, shown(item.maximum, "")
    if item.increment and quantity % item.increment:
        says = msg("The item is ordered in multiples of {expected}.")
        yield "quantity-step", says, shown(item.increment, "")


def check_total(totals: OrderTotals) -> list[Finding]:
    """A total that is beyond what is kept is a mistake in a quantity or a price."""
    if totals.payable <= MAXIMUM_TOTAL:
        return []
    says = msg("The total of the order is beyond any that can be meant.")
    found, expected = shown(totals.payable, ""), f"≤ {MAXIMUM_TOTAL}"
    return [Finding("order-total", says, found=found, expected=expected)]


def check_delivery(delivery: Validity, today: dt.date) -> list[Finding]:
    """Everything against the delivery period asked for."""
    findings = []
    if delivery.start and delivery.end and delivery.end < delivery.start:
        says = msg("The last day of delivery is before the first.")
        findings.append(
            Finding("delivery-order", says, found=str(delivery.end), expected=f"≥ {delivery.start}")
        )
    first = delivery.start or delivery.end
    if first and first < today:
        says = msg("The delivery is asked for in the past.")
        findings.append(Finding("delivery-past", says, found=str(first), expected=f"≥ {today}"))
    return findings


def order_items(
    wishes: Iterable[Wish], offered: Mapping[str, CatalogueItem]
) -> tuple[OrderItem, ...]:
    """The lines of the order, numbered from 1; the wishes have been checked."""
    return tuple(
        _order_item(str(place), wish, offered[wish.item])
        for place, wish in enumerate(wishes, start=1)
    )


def _order_item(number: str, wish: Wish, item: CatalogueItem) -> OrderItem:
    price = item.prices[0]
    return OrderItem(
        number=number,
        name=item.name,
        quantity=wish.quantity,
        unit=item.unit,
        net_amount=net_amount(wish.quantity, price),
        price=price,
        description=item.description,
        seller_item=item.seller_item,
        buyer_item=item.buyer_item,
        standard_item=item.standard_item,
        tax=item.tax,
        classes=item.classes,
    )


def net_amount(quantity: Decimal, price: Price) -> Decimal:
    """Quantity times net price, to the cent (PEPPOL-T01-R024, PEPPOL-T01-R028)."""
    exact = quantity * price.amount / price.base_quantity
    return exact.quantize(_CENT, rounding=ROUND_HALF_UP)


def order_totals(items: Sequence[OrderItem]) -> OrderTotals:
    """The totals of lines that have net amounts; tax only when every line states its rate.

    PEPPOL-T01-R008, R011, R016 and R017. Tax is rounded once for each rate.
    """
    lines = sum((item.net_amount or Decimal(0) for item in items), Decimal("0.00"))
    tax = tax_total(items)
    if tax is None:
        return OrderTotals(lines=lines, payable=lines, tax_exclusive=lines)
    return OrderTotals(
        lines=lines,
        payable=lines + tax,
        tax=tax,
        tax_exclusive=lines,
        tax_inclusive=lines + tax,
    )


def tax_total(items: Iterable[OrderItem]) -> Decimal | None:
    """The tax over all rates; None when a line states none."""
    return tax_of((item.tax, item.net_amount or Decimal(0)) for item in items)


def tax_of(bases: Iterable[tuple[Tax | None, Decimal]]) -> Decimal | None:
    """The tax on net amounts, rounded once for each rate; None when one has no category."""
    by_rate: dict[Decimal, Decimal] = defaultdict(lambda: Decimal(0))
    for tax, net in bases:
        if tax is None:
            return None
        by_rate[tax.percent or Decimal(0)] += net
    taxes = (Money.of(base * percent / 100).amount for percent, base in by_rate.items())
    return sum(taxes, Decimal("0.00"))
