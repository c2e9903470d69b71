"""What ordering adds to the public timeline of a procedure and to the page 'my work'."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from ecatalog.model import Catalogue, Contract, Order
from ecatalog.queries.contracts import catalogue_in_force
from ecatalog.queries.orders import open_orders
from shared.clock import BRUSSELS
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.ports import OrderStatus, TimelineEntry, WorkItem


async def timeline(
    db: AsyncSession, procedure_id: UUID, now: dt.datetime
) -> Sequence[TimelineEntry]:
    """The first catalogue and the first order of each contract: that it is used, not for how much.

    Nothing is said of prices or items: those stay between the parties.
    """
    del now
    contracts = await db.scalars(
        sa.select(Contract).where(col(Contract.procedure_id) == procedure_id)
    )
    return [entry for contract in contracts.all() for entry in await _of_contract(db, contract)]


async def _of_contract(db: AsyncSession, contract: Contract) -> list[TimelineEntry]:
    facts: dict[str, object] = {"supplier": contract.supplier_party.name}
    moments = (
        (
            msg("Catalogue of {supplier} in use"),
            await db.scalar(
                sa.select(sa.func.min(col(Catalogue.accepted_at))).where(
                    col(Catalogue.contract_id) == contract.id
                )
            ),
        ),
        (
            msg("First order to {supplier}"),
            await db.scalar(
                sa.select(sa.func.min(col(Order.ordered_at))).where(
                    col(Order.contract_id) == contract.id
                )
            ),
        ),
    )
    return [
        TimelineEntry(moment=moment, label=label, done=True, facts=facts)
        for label, moment in moments
        if moment is not None
    ]


async def work(db: AsyncSession, actor: Actor, now: dt.datetime) -> Sequence[WorkItem]:
    """Orders to answer and catalogues to send, for sellers; answers to look at, for buyers."""
    items: list[WorkItem] = []
    if actor.has(Role.SELLER):
        items += await _orders_to_answer(db, actor.enterprise_number)
        items += await _catalogues_to_send(db, actor.enterprise_number, now)
    if actor.has(Role.BUYER):
        items += await _changes_to_look_at(db, actor.enterprise_number, now)
    return items


async def _orders_to_answer(db: AsyncSession, number: str) -> list[WorkItem]:
    return [
        WorkItem(
            title=msg("Answer the order {number}"),
            href=f"/orders/{order.id}",
            status=msg("To answer"),
            facts={"number": order.number},
        )
        for order in await open_orders(db, number)
    ]


async def _catalogues_to_send(db: AsyncSession, number: str, now: dt.datetime) -> list[WorkItem]:
    today = now.astimezone(BRUSSELS).date()
    contracts = await db.scalars(
        sa.select(Contract).where(
            col(Contract.supplier_number) == number, col(Contract.ends_on) >= today
        )
    )
    return [
        WorkItem(
            title=msg("Send the catalogue of the contract {number}"),
            href=f"/catalogues/{contract.id}/upload",
            status=msg("To do"),
            facts={"number": contract.number},
        )
        for contract in contracts.all()
        if await catalogue_in_force(db, contract, max(today, contract.starts_on)) is None
    ]


async def _changes_to_look_at(db: AsyncSession, number: str, now: dt.datetime) -> list[WorkItem]:
    changed = (OrderStatus.ACCEPTED_WITH_CHANGES, OrderStatus.REJECTED)
    orders = await db.scalars(
        sa.select(Order)
        .where(
            col(Order.buyer_number) == number,
            col(Order.status).in_(changed),
            col(Order.answered_at) >= now - dt.timedelta(days=14),
        )
        .order_by(col(Order.answered_at))
        .limit(50)
    )
    return [
        WorkItem(
            title=msg("Look at the answer to the order {number}"),
            href=f"/orders/{order.id}",
            status=order.status_name,
            facts={"number": order.number},
        )
        for order in orders.all()
    ]
