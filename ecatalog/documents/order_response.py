"""The Peppol Order Response (T76, UBL 2.1): what the supplier answers to an order."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ecatalog.documents.items import (
    ALWAYS,
    Price,
    Validity,
    read_price,
    read_standard_item,
    read_validity,
    write_identification,
    write_price,
    write_validity,
)
from ecatalog.documents.kinds import ORDER_RESPONSE
from ecatalog.documents.parties import Identifier, TradingParty, read_party, write_party
from ecatalog.documents.reading import A_CODE, Node, open_document
from ecatalog.documents.writing import Branch, finish_document, start_document


class ResponseCode(StrEnum):
    """UNCL4343, the subset of transaction T76."""

    ACKNOWLEDGED = "AB"
    ACCEPTED = "AP"
    ACCEPTED_WITH_CHANGES = "CA"
    REJECTED = "RE"


class LineStatus(StrEnum):
    """UNCL1229, the subset of transaction T76."""

    ADDED = "1"
    CHANGED = "3"
    ACCEPTED = "5"
    NOT_ACCEPTED = "7"
    ALREADY_DELIVERED = "42"


@dataclass(frozen=True, slots=True)
class Substitute:
    """The item the supplier offers instead (cac:SellerSubstitutedLineItem)."""

    number: str
    name: str = ""
    seller_item: str = ""
    standard_item: Identifier | None = None


@dataclass(frozen=True, slots=True)
class ResponseItem:
    """One cac:OrderLine of the answer; `order_line` is the number of the line it answers."""

    number: str
    order_line: str
    status: LineStatus
    name: str
    quantity: Decimal | None = None
    unit: str = ""
    price: Price | None = None
    promised: Validity = ALWAYS
    seller_item: str = ""
    buyer_item: str = ""
    standard_item: Identifier | None = None
    substitute: Substitute | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class OrderResponseDocument:
    """A whole answer; only an answer with code CA has items (PEPPOL-T76-R007 to R010)."""

    number: str
    issued_on: dt.date
    code: ResponseCode
    order_number: str
    buyer: TradingParty
    seller: TradingParty
    items: tuple[ResponseItem, ...] = ()
    currency: str = "EUR"
    issued_at: dt.time | None = None
    sales_order_number: str = ""
    note: str = ""
    customer_reference: str = ""
    promised: Validity = ALWAYS
    profile: str = ORDER_RESPONSE.profile


def read_order_response(data: bytes) -> OrderResponseDocument:
    """Read received bytes.

    Raises what `open_document` raises, ElementMissing, ElementRepeated or NotAValue.
    """
    root = open_document(data, ORDER_RESPONSE)
    return OrderResponseDocument(
        number=root.needed_text("cbc:ID"),
        issued_on=root.needed_date("cbc:IssueDate"),
        code=_read_code(root),
        order_number=root.needed_text("cac:OrderReference/cbc:ID"),
        buyer=read_party(root.need("cac:BuyerCustomerParty/cac:Party")),
        seller=read_party(root.need("cac:SellerSupplierParty/cac:Party")),
        items=tuple(_read_item(line) for line in root.all("cac:OrderLine")),
        currency=root.needed_text("cbc:DocumentCurrencyCode"),
        issued_at=root.time("cbc:IssueTime"),
        sales_order_number=root.text("cbc:SalesOrderID"),
        note=root.text("cbc:Note"),
        customer_reference=root.text("cbc:CustomerReference"),
        promised=read_validity(root.one("cac:Delivery/cac:PromisedDeliveryPeriod")),
        profile=root.text("cbc:ProfileID"),
    )


def _read_code(root: Node) -> ResponseCode:
    try:
        return ResponseCode(root.needed_text("cbc:OrderResponseCode"))
    except ValueError:
        raise root.need("cbc:OrderResponseCode").refusal(A_CODE) from None


def _read_item(line: Node) -> ResponseItem:
    position = line.need("cac:LineItem")
    item = position.need("cac:Item")
    return ResponseItem(
        number=position.needed_text("cbc:ID"),
        order_line=line.needed_text("cac:OrderLineReference/cbc:LineID"),
        status=_read_status(position),
        name=item.needed_text("cbc:Name"),
        quantity=position.decimal("cbc:Quantity"),
        unit=position.attribute("cbc:Quantity", "unitCode"),
        price=read_price(position.one("cac:Price")),
        promised=read_validity(position.one("cac:Delivery/cac:PromisedDeliveryPeriod")),
        seller_item=item.text("cac:SellersItemIdentification/cbc:ID"),
        buyer_item=item.text("cac:BuyersItemIdentification/cbc:ID"),
        standard_item=read_standard_item(item),
        substitute=_read_substitute(line.one("cac:SellerSubstitutedLineItem")),
        note=position.text("cbc:Note"),
    )


def _read_status(position: Node) -> LineStatus:
    try:
        return LineStatus(position.needed_text("cbc:LineStatusCode"))
    except ValueError:
        raise position.need("cbc:LineStatusCode").refusal(A_CODE) from None


def _read_substitute(node: Node | None) -> Substitute | None:
    if node is None:
        return None
    item = node.need("cac:Item")
    return Substitute(
        number=node.needed_text("cbc:ID"),
        name=item.text("cbc:Name"),
        seller_item=item.text("cac:SellersItemIdentification/cbc:ID"),
        standard_item=read_standard_item(item),
    )


def write_order_response(document: OrderResponseDocument) -> bytes:
    """The document as UTF-8 XML."""
    root = start_document(ORDER_RESPONSE, document.profile)
    root.leaf("ID", document.number)
    root.leaf("SalesOrderID", document.sales_order_number)
    root.leaf("IssueDate", document.issued_on)
    root.leaf("IssueTime", document.issued_at)
    root.leaf("OrderResponseCode", document.code.value)
    root.leaf("Note", document.note)
    root.leaf("DocumentCurrencyCode", document.currency)
    root.leaf("CustomerReference", document.customer_reference)
    root.leaf_in("OrderReference/ID", document.order_number)
    write_party(root.branch("SellerSupplierParty").branch("Party"), document.seller, "legal")
    write_party(root.branch("BuyerCustomerParty").branch("Party"), document.buyer, "legal")
    _write_promise(root, document.promised)
    for item in document.items:
        _write_item(root.branch("OrderLine"), item)
    return finish_document(root)


def _write_promise(into: Branch, promised: Validity) -> None:
    delivery = into.branch("Delivery")
    period = delivery.branch("PromisedDeliveryPeriod")
    write_validity(period, promised)
    period.drop_if_empty()
    delivery.drop_if_empty()


def _write_item(line: Branch, item: ResponseItem) -> None:
    position = line.branch("LineItem")
    position.leaf("ID", item.number)
    position.leaf("Note", item.note)
    position.leaf("LineStatusCode", item.status.value)
    position.leaf("Quantity", item.quantity, unitCode=item.unit)
    _write_promise(position, item.promised)
    if item.price is not None:
        write_price(position.branch("Price"), item.price)
    into = position.branch("Item")
    into.leaf("Name", item.name)
    write_identification(
        into, buyer=item.buyer_item, seller=item.seller_item, standard=item.standard_item
    )
    if item.substitute is not None:
        _write_substitute(line.branch("SellerSubstitutedLineItem"), item.substitute)
    line.leaf_in("OrderLineReference/LineID", item.order_line)


def _write_substitute(into: Branch, substitute: Substitute) -> None:
    into.leaf("ID", substitute.number)
    item = into.branch("Item")
    item.leaf("Name", substitute.name)
    write_identification(
        item, buyer="", seller=substitute.seller_item, standard=substitute.standard_item
    )
