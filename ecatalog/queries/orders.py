"""Orders with their lines and answers, the port `Orders`, and the baskets."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ecatalog.model import Basket, BasketLine, Contract, Order, OrderLine, OrderResponse
from ecatalog.rules.order import net_amount, tax_of
from ecatalog.rules.response import LineTerms, OrderTerms
from shared.errors import NotFound
from shared.identity.actor import Actor, Role
from shared.money import Money, total
from shared.party import EnterpriseNumber
from shared.ports import OrderedLine, OrderStatus, OrderSummary


async def orders_of(
    db: AsyncSession, number: str, *, contract_id: UUID | None = None
) -> Sequence[Order]:
    """The orders an organisation placed or received, newest first."""
    wanted = sa.select(Order).where(
        sa.or_(col(Order.buyer_number) == number, col(Order.supplier_number) == number)
    )
    if contract_id is not None:
        wanted = wanted.where(col(Order.contract_id) == contract_id)
    return (await db.scalars(wanted.order_by(col(Order.ordered_at).desc()).limit(200))).all()


async def order_of(db: AsyncSession, actor: Actor, order_id: UUID) -> Order:
    """An order of the actor's organisation; raises NotSignedIn, RoleMissing or NotFound."""
    actor.require(Role.BUYER, Role.SELLER)
    order = await db.get(Order, order_id)
    if order is None or actor.enterprise_number not in {order.buyer_number, order.supplier_number}:
        raise NotFound("order")
    return order


async def order_by_key(db: AsyncSession, key: UUID) -> Order | None:
    return await db.scalar(sa.select(Order).where(col(Order.key) == key))


async def order_by_number(
    db: AsyncSession, number: str, *, buyer: str = "", supplier: str = "", lock: bool = False
) -> Order | None:
    """The order of this number of this buyer or for this supplier, as known to both.

    `lock` makes other writers of this order wait for the end of the transaction.
    """
    wanted = sa.select(Order).where(col(Order.number) == number)
    if buyer:
        wanted = wanted.where(col(Order.buyer_number) == buyer)
    if supplier:
        wanted = wanted.where(col(Order.supplier_number) == supplier)
    wanted = wanted.order_by(col(Order.ordered_at)).limit(1)
    # what this transaction read before it waited for the lock may be out of date
    locked = wanted.with_for_update().execution_options(populate_existing=True)
    return await db.scalar(locked if lock else wanted)


async def lines_of(db: AsyncSession, order_id: UUID) -> Sequence[OrderLine]:
    found = await db.scalars(
        sa.select(OrderLine)
        .where(col(OrderLine.order_id) == order_id)
        .order_by(col(OrderLine.place))
    )
    return found.all()


async def responses_of(db: AsyncSession, order_id: UUID) -> Sequence[OrderResponse]:
    """The answers, oldest first."""
    found = await db.scalars(
        sa.select(OrderResponse)
        .where(col(OrderResponse.order_id) == order_id)
        .order_by(col(OrderResponse.answered_at))
    )
    return found.all()


def order_terms(order: Order, lines: Sequence[OrderLine]) -> OrderTerms:
    """What an answer to this order must keep to."""
    return OrderTerms(
        number=order.number,
        buyer=EnterpriseNumber(order.buyer_number),
        supplier=EnterpriseNumber(order.supplier_number),
        currency=order.currency,
        lines={
            line.number: LineTerms(line.number, line.quantity, line.unit, line.ordered_price())
            for line in lines
        },
    )


async def basket_of(db: AsyncSession, actor: Actor, contract_id: UUID) -> Basket | None:
    """The basket this person is filling under a contract, if any."""
    return await db.scalar(
        sa.select(Basket)
        .where(
            col(Basket.contract_id) == contract_id,
            col(Basket.person) == actor.reference,
            col(Basket.ordered_at).is_(None),
        )
        .limit(1)
    )


async def basket_lines(db: AsyncSession, basket_id: UUID) -> dict[str, Decimal]:
    """Item key -> quantity."""
    found = await db.scalars(
        sa.select(BasketLine)
        .where(col(BasketLine.basket_id) == basket_id)
        .order_by(col(BasketLine.item_key))
    )
    return {line.item_key: line.quantity for line in found.all()}


async def open_orders(db: AsyncSession, supplier: str) -> Sequence[Order]:
    """The orders that wait for this supplier's answer, oldest first."""
    found = await db.scalars(
        sa.select(Order)
        .where(col(Order.supplier_number) == supplier, col(Order.status) == OrderStatus.ORDERED)
        .order_by(col(Order.ordered_at))
        .limit(50)
    )
    return found.all()


class OrdersOnRecord:
    """Answers the port `shared.ports.Orders` from our tables."""

    async def find(
        self,
        db: AsyncSession,
        *,
        number: str,
        buyer: EnterpriseNumber,
        supplier: EnterpriseNumber,
    ) -> OrderSummary | None:
        """The order of this number between these two, as it was agreed, or None."""
        order = await order_by_number(db, number, buyer=str(buyer), supplier=str(supplier))
        if order is None:
            return None
        contract = await db.get_one(Contract, order.contract_id)
        return summary_of(order, contract, await lines_of(db, order.id))


def summary_of(order: Order, contract: Contract, lines: Sequence[OrderLine]) -> OrderSummary:
    """The order as agreed: what an invoice is compared with."""
    agreed = tuple(_agreed(line) for line in lines)
    net = total([line.net for line in agreed]) if agreed else Money.of(0, order.currency)
    taxes = [line.tax() for line in lines]
    tax = tax_of(zip(taxes, (line.net.amount for line in agreed), strict=True))
    return OrderSummary(
        number=order.number,
        contract_number=contract.number,
        status=order.status,
        ordered_on=order.ordered_on,
        buyer=EnterpriseNumber(order.buyer_number),
        supplier=EnterpriseNumber(order.supplier_number),
        lines=agreed,
        net=net,
        tax=None if tax is None else Money(tax, order.currency),
        href=f"/orders/{order.id}",
    )


def _agreed(line: OrderLine) -> OrderedLine:
    price, quantity = line.holding_price(), line.holding_quantity()
    return OrderedLine(
        number=line.number,
        name=line.name,
        quantity=quantity,
        unit=line.unit,
        unit_price=price.per_unit,
        net=Money(net_amount(quantity, price), line.currency),
        seller_item=line.seller_item,
        buyer_item=line.buyer_item,
    )
