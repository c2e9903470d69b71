"""An invoice typed by hand by a small supplier: made into UBL and handed to the inbox."""

from uuid import uuid4

from sqlalchemy.ext.asyncio import AsyncSession

from einvoice.documents.billing_writer import write_invoice
from einvoice.documents.identifiers import ENTERPRISE_SCHEME
from einvoice.forms import EntryForm
from einvoice.model import PAY_WITHIN, InvoiceRecord
from einvoice.rules.drafting import Draft, DraftLine, compose
from einvoice.service.receiving import Arrival, receive
from einvoice.vocabulary import Channel
from shared import audit
from shared.audit import Audit
from shared.errors import InvalidInput, WhoActs
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.identity.model import Organisation, OrganisationKind
from shared.identity.service import organisation_by_id, organisation_by_number
from shared.installation import Installation


class BuyerNotServed(InvalidInput):
    code = "buyer-not-served"
    says = msg("The buyer with number {found} does not receive invoices here.")
    remedy = msg("Check the number, or send the invoice through your own access point.")
    who = WhoActs.YOU


async def enter_invoice(
    db: AsyncSession, installation: Installation, actor: Actor, entry: EntryForm
) -> InvoiceRecord:
    """Make a UBL invoice of what was typed, store it and take it in like any other.

    Raises RoleMissing or BuyerNotServed.
    """
    supplier = await organisation_by_id(db, actor.require(Role.SELLER))
    buyer = await organisation_by_number(db, entry.buyer)
    if buyer is None or buyer.kind is not OrganisationKind.AUTHORITY:
        raise BuyerNotServed("buyer", found=entry.buyer_number.dotted)
    document = write_invoice(compose(_draft(entry, supplier, buyer)))
    kept = await installation.blobs.put(document, "application/xml")
    arrival = Arrival(
        instance=f"portal:{uuid4()}",
        sha256=kept.sha256,
        channel=Channel.PORTAL,
        sender=f"{ENTERPRISE_SCHEME}:{supplier.enterprise_number}",
        receiver=f"{ENTERPRISE_SCHEME}:{buyer.enterprise_number}",
    )
    record = await receive(db, installation.clock, arrival)
    await audit.record(
        db, installation.clock, actor, Audit.INVOICE_ENTERED, str(record.id), number=entry.number
    )
    return record


def _draft(entry: EntryForm, supplier: Organisation, buyer: Organisation) -> Draft:
    return Draft(
        number=entry.number,
        issued_on=entry.issued_on,
        due_on=entry.due_on or entry.issued_on + PAY_WITHIN,
        supplier=supplier.as_party(),
        customer=buyer.as_party(),
        lines=tuple(
            DraftLine(line.name, line.quantity, line.price, line.vat) for line in entry.lines
        ),
        order=entry.order,
        buyer_reference=entry.buyer_reference,
        iban=entry.iban,
        payment_reference=entry.payment_reference,
    )
