"""The call for bids of one procedure and how its lots will be judged."""

import datetime as dt
from decimal import Decimal
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from etender.criteria import Criterion, CriterionKind, PriceFormula
from shared.columns import ExactDecimal, enum_column


class Call(SQLModel, table=True):
    """Bids are received for this procedure; its deadline is the procedure's, kept nowhere else."""

    __tablename__ = "etender_call"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    procedure_id: UUID = Field(foreign_key="shared_procedure.id", unique=True, index=True)
    opened_at: dt.datetime
    min_officers: int = 2
    chain_hash: str = Field(max_length=64)
    """The beacon chain the bids are locked to; a bid under another chain is not accepted."""


class AwardCriterion(SQLModel, table=True):
    """One published award criterion of one lot; never changed after publication."""

    __tablename__ = "etender_criterion"
    __table_args__ = (sa.UniqueConstraint("call_id", "lot_id", "code"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    call_id: UUID = Field(foreign_key="etender_call.id", index=True)
    lot_id: UUID = Field(foreign_key="shared_lot.id", index=True)
    position: int
    code: str = Field(max_length=40)
    name: str = Field(max_length=200)
    kind: CriterionKind = Field(sa_type=enum_column(CriterionKind))
    weight: Decimal = Field(sa_type=ExactDecimal)
    formula: PriceFormula = Field(sa_type=enum_column(PriceFormula))
    out_of: Decimal = Field(sa_type=ExactDecimal)

    def as_value(self) -> Criterion:
        return Criterion(self.code, self.name, self.kind, self.weight, self.formula, self.out_of)
