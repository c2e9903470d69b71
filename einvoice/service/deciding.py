"""Decides about an invoice, for a person or for the gateway, and has the supplier told."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from einvoice.model import Decision, InvoiceRecord, ResponseRecord
from einvoice.queries import invoice_of_authority
from einvoice.rules.ruling import Ruling, status_after
from einvoice.service.receiving import note_step
from einvoice.vocabulary import Channel, ResponseState, Step
from shared import audit
from shared.audit import Audit
from shared.events import InvoiceDecided
from shared.identity.actor import Actor, Role
from shared.installation import Installation
from shared.jobs import enqueue
from shared.outbox import publish

RESPOND = "einvoice.respond"

DECIDING_ROLES = (Role.INVOICE_CLERK, Role.APPROVER)


async def decide(
    db: AsyncSession, installation: Installation, actor: Actor, invoice_id: UUID, ruling: Ruling
) -> Decision:
    """Approve, dispute, reject or record the payment of an invoice of the actor's authority.

    Raises NotFound, RoleMissing, NotADecision, ReasonMissing or NotPossibleNow.
    """
    actor.require(*DECIDING_ROLES)
    status = status_after(ruling)
    record = await invoice_of_authority(db, actor, invoice_id, for_change=True)
    record.move(status)
    await audit.record(
        db,
        installation.clock,
        actor,
        Audit.INVOICE_DECIDED,
        str(record.id),
        number=record.number,
        code=ruling.code,
    )
    return await record_decision(db, installation, record, ruling, by=actor.name)


async def record_decision(
    db: AsyncSession,
    installation: Installation,
    record: InvoiceRecord,
    ruling: Ruling,
    *,
    by: str = "",
) -> Decision:
    """Keep the decision and have its Invoice Response sent; the status was moved before."""
    now = installation.clock.now()
    decision = Decision(
        invoice_id=record.id,
        code=ruling.code,
        reasons=[reason.as_json() for reason in ruling.clarifications],
        note=ruling.note,
        decided_at=now,
        decided_by=by,
        is_automatic=not by,
    )
    db.add(decision)
    await db.flush()
    if by:
        note_step(db, installation.clock, record, Step.DECIDED, detail=ruling.code, by=by)
    await _answer(db, installation, record, decision)
    await publish(db, installation.clock, _decided(record, decision))
    return decision


async def _answer(
    db: AsyncSession, installation: Installation, record: InvoiceRecord, decision: Decision
) -> None:
    """A response needs somebody to send it to and an invoice number to speak of."""
    can_travel = record.channel is Channel.PEPPOL and bool(record.sender and record.number)
    response = ResponseRecord(
        decision_id=decision.id,
        invoice_id=record.id,
        state=ResponseState.WAITING if can_travel else ResponseState.PORTAL_ONLY,
        changed_at=installation.clock.now(),
    )
    db.add(response)
    await db.flush()
    if can_travel:
        payload = {"response_id": str(response.id)}
        await enqueue(db, installation.clock, RESPOND, payload, key=str(response.id))


def _decided(record: InvoiceRecord, decision: Decision) -> InvoiceDecided:
    return InvoiceDecided(
        invoice_id=record.id,
        procedure_id=record.procedure_id,
        number=record.number,
        supplier=record.supplier_number,
        authority=record.authority_number,
        order_number=record.order_number,
        code=decision.code,
        decided_at=decision.decided_at,
    )
