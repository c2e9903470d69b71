"""Calls: a published notice opens one, and its terms are read from the shared procedure."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.criteria import price_and_quality
from etender.model import AwardCriterion, Call
from etender.opening.values import Bidder
from shared.errors import NotFound
from shared.identity.model import Organisation
from shared.identity.service import organisation_by_id
from shared.tender import Deadline, Lot, Procedure, lots_of, published_procedure


@dataclass(frozen=True, slots=True)
class CallTerms:
    """A call with the procedure it belongs to, its lots and its authority."""

    call: Call
    procedure: Procedure
    lots: Sequence[Lot]
    authority: Organisation

    @property
    def deadline(self) -> Deadline:
        return self.procedure.closes()

    def has_closed(self, now: dt.datetime) -> bool:
        return self.deadline.has_passed(now)

    def authority_party(self) -> Bidder:
        return party_of(self.authority)


def party_of(organisation: Organisation) -> Bidder:
    """The organisation as reports and receipts name it, with its seat on one line."""
    town = f"{organisation.postcode} {organisation.town}".strip()
    seat = ", ".join(part for part in (organisation.street, town) if part)
    return Bidder(organisation.name, organisation.enterprise_number, seat)


async def open_call(
    db: AsyncSession, now: dt.datetime, procedure: Procedure, chain_hash: str
) -> Call:
    """The call of a published procedure; a repeat finds the one that is there."""
    known = await call_of(db, procedure.id)
    if known is not None:
        return known
    call = Call(procedure_id=procedure.id, opened_at=now, chain_hash=chain_hash)
    db.add(call)
    await db.flush()
    for lot in await lots_of(db, procedure.id):
        db.add_all(_criteria(call, lot))
    await db.flush()
    return call


def _criteria(call: Call, lot: Lot) -> list[AwardCriterion]:
    scheme = price_and_quality(lot.price_weight)
    return [
        AwardCriterion(
            call_id=call.id,
            lot_id=lot.id,
            position=position,
            code=criterion.code,
            name=criterion.name,
            kind=criterion.kind,
            weight=criterion.weight,
            formula=criterion.formula,
            out_of=criterion.out_of,
        )
        for position, criterion in enumerate(scheme.criteria)
    ]


async def call_of(db: AsyncSession, procedure_id: UUID) -> Call | None:
    return await db.scalar(sa.select(Call).where(col(Call.procedure_id) == procedure_id))


async def call_terms(db: AsyncSession, procedure_id: UUID) -> CallTerms:
    """Everything the public may know of a call. Raises NotFound."""
    procedure = await published_procedure(db, procedure_id)
    call = await call_of(db, procedure_id)
    if call is None:
        raise NotFound("call")
    return CallTerms(
        call,
        procedure,
        await lots_of(db, procedure_id),
        await organisation_by_id(db, procedure.authority_id),
    )


async def lock_call(db: AsyncSession, procedure_id: UUID) -> CallTerms:
    """The terms, held alone: bids are registered and lists frozen one after the other."""
    # SQLite's writers queue at BEGIN; on PostgreSQL this row is the queue
    query = sa.select(Call).where(col(Call.procedure_id) == procedure_id)
    if await db.scalar(query.with_for_update()) is None:
        raise NotFound("call")
    return await call_terms(db, procedure_id)
