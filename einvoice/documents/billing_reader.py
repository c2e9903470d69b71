"""Reads a UBL Invoice or CreditNote into an Invoice, as far as it can be read."""

import base64
import binascii
from decimal import Decimal

from einvoice.documents import ubl
from einvoice.documents.billing import (
    AllowanceCharge,
    Attachment,
    Contact,
    Invoice,
    InvoiceLine,
    InvoiceParty,
    Payment,
    PostalAddress,
    References,
    Totals,
    VatSubtotal,
)
from einvoice.documents.identifiers import CREDIT_NOTE_NS, INVOICE_NS, DocumentKind
from shared.errors import InvalidInput, NotFound, WhoActs
from shared.i18n import msg
from shared.xml.parse import Element

_KINDS = {
    (INVOICE_NS, "Invoice"): DocumentKind.INVOICE,
    (CREDIT_NOTE_NS, "CreditNote"): DocumentKind.CREDIT_NOTE,
}


class NotAnInvoice(InvalidInput):
    code = "not-an-invoice"
    says = msg("The document is not an invoice or credit note but {found}.")
    remedy = msg("Send a UBL 2.1 Invoice or CreditNote that follows Peppol BIS Billing 3.")
    who = WhoActs.SENDER


class NoSuchAttachment(NotFound):
    code = "no-such-attachment"
    says = msg("The invoice has no attachment with number {found}.")


def kind_of(root: Element) -> DocumentKind:
    """Invoice or credit note by root element; raises NotAnInvoice."""
    kind = _KINDS.get((ubl.namespace(root), ubl.local_name(root)))
    if kind is None:
        raise NotAnInvoice(where="/", found=ubl.local_name(root))
    return kind


def read_invoice(root: Element) -> Invoice:
    """Read the root element of a document; raises NotAnInvoice for anything else."""
    kind = kind_of(root)
    line = "cac:InvoiceLine" if kind is DocumentKind.INVOICE else "cac:CreditNoteLine"
    return Invoice(
        kind=kind,
        number=ubl.text(root, "cbc:ID"),
        issued_on=ubl.date(root, "cbc:IssueDate"),
        due_on=ubl.date(root, "cbc:DueDate")
        or ubl.date(root, "cac:PaymentMeans/cbc:PaymentDueDate"),
        delivered_on=ubl.date(root, "cac:Delivery/cbc:ActualDeliveryDate"),
        type_code=ubl.text(root, "cbc:InvoiceTypeCode") or ubl.text(root, "cbc:CreditNoteTypeCode"),
        currency=ubl.text(root, "cbc:DocumentCurrencyCode"),
        note=ubl.text(root, "cbc:Note"),
        supplier=read_party(ubl.first(root, "cac:AccountingSupplierParty/cac:Party")),
        customer=read_party(ubl.first(root, "cac:AccountingCustomerParty/cac:Party")),
        references=_references(root),
        payment=_payment(ubl.first(root, "cac:PaymentMeans")),
        payment_terms=ubl.text(root, "cac:PaymentTerms/cbc:Note"),
        allowances=_allowances(root),
        vat=_vat(root),
        totals=_totals(root),
        lines=tuple(_line(found) for found in ubl.every(root, line)),
        attachments=_attachments(root),
        customization=ubl.text(root, "cbc:CustomizationID"),
        process=ubl.text(root, "cbc:ProfileID"),
    )


def attachment_content(root: Element, place: int) -> tuple[Attachment, bytes]:
    """The attachment at that place (1 is the first) and its bytes; raises NoSuchAttachment."""
    references = list(ubl.every(root, "cac:AdditionalDocumentReference"))
    if 1 <= place <= len(references):
        content = _embedded(references[place - 1])
        if content:
            return _attachment(references[place - 1]), content
    raise NoSuchAttachment(found=str(place))


def read_party(party: Element | None) -> InvoiceParty:
    """Read a `cac:Party`; orders name their parties the same way."""
    registered = ubl.text(party, "cac:PartyLegalEntity/cbc:RegistrationName")
    trading = ubl.text(party, "cac:PartyName/cbc:Name")
    identifications = (
        ubl.identifier(found, "cbc:ID") for found in ubl.every(party, "cac:PartyIdentification")
    )
    return InvoiceParty(
        name=registered or trading,
        trading_name=trading if trading != registered else "",
        endpoint=ubl.identifier(party, "cbc:EndpointID"),
        legal_id=ubl.identifier(party, "cac:PartyLegalEntity/cbc:CompanyID"),
        identifications=tuple(found for found in identifications if found is not None),
        vat_number=_vat_number(party),
        address=_address(ubl.first(party, "cac:PostalAddress")),
        contact=_contact(ubl.first(party, "cac:Contact")),
    )


def _vat_number(party: Element | None) -> str:
    for scheme in ubl.every(party, "cac:PartyTaxScheme"):
        if ubl.text(scheme, "cac:TaxScheme/cbc:ID").upper() == "VAT":
            return ubl.text(scheme, "cbc:CompanyID")
    return ""


def _address(address: Element | None) -> PostalAddress:
    return PostalAddress(
        street=ubl.text(address, "cbc:StreetName"),
        street_more=ubl.text(address, "cbc:AdditionalStreetName"),
        town=ubl.text(address, "cbc:CityName"),
        postcode=ubl.text(address, "cbc:PostalZone"),
        country=ubl.text(address, "cac:Country/cbc:IdentificationCode"),
    )


def _contact(contact: Element | None) -> Contact:
    return Contact(
        name=ubl.text(contact, "cbc:Name"),
        telephone=ubl.text(contact, "cbc:Telephone"),
        email=ubl.text(contact, "cbc:ElectronicMail"),
    )


def _references(root: Element) -> References:
    billing = "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID"
    return References(
        buyer=ubl.text(root, "cbc:BuyerReference"),
        order=ubl.text(root, "cac:OrderReference/cbc:ID"),
        sales_order=ubl.text(root, "cac:OrderReference/cbc:SalesOrderID"),
        contract=ubl.text(root, "cac:ContractDocumentReference/cbc:ID"),
        preceding=tuple((found.text or "").strip() for found in ubl.every(root, billing)),
    )


def _payment(means: Element | None) -> Payment:
    account = ubl.first(means, "cac:PayeeFinancialAccount")
    return Payment(
        means_code=ubl.text(means, "cbc:PaymentMeansCode"),
        reference=ubl.text(means, "cbc:PaymentID"),
        iban=ubl.text(account, "cbc:ID"),
        bic=ubl.text(account, "cac:FinancialInstitutionBranch/cbc:ID"),
        account_name=ubl.text(account, "cbc:Name"),
    )


def _allowances(parent: Element) -> tuple[AllowanceCharge, ...]:
    return tuple(
        AllowanceCharge(
            is_charge=ubl.text(found, "cbc:ChargeIndicator") in {"true", "1"},
            amount=ubl.decimal(found, "cbc:Amount"),
            reason=ubl.text(found, "cbc:AllowanceChargeReason"),
            reason_code=ubl.text(found, "cbc:AllowanceChargeReasonCode"),
            vat_category=ubl.text(found, "cac:TaxCategory/cbc:ID"),
            vat_rate=ubl.decimal(found, "cac:TaxCategory/cbc:Percent"),
        )
        for found in ubl.every(parent, "cac:AllowanceCharge")
    )


def _vat(root: Element) -> tuple[VatSubtotal, ...]:
    return tuple(
        VatSubtotal(
            category=ubl.text(found, "cac:TaxCategory/cbc:ID"),
            rate=ubl.decimal(found, "cac:TaxCategory/cbc:Percent"),
            taxable=ubl.decimal(found, "cbc:TaxableAmount"),
            tax=ubl.decimal(found, "cbc:TaxAmount"),
            exemption_code=ubl.text(found, "cac:TaxCategory/cbc:TaxExemptionReasonCode"),
            exemption_reason=ubl.text(found, "cac:TaxCategory/cbc:TaxExemptionReason"),
        )
        for found in ubl.every(root, "cac:TaxTotal/cac:TaxSubtotal")
    )


def _totals(root: Element) -> Totals:
    totals = ubl.first(root, "cac:LegalMonetaryTotal")
    return Totals(
        lines=ubl.decimal(totals, "cbc:LineExtensionAmount"),
        allowances=ubl.decimal(totals, "cbc:AllowanceTotalAmount"),
        charges=ubl.decimal(totals, "cbc:ChargeTotalAmount"),
        without_vat=ubl.decimal(totals, "cbc:TaxExclusiveAmount"),
        vat=ubl.decimal(_main_tax_total(root), "cbc:TaxAmount"),
        with_vat=ubl.decimal(totals, "cbc:TaxInclusiveAmount"),
        prepaid=ubl.decimal(totals, "cbc:PrepaidAmount"),
        rounding=ubl.decimal(totals, "cbc:PayableRoundingAmount"),
        payable=ubl.decimal(totals, "cbc:PayableAmount"),
    )


def _main_tax_total(root: Element) -> Element | None:
    """The tax total with the breakdown; another one may state the VAT in a second currency."""
    for found in ubl.every(root, "cac:TaxTotal"):
        if ubl.first(found, "cac:TaxSubtotal") is not None:
            return found
    return ubl.first(root, "cac:TaxTotal")


def _line(line: Element) -> InvoiceLine:
    item = ubl.first(line, "cac:Item")
    return InvoiceLine(
        number=ubl.text(line, "cbc:ID"),
        name=ubl.text(item, "cbc:Name"),
        description=ubl.text(item, "cbc:Description"),
        quantity=_either(line, "cbc:InvoicedQuantity", "cbc:CreditedQuantity"),
        unit=ubl.attribute(line, "cbc:InvoicedQuantity", "unitCode")
        or ubl.attribute(line, "cbc:CreditedQuantity", "unitCode"),
        net=ubl.decimal(line, "cbc:LineExtensionAmount"),
        price=ubl.decimal(line, "cac:Price/cbc:PriceAmount"),
        price_base=ubl.decimal(line, "cac:Price/cbc:BaseQuantity"),
        order_line=ubl.text(line, "cac:OrderLineReference/cbc:LineID"),
        seller_item=ubl.text(item, "cac:SellersItemIdentification/cbc:ID"),
        buyer_item=ubl.text(item, "cac:BuyersItemIdentification/cbc:ID"),
        standard_item=ubl.identifier(item, "cac:StandardItemIdentification/cbc:ID"),
        vat_category=ubl.text(item, "cac:ClassifiedTaxCategory/cbc:ID"),
        vat_rate=ubl.decimal(item, "cac:ClassifiedTaxCategory/cbc:Percent"),
        note=ubl.text(line, "cbc:Note"),
        allowances=_allowances(line),
    )


def _either(parent: Element, one: str, other: str) -> Decimal | None:
    found = ubl.decimal(parent, one)
    return ubl.decimal(parent, other) if found is None else found


def _attachments(root: Element) -> tuple[Attachment, ...]:
    return tuple(_attachment(found) for found in ubl.every(root, "cac:AdditionalDocumentReference"))


def _attachment(reference: Element) -> Attachment:
    embedded = "cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
    return Attachment(
        number=ubl.text(reference, "cbc:ID"),
        description=ubl.text(reference, "cbc:DocumentDescription"),
        file_name=ubl.attribute(reference, embedded, "filename"),
        media_type=ubl.attribute(reference, embedded, "mimeCode"),
        size=len(_embedded(reference)),
        address=ubl.text(reference, "cac:Attachment/cac:ExternalReference/cbc:URI"),
    )


def _embedded(reference: Element) -> bytes:
    coded = ubl.text(reference, "cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
    try:
        return base64.b64decode(coded)
    except (binascii.Error, ValueError):
        return b""
