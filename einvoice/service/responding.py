"""Tells the supplier: makes the Invoice Response of a decision, and follows it until delivered."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice.documents.identifiers import ENTERPRISE_SCHEME
from einvoice.documents.response import (
    Clarification,
    InvoiceReference,
    InvoiceResponse,
    ResponseParty,
)
from einvoice.documents.response_xml import write_response
from einvoice.documents.ubl import Identifier
from einvoice.model import Decision, InvoiceRecord, ResponseRecord
from einvoice.service.receiving import note_step
from einvoice.vocabulary import ResponseState, Step
from peppol.identifiers import INVOICE_RESPONSE, ParticipantIdentifier
from peppol.service import submit_document
from shared.clock import BRUSSELS
from shared.events import DocumentDelivered, DocumentFailed
from shared.identity.service import organisation_by_number
from shared.installation import Installation


async def send_response(db: AsyncSession, installation: Installation, response_id: UUID) -> None:
    """Make the document, keep it and hand it to the transport; a repeat changes nothing.

    The transport's own job sends it: this transaction only says that it must be sent.
    """
    response = await db.get_one(ResponseRecord, response_id, with_for_update=True)
    if response.state is not ResponseState.WAITING:
        return
    decision = await db.get_one(Decision, response.decision_id)
    record = await db.get_one(InvoiceRecord, response.invoice_id)
    sender = await _authority(db, record)
    document = write_response(_document(record, decision, sender))
    kept = await installation.blobs.put(document, "application/xml")
    submission = await submit_document(
        db,
        installation,
        sender=ParticipantIdentifier.parse(record.receiver),
        receiver=ParticipantIdentifier.parse(record.sender),
        document_type=INVOICE_RESPONSE.document_type,
        process=INVOICE_RESPONSE.process,
        payload=document,
        submission_key=f"einvoice-response:{response.id}",
    )
    response.document_sha256 = kept.sha256
    response.submission = submission
    response.state = ResponseState.SUBMITTED
    response.changed_at = installation.clock.now()
    note_step(db, installation.clock, record, Step.RESPONSE_SUBMITTED, detail=decision.code)


async def _authority(db: AsyncSession, record: InvoiceRecord) -> ResponseParty:
    """Who answers: the participant the invoice was delivered to, by the authority's name."""
    known = await organisation_by_number(db, record.authority_number)
    endpoint = _participant(record.receiver)
    name = known.name if known else record.customer_name or endpoint.value
    legal = record.authority_number and Identifier(ENTERPRISE_SCHEME, record.authority_number)
    return ResponseParty(endpoint, name, legal or None)


def _document(record: InvoiceRecord, decision: Decision, sender: ResponseParty) -> InvoiceResponse:
    receiver = _participant(record.sender)
    supplier = record.supplier_number and Identifier(ENTERPRISE_SCHEME, record.supplier_number)
    return InvoiceResponse(
        number=str(decision.id),
        issued_at=decision.decided_at,
        sender=sender,
        receiver=ResponseParty(receiver, record.supplier_name or receiver.value, supplier or None),
        code=decision.code,
        invoice=InvoiceReference(record.number, record.type_code, record.issued_on),
        effective_on=decision.decided_at.astimezone(BRUSSELS).date(),
        clarifications=tuple(Clarification.from_json(kept) for kept in decision.reasons),
    )


def _participant(text: str) -> Identifier:
    scheme, _, value = text.rpartition("::")[2].partition(":")
    return Identifier(scheme, value)


async def note_delivery(
    db: AsyncSession, installation: Installation, event: DocumentDelivered
) -> None:
    """The other access point gave a receipt for one of our responses."""
    response = await _submitted(db, event.message_id)
    if response is None or response.state is ResponseState.DELIVERED:
        return
    response.state, response.changed_at = ResponseState.DELIVERED, event.delivered_at
    response.failure = ""
    record = await db.get_one(InvoiceRecord, response.invoice_id)
    note_step(db, installation.clock, record, Step.RESPONSE_DELIVERED)


async def note_failure(db: AsyncSession, installation: Installation, event: DocumentFailed) -> None:
    """The transport gave up on one of our responses; the portal still shows the decision."""
    response = await _submitted(db, event.message_id)
    if response is None or response.state is not ResponseState.SUBMITTED:
        return
    response.state, response.changed_at = ResponseState.FAILED, event.failed_at
    response.failure = event.outcome
    record = await db.get_one(InvoiceRecord, response.invoice_id)
    note_step(db, installation.clock, record, Step.RESPONSE_FAILED, detail=event.outcome)


async def _submitted(db: AsyncSession, message_id: str) -> ResponseRecord | None:
    return await db.scalar(
        sa.select(ResponseRecord).where(col(ResponseRecord.submission) == message_id)
    )
