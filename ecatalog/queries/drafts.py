"""A basket as it would be ordered now: priced by the catalogue in force, and judged."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from ecatalog.documents.order import OrderItem, OrderTotals
from ecatalog.model import Basket, Catalogue, CatalogueLine
from ecatalog.queries.contracts import lines_with_keys
from ecatalog.queries.orders import basket_lines
from ecatalog.rules.finding import Finding
from ecatalog.rules.order import Wish, check_delivery, check_wishes, order_items, order_totals


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One item of the basket; `line_id` is its catalogue line."""

    line_id: UUID
    item: OrderItem
    against: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """The order a basket would become; `gone` are items that are no longer offered."""

    basket: Basket
    lines: tuple[DraftLine, ...]
    totals: OrderTotals
    gone: tuple[str, ...]
    findings: tuple[Finding, ...]


async def draft_of(db: AsyncSession, basket: Basket, catalogue: Catalogue, today: dt.date) -> Draft:
    """Price the basket and judge it."""
    quantities = await basket_lines(db, basket.id)
    rows = await lines_with_keys(db, catalogue.id, list(quantities))
    offered = {row.item_key: row.as_item() for row in rows}
    wishes = [Wish(row.item_key, quantities[row.item_key]) for row in rows]
    gone = tuple(item for item in quantities if item not in offered)
    findings = [
        *check_wishes([*wishes, *(Wish(item, Decimal(1)) for item in gone)], offered, today),
        *check_delivery(basket.delivery, today),
    ]
    items = order_items(wishes, offered)
    return Draft(
        basket=basket,
        lines=tuple(_line(row, item, findings) for row, item in zip(rows, items, strict=True)),
        totals=order_totals(items),
        gone=gone,
        findings=tuple(findings),
    )


def _line(row: CatalogueLine, item: OrderItem, findings: list[Finding]) -> DraftLine:
    against = tuple(finding for finding in findings if finding.line == row.item_key)
    return DraftLine(row.id, item, against)
