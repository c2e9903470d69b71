"""Accepted catalogues in versions, and their lines, searchable."""

import datetime as dt
import unicodedata
from decimal import Decimal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ecatalog.documents.catalogue import CatalogueItem
from ecatalog.documents.items import ItemClass, Price, Tax, Validity
from ecatalog.documents.numbers import plain, plain_or_none
from ecatalog.documents.parties import Identifier
from ecatalog.model.contract import QUANTITY, UNIT_PRICE
from shared.period import Period


class Catalogue(SQLModel, table=True):
    """One accepted version; which one is in force on a day is decided by rules.order."""

    __tablename__ = "ecatalog_catalogue"
    __table_args__ = (
        sa.UniqueConstraint("supplier_number", "document_id"),
        sa.UniqueConstraint("contract_id", "version"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    contract_id: UUID = Field(foreign_key="ecatalog_contract.id", index=True)
    supplier_number: str = Field(max_length=10)
    document_id: str = Field(max_length=200)
    version: int
    """Ours, counted from 1 for each contract; `label` is the supplier's own."""
    label: str = Field(default="", max_length=100)
    name: str = Field(default="", max_length=400)
    issued_on: dt.date
    starts_on: dt.date
    ends_on: dt.date
    is_withdrawal: bool = False
    """A catalogue that deletes: from its first day nothing can be ordered."""
    lines: int
    sha256: str = Field(max_length=64)
    size: int
    accepted_at: dt.datetime

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)


class CatalogueLine(SQLModel, table=True):
    """One item on offer; `item_key` is what it is ordered by."""

    __tablename__ = "ecatalog_catalogue_line"
    __table_args__ = (sa.UniqueConstraint("catalogue_id", "item_key"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    catalogue_id: UUID = Field(foreign_key="ecatalog_catalogue.id", index=True)
    place: int
    number: str = Field(max_length=100)
    item_key: str = Field(max_length=200, index=True)
    seller_item: str = Field(default="", max_length=200)
    buyer_item: str = Field(default="", max_length=200)
    standard_item: str = Field(default="", max_length=200)
    standard_scheme: str = Field(default="", max_length=20)
    name: str = Field(max_length=1000)
    description: str = Field(default="", sa_type=sa.Text)
    keywords: str = Field(default="", sa_type=sa.Text)
    """Separated by line breaks."""
    brand: str = Field(default="", max_length=400)
    is_orderable: bool = True
    unit: str = Field(max_length=20)
    content: Decimal | None = Field(default=None, sa_type=QUANTITY)
    content_unit: str = Field(default="", max_length=20)
    minimum: Decimal | None = Field(default=None, sa_type=QUANTITY)
    maximum: Decimal | None = Field(default=None, sa_type=QUANTITY)
    increment: Decimal | None = Field(default=None, sa_type=QUANTITY)
    price: Decimal = Field(sa_type=UNIT_PRICE)
    currency: str = Field(max_length=3)
    base_quantity: Decimal = Field(sa_type=QUANTITY)
    base_unit: str = Field(default="", max_length=20)
    tax_category: str = Field(default="", max_length=10)
    tax_percent: Decimal | None = Field(default=None, sa_type=QUANTITY)
    class_code: str = Field(default="", max_length=100)
    class_scheme: str = Field(default="", max_length=20)
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    lead_time_days: Decimal | None = Field(default=None, sa_type=QUANTITY)
    search: str = Field(sa_type=sa.Text)
    """Everything a buyer may look for, folded by `folded`."""

    @classmethod
    def of(cls, catalogue_id: UUID, place: int, item: CatalogueItem) -> "CatalogueLine":
        """The row of an item that was checked: it has exactly one price."""
        price, tax, standard = item.prices[0], item.tax, item.standard_item
        first_class = item.classes[0] if item.classes else ItemClass("", "")
        return cls(
            catalogue_id=catalogue_id,
            place=place,
            number=item.number,
            item_key=item.key,
            seller_item=item.seller_item,
            buyer_item=item.buyer_item,
            standard_item=standard.value if standard else "",
            standard_scheme=standard.scheme if standard else "",
            name=item.name,
            description=item.description,
            keywords="\n".join(item.keywords),
            brand=item.brand,
            is_orderable=item.is_orderable,
            unit=item.unit,
            content=item.content,
            content_unit=item.content_unit,
            minimum=item.minimum,
            maximum=item.maximum,
            increment=item.increment,
            price=price.amount,
            currency=price.currency,
            base_quantity=price.base_quantity,
            base_unit=price.base_unit,
            tax_category=tax.category if tax else "",
            tax_percent=tax.percent if tax else None,
            class_code=first_class.code,
            class_scheme=first_class.scheme,
            starts_on=item.validity.start,
            ends_on=item.validity.end,
            lead_time_days=item.lead_time_days,
            search=_searchable(item),
        )

    def as_item(self) -> CatalogueItem:
        """The item back, as rules and documents take it."""
        return CatalogueItem(
            number=self.number,
            name=self.name,
            prices=(self.as_price(),),
            seller_item=self.seller_item,
            buyer_item=self.buyer_item,
            standard_item=Identifier(self.standard_item, self.standard_scheme)
            if self.standard_item
            else None,
            description=self.description,
            keywords=tuple(self.keywords.splitlines()),
            brand=self.brand,
            is_orderable=self.is_orderable,
            unit=self.unit,
            content=plain_or_none(self.content),
            content_unit=self.content_unit,
            minimum=plain_or_none(self.minimum),
            maximum=plain_or_none(self.maximum),
            increment=plain_or_none(self.increment),
            tax=Tax(self.tax_category, plain_or_none(self.tax_percent))
            if self.tax_category
            else None,
            classes=(ItemClass(self.class_code, self.class_scheme),) if self.class_code else (),
            validity=Validity(self.starts_on, self.ends_on),
            lead_time_days=plain_or_none(self.lead_time_days),
        )

    def as_price(self) -> Price:
        return Price(plain(self.price), self.currency, plain(self.base_quantity), self.base_unit)


def _searchable(item: CatalogueItem) -> str:
    standard = item.standard_item.value if item.standard_item else ""
    codes = [found.code for found in item.classes]
    numbers = [item.seller_item, item.buyer_item, standard, *codes]
    return folded(" ".join((item.name, item.description, *item.keywords, item.brand, *numbers)))


def folded(text: str) -> str:
    """Lower case without accents, so that `élastique` is found by `elastique`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
