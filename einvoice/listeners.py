"""What invoicing does when other contexts tell of a fact."""

from sqlalchemy.ext.asyncio import AsyncSession

from einvoice.documents.identifiers import is_billing_type, is_response_type
from einvoice.model import KnownOrder, order_key
from einvoice.service.following import keep_response
from einvoice.service.receiving import Arrival, receive
from einvoice.service.responding import note_delivery, note_failure
from einvoice.vocabulary import Channel
from shared.events import DocumentDelivered, DocumentFailed, DocumentReceived, OrderPlaced
from shared.installation import Installation


async def take_in_document(
    db: AsyncSession, installation: Installation, event: DocumentReceived
) -> None:
    """Invoices and credit notes go to the gateway, Invoice Responses to the supplier's file."""
    if is_billing_type(event.document_type):
        await receive(db, installation.clock, _arrival(event))
    elif is_response_type(event.document_type):
        await keep_response(db, installation, event)


def _arrival(event: DocumentReceived) -> Arrival:
    return Arrival(
        # only the sender may repeat its own instance: nobody else can take its place
        instance=f"{event.sender}/{event.instance_identifier}",
        sha256=event.payload_sha256,
        channel=Channel.PEPPOL,
        message_id=event.message_id,
        sender=event.sender,
        receiver=event.receiver,
    )


async def follow_delivery(
    db: AsyncSession, installation: Installation, event: DocumentDelivered
) -> None:
    """A document we sent arrived; it may be one of our responses."""
    await note_delivery(db, installation, event)


async def follow_failure(
    db: AsyncSession, installation: Installation, event: DocumentFailed
) -> None:
    """A document we sent will not arrive; it may be one of our responses."""
    await note_failure(db, installation, event)


async def remember_order(db: AsyncSession, installation: Installation, event: OrderPlaced) -> None:
    """Keep to which procedure an order belongs, so that its invoices show in the timeline."""
    del installation
    key = order_key(event.buyer, event.supplier, event.number)
    await db.merge(KnownOrder(key=key, procedure_id=event.procedure_id))
