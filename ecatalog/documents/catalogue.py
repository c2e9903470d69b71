"""The Peppol Catalogue (T19, UBL 2.1): what a supplier offers under a contract."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from ecatalog.documents.items import (
    ALWAYS,
    ItemClass,
    Price,
    Tax,
    Validity,
    read_classes,
    read_price,
    read_standard_item,
    read_tax,
    read_validity,
    write_classes,
    write_identification,
    write_price,
    write_tax,
    write_validity,
)
from ecatalog.documents.kinds import CATALOGUE
from ecatalog.documents.parties import Identifier, TradingParty, read_party, write_party
from ecatalog.documents.reading import A_CODE, Node, open_document
from ecatalog.documents.writing import Branch, finish_document, start_document


class CatalogueAction(StrEnum):
    """What a catalogue does to its predecessor (code list ActionCode, OpenPeppol)."""

    ADD = "Add"
    REPLACE = "Replace"
    UPDATE = "Update"
    DELETE = "Delete"


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    """One cac:CatalogueLine.

    `buyer_item` is the number of the position in the price schedule of the bid; quantities are in
    `unit` (the orderable unit, UN/ECE Recommendation 20), `content` tells what one unit holds.
    """

    number: str
    name: str
    prices: tuple[Price, ...]
    seller_item: str = ""
    buyer_item: str = ""
    standard_item: Identifier | None = None
    description: str = ""
    keywords: tuple[str, ...] = ()
    brand: str = ""
    is_orderable: bool = True
    unit: str = ""
    content: Decimal | None = None
    content_unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    increment: Decimal | None = None
    tax: Tax | None = None
    classes: tuple[ItemClass, ...] = ()
    validity: Validity = ALWAYS
    action: str = ""
    lead_time_days: Decimal | None = None

    @property
    def key(self) -> str:
        """What the item is ordered by: the seller's number, or the standard one.

        PEPPOL-T19-R012: one of the two identifies each item.
        """
        return self.seller_item or (self.standard_item.value if self.standard_item else "")


@dataclass(frozen=True, slots=True)
class CatalogueDocument:
    """A whole catalogue; `seller` is the supplier when another party provides the catalogue."""

    number: str
    issued_on: dt.date
    provider: TradingParty
    receiver: TradingParty
    items: tuple[CatalogueItem, ...]
    action: CatalogueAction = CatalogueAction.REPLACE
    name: str = ""
    version: str = ""
    validity: Validity = ALWAYS
    contract_number: str = ""
    source_catalogue: str = ""
    seller: TradingParty | None = None
    profile: str = CATALOGUE.profile

    @property
    def supplier(self) -> TradingParty:
        return self.seller or self.provider


def read_catalogue(data: bytes) -> CatalogueDocument:
    """Read received bytes.

    Raises what `open_document` raises, ElementMissing, ElementRepeated or NotAValue.
    """
    root = open_document(data, CATALOGUE)
    if not root.all("cac:CatalogueLine"):
        root.need("cac:CatalogueLine")
    seller = root.one("cac:SellerSupplierParty/cac:Party")
    return CatalogueDocument(
        number=root.needed_text("cbc:ID"),
        issued_on=root.needed_date("cbc:IssueDate"),
        provider=read_party(root.need("cac:ProviderParty")),
        receiver=read_party(root.need("cac:ReceiverParty")),
        items=tuple(_read_item(line) for line in root.all("cac:CatalogueLine")),
        action=_read_action(root),
        name=root.text("cbc:Name"),
        version=root.text("cbc:VersionID"),
        validity=read_validity(root.one("cac:ValidityPeriod")),
        contract_number=root.text("cac:ReferencedContract/cbc:ID"),
        source_catalogue=root.text("cac:SourceCatalogueReference/cbc:ID"),
        seller=read_party(seller) if seller else None,
        profile=root.text("cbc:ProfileID"),
    )


def _read_action(root: Node) -> CatalogueAction:
    # code list ActionCode_header: replacing is the default
    text = root.text("cbc:ActionCode") or CatalogueAction.REPLACE.value
    try:
        return CatalogueAction(text)
    except ValueError:
        raise root.need("cbc:ActionCode").refusal(A_CODE) from None


def _read_item(line: Node) -> CatalogueItem:
    item = line.need("cac:Item")
    return CatalogueItem(
        number=line.needed_text("cbc:ID"),
        name=item.needed_text("cbc:Name"),
        prices=tuple(
            price
            for place in line.all("cac:RequiredItemLocationQuantity")
            if (price := read_price(place.one("cac:Price"))) is not None
        ),
        seller_item=item.text("cac:SellersItemIdentification/cbc:ID"),
        buyer_item=item.text("cac:BuyersItemIdentification/cbc:ID"),
        standard_item=read_standard_item(item),
        description="\n".join(item.texts("cbc:Description")),
        keywords=item.texts("cbc:Keyword"),
        brand=", ".join(item.texts("cbc:BrandName")),
        is_orderable=line.boolean("cbc:OrderableIndicator", default=True),
        unit=line.text("cbc:OrderableUnit"),
        content=line.decimal("cbc:ContentUnitQuantity"),
        content_unit=line.attribute("cbc:ContentUnitQuantity", "unitCode"),
        minimum=line.decimal("cbc:MinimumOrderQuantity"),
        maximum=line.decimal("cbc:MaximumOrderQuantity"),
        increment=line.decimal("cbc:OrderQuantityIncrementNumeric"),
        tax=read_tax(item),
        classes=read_classes(item),
        validity=read_validity(line.one("cac:LineValidityPeriod")),
        action=line.text("cbc:ActionCode"),
        lead_time_days=_read_lead_time(line),
    )


def _read_lead_time(line: Node) -> Decimal | None:
    for place in line.all("cac:RequiredItemLocationQuantity"):
        if place.attribute("cbc:LeadTimeMeasure", "unitCode") == "DAY":
            return place.decimal("cbc:LeadTimeMeasure")
    return None


def write_catalogue(document: CatalogueDocument) -> bytes:
    """The document as UTF-8 XML."""
    root = start_document(CATALOGUE, document.profile)
    root.leaf("ID", document.number)
    root.leaf("ActionCode", document.action.value)
    root.leaf("Name", document.name)
    root.leaf("IssueDate", document.issued_on)
    root.leaf("VersionID", document.version)
    period = root.branch("ValidityPeriod")
    write_validity(period, document.validity)
    period.drop_if_empty()
    root.leaf_in("ReferencedContract/ID", document.contract_number)
    root.leaf_in("SourceCatalogueReference/ID", document.source_catalogue)
    write_party(root.branch("ProviderParty"), document.provider, "address", "legal", "registration")
    write_party(root.branch("ReceiverParty"), document.receiver, "address", "legal", "registration")
    if document.seller is not None:
        party = root.branch("SellerSupplierParty").branch("Party")
        write_party(party, document.seller, "name", "address", "contact")
    for item in document.items:
        _write_item(root.branch("CatalogueLine"), item)
    return finish_document(root)


def _write_item(line: Branch, item: CatalogueItem) -> None:
    line.leaf("ID", item.number)
    line.leaf("ActionCode", item.action)
    line.leaf("OrderableIndicator", item.is_orderable)
    line.leaf("OrderableUnit", item.unit)
    line.leaf("ContentUnitQuantity", item.content, unitCode=item.content_unit)
    line.leaf("OrderQuantityIncrementNumeric", item.increment)
    line.leaf("MinimumOrderQuantity", item.minimum, unitCode=item.unit)
    line.leaf("MaximumOrderQuantity", item.maximum, unitCode=item.unit)
    period = line.branch("LineValidityPeriod")
    write_validity(period, item.validity)
    period.drop_if_empty()
    for price in item.prices:
        place = line.branch("RequiredItemLocationQuantity")
        place.leaf("LeadTimeMeasure", item.lead_time_days, unitCode="DAY")
        write_price(place.branch("Price"), price)
    _write_description(line.branch("Item"), item)


def _write_description(into: Branch, item: CatalogueItem) -> None:
    into.leaf("Description", item.description)
    into.leaf("Name", item.name)
    for keyword in item.keywords:
        into.leaf("Keyword", keyword)
    into.leaf("BrandName", item.brand)
    write_identification(
        into, buyer=item.buyer_item, seller=item.seller_item, standard=item.standard_item
    )
    write_classes(into, item.classes)
    if item.tax is not None:
        write_tax(into, item.tax)
