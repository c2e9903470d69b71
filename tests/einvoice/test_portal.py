"""What invoicing tells the portal: the timeline of a procedure."""

from uuid import uuid4

import sqlalchemy as sa
from sqlmodel import col

from einvoice import portal
from einvoice.documents.response import ResponseCode
from einvoice.rules.ruling import Ruling
from shared.events import InvoiceDecided, InvoiceReceived, OrderPlaced
from shared.installation import Installation
from shared.money import Money
from shared.outbox import OutboxEntry, read_event
from tests.einvoice.gateway import ORDER, deliver, invoice, records, rule, tell
from tests.factories import ARDENNE, CITY, People


def placed(gateway: Installation) -> OrderPlaced:
    return OrderPlaced(
        order_id=uuid4(),
        procedure_id=uuid4(),
        number=ORDER.number,
        contract_number=ORDER.contract,
        buyer=str(CITY.enterprise_number),
        supplier=str(ARDENNE.enterprise_number),
        net_total=Money.of("847.88"),
        document_sha256="0" * 64,
        placed_at=gateway.clock.now(),
    )


async def test_the_timeline_shows_the_first_invoice_its_approval_and_its_payment(
    gateway: Installation, people: People
) -> None:
    order = placed(gateway)
    await tell(gateway, order)
    await tell(gateway, order)
    await deliver(gateway, invoice())
    invoice_id = (await records(gateway))[0].id
    await rule(gateway, people.buyer, invoice_id, Ruling(ResponseCode.ACCEPTED))
    await rule(gateway, people.buyer, invoice_id, Ruling(ResponseCode.PAID))
    async with gateway.read() as db:
        shown = await portal.timeline(db, order.procedure_id, gateway.clock.now())
        others = await portal.timeline(db, uuid4(), gateway.clock.now())
    assert [entry.label for entry in shown] == [
        "First invoice received",
        "First invoice approved",
        "First invoice paid",
    ]
    assert others == []


async def test_receipt_and_decision_are_told_to_the_other_contexts(
    gateway: Installation, people: People
) -> None:
    await deliver(gateway, invoice())
    invoice_id = (await records(gateway))[0].id
    await rule(gateway, people.buyer, invoice_id, Ruling(ResponseCode.ACCEPTED))
    async with gateway.read() as db:
        told = (await db.scalars(sa.select(OutboxEntry).order_by(col(OutboxEntry.seq)))).all()
    by_name = {entry.event: entry.body for entry in told}
    received = read_event(InvoiceReceived, by_name[InvoiceReceived.name])
    decided = read_event(InvoiceDecided, by_name[InvoiceDecided.name])
    assert isinstance(received, InvoiceReceived)
    assert isinstance(decided, InvoiceDecided)
    assert received.payable == Money.of("1025.93")
    assert not received.is_refused
    assert (decided.invoice_id, decided.code) == (invoice_id, "AP")
