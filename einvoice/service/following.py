"""Keeps the Invoice Responses that come back to suppliers of this installation."""

import asyncio

import sqlalchemy as sa
import structlog
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice.documents.response import InvoiceResponse
from einvoice.documents.response_xml import read_response
from einvoice.model import ReceivedResponse
from einvoice.rules.routing import participant_number
from shared.errors import QuaestorError
from shared.events import DocumentReceived
from shared.installation import Installation
from shared.xml.parse import parse

log = structlog.get_logger()


async def keep_response(
    db: AsyncSession, installation: Installation, event: DocumentReceived
) -> None:
    """Read and keep once; what cannot be read stays with the transport and is logged."""
    instance = f"{event.sender}/{event.instance_identifier}"
    known = await db.scalar(
        sa.select(ReceivedResponse).where(col(ReceivedResponse.instance) == instance)
    )
    if known is not None:
        return
    data = await installation.blobs.get(event.payload_sha256)
    try:
        response = await asyncio.to_thread(lambda: read_response(parse(data)))
    except QuaestorError as refusal:
        log.warning(
            "einvoice.response_unreadable", document=str(event.document_id), code=refusal.code
        )
        return
    db.add(_record(event, instance, response))


def _record(event: DocumentReceived, instance: str, response: InvoiceResponse) -> ReceivedResponse:
    return ReceivedResponse(
        instance=instance,
        supplier_number=str(participant_number(event.receiver) or ""),
        invoice_number=response.invoice.number[:200],
        buyer_name=response.sender.name[:300],
        code=response.code,
        reasons=[reason.as_json() for reason in response.clarifications],
        document_sha256=event.payload_sha256,
        received_at=event.received_at,
    )
