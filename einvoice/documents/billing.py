"""An invoice or credit note as a value: what people and rules need, whatever is missing in it.

Texts that are absent are empty, amounts and dates that are absent or unreadable are None: a
document must be shown and answered even when it breaks every rule. Terms in brackets are those of
EN 16931-1 (BT = business term, BG = group).
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from einvoice.documents.identifiers import (
    BILLING_CUSTOMIZATION,
    BILLING_PROCESS,
    DocumentKind,
)
from einvoice.documents.ubl import Identifier


@dataclass(frozen=True, slots=True)
class PostalAddress:
    """Where a party has its seat (BG-5, BG-8)."""

    street: str = ""
    street_more: str = ""
    town: str = ""
    postcode: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call (BG-6, BG-9)."""

    name: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceParty:
    """A seller (BG-4) or buyer (BG-7)."""

    name: str = ""
    endpoint: Identifier | None = None
    """Electronic address (BT-34, BT-49): scheme 0208 and an enterprise number in Belgium."""
    legal_id: Identifier | None = None
    """Legal registration identifier (BT-30, BT-47)."""
    identifications: tuple[Identifier, ...] = ()
    vat_number: str = ""
    trading_name: str = ""
    address: PostalAddress = field(default_factory=PostalAddress)
    contact: Contact = field(default_factory=Contact)


@dataclass(frozen=True, slots=True)
class Payment:
    """How to pay (BG-16): means code (UNCL4461), reference (BT-83) and account."""

    means_code: str = ""
    reference: str = ""
    iban: str = ""
    bic: str = ""
    account_name: str = ""


@dataclass(frozen=True, slots=True)
class AllowanceCharge:
    """A discount or an extra cost of the document (BG-20, BG-21) or of a line (BG-27, BG-28)."""

    is_charge: bool
    amount: Decimal | None
    reason: str = ""
    reason_code: str = ""
    vat_category: str = ""
    vat_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class VatSubtotal:
    """One row of the VAT breakdown (BG-23)."""

    category: str
    rate: Decimal | None
    taxable: Decimal | None
    tax: Decimal | None
    exemption_code: str = ""
    exemption_reason: str = ""


@dataclass(frozen=True, slots=True)
class Totals:
    """The document's totals (BG-22), in the document's currency."""

    lines: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    without_vat: Decimal | None = None
    vat: Decimal | None = None
    with_vat: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None
    payable: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A supporting document (BG-24) as it is named; its bytes are read apart."""

    number: str
    description: str = ""
    file_name: str = ""
    media_type: str = ""
    size: int = 0
    """Decoded bytes; 0 when the document is only referred to."""
    address: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line (BG-25)."""

    number: str
    name: str = ""
    description: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    net: Decimal | None = None
    price: Decimal | None = None
    price_base: Decimal | None = None
    """How many units the price is for (BT-149); None means one."""
    order_line: str = ""
    seller_item: str = ""
    buyer_item: str = ""
    standard_item: Identifier | None = None
    vat_category: str = ""
    vat_rate: Decimal | None = None
    note: str = ""
    allowances: tuple[AllowanceCharge, ...] = ()

    @property
    def unit_price(self) -> Decimal | None:
        """The price of one unit."""
        if self.price is None or not self.price_base:
            return self.price
        return self.price / self.price_base


@dataclass(frozen=True, slots=True)
class References:
    """The other documents an invoice names."""

    buyer: str = ""
    order: str = ""
    sales_order: str = ""
    contract: str = ""
    preceding: tuple[str, ...] = ()
    """Numbers of the invoices a credit note corrects (BT-25)."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """A whole invoice or credit note."""

    kind: DocumentKind
    number: str
    issued_on: dt.date | None
    supplier: InvoiceParty
    customer: InvoiceParty
    lines: tuple[InvoiceLine, ...]
    vat: tuple[VatSubtotal, ...]
    totals: Totals
    references: References = field(default_factory=References)
    type_code: str = ""
    due_on: dt.date | None = None
    delivered_on: dt.date | None = None
    currency: str = "EUR"
    note: str = ""
    payment: Payment = field(default_factory=Payment)
    payment_terms: str = ""
    allowances: tuple[AllowanceCharge, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    customization: str = BILLING_CUSTOMIZATION
    process: str = BILLING_PROCESS
