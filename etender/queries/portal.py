"""What tendering adds to the portal: the public timeline of a procedure, and people's work."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import col

from etender.model import AwardDecision, Call, OpeningApproval
from etender.queries.awards import AwardedLot, awarded_lots, contracts_of
from etender.service.calls import CallTerms, call_of, call_terms
from etender.service.ceremony import approvals_of, record_of
from shared.i18n import msg
from shared.identity.actor import Actor, Role
from shared.ports import LotOutcome, ProcedureLink, ProcedurePart, TimelineEntry, WorkItem
from shared.tender import Procedure


async def timeline(
    db: AsyncSession, procedure_id: UUID, now: dt.datetime
) -> Sequence[TimelineEntry]:
    """The final moment, the opening, the awards with their standstill, the contracts.

    Nothing here tells before the deadline whether anybody has sent a bid.
    """
    if await call_of(db, procedure_id) is None:
        return []
    terms = await call_terms(db, procedure_id)
    closes, record = terms.deadline.at, await record_of(db, terms.call.id)
    call_page = f"/calls/{procedure_id}"
    entries = [TimelineEntry(closes, msg("Final moment for bids"), now >= closes, call_page)]
    if record is not None and record.reported_at is not None:
        entries.append(TimelineEntry(record.reported_at, msg("Bids opened"), done=True))
    for awarded in await awarded_lots(db, terms):
        entries += _award_entries(awarded, now)
    return entries + [
        TimelineEntry(
            contract.concluded_at,
            msg("Contract {number} concluded"),
            done=True,
            facts={"number": contract.number},
        )
        for contract in await contracts_of(db, terms.call.id)
    ]


def _award_entries(awarded: AwardedLot, now: dt.datetime) -> list[TimelineEntry]:
    facts: dict[str, object] = {"lot": awarded.lot.number}
    decision = awarded.decision
    label = msg("Lot {lot} awarded") if decision.winner_id else msg("Lot {lot} not awarded")
    ends = decision.standstill_ends_at
    return [
        TimelineEntry(decision.sent_at, label, done=True, facts=facts),
        TimelineEntry(ends, msg("End of the standstill of lot {lot}"), now >= ends, facts=facts),
    ]


async def procedure_part(
    db: AsyncSession, procedure_id: UUID, actor: Actor, now: dt.datetime
) -> ProcedurePart:
    """The way to the call while bids can come in, and how each lot ended."""
    del actor  # everybody sees the same
    if await call_of(db, procedure_id) is None:
        return ProcedurePart()
    terms = await call_terms(db, procedure_id)
    open_call = ProcedureLink(
        msg("Hand in a sealed bid"),
        f"/calls/{procedure_id}",
        msg("What is asked, how it is judged, and the way to seal a bid."),
    )
    outcomes = {awarded.lot.id: _outcome(awarded) for awarded in await awarded_lots(db, terms)}
    return ProcedurePart(() if terms.deadline.has_passed(now) else (open_call,), (), outcomes)


def _outcome(awarded: AwardedLot) -> LotOutcome:
    if awarded.winner is None:
        return LotOutcome(msg("Not awarded"), "rejected")
    return LotOutcome(msg("Awarded to {name}"), "awarded", {"name": awarded.winner.name})


async def work(db: AsyncSession, actor: Actor, now: dt.datetime) -> Sequence[WorkItem]:
    """What waits for the actor in the procedures of the actor's authority."""
    roles = (Role.OPENING_OFFICER, Role.EVALUATOR, Role.BUYER)
    if actor.organisation_id is None or not actor.has(*roles):
        return []
    found = await db.scalars(
        sa.select(col(Procedure.id))
        .join(Call, col(Call.procedure_id) == col(Procedure.id))
        .where(
            col(Procedure.authority_id) == actor.organisation_id,
            col(Procedure.deadline) <= now,
        )
        .order_by(col(Procedure.deadline))
    )
    items: list[WorkItem] = []
    for procedure_id in found.all():
        terms = await call_terms(db, procedure_id)
        items += await _work_of(db, actor, terms, now)
    return items


async def _work_of(
    db: AsyncSession, actor: Actor, terms: CallTerms, now: dt.datetime
) -> list[WorkItem]:
    record = await record_of(db, terms.call.id)
    if record is None or record.frozen_at is None or not terms.has_closed(record.armed_at):
        return await _opening_work(db, actor, terms)
    if record.reported_at is None:
        return []
    decided = {awarded.lot.id: awarded for awarded in await awarded_lots(db, terms)}
    items: list[WorkItem] = []
    if len(decided) < len(terms.lots) and actor.has(Role.EVALUATOR, Role.BUYER):
        items.append(_item(terms, msg("Evaluate the bids and award: {title}"), "evaluations"))
    if actor.has(Role.BUYER) and any(_awaits_contract(a.decision, now) for a in decided.values()):
        items.append(_item(terms, msg("Conclude the contract: {title}"), "awards"))
    return items


async def _opening_work(db: AsyncSession, actor: Actor, terms: CallTerms) -> list[WorkItem]:
    if not actor.has(Role.OPENING_OFFICER):
        return []
    record = await record_of(db, terms.call.id)
    armed = record is not None and terms.has_closed(record.armed_at)
    approvals: Sequence[OpeningApproval] = await approvals_of(db, terms.call.id) if armed else ()
    if len(approvals) >= terms.call.min_officers:
        return [_item(terms, msg("Open the bids: {title}"), "openings")]
    if actor.reference in {approval.officer for approval in approvals}:
        return []
    return [_item(terms, msg("Approve the opening of the bids: {title}"), "openings")]


def _awaits_contract(decision: AwardDecision, now: dt.datetime) -> bool:
    is_won = decision.winner_id is not None and decision.contract_id is None
    return is_won and now >= decision.standstill_ends_at


def _item(terms: CallTerms, title: str, page: str) -> WorkItem:
    href = f"/{page}/{terms.procedure.id}"
    return WorkItem(title, href, status=msg("To do"), facts={"title": terms.procedure.title})
