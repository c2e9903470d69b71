"""The shared tender model: Procedure, Lot, Deadline, Period, DocumentRef, Contract party data.

Small on purpose: what all four contexts mean by these words. The deadline lives here and nowhere
else; every page, mail, PDF and API answer derives from it. Changes need a decision record.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import Field, SQLModel, col

from shared.columns import ExactDecimal, enum_column
from shared.errors import Conflict, NotFound, WhoActs
from shared.i18n import msg
from shared.period import Period as Period  # noqa: PLC0414  one of the words of this model


@dataclass(frozen=True, slots=True)
class DocumentRef:
    """Stored bytes, named by what they are: sha-256 in hex, size in bytes, media type."""

    sha256: str
    size: int
    media_type: str


@dataclass(frozen=True, slots=True, order=True)
class Deadline:
    """The final moment for bids: a bid is in time when received before it.

    RD 18 April 2017, art. 83: bids must arrive before the final date and hour.
    """

    at: dt.datetime

    def has_passed(self, now: dt.datetime) -> bool:
        return now >= self.at

    def remaining(self, now: dt.datetime) -> dt.timedelta:
        return max(self.at - now, dt.timedelta())


class ProcedureKind(StrEnum):
    """Award procedures of the law of 17 June 2016, art. 35."""

    OPEN = "open"
    RESTRICTED = "restricted"
    COMPETITIVE_NEGOTIATION = "competitive-negotiation"
    SIMPLIFIED_NEGOTIATED = "simplified-negotiated"
    NEGOTIATED_WITHOUT_PUBLICATION = "negotiated-without-publication"


class ContractNature(StrEnum):
    SUPPLIES = "supplies"
    SERVICES = "services"
    WORKS = "works"


class Procedure(SQLModel, table=True):
    """One award procedure of one authority, from draft to contract."""

    __tablename__ = "shared_procedure"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    reference: str = Field(max_length=100, index=True)
    title: str = Field(max_length=400)
    description: str = Field(default="", sa_type=sa.Text)
    language: str = Field(default="nl", max_length=2)
    authority_id: UUID = Field(foreign_key="shared_organisation.id", index=True)
    kind: ProcedureKind = Field(sa_type=enum_column(ProcedureKind))
    nature: ContractNature = Field(sa_type=enum_column(ContractNature))
    cpv: str = Field(max_length=8)
    nuts: str = Field(max_length=5)
    estimated_value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    deadline: dt.datetime
    deadline_version: int = 1
    published_at: dt.datetime | None = None

    def closes(self) -> Deadline:
        return Deadline(self.deadline)


class Lot(SQLModel, table=True):
    """A part of the procedure that is awarded on its own."""

    __tablename__ = "shared_lot"
    __table_args__ = (sa.UniqueConstraint("procedure_id", "number"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    procedure_id: UUID = Field(foreign_key="shared_procedure.id", index=True)
    number: int
    title: str = Field(max_length=400)
    description: str = Field(default="", sa_type=sa.Text)
    cpv: str = Field(max_length=8)
    estimated_value: Decimal | None = Field(default=None, sa_type=ExactDecimal)
    price_weight: int = 100
    """Percent of the score that the price decides; quality decides the rest."""


class DeadlineChange(SQLModel, table=True):
    """Every deadline a procedure has had, oldest first; version 1 is the published one."""

    __tablename__ = "shared_deadline_change"
    __table_args__ = (sa.UniqueConstraint("procedure_id", "version"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    procedure_id: UUID = Field(foreign_key="shared_procedure.id", index=True)
    version: int
    deadline: dt.datetime
    decided_at: dt.datetime
    reason: str = Field(default="", max_length=400)


class DeadlineShortened(Conflict):
    code = "deadline-shortened"
    says = msg("The deadline was {expected}; it may be moved later, never earlier.")
    remedy = msg("Choose a later moment, or stop the procedure and start a new one.")
    who = WhoActs.AUTHORITY


async def procedure_by_id(db: AsyncSession, procedure_id: UUID) -> Procedure:
    """Raises NotFound."""
    procedure = await db.get(Procedure, procedure_id)
    if procedure is None:
        raise NotFound("procedure")
    return procedure


async def published_procedure(db: AsyncSession, procedure_id: UUID) -> Procedure:
    """The procedure if the public may know it; raises NotFound otherwise."""
    procedure = await procedure_by_id(db, procedure_id)
    if procedure.published_at is None:
        raise NotFound("procedure")
    return procedure


async def lots_of(db: AsyncSession, procedure_id: UUID) -> Sequence[Lot]:
    """The lots in order of their numbers."""
    found = await db.scalars(
        sa.select(Lot).where(col(Lot.procedure_id) == procedure_id).order_by(col(Lot.number))
    )
    return found.all()


async def publish_procedure(
    db: AsyncSession, now: dt.datetime, procedure: Procedure, lots: Sequence[Lot]
) -> None:
    """Make a procedure public with its first deadline."""
    procedure.published_at = now
    db.add(procedure)
    await db.flush()
    db.add_all(lots)
    db.add(
        DeadlineChange(
            procedure_id=procedure.id, version=1, deadline=procedure.deadline, decided_at=now
        )
    )
    await db.flush()


async def extend_deadline(
    db: AsyncSession, now: dt.datetime, procedure: Procedure, *, to: dt.datetime, reason: str
) -> None:
    """Move the deadline later; raises DeadlineShortened."""
    if to <= procedure.deadline:
        raise DeadlineShortened("deadline", expected=procedure.deadline, found=to)
    procedure.deadline = to
    procedure.deadline_version += 1
    db.add(
        DeadlineChange(
            procedure_id=procedure.id,
            version=procedure.deadline_version,
            deadline=to,
            decided_at=now,
            reason=reason,
        )
    )
    await db.flush()
