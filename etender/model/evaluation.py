"""The evaluation as it was done: regularity, prices read from the bids, scores with motivation."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from shared.columns import ExactDecimal, enum_column, json_column


class RegularityVerdict(StrEnum):
    """RD 18 April 2017, art. 76: what the authority finds of an opened bid."""

    REGULAR = "regular"
    IRREGULAR = "irregular"


class Regularity(SQLModel, table=True):
    """The motivated decision to admit a bid to the comparison or to set it aside."""

    __tablename__ = "etender_regularity"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    opened_bid_id: UUID = Field(foreign_key="etender_opened_bid.id", unique=True, index=True)
    verdict: RegularityVerdict = Field(sa_type=enum_column(RegularityVerdict))
    motivation: str = Field(sa_type=sa.Text)
    decided_by: str = Field(max_length=200)
    decided_at: dt.datetime


class LotOffer(SQLModel, table=True):
    """The price an opened bid asks for one lot, without tax, with its schedule of prices."""

    __tablename__ = "etender_lot_offer"
    __table_args__ = (sa.UniqueConstraint("opened_bid_id", "lot_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    opened_bid_id: UUID = Field(foreign_key="etender_opened_bid.id", index=True)
    lot_id: UUID = Field(foreign_key="shared_lot.id", index=True)
    price: Decimal = Field(sa_type=ExactDecimal)
    positions: list[dict[str, Any]] = Field(sa_type=json_column())


class Score(SQLModel, table=True):
    """One quality score of one bid for one lot; the last one given counts."""

    __tablename__ = "etender_score"
    __table_args__ = (sa.UniqueConstraint("opened_bid_id", "lot_id", "criterion"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    opened_bid_id: UUID = Field(foreign_key="etender_opened_bid.id", index=True)
    lot_id: UUID = Field(foreign_key="shared_lot.id", index=True)
    criterion: str = Field(max_length=40)
    score: Decimal = Field(sa_type=ExactDecimal)
    motivation: str = Field(sa_type=sa.Text)
    scored_by: str = Field(max_length=200)
    scored_at: dt.datetime
