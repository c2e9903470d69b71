"""A sample catalogue of office supplies: own content, for tests, the demonstration and trying out.

`office_catalogue` makes what a supplier's software would send for a contract; `PRICE_SCHEDULE` is
the schedule of awarded prices it keeps to. `python -m samples.catalogue --help` writes a file.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ecatalog.documents.catalogue import CatalogueAction, CatalogueDocument, CatalogueItem
from ecatalog.documents.items import CPV_LIST, STANDARD_RATE, ItemClass, Price, Tax, Validity
from ecatalog.documents.parties import Identifier, TradingParty
from ecatalog.rules.catalogue import positions
from shared.events import AwardedPrice
from shared.party import Party
from shared.period import Period

VAT = Tax(STANDARD_RATE, Decimal(21))
OFFICE_SUPPLIES = ItemClass("30192000", CPV_LIST)


@dataclass(frozen=True, slots=True)
class Article:
    """One article of the sample supplier; `unit` is a code of UN/ECE Recommendation 20."""

    position: str
    article: str
    name: str
    description: str
    price: str
    cpv: str
    unit: str = "EA"
    content: str = "1"
    keywords: tuple[str, ...] = ()
    gtin: str = ""


ARTICLES = (
    Article(
        "1",
        "PA-4080",
        "Kopieerpapier A4, 80 g/m², wit",
        "Pak van 500 vellen, gerecycleerd, EU-ecolabel",
        "3.95",
        "30197643",
        "XPK",
        "500",
        ("papier", "A4", "ecolabel"),
        "05400000010019",
    ),
    Article(
        "2",
        "PA-3080",
        "Kopieerpapier A3, 80 g/m², wit",
        "Pak van 500 vellen, gerecycleerd",
        "8.10",
        "30197643",
        "XPK",
        "500",
        ("papier", "A3"),
        "05400000010026",
    ),
    Article(
        "3",
        "BP-07B",
        "Balpen blauw, 0,7 mm",
        "Doos van 50 navulbare balpennen",
        "12.40",
        "30192121",
        "XBX",
        "50",
        ("balpen", "schrijfgerief"),
        "05400000010033",
    ),
    Article(
        "4",
        "MK-WB4",
        "Whiteboardstiften, 4 kleuren",
        "Set van 4 stiften, droog uitwisbaar",
        "4.25",
        "30192125",
        "SET",
        "4",
        ("stift", "whiteboard"),
    ),
    Article(
        "5",
        "OR-75R",
        "Ordner A4, rug 75 mm, rood",
        "Karton, FSC-gelabeld",
        "1.89",
        "30197210",
        keywords=("ordner", "klasseren"),
    ),
    Article(
        "6",
        "NT-76G",
        "Kleefnotities 76 × 76 mm, geel",
        "Pak van 12 blokjes van 100 blaadjes",
        "6.55",
        "30199410",
        "XPK",
        "12",
        ("kleefnotities", "post-it"),
    ),
    Article(
        "7",
        "EN-C5V",
        "Omslag C5 met venster",
        "Doos van 500, zelfklevend",
        "18.9750",
        "30199230",
        "XBX",
        "500",
        ("omslag", "C5"),
    ),
    Article(
        "8",
        "SC-21S",
        "Schaar 21 cm, roestvrij staal",
        "Rechts- en linkshandig",
        "3.30",
        "39241200",
        keywords=("schaar",),
    ),
)

PRICE_SCHEDULE = tuple(
    AwardedPrice(
        position=article.position,
        description=article.name,
        unit_price=Decimal(article.price),
        unit=article.unit,
    )
    for article in ARTICLES
)


def office_catalogue(
    *,
    contract_number: str,
    supplier: Party,
    buyer: Party,
    period: Period,
    number: str = "CAT-1",
    prices: Sequence[AwardedPrice] = PRICE_SCHEDULE,
) -> CatalogueDocument:
    """A catalogue with one item for each awarded price, valid over the period."""
    return CatalogueDocument(
        number=number,
        issued_on=period.start,
        provider=TradingParty.of(supplier),
        receiver=TradingParty.of(buyer),
        items=tuple(
            _item(number, position, awarded)
            for number, (position, awarded) in enumerate(positions(prices).items(), start=1)
        ),
        action=CatalogueAction.REPLACE,
        name="Kantoorbenodigdheden",
        version="1",
        validity=Validity(period.start, period.end),
        contract_number=contract_number,
    )


def _item(place: int, position: str, awarded: AwardedPrice) -> CatalogueItem:
    article = next((found for found in ARTICLES if found.name == awarded.description), None)
    known = article or Article(
        position, f"ART-{position}", awarded.description, "", "0", "30192000"
    )
    return CatalogueItem(
        number=str(place),
        name=known.name,
        prices=(Price(awarded.unit_price),),
        seller_item=known.article,
        buyer_item=position,
        standard_item=Identifier(known.gtin, "0160") if known.gtin else None,
        description=known.description,
        keywords=known.keywords,
        unit=awarded.unit or known.unit,
        content=Decimal(known.content),
        content_unit="C62",
        minimum=Decimal(1),
        increment=Decimal(1),
        tax=VAT,
        classes=(ItemClass(known.cpv, CPV_LIST),),
        lead_time_days=Decimal(2),
    )


SAMPLE_PERIOD = Period(dt.date(2026, 12, 1), dt.date(2027, 11, 30))
