"""Takes a stored document in, once per instance, and has it examined off the request."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice.model import CourseEntry, InvoiceRecord
from einvoice.rules.routing import participant_number
from einvoice.vocabulary import Channel, Step
from shared.clock import Clock
from shared.jobs import enqueue

EXAMINE = "einvoice.examine"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A document whose bytes are already stored; `instance` names this delivery for ever."""

    instance: str
    sha256: str
    channel: Channel
    message_id: str = ""
    sender: str = ""
    receiver: str = ""


async def receive(db: AsyncSession, clock: Clock, arrival: Arrival) -> InvoiceRecord:
    """Take the document in; the same instance again changes nothing and gives the first record."""
    known = await db.scalar(
        sa.select(InvoiceRecord).where(col(InvoiceRecord.instance) == arrival.instance)
    )
    if known is not None:
        return known
    record = InvoiceRecord(
        instance=arrival.instance,
        message_id=arrival.message_id,
        channel=arrival.channel,
        sender=arrival.sender,
        receiver=arrival.receiver,
        received_at=clock.now(),
        # as the envelope says, until the document has been read
        supplier_number=str(participant_number(arrival.sender) or ""),
        authority_number=str(participant_number(arrival.receiver) or ""),
        original_sha256=arrival.sha256,
        document_sha256=arrival.sha256,
    )
    db.add(record)
    await db.flush()
    note_step(db, clock, record, Step.RECEIVED)
    await enqueue(db, clock, EXAMINE, {"invoice_id": str(record.id)}, key=str(record.id))
    return record


def note_step(
    db: AsyncSession,
    clock: Clock,
    record: InvoiceRecord,
    step: Step,
    *,
    detail: str = "",
    by: str = "",
) -> None:
    """Add a moment to the course of the invoice."""
    db.add(CourseEntry(invoice_id=record.id, at=clock.now(), step=step, detail=detail[:300], by=by))
