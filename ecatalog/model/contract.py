"""The contract as ordering needs it: parties, period, value and awarded prices."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from shared.columns import ExactDecimal, json_column
from shared.events import AwardedPrice, ContractConcluded
from shared.party import EnterpriseNumber, Party
from shared.period import Period

UNIT_PRICE: Any = ExactDecimal(24, 10)
QUANTITY: Any = ExactDecimal(24, 10)
AMOUNT: Any = ExactDecimal(24, 2)


class Contract(SQLModel, table=True):
    """One concluded contract; both parties as they were named when it was concluded."""

    __tablename__ = "ecatalog_contract"
    __table_args__ = (sa.UniqueConstraint("buyer_number", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    number: str = Field(max_length=100, index=True)
    title: str = Field(max_length=400)
    procedure_id: UUID = Field(index=True)
    lots: list[int] = Field(sa_type=json_column())
    buyer_number: str = Field(max_length=10, index=True)
    buyer: dict[str, Any] = Field(sa_type=json_column())
    supplier_number: str = Field(max_length=10, index=True)
    supplier: dict[str, Any] = Field(sa_type=json_column())
    currency: str = Field(default="EUR", max_length=3)
    value: Decimal = Field(sa_type=AMOUNT)
    starts_on: dt.date
    ends_on: dt.date
    concluded_at: dt.datetime

    @classmethod
    def of(cls, event: ContractConcluded) -> "Contract":
        """The contract an event tells of; its awarded positions are rows of their own."""
        return cls(
            number=event.contract_number,
            title=event.title,
            procedure_id=event.procedure_id,
            lots=list(event.lots),
            buyer_number=str(event.authority.enterprise_number),
            buyer=msgspec.to_builtins(event.authority),
            supplier_number=str(event.supplier.enterprise_number),
            supplier=msgspec.to_builtins(event.supplier),
            currency=event.value.currency,
            value=event.value.amount,
            starts_on=event.period.start,
            ends_on=event.period.end,
            concluded_at=event.concluded_at,
        )

    @property
    def buyer_party(self) -> Party:
        return msgspec.convert(self.buyer, Party)

    @property
    def supplier_party(self) -> Party:
        return msgspec.convert(self.supplier, Party)

    @property
    def period(self) -> Period:
        return Period(self.starts_on, self.ends_on)

    def is_between(self, number: EnterpriseNumber | str) -> bool:
        """Whether the organisation of this enterprise number is one of the two parties."""
        return str(number) in {self.buyer_number, self.supplier_number}


class AwardedPosition(SQLModel, table=True):
    """One position of the price schedule that won: the ceiling of a catalogue line."""

    __tablename__ = "ecatalog_awarded_position"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    contract_id: UUID = Field(foreign_key="ecatalog_contract.id", index=True)
    place: int
    lot: int
    position: str = Field(max_length=100)
    description: str = Field(default="", max_length=1000)
    unit: str = Field(default="", max_length=20)
    unit_price: Decimal = Field(sa_type=UNIT_PRICE)
    quantity: Decimal | None = Field(default=None, sa_type=QUANTITY)

    @classmethod
    def of(cls, contract_id: UUID, place: int, awarded: AwardedPrice) -> "AwardedPosition":
        return cls(
            contract_id=contract_id,
            place=place,
            lot=awarded.lot,
            position=awarded.position,
            description=awarded.description,
            unit=awarded.unit,
            unit_price=awarded.unit_price,
            quantity=awarded.quantity,
        )

    def as_price(self) -> AwardedPrice:
        return AwardedPrice(
            position=self.position,
            description=self.description,
            unit_price=self.unit_price,
            unit=self.unit,
            lot=self.lot,
            quantity=self.quantity,
        )
