"""Writes an Invoice as UBL 2.1 in the element order of the schema, after Peppol BIS Billing 3."""

from decimal import Decimal

from einvoice.documents import ubl
from einvoice.documents.billing import (
    AllowanceCharge,
    Invoice,
    InvoiceLine,
    InvoiceParty,
    PostalAddress,
    VatSubtotal,
)
from einvoice.documents.identifiers import DocumentKind
from shared.xml.parse import Element


def write_invoice(invoice: Invoice) -> bytes:
    """The document as UTF-8 bytes.

    Attachments are not written. Nothing is computed or corrected here: totals are written as they
    stand, so that wrong ones can be written for tests.
    """
    is_invoice = invoice.kind is DocumentKind.INVOICE
    root = ubl.document("Invoice" if is_invoice else "CreditNote", invoice.kind.namespace)
    _heading(root, invoice)
    _references(root, invoice)
    _party(ubl.group(ubl.group(root, "AccountingSupplierParty"), "Party"), invoice.supplier)
    _party(ubl.group(ubl.group(root, "AccountingCustomerParty"), "Party"), invoice.customer)
    ubl.leaf(ubl.group(root, "Delivery"), "ActualDeliveryDate", invoice.delivered_on)
    _payment(root, invoice)
    for allowance in invoice.allowances:
        _allowance(root, allowance, invoice.currency)
    _tax_total(root, invoice)
    _totals(root, invoice)
    for line in invoice.lines:
        _line(root, line, invoice)
    return ubl.serialise(root)


def _heading(root: Element, invoice: Invoice) -> None:
    is_invoice = invoice.kind is DocumentKind.INVOICE
    type_code = invoice.type_code or invoice.kind.default_type_code
    ubl.leaf(root, "CustomizationID", invoice.customization)
    ubl.leaf(root, "ProfileID", invoice.process)
    ubl.leaf(root, "ID", invoice.number)
    ubl.leaf(root, "IssueDate", invoice.issued_on)
    if is_invoice:
        ubl.leaf(root, "DueDate", invoice.due_on)
    ubl.leaf(root, "InvoiceTypeCode" if is_invoice else "CreditNoteTypeCode", type_code)
    ubl.leaf(root, "Note", invoice.note)
    ubl.leaf(root, "DocumentCurrencyCode", invoice.currency)
    ubl.leaf(root, "BuyerReference", invoice.references.buyer)


def _references(root: Element, invoice: Invoice) -> None:
    references = invoice.references
    order = ubl.group(root, "OrderReference")
    ubl.leaf(order, "ID", references.order)
    if references.order:
        ubl.leaf(order, "SalesOrderID", references.sales_order)
    for number in references.preceding:
        billing = ubl.group(root, "BillingReference")
        ubl.leaf(ubl.group(billing, "InvoiceDocumentReference"), "ID", number)
    ubl.leaf(ubl.group(root, "ContractDocumentReference"), "ID", references.contract)


def _party(element: Element, party: InvoiceParty) -> None:
    ubl.identify(element, "EndpointID", party.endpoint)
    for identification in party.identifications:
        ubl.identify(ubl.group(element, "PartyIdentification"), "ID", identification)
    ubl.leaf(ubl.group(element, "PartyName"), "Name", party.trading_name)
    _address(ubl.group(element, "PostalAddress"), party.address)
    if party.vat_number:
        scheme = ubl.group(element, "PartyTaxScheme")
        ubl.leaf(scheme, "CompanyID", party.vat_number)
        _vat_scheme(scheme)
    legal = ubl.group(element, "PartyLegalEntity")
    ubl.leaf(legal, "RegistrationName", party.name)
    ubl.identify(legal, "CompanyID", party.legal_id)
    contact = ubl.group(element, "Contact")
    ubl.leaf(contact, "Name", party.contact.name)
    ubl.leaf(contact, "Telephone", party.contact.telephone)
    ubl.leaf(contact, "ElectronicMail", party.contact.email)


def _address(element: Element, address: PostalAddress) -> None:
    ubl.leaf(element, "StreetName", address.street)
    ubl.leaf(element, "AdditionalStreetName", address.street_more)
    ubl.leaf(element, "CityName", address.town)
    ubl.leaf(element, "PostalZone", address.postcode)
    ubl.leaf(ubl.group(element, "Country"), "IdentificationCode", address.country)


def _vat_scheme(parent: Element) -> None:
    ubl.leaf(ubl.group(parent, "TaxScheme"), "ID", "VAT")


def _payment(root: Element, invoice: Invoice) -> None:
    payment = invoice.payment
    if payment.means_code:
        means = ubl.group(root, "PaymentMeans")
        ubl.leaf(means, "PaymentMeansCode", payment.means_code)
        if invoice.kind is DocumentKind.CREDIT_NOTE:
            ubl.leaf(means, "PaymentDueDate", invoice.due_on)
        ubl.leaf(means, "PaymentID", payment.reference)
        account = ubl.group(means, "PayeeFinancialAccount")
        ubl.leaf(account, "ID", payment.iban)
        ubl.leaf(account, "Name", payment.account_name)
        ubl.leaf(ubl.group(account, "FinancialInstitutionBranch"), "ID", payment.bic)
    ubl.leaf(ubl.group(root, "PaymentTerms"), "Note", invoice.payment_terms)


def _allowance(parent: Element, allowance: AllowanceCharge, currency: str) -> None:
    element = ubl.group(parent, "AllowanceCharge")
    ubl.leaf(element, "ChargeIndicator", "true" if allowance.is_charge else "false")
    ubl.leaf(element, "AllowanceChargeReasonCode", allowance.reason_code)
    ubl.leaf(element, "AllowanceChargeReason", allowance.reason)
    ubl.amount(element, "Amount", allowance.amount, currency)
    if allowance.vat_category:
        _category(ubl.group(element, "TaxCategory"), allowance.vat_category, allowance.vat_rate)


def _category(element: Element, code: str, rate: Decimal | None) -> None:
    ubl.leaf(element, "ID", code)
    ubl.leaf(element, "Percent", None if rate is None else f"{rate:f}")
    _vat_scheme(element)


def _tax_total(root: Element, invoice: Invoice) -> None:
    element = ubl.group(root, "TaxTotal")
    ubl.amount(element, "TaxAmount", invoice.totals.vat, invoice.currency)
    for subtotal in invoice.vat:
        _subtotal(ubl.group(element, "TaxSubtotal"), subtotal, invoice.currency)


def _subtotal(element: Element, subtotal: VatSubtotal, currency: str) -> None:
    ubl.amount(element, "TaxableAmount", subtotal.taxable, currency)
    ubl.amount(element, "TaxAmount", subtotal.tax, currency)
    category = ubl.group(element, "TaxCategory")
    ubl.leaf(category, "ID", subtotal.category)
    ubl.leaf(category, "Percent", None if subtotal.rate is None else f"{subtotal.rate:f}")
    ubl.leaf(category, "TaxExemptionReasonCode", subtotal.exemption_code)
    ubl.leaf(category, "TaxExemptionReason", subtotal.exemption_reason)
    _vat_scheme(category)


def _totals(root: Element, invoice: Invoice) -> None:
    totals, element = invoice.totals, ubl.group(root, "LegalMonetaryTotal")
    for name, value in (
        ("LineExtensionAmount", totals.lines),
        ("TaxExclusiveAmount", totals.without_vat),
        ("TaxInclusiveAmount", totals.with_vat),
        ("AllowanceTotalAmount", totals.allowances),
        ("ChargeTotalAmount", totals.charges),
        ("PrepaidAmount", totals.prepaid),
        ("PayableRoundingAmount", totals.rounding),
        ("PayableAmount", totals.payable),
    ):
        ubl.amount(element, name, value, invoice.currency)


def _line(root: Element, line: InvoiceLine, invoice: Invoice) -> None:
    is_invoice = invoice.kind is DocumentKind.INVOICE
    element = ubl.group(root, "InvoiceLine" if is_invoice else "CreditNoteLine")
    ubl.leaf(element, "ID", line.number)
    ubl.leaf(element, "Note", line.note)
    quantity = None if line.quantity is None else f"{line.quantity:f}"
    name = "InvoicedQuantity" if is_invoice else "CreditedQuantity"
    ubl.leaf(element, name, quantity, unitCode=line.unit)
    ubl.amount(element, "LineExtensionAmount", line.net, invoice.currency)
    ubl.leaf(ubl.group(element, "OrderLineReference"), "LineID", line.order_line)
    for allowance in line.allowances:
        _allowance(element, allowance, invoice.currency)
    _item(ubl.group(element, "Item"), line)
    price = ubl.group(element, "Price")
    ubl.amount(price, "PriceAmount", line.price, invoice.currency)
    base = None if line.price_base is None else f"{line.price_base:f}"
    ubl.leaf(price, "BaseQuantity", base, unitCode=line.unit)


def _item(element: Element, line: InvoiceLine) -> None:
    ubl.leaf(element, "Description", line.description)
    ubl.leaf(element, "Name", line.name)
    ubl.leaf(ubl.group(element, "BuyersItemIdentification"), "ID", line.buyer_item)
    ubl.leaf(ubl.group(element, "SellersItemIdentification"), "ID", line.seller_item)
    standard = ubl.group(element, "StandardItemIdentification")
    ubl.identify(standard, "ID", line.standard_item)
    if line.vat_category:
        _category(ubl.group(element, "ClassifiedTaxCategory"), line.vat_category, line.vat_rate)
