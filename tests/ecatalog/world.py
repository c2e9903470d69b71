"""One small world of ordering: a contract, its catalogue, an order and the answers to it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from ecatalog.documents.catalogue import CatalogueDocument, CatalogueItem
from ecatalog.documents.items import Validity
from ecatalog.documents.order import OrderDocument
from ecatalog.documents.order_response import (
    LineStatus,
    OrderResponseDocument,
    ResponseCode,
    ResponseItem,
)
from ecatalog.documents.parties import TradingParty
from ecatalog.rules.catalogue import ContractTerms, positions
from ecatalog.rules.order import Wish, order_items, order_totals
from samples.catalogue import PRICE_SCHEDULE, office_catalogue
from shared.events import ContractConcluded
from shared.money import Money
from shared.period import Period
from tests.factories import ARDENNE, CITY

TODAY = dt.date(2027, 1, 11)
PERIOD = Period(dt.date(2027, 1, 1), dt.date(2028, 12, 31))
CONTRACT = "KB-2027-014/1"

TERMS = ContractTerms(
    number=CONTRACT,
    buyer=CITY.enterprise_number,
    supplier=ARDENNE.enterprise_number,
    currency="EUR",
    period=PERIOD,
    prices=positions(PRICE_SCHEDULE),
)


def catalogue(number: str = "CAT-1", **changes: object) -> CatalogueDocument:
    """The sample supplier's catalogue for the contract, with changes to its heading."""
    document = office_catalogue(
        contract_number=CONTRACT, supplier=ARDENNE, buyer=CITY, period=PERIOD, number=number
    )
    return replace(document, **changes)  # type: ignore[arg-type]  # tests name real fields


def with_item(document: CatalogueDocument, **changes: object) -> CatalogueDocument:
    """The catalogue with changes to its first item."""
    first = replace(document.items[0], **changes)  # type: ignore[arg-type]  # as above
    return replace(document, items=(first, *document.items[1:]))


def offered() -> dict[str, CatalogueItem]:
    return {item.key: item for item in catalogue().items}


WISHES = (Wish("PA-4080", Decimal(40)), Wish("EN-C5V", Decimal(3)))


def order(number: str = "PO-1", **changes: object) -> OrderDocument:
    """An order of two items of the catalogue."""
    items = order_items(WISHES, offered())
    document = OrderDocument(
        number=number,
        issued_on=TODAY,
        buyer=TradingParty.of(CITY),
        seller=TradingParty.of(ARDENNE),
        items=items,
        totals=order_totals(items),
        issued_at=dt.time(9, 30),
        note="Leveren aan het magazijn",
        customer_reference="Dienst Aankoop",
        valid_until=TODAY + dt.timedelta(days=30),
        catalogue_number="CAT-1",
        contract_number=CONTRACT,
        delivery_address=CITY.address,
        delivery=Validity(TODAY + dt.timedelta(days=2), TODAY + dt.timedelta(days=9)),
    )
    return replace(document, **changes)  # type: ignore[arg-type]  # as above


def response(code: ResponseCode, *items: ResponseItem, **changes: object) -> OrderResponseDocument:
    """The supplier's answer to that order."""
    document = OrderResponseDocument(
        number="R-1",
        issued_on=TODAY,
        code=code,
        order_number="PO-1",
        buyer=TradingParty.of(CITY),
        seller=TradingParty.of(ARDENNE),
        items=items,
        issued_at=dt.time(10, 15),
        sales_order_number="SO-88",
        note="Bedankt voor uw bestelling",
        customer_reference="Dienst Aankoop",
        promised=Validity(TODAY + dt.timedelta(days=3), TODAY + dt.timedelta(days=5)),
    )
    return replace(document, **changes)  # type: ignore[arg-type]  # as above


def answered_line(number: str, status: LineStatus, **changes: object) -> ResponseItem:
    """One line of an answer with changes."""
    line = ResponseItem(number=number, order_line=number, status=status, name="Kopieerpapier A4")
    return replace(line, **changes)  # type: ignore[arg-type]  # as above


def concluded(**changes: object) -> ContractConcluded:
    """The event that tells of the contract."""
    event = ContractConcluded(
        procedure_id=uuid5(NAMESPACE_URL, CONTRACT),
        contract_number=CONTRACT,
        title="Kantoorbenodigdheden, perceel 1",
        authority=CITY,
        supplier=ARDENNE,
        lots=(1,),
        value=Money.of("48000"),
        period=PERIOD,
        concluded_at=dt.datetime(2026, 12, 18, 9, tzinfo=dt.UTC),
        prices=PRICE_SCHEDULE,
    )
    return replace(event, **changes)  # type: ignore[arg-type]  # as above
