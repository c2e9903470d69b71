"""What invoicing adds to 'my work' and to the public timeline of a procedure."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice.documents.response import ResponseCode
from einvoice.model import Decision, InvoiceRecord
from einvoice.queries import READING_ROLES
from einvoice.vocabulary import OPEN_STATUSES, STATUS_NAMES, InvoiceStatus
from shared.clock import BRUSSELS
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.ports import TimelineEntry, WorkItem

_AT_MOST = 20


async def work(db: AsyncSession, actor: Actor, now: dt.datetime) -> Sequence[WorkItem]:
    """Invoices the authority has to decide, and questions the supplier has to answer."""
    del now
    items: list[WorkItem] = []
    if actor.has(*READING_ROLES):
        items += await _to_decide(db, actor)
    if actor.has(Role.SELLER):
        items += await _to_answer(db, actor)
    return items


async def _to_decide(db: AsyncSession, actor: Actor) -> list[WorkItem]:
    found = await db.scalars(
        sa.select(InvoiceRecord)
        .where(
            col(InvoiceRecord.authority_number) == actor.enterprise_number,
            col(InvoiceRecord.status).in_(sorted(OPEN_STATUSES)),
        )
        .order_by(col(InvoiceRecord.decide_by))
        .limit(_AT_MOST)
    )
    return [
        WorkItem(
            title=msg("Decide on invoice {number} of {supplier}"),
            href=f"/invoices/{record.id}",
            due=_end_of(record.decide_by),
            status=STATUS_NAMES[record.status],
            facts={"number": record.number, "supplier": record.supplier_name},
        )
        for record in found.all()
    ]


async def _to_answer(db: AsyncSession, actor: Actor) -> list[WorkItem]:
    waiting = (InvoiceStatus.DISPUTED, InvoiceStatus.REJECTED_BY_GATEWAY)
    found = await db.scalars(
        sa.select(InvoiceRecord)
        .where(
            col(InvoiceRecord.supplier_number) == actor.enterprise_number,
            col(InvoiceRecord.status).in_(waiting),
        )
        .order_by(col(InvoiceRecord.received_at).desc())
        .limit(_AT_MOST)
    )
    return [
        WorkItem(
            title=msg("Look at what {buyer} says about invoice {number}"),
            href=f"/sent-invoices/{record.id}",
            status=STATUS_NAMES[record.status],
            facts={"number": record.number, "buyer": record.customer_name},
        )
        for record in found.all()
    ]


def _end_of(day: dt.date | None) -> dt.datetime | None:
    return dt.datetime.combine(day, dt.time(23, 59), BRUSSELS) if day else None


async def timeline(
    db: AsyncSession, procedure_id: UUID, now: dt.datetime
) -> Sequence[TimelineEntry]:
    """When the first invoice of a procedure came, was approved and was paid."""
    del now
    mine = col(InvoiceRecord.procedure_id) == procedure_id
    received = await db.scalar(sa.select(sa.func.min(col(InvoiceRecord.received_at))).where(mine))
    entries = [_entry(msg("First invoice received"), received)]
    for code, label in (
        (ResponseCode.ACCEPTED, msg("First invoice approved")),
        (ResponseCode.PAID, msg("First invoice paid")),
    ):
        decided = await db.scalar(
            sa.select(sa.func.min(col(Decision.decided_at)))
            .join(InvoiceRecord, col(InvoiceRecord.id) == col(Decision.invoice_id))
            .where(mine, col(Decision.code) == code)
        )
        entries.append(_entry(label, decided))
    return [entry for entry in entries if entry is not None]


def _entry(label: str, moment: dt.datetime | None) -> TimelineEntry | None:
    return TimelineEntry(moment=moment, label=label, done=True) if moment else None
