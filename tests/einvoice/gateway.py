"""A gateway at work: an installation with orders, and documents handed to it as Peppol does."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from einvoice import queries
from einvoice.documents.billing import Invoice
from einvoice.documents.billing_writer import write_invoice
from einvoice.documents.identifiers import INVOICE_TYPE, SBDH_NS
from einvoice.model import InvoiceRecord
from einvoice.queries import InvoiceFile
from einvoice.rules.ruling import Ruling
from einvoice.service.deciding import decide
from samples.invoice.documents import good_invoice
from samples.invoice.orders import EXAMPLE, OrderToBill
from shared.context import Context
from shared.events import DocumentReceived, Event
from shared.identity.actor import Actor
from shared.installation import Installation
from shared.outbox import publish
from shared.party import EnterpriseNumber
from shared.ports import Orders, OrderSummary
from shared.worker import Worker
from tests.einvoice.invoices import TODAY, order
from tests.factories import ARDENNE, CITY

ORDER: OrderToBill = replace(EXAMPLE, buyer=CITY, supplier=ARDENNE)


@dataclass
class KnownOrders:
    """Answers the port Orders from memory."""

    orders: list[OrderSummary] = field(default_factory=list)

    async def find(
        self,
        db: AsyncSession,
        *,
        number: str,
        buyer: EnterpriseNumber,
        supplier: EnterpriseNumber,
    ) -> OrderSummary | None:
        del db
        wanted = (number, buyer, supplier)
        found = (o for o in self.orders if (o.number, o.buyer, o.supplier) == wanted)
        return next(found, None)


def invoice(number: str = "F-1") -> Invoice:
    """A good invoice of the sample supplier to the sample city."""
    return good_invoice(ORDER, number, TODAY)


def with_orders(installation: Installation) -> Installation:
    """The installation with one order that the good invoice agrees with."""
    known = replace(order(), buyer=CITY.enterprise_number, supplier=ARDENNE.enterprise_number)
    fake = Context(name="orders", ports={Orders: KnownOrders([known])})
    return installation.with_contexts([fake, *installation.contexts])


def wrapped(document: Invoice) -> bytes:
    """The document with an envelope left around it."""
    inner = write_invoice(document).partition(b"?>")[2]
    header = b"<StandardBusinessDocumentHeader/>"
    name = b"StandardBusinessDocument"
    return b'<%b xmlns="%b">%b%b</%b>' % (name, SBDH_NS.encode(), header, inner, name)


async def deliver(
    installation: Installation,
    document: Invoice | bytes,
    *,
    instance: str = "",
    receiver: EnterpriseNumber = CITY.enterprise_number,
) -> None:
    """Hand a document over as the access point does, and work until nothing is left to do."""
    data = document if isinstance(document, bytes) else write_invoice(document)
    kept = await installation.blobs.put(data, "application/xml")
    event = DocumentReceived(
        document_id=uuid4(),
        message_id=f"{uuid4()}@sender.example",
        sender=f"0208:{ARDENNE.enterprise_number}",
        receiver=f"0208:{receiver}",
        document_type=f"busdox-docid-qns::{INVOICE_TYPE}",
        process="cenbii-procid-ubl::urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
        instance_identifier=instance or str(uuid4()),
        country_c1="BE",
        envelope_sha256=kept.sha256,
        payload_sha256=kept.sha256,
        sender_seat="PBE000001",
        received_at=installation.clock.now(),
    )
    await tell(installation, event)


async def tell(installation: Installation, event: Event) -> None:
    """Publish a fact as its owner would, and work until nothing is left to do."""
    async with installation.begin() as db:
        await publish(db, installation.clock, event)
    await Worker(installation).drain()


async def rule(installation: Installation, actor: Actor, invoice_id: UUID, ruling: Ruling) -> None:
    """Decide as a person would, and work until the response is handed over."""
    async with installation.begin() as db:
        await decide(db, installation, actor, invoice_id, ruling)
    await Worker(installation).drain()


async def records(installation: Installation) -> Sequence[InvoiceRecord]:
    """Every document received, the oldest first."""
    async with installation.read() as db:
        found = await db.scalars(
            sa.select(InvoiceRecord).order_by(
                col(InvoiceRecord.received_at), col(InvoiceRecord.number)
            )
        )
        return found.all()


async def only_file(installation: Installation) -> InvoiceFile:
    """The one document received, with everything kept about it."""
    (record,) = await records(installation)
    return await file_of(installation, record.id)


async def file_of(installation: Installation, invoice_id: UUID) -> InvoiceFile:
    async with installation.read() as db:
        return await queries.file_of(db, await db.get_one(InvoiceRecord, invoice_id))
