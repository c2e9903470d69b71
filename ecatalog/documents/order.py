"""The Peppol Order (T01, UBL 2.1): what a buyer orders under a contract."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from ecatalog.documents.items import (
    ALWAYS,
    AllowanceCharge,
    ItemClass,
    Price,
    Tax,
    Validity,
    read_allowances,
    read_classes,
    read_price,
    read_standard_item,
    read_tax,
    read_validity,
    write_allowances,
    write_classes,
    write_identification,
    write_price,
    write_tax,
    write_validity,
)
from ecatalog.documents.kinds import ORDER
from ecatalog.documents.parties import (
    Identifier,
    TradingParty,
    read_address,
    read_party,
    write_address,
    write_party,
)
from ecatalog.documents.reading import Node, open_document
from ecatalog.documents.writing import Branch, finish_document, start_document
from shared.party import Address


@dataclass(frozen=True, slots=True)
class OrderItem:
    """One cac:OrderLine; `net_amount` is quantity times price plus charges minus allowances."""

    number: str
    name: str
    quantity: Decimal
    unit: str
    net_amount: Decimal | None = None
    price: Price | None = None
    description: str = ""
    seller_item: str = ""
    buyer_item: str = ""
    standard_item: Identifier | None = None
    tax: Tax | None = None
    classes: tuple[ItemClass, ...] = ()
    allowances: tuple[AllowanceCharge, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderTotals:
    """cac:AnticipatedMonetaryTotal and cac:TaxTotal; `tax` is None when not every rate is known."""

    lines: Decimal
    payable: Decimal
    tax: Decimal | None = None
    tax_exclusive: Decimal | None = None
    tax_inclusive: Decimal | None = None
    allowances: Decimal | None = None
    charges: Decimal | None = None
    prepaid: Decimal | None = None
    rounding: Decimal | None = None


@dataclass(frozen=True, slots=True)
class OrderDocument:
    """A whole order."""

    number: str
    issued_on: dt.date
    buyer: TradingParty
    seller: TradingParty
    items: tuple[OrderItem, ...]
    totals: OrderTotals | None = None
    currency: str = "EUR"
    issued_at: dt.time | None = None
    note: str = ""
    customer_reference: str = ""
    accounting_cost: str = ""
    valid_until: dt.date | None = None
    catalogue_number: str = ""
    contract_number: str = ""
    delivery_address: Address | None = None
    delivery: Validity = ALWAYS
    allowances: tuple[AllowanceCharge, ...] = ()
    profile: str = ORDER.profile


def read_order(data: bytes) -> OrderDocument:
    """Read received bytes.

    Raises what `open_document` raises, ElementMissing, ElementRepeated or NotAValue.
    """
    root = open_document(data, ORDER)
    if not root.all("cac:OrderLine"):
        root.need("cac:OrderLine")
    return OrderDocument(
        number=root.needed_text("cbc:ID"),
        issued_on=root.needed_date("cbc:IssueDate"),
        buyer=read_party(root.need("cac:BuyerCustomerParty/cac:Party")),
        seller=read_party(root.need("cac:SellerSupplierParty/cac:Party")),
        items=tuple(_read_item(line) for line in root.all("cac:OrderLine")),
        totals=_read_totals(root),
        currency=root.needed_text("cbc:DocumentCurrencyCode"),
        issued_at=root.time("cbc:IssueTime"),
        note=root.text("cbc:Note"),
        customer_reference=root.text("cbc:CustomerReference"),
        accounting_cost=root.text("cbc:AccountingCost"),
        valid_until=root.date("cac:ValidityPeriod/cbc:EndDate"),
        catalogue_number=root.text("cac:CatalogueReference/cbc:ID"),
        contract_number=root.text("cac:Contract/cbc:ID"),
        delivery_address=read_address(root.one("cac:Delivery/cac:DeliveryLocation/cac:Address")),
        delivery=read_validity(root.one("cac:Delivery/cac:RequestedDeliveryPeriod")),
        allowances=read_allowances(root),
        profile=root.text("cbc:ProfileID"),
    )


def _read_item(line: Node) -> OrderItem:
    position = line.need("cac:LineItem")
    item = position.need("cac:Item")
    return OrderItem(
        number=position.needed_text("cbc:ID"),
        name=item.needed_text("cbc:Name"),
        quantity=position.needed_decimal("cbc:Quantity"),
        unit=position.attribute("cbc:Quantity", "unitCode"),
        net_amount=position.decimal("cbc:LineExtensionAmount"),
        price=read_price(position.one("cac:Price")),
        description=item.text("cbc:Description"),
        seller_item=item.text("cac:SellersItemIdentification/cbc:ID"),
        buyer_item=item.text("cac:BuyersItemIdentification/cbc:ID"),
        standard_item=read_standard_item(item),
        tax=read_tax(item),
        classes=read_classes(item),
        allowances=read_allowances(position),
        note=line.text("cbc:Note"),
    )


def _read_totals(root: Node) -> OrderTotals | None:
    node = root.one("cac:AnticipatedMonetaryTotal")
    if node is None:
        return None
    return OrderTotals(
        lines=node.needed_decimal("cbc:LineExtensionAmount"),
        payable=node.needed_decimal("cbc:PayableAmount"),
        tax=root.decimal("cac:TaxTotal/cbc:TaxAmount"),
        tax_exclusive=node.decimal("cbc:TaxExclusiveAmount"),
        tax_inclusive=node.decimal("cbc:TaxInclusiveAmount"),
        allowances=node.decimal("cbc:AllowanceTotalAmount"),
        charges=node.decimal("cbc:ChargeTotalAmount"),
        prepaid=node.decimal("cbc:PrepaidAmount"),
        rounding=node.decimal("cbc:PayableRoundingAmount"),
    )


def write_order(document: OrderDocument) -> bytes:
    """The document as UTF-8 XML."""
    root = start_document(ORDER, document.profile)
    _write_header(root, document)
    buyer = root.branch("BuyerCustomerParty").branch("Party")
    write_party(buyer, document.buyer, "name", "address", "legal", "registration", "contact")
    seller = root.branch("SellerSupplierParty").branch("Party")
    write_party(seller, document.seller, "name", "address", "legal", "registration", "contact")
    _write_delivery(root, document)
    write_allowances(root, document.allowances, document.currency)
    if document.totals is not None:
        _write_totals(root, document.totals, document.currency)
    for item in document.items:
        _write_item(root.branch("OrderLine"), item, document.currency)
    return finish_document(root)


def _write_header(root: Branch, document: OrderDocument) -> None:
    root.leaf("ID", document.number)
    root.leaf("IssueDate", document.issued_on)
    root.leaf("IssueTime", document.issued_at)
    root.leaf("OrderTypeCode", "220")
    root.leaf("Note", document.note)
    root.leaf("DocumentCurrencyCode", document.currency)
    root.leaf("CustomerReference", document.customer_reference)
    root.leaf("AccountingCost", document.accounting_cost)
    if document.valid_until is not None:
        root.branch("ValidityPeriod").leaf("EndDate", document.valid_until)
    root.leaf_in("CatalogueReference/ID", document.catalogue_number)
    root.leaf_in("Contract/ID", document.contract_number)


def _write_delivery(root: Branch, document: OrderDocument) -> None:
    delivery = root.branch("Delivery")
    if document.delivery_address is not None:
        address = delivery.branch("DeliveryLocation").branch("Address")
        write_address(address, document.delivery_address)
    period = delivery.branch("RequestedDeliveryPeriod")
    write_validity(period, document.delivery)
    period.drop_if_empty()
    delivery.drop_if_empty()


def _write_totals(root: Branch, totals: OrderTotals, currency: str) -> None:
    if totals.tax is not None:
        root.branch("TaxTotal").leaf("TaxAmount", totals.tax, currencyID=currency)
    node = root.branch("AnticipatedMonetaryTotal")
    for name, amount in (
        ("LineExtensionAmount", totals.lines),
        ("TaxExclusiveAmount", totals.tax_exclusive),
        ("TaxInclusiveAmount", totals.tax_inclusive),
        ("AllowanceTotalAmount", totals.allowances),
        ("ChargeTotalAmount", totals.charges),
        ("PrepaidAmount", totals.prepaid),
        ("PayableRoundingAmount", totals.rounding),
        ("PayableAmount", totals.payable),
    ):
        node.leaf(name, amount, currencyID=currency)


def _write_item(line: Branch, item: OrderItem, currency: str) -> None:
    line.leaf("Note", item.note)
    position = line.branch("LineItem")
    position.leaf("ID", item.number)
    position.leaf("Quantity", item.quantity, unitCode=item.unit)
    position.leaf("LineExtensionAmount", item.net_amount, currencyID=currency)
    write_allowances(position, item.allowances, currency)
    if item.price is not None:
        write_price(position.branch("Price"), item.price)
    into = position.branch("Item")
    into.leaf("Description", item.description)
    into.leaf("Name", item.name)
    write_identification(
        into, buyer=item.buyer_item, seller=item.seller_item, standard=item.standard_item
    )
    write_classes(into, item.classes)
    if item.tax is not None:
        write_tax(into, item.tax)
