"""Orders with their lines and answers, and the basket an order is made from."""

import datetime as dt
from decimal import Decimal
from typing import ClassVar
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from ecatalog.documents.items import Price, Tax, Validity
from ecatalog.documents.numbers import plain, plain_or_none
from ecatalog.documents.order import OrderItem
from ecatalog.documents.order_response import LineStatus, ResponseCode
from ecatalog.model.contract import AMOUNT, QUANTITY, UNIT_PRICE
from shared.columns import enum_column
from shared.errors import Conflict, WhoActs
from shared.i18n import msg
from shared.ports import OrderStatus

STATUS_NAMES = {
    OrderStatus.ORDERED: msg("Ordered"),
    OrderStatus.ACCEPTED: msg("Accepted"),
    OrderStatus.ACCEPTED_WITH_CHANGES: msg("Accepted with changes"),
    OrderStatus.REJECTED: msg("Rejected"),
}
RESPONSE_NAMES = {
    ResponseCode.ACKNOWLEDGED: msg("Received by the supplier"),
    ResponseCode.ACCEPTED: msg("Accepted"),
    ResponseCode.ACCEPTED_WITH_CHANGES: msg("Accepted with changes"),
    ResponseCode.REJECTED: msg("Rejected"),
}


class AlreadyAnswered(Conflict):
    code: ClassVar[str] = "order-already-answered"
    says: ClassVar[str] = msg("This order has already been answered: {found}.")
    remedy: ClassVar[str] = msg("Agree on further changes with the other party.")
    who: ClassVar[WhoActs] = WhoActs.YOU


class Basket(SQLModel, table=True):
    """What a buyer is about to order under a contract; its id makes the order unique."""

    __tablename__ = "ecatalog_basket"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    contract_id: UUID = Field(foreign_key="ecatalog_contract.id", index=True)
    person: str = Field(max_length=100, index=True)
    """The actor's reference: everybody fills a basket of their own."""
    delivery_from: dt.date | None = None
    delivery_until: dt.date | None = None
    reference: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=1000)
    ordered_at: dt.datetime | None = None

    @property
    def delivery(self) -> Validity:
        return Validity(self.delivery_from, self.delivery_until)


class BasketLine(SQLModel, table=True):
    __tablename__ = "ecatalog_basket_line"
    __table_args__ = (sa.UniqueConstraint("basket_id", "item_key"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    basket_id: UUID = Field(foreign_key="ecatalog_basket.id", index=True)
    item_key: str = Field(max_length=200)
    quantity: Decimal = Field(sa_type=QUANTITY)


class Order(SQLModel, table=True):
    """One order of one buyer; the Peppol Order is kept as `sha256`."""

    __tablename__ = "ecatalog_order"
    __table_args__ = (sa.UniqueConstraint("buyer_number", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    key: UUID = Field(unique=True)
    """The basket's id, or the key a machine gave: the same key is the same order."""
    number: str = Field(max_length=100, index=True)
    contract_id: UUID = Field(foreign_key="ecatalog_contract.id", index=True)
    catalogue_id: UUID = Field(foreign_key="ecatalog_catalogue.id")
    buyer_number: str = Field(max_length=10, index=True)
    supplier_number: str = Field(max_length=10, index=True)
    status: OrderStatus = Field(default=OrderStatus.ORDERED, sa_type=enum_column(OrderStatus))
    ordered_at: dt.datetime
    ordered_on: dt.date
    ordered_by: str = Field(max_length=200)
    reference: str = Field(default="", max_length=100)
    note: str = Field(default="", max_length=1000)
    delivery_from: dt.date | None = None
    delivery_until: dt.date | None = None
    currency: str = Field(max_length=3)
    net: Decimal = Field(sa_type=AMOUNT)
    tax: Decimal | None = Field(default=None, sa_type=AMOUNT)
    sha256: str = Field(max_length=64)
    size: int
    acknowledged_at: dt.datetime | None = None
    answered_at: dt.datetime | None = None

    AFTER: ClassVar[dict[ResponseCode, OrderStatus]] = {
        ResponseCode.ACCEPTED: OrderStatus.ACCEPTED,
        ResponseCode.ACCEPTED_WITH_CHANGES: OrderStatus.ACCEPTED_WITH_CHANGES,
        ResponseCode.REJECTED: OrderStatus.REJECTED,
    }

    def take_answer(self, code: ResponseCode, now: dt.datetime) -> None:
        """Move on by an answer: an order is answered once, and may be acknowledged before.

        Raises AlreadyAnswered.
        """
        if self.status is not OrderStatus.ORDERED:
            raise AlreadyAnswered(found=self.status_name)
        if code is ResponseCode.ACKNOWLEDGED:
            self.acknowledged_at = self.acknowledged_at or now
            return
        self.status = self.AFTER[code]
        self.answered_at = now

    @property
    def status_name(self) -> str:
        """English, marked for translation."""
        return STATUS_NAMES[self.status]

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the supplier's answer."""
        return self.status is OrderStatus.ORDERED

    @property
    def delivery(self) -> Validity:
        return Validity(self.delivery_from, self.delivery_until)

    @property
    def gross(self) -> Decimal:
        return self.net + (self.tax or Decimal(0))


class OrderLine(SQLModel, table=True):
    """One line as ordered, and what was agreed once it is answered."""

    __tablename__ = "ecatalog_order_line"
    __table_args__ = (sa.UniqueConstraint("order_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    order_id: UUID = Field(foreign_key="ecatalog_order.id", index=True)
    place: int
    number: str = Field(max_length=20)
    seller_item: str = Field(default="", max_length=200)
    buyer_item: str = Field(default="", max_length=200)
    standard_item: str = Field(default="", max_length=200)
    name: str = Field(max_length=1000)
    unit: str = Field(max_length=20)
    quantity: Decimal = Field(sa_type=QUANTITY)
    price: Decimal = Field(sa_type=UNIT_PRICE)
    base_quantity: Decimal = Field(sa_type=QUANTITY)
    currency: str = Field(max_length=3)
    net: Decimal = Field(sa_type=AMOUNT)
    tax_category: str = Field(default="", max_length=10)
    tax_percent: Decimal | None = Field(default=None, sa_type=QUANTITY)
    answer: LineStatus | None = Field(default=None, sa_type=enum_column(LineStatus))
    agreed_quantity: Decimal | None = Field(default=None, sa_type=QUANTITY)
    agreed_price: Decimal | None = Field(default=None, sa_type=UNIT_PRICE)
    agreed_base_quantity: Decimal | None = Field(default=None, sa_type=QUANTITY)
    promised_from: dt.date | None = None
    promised_until: dt.date | None = None
    answer_note: str = Field(default="", max_length=1000)
    substitute: str = Field(default="", max_length=1000)

    @classmethod
    def of(cls, order_id: UUID, place: int, item: OrderItem) -> "OrderLine":
        price = item.price or Price(Decimal(0))
        return cls(
            order_id=order_id,
            place=place,
            number=item.number,
            seller_item=item.seller_item,
            buyer_item=item.buyer_item,
            standard_item=item.standard_item.value if item.standard_item else "",
            name=item.name,
            unit=item.unit,
            quantity=item.quantity,
            price=price.amount,
            base_quantity=price.base_quantity,
            currency=price.currency,
            net=item.net_amount or Decimal(0),
            tax_category=item.tax.category if item.tax else "",
            tax_percent=item.tax.percent if item.tax else None,
        )

    def tax(self) -> Tax | None:
        return (
            Tax(self.tax_category, plain_or_none(self.tax_percent)) if self.tax_category else None
        )

    def ordered_price(self) -> Price:
        return Price(plain(self.price), self.currency, plain(self.base_quantity))

    def holding_price(self) -> Price:
        """The price that holds now: the agreed one after an answer."""
        if self.agreed_price is None or self.agreed_base_quantity is None:
            return self.ordered_price()
        base = plain(self.agreed_base_quantity)
        return Price(plain(self.agreed_price), self.currency, base)

    def holding_quantity(self) -> Decimal:
        """The quantity that holds now: the agreed one after an answer."""
        return plain(self.quantity if self.agreed_quantity is None else self.agreed_quantity)


class OrderResponse(SQLModel, table=True):
    """One answer; the Peppol Order Response is kept as `sha256`."""

    __tablename__ = "ecatalog_order_response"
    __table_args__ = (sa.UniqueConstraint("order_id", "document_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    order_id: UUID = Field(foreign_key="ecatalog_order.id", index=True)
    document_id: str = Field(max_length=200)
    code: ResponseCode = Field(sa_type=enum_column(ResponseCode))
    note: str = Field(default="", sa_type=sa.Text)
    sales_order_number: str = Field(default="", max_length=200)
    promised_from: dt.date | None = None
    promised_until: dt.date | None = None
    answered_at: dt.datetime
    answered_by: str = Field(max_length=200)
    sha256: str = Field(max_length=64)
    size: int
