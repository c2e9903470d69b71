"""The order an invoice is made for: read from a UBL Order, or the built-in example."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from einvoice.documents import ubl
from einvoice.documents.billing import InvoiceParty
from einvoice.documents.billing_reader import read_party
from einvoice.rules.drafting import DraftLine, VatRate
from shared.party import Address, EnterpriseNumber, Party
from shared.xml.parse import Element, parse


@dataclass(frozen=True, slots=True)
class OrderToBill:
    """What the supplier knows of an order when it makes the invoice."""

    number: str
    buyer: Party
    supplier: Party
    lines: tuple[DraftLine, ...]
    contract: str = ""


EXAMPLE = OrderToBill(
    number="BO-2026-0042",
    buyer=Party(
        "Stad Vlierbeke",
        EnterpriseNumber.parse("0207.890.103"),
        Address("Grote Markt 1", "3010", "Vlierbeke"),
        "facturen@vlierbeke.example",
    ),
    supplier=Party(
        "Kantoorhuis De Linde BV",
        EnterpriseNumber.parse("0456.789.034"),
        Address("Kaai 12", "9000", "Gent"),
        "boekhouding@delinde.example",
    ),
    lines=(
        DraftLine(
            "Kopieerpapier A4, 80 g, doos van 2.500 vel",
            Decimal(40),
            Decimal("18.95"),
            unit="XBX",
            order_line="1",
            seller_item="PAP-A4-80",
        ),
        DraftLine(
            "Balpen blauw, 50 stuks",
            Decimal(12),
            Decimal("7.49"),
            unit="XPK",
            order_line="2",
            seller_item="PEN-B-50",
        ),
    ),
    contract="RO-2026-007",
)


def read_order(data: bytes) -> OrderToBill:
    """Read the UBL 2.1 Order (Peppol T01) that the supplier received."""
    root = parse(data)
    lines = ubl.every(root, "cac:OrderLine/cac:LineItem")
    return OrderToBill(
        number=ubl.text(root, "cbc:ID"),
        buyer=_party(ubl.first(root, "cac:BuyerCustomerParty/cac:Party")),
        supplier=_party(ubl.first(root, "cac:SellerSupplierParty/cac:Party")),
        lines=tuple(_line(line) for line in lines),
        contract=ubl.text(root, "cac:Contract/cbc:ID"),
    )


def _line(line: Element) -> DraftLine:
    base = ubl.decimal(line, "cac:Price/cbc:BaseQuantity") or Decimal(1)
    price = ubl.decimal(line, "cac:Price/cbc:PriceAmount") or Decimal(0)
    rate = ubl.decimal(line, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent")
    return DraftLine(
        name=ubl.text(line, "cac:Item/cbc:Name"),
        quantity=ubl.decimal(line, "cbc:Quantity") or Decimal(0),
        unit_price=price / base,
        vat=VatRate.STANDARD if rate is None else VatRate(f"{rate.normalize():f}"),
        unit=ubl.attribute(line, "cbc:Quantity", "unitCode") or "C62",
        order_line=ubl.text(line, "cbc:ID"),
        seller_item=ubl.text(line, "cac:Item/cac:SellersItemIdentification/cbc:ID"),
    )


def _party(element: Element | None) -> Party:
    named: InvoiceParty = read_party(element)
    number = named.legal_id or named.endpoint
    address = named.address
    return Party(
        named.name,
        EnterpriseNumber.parse(number.value if number else ""),
        Address(address.street, address.postcode, address.town, address.country or "BE"),
        named.contact.email,
    )


def due_date(issued_on: dt.date) -> dt.date:
    """Thirty days, as the RD of 14 January 2013 gives a public buyer."""
    return issued_on + dt.timedelta(days=30)
