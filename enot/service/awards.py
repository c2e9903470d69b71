"""Awards told by events: when every lot has ended, the award notice is drafted from them."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from enot.contents import call_for_competition
from enot.model import Notice, NoticeKind, Outcome
from enot.outcomes import lot_facts, outcomes_of, stored
from shared.audit import Audit, record
from shared.clock import Clock
from shared.events import ContractConcluded, LotAwarded
from shared.identity.actor import SYSTEM
from shared.tender import lots_of

DUE_AFTER = dt.timedelta(days=30)
"""Directive 2014/24/EU, art. 50: within 30 days after the contract is concluded."""


async def record_decision(db: AsyncSession, clock: Clock, event: LotAwarded) -> Notice | None:
    """Keep the decision on a lot; a repeat changes nothing. The award notice, when it is due."""
    call = await call_for_competition(db, event.procedure_id, lock=True)
    outcome = await _outcome(db, event.procedure_id, event.lot)
    outcome.decision = stored(event)
    await db.flush()
    return await _draft_award_notice(db, clock, call)


async def record_contract(
    db: AsyncSession, clock: Clock, event: ContractConcluded
) -> Notice | None:
    """Keep the contract of its lots; a repeat changes nothing. The award notice, when it is due."""
    call = await call_for_competition(db, event.procedure_id, lock=True)
    for lot in event.lots:
        outcome = await _outcome(db, event.procedure_id, lot)
        outcome.contract = stored(event)
    await db.flush()
    return await _draft_award_notice(db, clock, call)


async def _draft_award_notice(db: AsyncSession, clock: Clock, call: Notice) -> Notice | None:
    """The draft of the award notice once all lots have ended; None before, or when it exists.

    The call's row must be locked: two lots that end at once would each miss the other's end.
    """
    procedure_id = call.procedure_id
    outcomes = await outcomes_of(db, procedure_id)
    ended = {outcome.lot for outcome in outcomes if outcome.is_settled}
    lots = {lot.number for lot in await lots_of(db, procedure_id)}
    if not lots or ended != lots or await _exists(db, procedure_id):
        return None
    now = clock.now()
    notice = Notice(
        procedure_id=procedure_id,
        authority_id=call.authority_id,
        kind=NoticeKind.AWARD,
        title=call.title,
        language=call.language,
        author_name=SYSTEM.name,
        created_at=now,
        changed_at=now,
        due=_due(outcomes, now),
    )
    db.add(notice)
    await db.flush()
    await record(db, clock, SYSTEM, Audit.NOTICE_DRAFTED, f"notice:{notice.id}")
    return notice


def _due(outcomes: Sequence[Outcome], now: dt.datetime) -> dt.datetime:
    """Counted from the first contract; without any, from the day the procedure ended."""
    contracts = (lot_facts(outcome).contract for outcome in outcomes)
    concluded = [contract.concluded_at for contract in contracts if contract]
    return min(concluded, default=now) + DUE_AFTER


async def _exists(db: AsyncSession, procedure_id: UUID) -> bool:
    found = await db.scalar(
        sa.select(col(Notice.id)).where(
            col(Notice.procedure_id) == procedure_id, col(Notice.kind) == NoticeKind.AWARD
        )
    )
    return found is not None


async def _outcome(db: AsyncSession, procedure_id: UUID, lot: int) -> Outcome:
    """The lot's row, locked; made when it is not there yet."""
    found = await db.get(Outcome, (procedure_id, lot), with_for_update=True)
    if found is None:
        found = Outcome(procedure_id=procedure_id, lot=lot)
        db.add(found)
    return found
