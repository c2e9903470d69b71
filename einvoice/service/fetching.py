"""The machine's inbox: claim, fetch, mark, so that an ERP takes each invoice exactly once."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice.model import InvoiceRecord
from einvoice.queries import READING_ROLES, invoice_of_authority
from einvoice.service.receiving import note_step
from einvoice.vocabulary import InvoiceStatus, Step
from shared import audit
from shared.audit import Audit
from shared.identity.actor import Actor
from shared.installation import Installation

_NOT_FOR_FETCHING = (
    InvoiceStatus.RECEIVED,
    InvoiceStatus.REJECTED_BY_GATEWAY,
    InvoiceStatus.DUPLICATE,
)


async def waiting_invoices(
    db: AsyncSession, installation: Installation, actor: Actor, limit: int
) -> Sequence[InvoiceRecord]:
    """Accepted invoices nobody has marked and no other client has claimed, the oldest first."""
    actor.require(*READING_ROLES)
    unclaimed = sa.or_(
        col(InvoiceRecord.claimed_until).is_(None),
        col(InvoiceRecord.claimed_until) < installation.clock.now(),
        col(InvoiceRecord.claimed_by) == actor.reference,
    )
    found = await db.scalars(
        sa.select(InvoiceRecord)
        .where(
            col(InvoiceRecord.authority_number) == actor.enterprise_number,
            col(InvoiceRecord.marked_at).is_(None),
            col(InvoiceRecord.status).not_in(_NOT_FOR_FETCHING),
            unclaimed,
        )
        .order_by(col(InvoiceRecord.received_at), col(InvoiceRecord.id))
        .limit(limit)
    )
    return found.all()


async def claim_invoice(
    db: AsyncSession, installation: Installation, actor: Actor, invoice_id: UUID
) -> InvoiceRecord:
    """Reserve an invoice for this client for a quarter of an hour.

    Raises NotFound, RoleMissing or ClaimedByOther.
    """
    record = await invoice_of_authority(db, actor, invoice_id, for_change=True)
    record.claim(actor.reference, installation.clock.now())
    return record


async def mark_invoice(
    db: AsyncSession, installation: Installation, actor: Actor, invoice_id: UUID
) -> InvoiceRecord:
    """Confirm that the client has the document safely; a repeat changes nothing.

    Raises NotFound, RoleMissing or ClaimedByOther.
    """
    record = await invoice_of_authority(db, actor, invoice_id, for_change=True)
    if record.marked_at is None:
        record.mark(actor.reference, installation.clock.now())
        note_step(db, installation.clock, record, Step.FETCHED, by=actor.name)
        await audit.record(db, installation.clock, actor, Audit.INVOICE_FETCHED, str(record.id))
    return record
