"""Makes a complete, valid invoice out of the few things a supplier has to say."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from einvoice.documents.billing import (
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
from einvoice.documents.identifiers import ENTERPRISE_SCHEME, DocumentKind
from einvoice.documents.ubl import Identifier
from shared.i18n import msg
from shared.party import Party

_CENT = Decimal("0.01")
_CREDIT_TRANSFER = "30"


class VatRate(StrEnum):
    """The rates a Belgian supplier may choose; the value is what forms send."""

    STANDARD = "21"
    REDUCED = "12"
    LOW = "6"
    ZERO = "0"
    SMALL_ENTERPRISE = "exempt"

    @property
    def category(self) -> str:
        """UNCL5305: standard rate, zero rated, exempt."""
        return {VatRate.ZERO: "Z", VatRate.SMALL_ENTERPRISE: "E"}.get(self, "S")

    @property
    def percent(self) -> Decimal:
        return Decimal(0) if self is VatRate.SMALL_ENTERPRISE else Decimal(self.value)

    @property
    def exemption(self) -> str:
        """Why no VAT is charged (VAT code art. 56bis); BR-E-10 demands a reason."""
        return (
            "Bijzondere vrijstellingsregeling kleine ondernemingen / "
            "Régime particulier de franchise des petites entreprises"
            if self is VatRate.SMALL_ENTERPRISE
            else ""
        )


VAT_RATE_NAMES = {
    VatRate.STANDARD: msg("21%"),
    VatRate.REDUCED: msg("12%"),
    VatRate.LOW: msg("6%"),
    VatRate.ZERO: msg("0%"),
    VatRate.SMALL_ENTERPRISE: msg("Exempt (small enterprise)"),
}


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line as a supplier gives it."""

    name: str
    quantity: Decimal
    unit_price: Decimal
    vat: VatRate = VatRate.STANDARD
    unit: str = "C62"
    order_line: str = ""
    seller_item: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a supplier gives; the rest is computed."""

    number: str
    issued_on: dt.date
    due_on: dt.date
    supplier: Party
    customer: Party
    lines: tuple[DraftLine, ...]
    order: str = ""
    buyer_reference: str = ""
    contract: str = ""
    iban: str = ""
    payment_reference: str = ""
    delivered_on: dt.date | None = None
    note: str = ""
    kind: DocumentKind = DocumentKind.INVOICE
    preceding: tuple[str, ...] = field(default=())


def compose(draft: Draft) -> Invoice:
    """The invoice with every total computed: lines rounded, VAT per rate on the sum."""
    lines = tuple(_line(str(place), line) for place, line in enumerate(draft.lines, start=1))
    vat = _vat(zip(draft.lines, lines, strict=True))
    return Invoice(
        kind=draft.kind,
        number=draft.number,
        issued_on=draft.issued_on,
        due_on=draft.due_on,
        delivered_on=draft.delivered_on,
        type_code=draft.kind.default_type_code,
        # EN 16931 BR-S-02, BR-Z-02, BR-E-02: every category here wants the seller's VAT number
        supplier=invoice_party(draft.supplier, with_vat=True),
        customer=invoice_party(draft.customer, with_vat=False),
        lines=lines,
        vat=vat,
        totals=_totals(lines, vat),
        references=References(
            buyer=draft.buyer_reference,
            order=draft.order,
            contract=draft.contract,
            preceding=draft.preceding,
        ),
        note=draft.note,
        payment=_payment(draft),
    )


def invoice_party(party: Party, *, with_vat: bool) -> InvoiceParty:
    """A party of the tender model as an invoice names it, with scheme 0208."""
    number = Identifier(ENTERPRISE_SCHEME, str(party.enterprise_number))
    return InvoiceParty(
        name=party.name,
        endpoint=number,
        legal_id=number,
        vat_number=party.enterprise_number.vat if with_vat else "",
        address=PostalAddress(
            street=party.address.street,
            town=party.address.town,
            postcode=party.address.postcode,
            country=party.address.country or "BE",
        ),
        contact=Contact(email=party.email),
    )


def rounded(amount: Decimal) -> Decimal:
    """To the cent, half up, as invoices do."""
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)


def _line(number: str, line: DraftLine) -> InvoiceLine:
    return InvoiceLine(
        number=number,
        name=line.name,
        quantity=line.quantity,
        unit=line.unit,
        net=rounded(line.quantity * line.unit_price),
        price=line.unit_price,
        order_line=line.order_line,
        seller_item=line.seller_item,
        vat_category=line.vat.category,
        vat_rate=line.vat.percent,
    )


def _vat(lines: Iterable[tuple[DraftLine, InvoiceLine]]) -> tuple[VatSubtotal, ...]:
    taxable: dict[VatRate, Decimal] = defaultdict(Decimal)
    for given, line in lines:
        taxable[given.vat] += line.net or Decimal(0)
    return tuple(
        VatSubtotal(
            category=rate.category,
            rate=rate.percent,
            taxable=amount,
            tax=rounded(amount * rate.percent / 100),
            exemption_reason=rate.exemption,
        )
        for rate, amount in sorted(taxable.items(), key=lambda item: -item[0].percent)
    )


def _totals(lines: tuple[InvoiceLine, ...], vat: tuple[VatSubtotal, ...]) -> Totals:
    net = sum((line.net or Decimal(0) for line in lines), Decimal(0))
    tax = sum((subtotal.tax or Decimal(0) for subtotal in vat), Decimal(0))
    return Totals(
        lines=net, without_vat=net, vat=rounded(tax), with_vat=net + tax, payable=net + tax
    )


def _payment(draft: Draft) -> Payment:
    if not draft.iban:
        return Payment()
    return Payment(
        means_code=_CREDIT_TRANSFER,
        reference=draft.payment_reference or draft.number,
        iban=draft.iban.replace(" ", ""),
    )
