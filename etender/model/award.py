"""The award decision of a lot, its standstill, and the contract that follows."""

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from etender.sealing.chain import in_words
from shared.columns import ExactDecimal, json_column
from shared.errors import Conflict, WhoActs
from shared.i18n import msg


class StandstillRuns(Conflict):
    """No contract before the standstill has ended (law of 17 June 2013, art. 11)."""

    code = "standstill-runs"
    says = msg("The standstill runs until {until}; no contract can be concluded before its end.")
    remedy = msg("Wait until the standstill has ended.")
    who = WhoActs.AUTHORITY


class AlreadyConcluded(Conflict):
    code = "already-concluded"
    says = msg("The contract for this lot exists already.")
    who = WhoActs.AUTHORITY


class AwardDecision(SQLModel, table=True):
    """The motivated decision on one lot; without a winner the lot is not awarded.

    `ranking` keeps the places and exact points the decision rests on, as fractions in text.
    """

    __tablename__ = "etender_award"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(foreign_key="etender_call.id", index=True)
    lot_id: UUID = Field(foreign_key="shared_lot.id", unique=True, index=True)
    winner_id: UUID | None = Field(default=None, foreign_key="etender_opened_bid.id")
    value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    not_awarded: str = Field(default="", max_length=40)
    motivation: str = Field(sa_type=sa.Text)
    ranking: list[dict[str, Any]] = Field(sa_type=json_column())
    decided_by: str = Field(max_length=200)
    sent_at: dt.datetime
    standstill_last_day: dt.date
    standstill_ends_at: dt.datetime
    contract_id: UUID | None = Field(default=None, foreign_key="etender_contract.id", index=True)

    def conclude(self, contract: "Contract", now: dt.datetime) -> None:
        """Tie the contract to the decision. Raises StandstillRuns or AlreadyConcluded."""
        if now < self.standstill_ends_at:
            raise StandstillRuns(until=in_words(self.standstill_ends_at))
        if self.contract_id is not None:
            raise AlreadyConcluded
        self.contract_id = contract.id


class Contract(SQLModel, table=True):
    """The contract with one winner, over all lots it won in this procedure."""

    __tablename__ = "etender_contract"
    __table_args__ = (sa.UniqueConstraint("call_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(foreign_key="etender_call.id", index=True)
    number: str = Field(max_length=100)
    supplier_number: str = Field(max_length=10)
    supplier_name: str = Field(max_length=300)
    value: Decimal = Field(sa_type=ExactDecimal)
    starts_on: dt.date
    ends_on: dt.date
    concluded_at: dt.datetime
    concluded_by: str = Field(max_length=200)
