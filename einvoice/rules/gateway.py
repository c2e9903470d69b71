"""The hard rules of the gateway itself: what no invoice may lack, with or without rule packs."""

import datetime as dt

from einvoice.documents.billing import Invoice
from einvoice.documents.identifiers import DocumentKind
from einvoice.rules import payment_reference
from einvoice.rules.findings import Finding, Severity
from einvoice.rules.routing import (
    customer_numbers,
    first_valid,
    supplier_numbers,
    wrong_numbers,
)
from shared.errors import WhoActs
from shared.i18n import msg
from shared.party import EnterpriseNumber

FAR_AHEAD = dt.timedelta(days=31)


def check_invoice(
    invoice: Invoice, today: dt.date, delivered_to: EnterpriseNumber | None = None
) -> list[Finding]:
    """Everything the gateway itself minds in a document that could be read."""
    sellers = supplier_numbers(invoice.supplier)
    findings = [
        *wrong_numbers(sellers),
        *wrong_numbers(customer_numbers(invoice.customer), delivered_to),
        _number_missing(invoice),
        None if first_valid(sellers) else _seller_unknown(bool(sellers)),
        _reference_missing(invoice),
        _issued_far_ahead(invoice, today),
        payment_reference.advise(invoice.payment.reference),
        _preceding_missing(invoice),
    ]
    return [finding for finding in findings if finding is not None]


def envelope_left_on() -> Finding:
    """Advice about a document that came with a second envelope around it."""
    return Finding(
        code="einvoice-envelope-left-on",
        severity=Severity.ADVICE,
        says=msg("The invoice was still inside an envelope (SBDH). It was taken out and checked."),
        remedy=msg("Hand the invoice to the access point without an envelope."),
        path="/StandardBusinessDocument",
    )


def not_determined(rule_set: str) -> Finding:
    """A warning that some rules could not be evaluated, so nobody calls the invoice valid."""
    return Finding(
        code="einvoice-undetermined",
        severity=Severity.WARNING,
        says=msg("Not all rules could be checked: {found}."),
        remedy=msg("Check the invoice by eye and tell the operator."),
        who=WhoActs.OPERATOR,
        found=rule_set,
    )


def _number_missing(invoice: Invoice) -> Finding | None:
    if invoice.number:
        return None
    return Finding(
        code="BR-02",
        severity=Severity.FATAL,
        says=msg("The invoice has no number."),
        remedy=msg("Give the invoice a number and send it again."),
        term="BT-1",
        path="cbc:ID",
    )


def _seller_unknown(is_named: bool) -> Finding | None:
    """The gateway answers suppliers by their enterprise number, so it must be there."""
    if is_named:
        return None
    return Finding(
        code="einvoice-seller-not-identified",
        severity=Severity.WARNING,
        says=msg("The invoice does not give the supplier's enterprise number."),
        remedy=msg("Put the number with scheme 0208 into the seller's electronic address."),
        expected="0208:…",
        term="BT-34",
        path="cac:AccountingSupplierParty/cac:Party/cbc:EndpointID",
    )


def _reference_missing(invoice: Invoice) -> Finding | None:
    # BIS 3.0 PEPPOL-EN16931-R003
    if invoice.references.buyer or invoice.references.order:
        return None
    return Finding(
        code="PEPPOL-EN16931-R003",
        severity=Severity.FATAL,
        says=msg("The invoice has neither an order number nor a buyer reference."),
        remedy=msg("Ask the buyer for the order number, fill it in and send the invoice again."),
        term="BT-13",
        path="cac:OrderReference/cbc:ID",
    )


def _issued_far_ahead(invoice: Invoice, today: dt.date) -> Finding | None:
    if invoice.issued_on is None or invoice.issued_on <= today + FAR_AHEAD:
        return None
    return Finding(
        code="einvoice-issued-in-future",
        severity=Severity.WARNING,
        says=msg("The invoice is dated {found}, which is far in the future."),
        remedy=msg("Check the date with the supplier."),
        who=WhoActs.AUTHORITY,
        found=invoice.issued_on.isoformat(),
        expected=today.isoformat(),
        term="BT-2",
        path="cbc:IssueDate",
    )


def _preceding_missing(invoice: Invoice) -> Finding | None:
    """Advice for a credit note that does not say what it credits."""
    if invoice.kind is DocumentKind.INVOICE or invoice.references.preceding:
        return None
    return Finding(
        code="einvoice-credit-note-without-invoice",
        severity=Severity.WARNING,
        says=msg("The credit note does not say which invoice it corrects."),
        remedy=msg("Ask the supplier which invoice it is about."),
        who=WhoActs.AUTHORITY,
        term="BT-25",
        path="cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",
    )
